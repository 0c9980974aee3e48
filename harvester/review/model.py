"""The description of a review in its folder, as values. No I/O."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Final

SEARCH_KINDS: Final = ("database", "register", "website", "organisation", "citation")
"""The kinds of source of the PRISMA 2020 flow: the first two are in its left column, the others in its right."""

KNOWN_SOURCES: Final = ("pubmed", "medline", "embase", "europepmc", "clinicaltrials", "file")
"""The adapters a search can name; "file" is a search run by hand elsewhere, of which only saved exports are read."""

DIRECTIONS: Final = ("backward", "forward", "backward and forward", "co-cited", "co-citing", "iterative")
"""The ways of citation searching, in the terms of TARCiS (2024)."""

SCREENING_STAGES: Final = ("title-abstract", "full-text")
"""The stages at which people decide, as ``reviewers`` may name them."""

_SQLITE_FILE: Final = re.compile(r"(?P<scheme>sqlite(?:\+\w+)?:///)(?P<path>[^?]+)(?P<query>\?.*)?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Search:
    """One strategy run in one source. ``strategy`` is the whole text of the file, with comments (lines that begin
    ``//``).

    ``timeout`` is how many seconds its service may be silent; None where the file leaves it to harvester. The texts
    from ``platform`` on are those items of PRISMA-S (2021) that only a person can fill in, "" where nobody has;
    ``seeds`` and ``direction`` are for citation searching (TARCiS 2024).
    """

    key: str
    source: str
    name: str
    kind: str
    strategy_file: str = ""
    strategy: str = ""
    base_url: str | None = None
    timeout: float | None = None
    platform: str = ""
    limits: str = ""
    limits_justification: str = ""
    filters: str = ""
    prior_work: str = ""
    peer_review: str = ""
    seeds: str = ""
    direction: str = ""


@dataclass(frozen=True, slots=True)
class SearchReport:
    """The items of the search appendix about the review as a whole: 4 to 7 of PRISMA-S; "" where not filled in."""

    online_resources: str = ""
    citation_searching: str = ""
    contacts: str = ""
    other_methods: str = ""


@dataclass(frozen=True, slots=True)
class ScreeningSettings:
    """How records are screened.

    ``exclusion_reasons`` are the coded reasons a report can be excluded for, in the order they are printed;
    ``highlight`` and ``highlight_exclude`` are terms to highlight that speak for inclusion and against it;
    ``reviewers`` is how many people decide about each report at a stage, blind to each other (one where it is absent);
    ``people`` are the names that may sign decisions, any where it is empty.
    """

    exclusion_reasons: tuple[str, ...] = ()
    highlight: tuple[str, ...] = ()
    highlight_exclude: tuple[str, ...] = ()
    reviewers: Mapping[str, int] = field(default_factory=dict)
    people: tuple[str, ...] = ()

    def reviewers_at(self, stage: str) -> int:
        """Return how many people decide about each report at a stage."""
        return self.reviewers.get(stage, 1)


@dataclass(frozen=True, slots=True)
class Review:
    """A review as its folder describes it. ``warnings`` are sentences about what is allowed but deserves a look."""

    id: str
    title: str
    contact: str
    database: str
    folder: Path
    searches: tuple[Search, ...] = ()
    screening: ScreeningSettings = ScreeningSettings()
    search_report: SearchReport = SearchReport()
    warnings: tuple[str, ...] = ()

    def search(self, key: str) -> Search | None:
        """Return the search with that key, or None."""
        return next((search for search in self.searches if search.key == key), None)


def database_url(review: Review) -> str:
    """Return the SQLAlchemy URL of the store; a relative SQLite path is resolved in the review's folder.

    In-memory databases, SQLite's own ``file:`` addresses and every other database are returned unchanged.
    """
    match = _SQLITE_FILE.fullmatch(review.database)
    if match is None or _is_absolute(match["path"]):
        return review.database
    path = (review.folder / match["path"]).resolve()
    return f"{match['scheme']}{path.as_posix()}{match['query'] or ''}"


def database_file(database: str, folder: Path) -> Path | None:
    """Return the file of an SQLite database as review.toml names it; None for other databases and those in memory."""
    match = _SQLITE_FILE.fullmatch(database)
    if match is None or match["path"].startswith((":memory:", "file:")):
        return None
    return folder / match["path"]


def _is_absolute(path: str) -> bool:
    special = path.startswith((":memory:", "file:"))
    return special or PurePosixPath(path).is_absolute() or PureWindowsPath(path).is_absolute()
