"""Check the content of a store: SQLite's own checks, and what its tables say about each other."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import and_, func, or_, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from harvester.citation import citation_from_json, content_hash
from harvester.errors import HarvesterError, StoreError
from harvester.store import blobs
from harvester.store.event_chain import ChainProblem, verify_chain
from harvester.store.models import Blob, Judgement, Page, Record, Retrieval, Revision, Run, StrategyVersion
from harvester.store.models.runs import FINISHED_STATUSES
from harvester.store.run_digest import find_changed_runs


class FindingKind(StrEnum):
    """What a finding means for the store, and so what is to be done."""

    CHANGED = "changed"
    """Something that was stored is missing, or is not as it was stored."""
    DERIVED = "derived"
    """What was computed from the records is not what they give; it can be computed again."""
    UNFINISHED = "unfinished"
    """A command was interrupted; the next one goes on where it stopped."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem of a store, in a sentence."""

    kind: FindingKind
    sentence: str


StoreCheck = Callable[[Session], Iterator[Finding]]


def find_problems(session: Session) -> Iterator[Finding]:
    """Yield each problem that the tables of a store have; none for an intact store."""
    for check in CHECKS:
        yield from run_check(check, session)


def run_check(check: StoreCheck, session: Session) -> Iterator[Finding]:
    """Yield the findings of a check. Content that it cannot even read is a finding, too."""
    try:
        yield from check(session)
    except (HarvesterError, SQLAlchemyError, ValueError, TypeError, LookupError, AttributeError) as error:
        cause = getattr(error, "orig", None) or error
        yield changed(f"{str(check.__doc__).strip('. ')}: a value cannot be read ({type(cause).__name__}: {cause})")


def changed(sentence: str) -> Finding:
    """Return the finding that something is missing or not as it was stored."""
    return Finding(FindingKind.CHANGED, sentence)


def derived(sentence: str) -> Finding:
    """Return the finding that something has to be computed again."""
    return Finding(FindingKind.DERIVED, sentence)


def _check_database(session: Session) -> Iterator[Finding]:
    """Pages and references of the database."""
    if session.get_bind().dialect.name != "sqlite":
        return
    for row in session.scalars(text("PRAGMA integrity_check")):
        if row != "ok":
            yield changed(f"SQLite: {row}")
    for table, row, parent, _ in session.execute(text("PRAGMA foreign_key_check")):
        yield changed(f"row {row} of {table} points to a {parent} that does not exist")


def _check_blobs(session: Session) -> Iterator[Finding]:
    """Bytes that sources sent and files that people gave."""
    for name in session.scalars(select(Blob.sha256)):
        try:
            blobs.get(session, name)
        except StoreError as error:
            yield changed(error.message)


def _check_strategies(session: Session) -> Iterator[Finding]:
    """Texts of strategies."""
    for number, digest, strategy in session.execute(
        select(StrategyVersion.id, StrategyVersion.sha256, StrategyVersion.text)
    ):
        if hashlib.sha256(strategy.encode()).hexdigest() != digest:
            yield changed(f"strategy {number} is not the text that was stored")
    of_other_search = (Run.strategy_version_id == StrategyVersion.id) & (Run.search_id != StrategyVersion.search_id)
    for number in session.scalars(select(Run.id).join(StrategyVersion, of_other_search)):
        yield changed(f"run {number} has the strategy of another search")


def _check_revisions(session: Session) -> Iterator[Finding]:
    """Contents of records."""
    missing = select(func.count()).select_from(Record).outerjoin(
        Revision, (Revision.record_id == Record.id) & (Revision.number == Record.revision)
    )  # fmt: skip
    if number := session.scalar(missing.where(Revision.id.is_(None))):
        yield changed(f"records that lost the current revision: {number}")
    rows = select(Revision.id, Revision.content_hash, Revision.citation)
    for number, digest, citation in session.execute(rows.execution_options(yield_per=1000)):
        if _citation_hash(citation) != digest:
            yield changed(f"revision {number} is not what was stored")


def _citation_hash(citation: str) -> str | None:
    try:
        return content_hash(citation_from_json(citation))
    except (TypeError, ValueError, AttributeError):  # text that is no citation any more
        return None


def _check_reports(session: Session) -> Iterator[Finding]:
    """Reports of records."""
    names = select(Record.id).where(Record.report_id == Record.id)
    misplaced = select(func.count()).select_from(Record).where(Record.report_id.not_in(names))
    if number := session.scalar(misplaced):
        yield derived(f"records in a report whose oldest record is in another one: {number}")


def _check_run_counts(session: Session) -> Iterator[Finding]:
    """Counts of runs."""
    retrieved = _count_retrievals(session)
    columns = (Run.id, Run.origin, Run.mode, Run.status, Run.retrieved, Run.new, Run.known)
    for number, origin, mode, status, counted, new, known in session.execute(
        select(*columns).where(Run.status.in_(FINISHED_STATUSES))
    ):
        if new + known != counted:
            yield changed(f"run {number} says {counted} records, but {new} new and {known} known ones")
        single = origin == "file" or mode == "window"
        held = retrieved[number].single if single else retrieved[number].covering
        at_least = status == "partial" and not single  # a partial run cannot tell which records are gone
        if held < counted if at_least else held != counted:
            yield changed(f"run {number} says {counted} records, but {held} are stored for it")


@dataclass(slots=True)
class _RetrievalCounts:
    """Records that belong to a run by itself, and those of all runs of the whole search that it is one of."""

    single: int = 0
    covering: int = 0


def _count_retrievals(session: Session) -> dict[int, _RetrievalCounts]:
    """Count by spans of runs: a search has few of them, however many records and runs it has."""
    counts: dict[int, _RetrievalCounts] = {}
    runs_of_search: dict[int, list[int]] = {}
    for number, search_id in session.execute(select(Run.id, Run.search_id)):
        counts[number] = _RetrievalCounts()
        runs_of_search.setdefault(search_id, []).append(number)
    span = (Retrieval.search_id, Retrieval.from_run_id, Retrieval.to_run_id)
    for search_id, first, last, size in session.execute(select(*span, func.count()).group_by(*span)):
        counts[first].single += size
        counts[first].covering += size
        for number in runs_of_search[search_id]:
            if first < number and (last is None or number <= last):
                counts[number].covering += size
    return counts


def _check_retrieval_spans(session: Session) -> Iterator[Finding]:
    """Runs from the first to the last that retrieved a record."""
    searched = (Run.origin == "service", Run.mode == "full")
    whole = {
        (search_id, number) for search_id, number in session.execute(select(Run.search_id, Run.id).where(*searched))
    }
    span = (Retrieval.search_id, Retrieval.from_run_id, Retrieval.to_run_id)
    for search_id, first, last in session.execute(select(*span).distinct()):
        ends = {number for number in (first, last) if number is not None}
        if (last is None or first != last) and not {(search_id, number) for number in ends} <= whole:
            yield changed(f"records that run {first} retrieved are marked as retrieved by other runs up to {last}")


def _check_run_contents(session: Session) -> Iterator[Finding]:
    """Contents of runs."""
    for number in find_changed_runs(session):
        yield changed(f"run {number}, or what it retrieved, is not as it was stored")


def _check_events(session: Session) -> Iterator[Finding]:
    """Events, and what people stored by them."""
    for fault in verify_chain(session):
        yield changed(_CHAIN_SENTENCES[fault.problem].format(event=fault.event_id))


_CHAIN_SENTENCES: Final = {
    ChainProblem.CONTENT: "event {event} (harvester history) or a row that it stored was changed, deleted or added",
    ChainProblem.MISSING: "event {event} is missing from the history",
    ChainProblem.CUT_OFF: "the history ends before or after event {event}, unlike what was stored last",
}


def _check_judgements(session: Session) -> Iterator[Finding]:
    """Judgements about pairs."""
    latest = select(func.max(Judgement.id)).group_by(Judgement.record_a, Judgement.record_b)
    is_latest, is_live = Judgement.id.in_(latest), Judgement.superseded_at.is_(None)
    rows = select(Judgement.id).where(or_(and_(is_latest, ~is_live), and_(~is_latest, is_live)))
    for number in session.scalars(rows):
        yield changed(f"judgement {number} is marked as replaced or not against the later judgements of its pair")


def _check_pages(session: Session) -> Iterator[Finding]:
    """Replies and files that wait to be parsed."""
    is_done = or_(Page.parsed_at.is_not(None), Page.unparsed_reason.is_not(None), Page.holds == "ids")
    if number := session.scalar(select(func.count()).select_from(Page).where(~is_done)):
        yield Finding(FindingKind.UNFINISHED, f"pages that are stored but not parsed yet: {number}")


CHECKS: Final[tuple[StoreCheck, ...]] = (
    _check_database,
    _check_blobs,
    _check_strategies,
    _check_revisions,
    _check_reports,
    _check_run_counts,
    _check_retrieval_spans,
    _check_run_contents,
    _check_events,
    _check_judgements,
    _check_pages,
)
