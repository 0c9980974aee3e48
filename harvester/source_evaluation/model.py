"""What the comparison of sources is made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchedSource:
    """A search of the review: ``raw`` records it retrieved, each once, and the reports they denote."""

    key: str
    name: str
    kind: str
    raw: int
    reports: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdatePoint:
    """An update: the day searched last in it, records retrieved for the first time, and reports nobody had met before.

    ``part`` counts the updates of one day from 1; 0 where it is the only one.
    """

    day: date
    records: int
    reports: frozenset[int]
    part: int = 0

    @property
    def label(self) -> str:
        """How it is called in charts and tables: "2024-04-14", "2024-04-14 (2)"."""
        return f"{self.day.isoformat()} ({self.part})" if self.part else self.day.isoformat()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceResults:
    """All sources, the reports that passed title and abstract (``screened_in``), those included, and the updates."""

    sources: tuple[SearchedSource, ...]
    screened_in: frozenset[int]
    included: frozenset[int]
    updates: tuple[UpdatePoint, ...] = ()

    @property
    def reports(self) -> frozenset[int]:
        """Every report that any source found."""
        return frozenset[int]().union(*(source.reports for source in self.sources))

    def select(self, keys: tuple[str, ...]) -> tuple[SearchedSource, ...]:
        """The sources of these keys, in the order of the review."""
        return tuple(source for source in self.sources if source.key in keys)
