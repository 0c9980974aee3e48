"""What every source is: values, protocols, clock and settings."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Final, Protocol, runtime_checkable

from harvester import __version__

BUILT_IN_SOURCES: Final = ("pubmed", "medline", "embase", "europepmc", "clinicaltrials")
"""The sources of harvester itself; :data:`harvester.sources.registry.SOURCE_FACTORIES` has their adapters."""

IMPORT_HINT: Final = (
    "Or run the search on the database's own page, export all records as RIS, and put the file into imports/<key>/ "
    "of the review (or: harvester import FILE --search <key>)."
)
"""Advice for a service that cannot be searched from here."""


@dataclass(frozen=True, slots=True)
class RawResponse:
    """The body of a response exactly as sent, except for redacted secrets.

    ``request`` is the method, the URL and the parameters, every secret replaced by "REDACTED".
    """

    body: bytes
    media_type: str
    status: int
    request: str


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of a search.

    ``hits`` is the number of records that the service reports for the whole search; later pages may correct it, the
    last one counts. ``ids`` are the accession numbers that this page adds, in order: each number appears once in a
    search. With ``holds_records`` the reply itself contains the full records, in the source's ``record_format``;
    otherwise they are fetched by id. ``translation`` is the strategy as the service understood it; ``warnings`` list
    everything that the service dropped or did not find.
    """

    reply: RawResponse
    hits: int
    ids: tuple[str, ...]
    holds_records: bool
    translation: str = ""
    warnings: tuple[str, ...] = ()


class Source(Protocol):
    """A database with a network interface. Its methods raise only :class:`~harvester.errors.SourceError`."""

    @property
    def name(self) -> str:
        """Name in the registry: "pubmed"."""
        ...

    @property
    def platform(self) -> str:
        """Platform or interface through which the database is searched, for PRISMA-S item 1: "NLM E-utilities"."""
        ...

    @property
    def record_format(self) -> str:
        """Format of the records in its replies: "pubmed-xml" or "embase-json"."""
        ...

    def search(self, strategy: str) -> Iterator[SearchPage]:
        """Run the text of a strategy file; yield pages as they arrive, at least one, even for 0 records."""
        ...

    def fetch(self, ids: Sequence[str]) -> Iterator[RawResponse]:
        """Yield replies with the full records of accession numbers. A withdrawn record is absent."""
        ...


@runtime_checkable
class SupportsChanges(Protocol):
    """A source that can also list the changed records of a search. Raises as :class:`Source` does."""

    def changed_since(self, strategy: str, day: date) -> Iterator[SearchPage]:
        """Yield pages of the records of a search that were revised on that day or later."""
        ...


@runtime_checkable
class SupportsDateWindow(Protocol):
    """A source that can also list only recently added records. Raises as :class:`Source` does."""

    def search_since(self, strategy: str, day: date) -> Iterator[SearchPage]:
        """Run the strategy over records added on that day or later; yield pages as :meth:`Source.search` does."""
        ...


class Clock(Protocol):
    """Current time and sleeping; tests pass a clock of their own."""

    def now(self) -> datetime:
        """Return the current time, in UTC."""
        ...

    def sleep(self, seconds: float) -> None:
        """Sleep for a number of seconds."""
        ...


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        """Return the current time, in UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Sleep for a number of seconds."""
        time.sleep(seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Settings of a source. Secrets are read from ``environ`` only, never from a file.

    ``base_url`` replaces the service's URL (by a proxy, a mirror, a simulator); ``page_size`` and ``batch_size``
    replace the adapter's numbers of ids per search page and of records per fetch. Times are in seconds, ``max_body`` in
    bytes. ``connect_timeout`` and ``read_timeout`` together limit the time until the headers of a reply have come,
    ``reply_deadline`` a request as a whole; a reply that trickles in does not extend them.
    """

    contact: str
    base_url: str | None = None
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)
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

    def with_timeout(self, seconds: float) -> Settings:
        """Return the settings with all times for one request in proportion to ``timeout`` in review.toml."""
        return replace(
            self,
            connect_timeout=min(self.connect_timeout, seconds),
            read_timeout=seconds,
            reply_deadline=seconds * self.reply_deadline / self.read_timeout,
        )
