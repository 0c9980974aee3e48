"""Search PubMed through NCBI's E-utilities: ESearch for the ids, EFetch for the records, EInfo for the field tags.

Rules: https://www.ncbi.nlm.nih.gov/books/NBK25497/ (identity, rate) and …/NBK25499/ (parameters).
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import islice
from typing import Final, TypeVar

from harvester.errors import SourceError, SourceRefused
from harvester.normalise import pmid
from harvester.sources.base import Clock, RawResponse, SearchPage
from harvester.sources.http.client import HttpClient, HttpRequest
from harvester.sources.ncbi.date_slices import (
    ENTRY_DATE_FIELDS,
    REVISION_DATE_FIELDS,
    DateSlice,
    date_range_clause,
    initial_slices,
)
from harvester.sources.ncbi.replies import (
    MAX_LISTED,
    EsearchResult,
    FieldList,
    check_efetch,
    parse_einfo,
    parse_esearch,
)
from harvester.sources.strategy import extract_query, lint_pubmed, unknown_tags

BASE_URL: Final = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/"
FETCH_BATCH_SIZE: Final = 200
"""Records per EFetch request: cheap to repeat, and few requests in all."""
PARALLEL_FETCHES: Final = 4
"""Concurrent EFetch requests: with a key ten may start per second, and each takes some tenths of a second or more."""


@dataclass(slots=True)
class _Progress:
    """State of one search: hits reported, distinct ids and warnings so far, number of requests."""

    hits: int = 0
    ids: set[str] = field(default_factory=set)
    warnings: set[str] = field(default_factory=set)
    requests: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EutilsSource:
    """A :class:`~harvester.sources.base.Source` behind the E-utilities.

    ``restriction`` limits every strategy to a subset of PubMed ("medline[sb]"); empty for all of it.
    ``max_listed`` is the number of records that ESearch lists of one search.
    ``identity`` holds the parameters that NCBI wants in every request: tool, e-mail address, and the key, if any.
    """

    name: str
    client: HttpClient = field(repr=False)
    clock: Clock
    base_url: str
    identity: tuple[tuple[str, str], ...] = field(repr=False)
    restriction: str = ""
    page_size: int = MAX_LISTED
    max_listed: int = MAX_LISTED
    batch_size: int = FETCH_BATCH_SIZE
    parallel_fetches: int = PARALLEL_FETCHES
    platform: str = "NLM E-utilities"
    record_format: str = "pubmed-xml"

    def search(self, strategy: str) -> Iterator[SearchPage]:
        """Yield every id of the search, whatever its size.

        Up to 9,999 records are listed directly; a larger search is split by date, and the parts are united by PMID.
        When several requests were needed and the number of ids differs from the hits reported, PubMed is asked for the
        hits once more, since they may have changed meanwhile; a difference that remains is visible to the caller.
        """
        yield from self._list(self._term(strategy), linted=extract_query(strategy))

    def changed_since(self, strategy: str, day: date) -> Iterator[SearchPage]:
        """Yield the ids of the search whose date of last revision [lr] is that day or later.

        Any revision changes that date (grants, links, MeSH maintenance): it selects records to fetch again, not new
        ones.
        """
        yield from self._list(
            f"({self._term(strategy)}){date_range_clause(REVISION_DATE_FIELDS, day, self.clock.now().date())}"
        )

    def search_since(self, strategy: str, day: date) -> Iterator[SearchPage]:
        """Yield the ids of the search that were added to PubMed, or indexed, on that day or later.

        No single date finds all of them: an [edat] can be years before the record was added, and [mhda] changes when
        the record is indexed. So records with any of [crdt], [mhda] and [edat] in the window are searched.
        """
        term = f"({self._term(strategy)}){date_range_clause(ENTRY_DATE_FIELDS, day, self.clock.now().date())}"
        yield from self._list(term, linted=extract_query(strategy))

    def _term(self, strategy: str) -> str:
        query = extract_query(strategy)
        return f"({query}) AND {self.restriction}" if self.restriction else query

    def _list(self, term: str, *, linted: str = "") -> Iterator[SearchPage]:
        """List the search ``term``; the warnings of the query ``linted`` are on the first page."""
        progress = _Progress()
        first = self._esearch(term, start=0, progress=progress)
        progress.hits = first.count
        fields = self._field_list() if unknown_tags(linted) else None
        warnings = lint_pubmed(linted, fields=fields.tags if fields else frozenset())
        yield self._page(first, progress, more_warnings=warnings, translation=first.translation)
        if fields is not None:
            yield SearchPage(fields.response.reply, first.count, (), holds_records=False)
        if first.count <= self.max_listed:
            yield from self._remaining_pages(term, first, progress)
        else:
            parts = initial_slices("crdt", today=self.clock.now().date())
            yield from self._list_slices(term, parts, first.count, progress)
        if progress.requests > 1 and len(progress.ids) != progress.hits:
            last = self._esearch(term, start=0, progress=progress)
            progress.hits = last.count
            yield self._page(last, progress)

    def _field_list(self) -> FieldList | None:
        """Ask EInfo for PubMed's field tags of today; None where the service, a mirror perhaps, does not list them."""
        request = self._request("einfo", db="pubmed", retmode="xml")
        try:
            return self.client.send(request, parse=parse_einfo)
        except SourceError:
            return None

    def fetch(self, ids: Sequence[str]) -> Iterator[RawResponse]:
        """Yield PubMed XML in batches, in the order of the ids. An id that PubMed no longer has is absent.

        Several batches are requested concurrently, within the rate limit.
        Raises ``SourceRefused`` before the first request when an id is not a PMID: PubMed would answer the digits of a
        PMCID with a different paper.
        """
        for number in ids:
            if not number or pmid(number) != number:
                raise SourceRefused(f"{self.name}: {number!r} is not a PMID", hint="Ask for records by PMID only.")
        batches = (ids[start : start + self.batch_size] for start in range(0, len(ids), self.batch_size))
        yield from map_ordered((partial(self._efetch, batch) for batch in batches), workers=self.parallel_fetches)

    def _efetch(self, batch: Sequence[str]) -> RawResponse:
        request = self._request("efetch", db="pubmed", id=",".join(batch), retmode="xml")
        return self.client.send(request, parse=check_efetch).reply

    def _request(self, utility: str, **parameters: str) -> HttpRequest:
        return HttpRequest(f"{self.base_url}{utility}.fcgi", (*parameters.items(), *self.identity))

    def _esearch(self, term: str, *, start: int, progress: _Progress) -> EsearchResult:
        progress.requests += 1
        size = min(self.page_size, self.max_listed - start)
        request = self._request(
            "esearch", db="pubmed", term=term, retmode="json", retstart=str(start), retmax=str(size)
        )
        return self.client.send(request, parse=parse_esearch)

    def _remaining_pages(self, term: str, first: EsearchResult, progress: _Progress) -> Iterator[SearchPage]:
        """Yield the other pages of a list. A page without ids ends it; the count then shows that ids are missing."""
        start, page = len(first.ids), first
        while page.ids and start < min(page.count, self.max_listed):
            page = self._esearch(term, start=start, progress=progress)
            start += len(page.ids)
            yield self._page(page, progress)

    def _list_slices(
        self, term: str, parts: tuple[DateSlice, ...], hits: int, progress: _Progress
    ) -> Iterator[SearchPage]:
        """List each part, splitting those that are too large; together they have ``hits`` records.

        Since every record has one value of each date, the last part has the records that the other parts do not have:
        when these are too many, it is split without asking for its count. Raises ``SourceRefused`` when the parts have
        far more records than the whole: the service ignores the dates, and splitting would never end.
        """
        today = self.clock.now().date()
        remaining = hits
        for part in parts:
            smaller = part.split(today=today)
            if part is parts[-1] and remaining > self.max_listed and smaller:
                yield from self._list_slices(term, smaller, remaining, progress)
                return
            result = self._esearch(f"({term}){part.clause()}", start=0, progress=progress)
            remaining -= result.count
            self._require_date_ranges(remaining, hits)
            yield self._page(result, progress, more_warnings=() if smaller else self._unlisted_warning(part, result))
            if result.count > self.max_listed and smaller:
                yield from self._list_slices(term, smaller, result.count, progress)
            else:
                yield from self._remaining_pages(f"({term}){part.clause()}", result, progress)

    def _require_date_ranges(self, remaining: int, hits: int) -> None:
        if remaining <= -hits // 2:
            raise SourceRefused(
                f"{self.name}: the search is too large to be listed, and its parts by date have more records",
                hint="Check base_url of this search: it does not answer date ranges such as 2020:2021[crdt].",
            )

    def _unlisted_warning(self, part: DateSlice, result: EsearchResult) -> tuple[str, ...]:
        if result.count <= self.max_listed:
            return ()
        dates = part.clause().removeprefix(" AND ")
        return (
            f"{result.count} records share the dates {dates}; PubMed lists only the first {self.max_listed} of them",
        )

    def _page(
        self, result: EsearchResult, progress: _Progress, *, more_warnings: tuple[str, ...] = (), translation: str = ""
    ) -> SearchPage:
        new_ids = tuple(number for number in dict.fromkeys(result.ids) if number not in progress.ids)
        new_warnings = tuple(
            text for text in dict.fromkeys((*result.warnings, *more_warnings)) if text not in progress.warnings
        )
        progress.ids.update(new_ids)
        progress.warnings.update(new_warnings)
        return SearchPage(
            reply=result.response.reply,
            hits=progress.hits,
            ids=new_ids,
            holds_records=False,
            translation=translation,
            warnings=new_warnings,
        )


T = TypeVar("T")


def map_ordered(calls: Iterable[Callable[[], T]], *, workers: int) -> Iterator[T]:
    """Call the functions, ``workers`` of them concurrently, and yield their results in order.

    No call starts before the first result is requested, and at most ``workers`` calls run ahead of the results taken.
    The first exception, in order, is raised once the running calls have ended; no further call starts. The threads are
    daemons, so that an interrupted program does not wait for them.
    """
    waiting = iter(calls)
    running = deque(_start(call) for call in islice(waiting, workers))
    while running:
        if error := running[0].exception():
            wait(running)
            raise error
        result = running.popleft().result()
        running.extend(_start(call) for call in islice(waiting, 1))
        yield result


def _start(call: Callable[[], T]) -> Future[T]:
    future: Future[T] = Future()
    threading.Thread(target=_run, args=(call, future), daemon=True).start()
    return future


def _run(call: Callable[[], T], future: Future[T]) -> None:
    try:
        result = call()
    except BaseException as error:  # noqa: BLE001 - raised again in the thread that takes the result
        future.set_exception(error)
    else:
        future.set_result(result)
