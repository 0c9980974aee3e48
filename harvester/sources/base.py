"""What every source is: the values it returns, the protocol it keeps, the seams it is built from."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Final, Protocol, runtime_checkable

from harvester import __version__

BUILT_IN_SOURCES: Final = ("pubmed", "medline", "embase", "europepmc", "clinicaltrials")
"""The sources of harvester itself; :data:`harvester.sources.registry.SOURCE_FACTORIES` has their adapters."""

IMPORT_HINT: Final = (
    "Or run the search on the database's own page, export all records as RIS, and put the file into imports/<key>/ "
    "of the review (or: harvester import FILE --search <key>)."
)
"""The way out when a service cannot be asked from here."""


@dataclass(frozen=True, slots=True)
class RawResponse:
    """Exactly what a service sent, but for secrets it echoed.

    ``request`` is the method, the URL and the parameters, every secret replaced by "REDACTED".
    """

    body: bytes
    media_type: str
    status: int
    request: str


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of a search.

    ``promised`` is the number of records the service promises for the whole search; pages may correct it while the
    database grows, the last page stands. ``ids`` are the accession numbers this page adds, in order: each number
    appears once in a search. ``holds_records`` says that the reply itself holds the full records, to be parsed by the
    source's ``record_format``; otherwise they are fetched by id. ``translation`` is the strategy as the service
    understood it, ``warnings`` whatever it dropped or did not find: a strategy is never damaged in silence.
    """

    reply: RawResponse
    hits: int
    ids: tuple[str, ...]
    holds_records: bool
    translation: str = ""
    warnings: tuple[str, ...] = ()


class Source(Protocol):
    """A database that can be asked over the network. Its methods raise only :class:`~harvester.errors.SourceError`."""

    @property
    def name(self) -> str:
        """Name in the registry: "pubmed"."""
        ...

    @property
    def platform(self) -> str:
        """Through which door the database is asked, for PRISMA-S item 1: "NLM E-utilities"."""
        ...

    @property
    def record_format(self) -> str:
        """Format of the records in its replies: "pubmed-xml" or "embase-json"."""
        ...

    def search(self, strategy: str) -> Iterator[SearchPage]:
        """Run the text of a strategy file and yield its pages as they arrive; at least one page, even for 0 records."""
        ...

    def fetch(self, ids: Sequence[str]) -> Iterator[RawResponse]:
        """Yield replies that hold the full records of those accession numbers. A withdrawn record is simply absent."""
        ...


@runtime_checkable
class SupportsChanges(Protocol):
    """A source that can also say which records of a search it has changed. Raises as :class:`Source` does."""

    def changed_since(self, strategy: str, day: date) -> Iterator[SearchPage]:
        """Yield pages of the records that the strategy finds and that were revised on that day or later."""
        ...


@runtime_checkable
class SupportsDateWindow(Protocol):
    """A source that can also list only what came into it lately. Raises as :class:`Source` does."""

    def search_since(self, strategy: str, day: date) -> Iterator[SearchPage]:
        """Run the strategy over what came in on that day or later; pages as those of :meth:`Source.search`."""
        ...


class Clock(Protocol):
    """Time, as far as a source needs it."""

    def now(self) -> datetime:
        """This moment, in UTC."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """This moment, in UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


def _environment() -> Mapping[str, str]:
    return os.environ


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a source is asked. Secrets are read from ``environ`` only, never from a file.

    ``base_url`` replaces the service's own address (a proxy, a mirror, a simulator); ``page_size`` and ``batch_size``
    replace the adapter's own numbers of ids per search page and of records per fetch.
    """

    contact: str
    base_url: str | None = None
    environ: Mapping[str, str] = field(default_factory=_environment, repr=False)
    tool: str = "harvester"
    version: str = __version__
    page_size: int | None = None
    batch_size: int | None = None
    connect_timeout: float = 10.0
    read_timeout: float = 60.0
    reply_deadline: float = 300.0
    max_body: int = 256 * 1024 * 1024
    attempts: int = 6
    backoff: float = 0.5
    longest_wait: float = 120.0
