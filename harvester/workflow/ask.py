"""Ask a service: run a search, store what it sends, fetch what is new or changed. Interrupted, it can go on."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy.orm import Session

from harvester.errors import SourceError, SourceNotConfigured
from harvester.review import Search
from harvester.sources import HasWindow, SearchPage, Source, TellsChanges
from harvester.store import harvest, records, screening
from harvester.store.values import NewRun, RunRow, SearchRow
from harvester.workflow.desk import Desk
from harvester.workflow.fetch import Errand, Fetched, fetch, keep_page, left_over, store_reply
from harvester.workflow.imports import finish, registered, shortfall, version_of_strategy
from harvester.workflow.keep import Kept
from harvester.workflow.reach import Reach, Window, reach
from harvester.workflow.results import RunResult

_REPLACED: Final = "It was interrupted, and another run took its place."
_NAMED: Final = 10
"""How many of the records that did not come are named in a sentence; the stored run names all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Listed:
    """What the list of a search said: how many records, which ones, how the strategy was read, what was damaged."""

    promised: int
    ids: tuple[str, ...]
    translation: str
    warnings: tuple[str, ...]


def ask(
    desk: Desk, search: Search, source: Source, *, refetch: bool = False, window: Window | None = None
) -> RunResult:
    """Run a search over the network: its complete list of ids, every record that is not known yet, and the known ones
    that the source says it changed since the last complete run.

    ``refetch`` fetches all known ones again; ``window`` lists only what came into the source lately, where the source
    can tell. A run that was interrupted is taken up again, unless its strategy or its kind has changed since, or a
    release has been made without it: then a new one takes its place. The failure of the source comes back as a failed
    run; what it had sent by then is stored.
    """
    far, row, run_id = _take_up(desk, search, source, window)
    errand = Errand(desk=desk, search=search, source=source, row=row, run_id=run_id, kept=Kept(remarks=[*far.remarks]))
    try:
        for page in left_over(desk, row):
            keep_page(desk, row, page, errand.kept)
        listed = _search(errand, far)
        fetched = fetch(errand, _unknown(errand, listed.ids, refetch=refetch))
    except SourceError as error:
        return _failed(desk, search, run_id, error)
    refreshed, trouble = (Fetched(), "") if refetch else _refresh(errand, far)
    return _finished(errand, far, listed, fetched + refreshed, trouble=trouble)


def rehearse(desk: Desk, search: Search, source: Source) -> RunResult:
    """What ``ask`` would find, storing nothing: a run that is skipped, with its numbers."""
    try:
        pages = list(source.search(search.strategy))
    except SourceError as error:
        return RunResult(search=search.key, run=None, status="failed", error=_sentence(error))
    ids = dict.fromkeys(accession for page in pages for accession in page.ids)
    with desk.store.read() as session:
        known = records.known_accessions(session, search.source)
    unknown = [accession for accession in ids if accession not in known]
    return RunResult(
        search=search.key,
        run=None,
        status="skipped",
        promised=pages[-1].promised,
        new=len(unknown),
        known=len(ids) - len(unknown),
        translation=pages[0].translation,
        warnings=_warnings(pages),
    )


def _take_up(desk: Desk, search: Search, source: Source, window: Window | None) -> tuple[Reach, SearchRow, int]:
    with desk.store.write() as session:
        row = registered(session, search)
        far = reach(search, source, harvest.runs(session), window=window, today=desk.now().date())
        for interrupted in harvest.unfinished_runs(session):
            if interrupted.search == search.key and _can_go_on(session, interrupted, search, far):
                desk.progress.say(f"{search.name}: taking up run {interrupted.id}, which was interrupted")
                return far, row, interrupted.id
            if interrupted.search == search.key:
                harvest.finish_run(session, interrupted.id, status="failed", now=desk.now(), error=_REPLACED)
        run = NewRun(
            search_id=row.id,
            strategy_version_id=version_of_strategy(session, row, search, now=desk.now()),
            origin="service",
            mode=far.mode,
            started_at=desk.now(),
            search_date=desk.now().date().isoformat(),
            platform=search.platform or source.platform,
        )
        return far, row, harvest.begin_run(session, run)


def _can_go_on(session: Session, run: RunRow, search: Search, far: Reach) -> bool:
    """Whether what an interrupted run will find may still count as what it was begun for."""
    released = max((release.last_run_id or 0 for release in screening.releases(session)), default=0)
    return run.strategy == search.strategy and run.mode == far.mode and run.id > released


def _search(errand: Errand, far: Reach) -> _Listed:
    """Store the pages of the search; returns what they list."""
    desk = errand.desk
    pages: list[SearchPage] = []
    ids: dict[str, None] = {}
    for page in _pages(errand.source, errand.search.strategy, far):
        if not pages:
            desk.progress.begin(f"{errand.search.name}: listing", page.promised)
        _keep_list(errand, page)
        ids.update(dict.fromkeys(page.ids))
        pages.append(replace(page, reply=replace(page.reply, body=b"")))
        desk.progress.advance(len(page.ids))
    listed = _Listed(
        promised=pages[-1].promised, ids=tuple(ids), translation=pages[0].translation, warnings=_warnings(pages)
    )
    with desk.store.write() as session:
        harvest.note_search(
            session,
            errand.run_id,
            promised=listed.promised,
            translation=listed.translation,
            warnings=listed.warnings,
            search_date=desk.now().date().isoformat(),
        )
    return listed


def _pages(source: Source, strategy: str, far: Reach) -> Iterator[SearchPage]:
    if far.first_day is not None and isinstance(source, HasWindow):
        return source.search_since(strategy, far.first_day)
    return source.search(strategy)


def _keep_list(errand: Errand, page: SearchPage) -> None:
    """Store a page of a list, and the records that some services send along with it."""
    stored = store_reply(errand, page.reply, holds_records=page.holds_records)
    if page.holds_records:
        keep_page(errand.desk, errand.row, stored, errand.kept)


def _unknown(errand: Errand, ids: Collection[str], *, refetch: bool) -> tuple[str, ...]:
    with errand.desk.store.read() as session:
        known = records.known_accessions(session, errand.row.source)
    if refetch:
        return tuple(accession for accession in ids if known.get(accession) not in errand.kept.seen)
    return tuple(accession for accession in ids if accession not in known)


def _refresh(errand: Errand, far: Reach) -> tuple[Fetched, str]:
    """Fetch again what is known and has changed; what could not be asked is told, for the list itself is complete."""
    source, day = errand.source, far.changed_since
    if day is None or not isinstance(source, TellsChanges):
        return Fetched(), ""
    try:
        changed = _changed(errand, source.changed_since(errand.search.strategy, day))
        return fetch(errand, changed), ""
    except SourceError as error:
        return Fetched(), f"what changed since {day} could not be asked for: {_sentence(error)}"


def _changed(errand: Errand, pages: Iterator[SearchPage]) -> tuple[str, ...]:
    """The known records that pages of changes name. A page that names none is not stored: it says nothing happened."""
    ids: dict[str, None] = {}
    for page in pages:
        if page.ids:
            _keep_list(errand, page)
            ids.update(dict.fromkeys(page.ids))
    with errand.desk.store.read() as session:
        known = records.known_among(session, errand.row.source, ids)
    return tuple(accession for accession in ids if accession in known and known[accession] not in errand.kept.seen)


def _finished(errand: Errand, far: Reach, listed: _Listed, fetched: Fetched, *, trouble: str) -> RunResult:
    row, run_id, kept = errand.row, errand.run_id, errand.kept
    with errand.desk.store.write() as session:
        known = records.known_accessions(session, row.source)
        seen = {known[accession] for accession in listed.ids if accession in known}
        new = records.never_retrieved(session, seen)
        short = shortfall(listed.promised, len(seen), unread=len(kept.unread))
        gone = _see(session, errand, far, seen, complete=short is None)
        error = _trouble(short, _absence(fetched, named=_NAMED), trouble)
        result = RunResult(
            search=row.key,
            run=run_id,
            status="partial" if error else "complete",
            mode=far.mode,
            promised=listed.promised,
            retrieved=len(seen),
            new=len(new),
            known=len(seen) - len(new),
            changed_records=(records.changed_in_run(session, run_id) & (seen | kept.seen)) - new,
            gone=gone,
            error=error,
            translation=listed.translation,
            warnings=listed.warnings,
            remarks=tuple(kept.remarks),
            unread=tuple(kept.unread),
            missing=fetched.absent,
        )
        in_full = _trouble(short, _absence(fetched, named=len(fetched.absent)), trouble)
        finish(session, replace(result, error=in_full), now=errand.desk.now())
    return result


def _see(session: Session, errand: Errand, far: Reach, seen: Collection[int], *, complete: bool) -> int:
    """Store which records the run saw; returns how many are gone, of which a window can say nothing."""
    if far.mode == "window":
        records.see_once(session, sorted(seen), search_id=errand.row.id, run_id=errand.run_id)
        return 0
    return records.see_all(session, seen, search_id=errand.row.id, run_id=errand.run_id, complete=complete)


def _trouble(*sentences: str | None) -> str | None:
    """What went wrong, in one text; None when nothing did."""
    return "; ".join(sentence for sentence in sentences if sentence) or None


def _absence(fetched: Fetched, *, named: int) -> str:
    """The sentence about records that were asked for by number and are not there; empty when all came."""
    if not fetched.absent:
        return ""
    more = len(fetched.absent) - named
    numbers = ", ".join(fetched.absent[:named]) + (f" and {more} more" if more > 0 else "")
    return f"{len(fetched.absent)} of {fetched.asked} asked for did not come or could not be read: {numbers}"


def _failed(desk: Desk, search: Search, run_id: int, error: SourceError) -> RunResult:
    """The failed run, stored. A service that will not serve us at all is told as skipped: nothing went wrong here."""
    with desk.store.write() as session:
        changed = records.changed_in_run(session, run_id)
        result = RunResult(
            search=search.key,
            run=run_id,
            status="failed",
            changed_records=changed - records.never_retrieved(session, changed),
            error=_sentence(error),
        )
        finish(session, result, now=desk.now())
    return replace(result, status="skipped") if isinstance(error, SourceNotConfigured) else result


def _warnings(pages: list[SearchPage]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(warning for page in pages for warning in page.warnings))


def _sentence(error: SourceError) -> str:
    return f"{error.message} {error.hint}".strip()
