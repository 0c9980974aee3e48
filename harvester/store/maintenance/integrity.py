"""Check a store for damage: SQLite's own checks, and the invariants of the tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from sqlalchemy import func, or_, select, text
from sqlalchemy.orm import Session

from harvester.citation import citation_from_json, content_hash
from harvester.errors import StoreError
from harvester.store import blobs
from harvester.store.event_chain import ChainProblem, verify_chain
from harvester.store.models import Blob, Page, Record, Revision


def find_damage(session: Session) -> tuple[str, ...]:
    """Return a sentence for each problem; none for an intact store."""
    return tuple(sentence for check in CHECKS for sentence in check(session))


def _check_database(session: Session) -> Iterator[str]:
    if session.get_bind().dialect.name != "sqlite":
        return
    problems = [str(row) for row in session.scalars(text("PRAGMA integrity_check"))]
    yield from (f"SQLite: {sentence}" for sentence in problems if sentence != "ok")
    for table, row, parent, _ in session.execute(text("PRAGMA foreign_key_check")):
        yield f"row {row} of {table} points to a {parent} that does not exist"


def _check_blobs(session: Session) -> Iterator[str]:
    for name in session.scalars(select(Blob.sha256)):
        try:
            blobs.get(session, name)
        except StoreError as error:
            yield error.message


def _check_revisions(session: Session) -> Iterator[str]:
    missing = select(func.count()).select_from(Record).outerjoin(
        Revision, (Revision.record_id == Record.id) & (Revision.number == Record.revision)
    )  # fmt: skip
    if number := session.scalar(missing.where(Revision.id.is_(None))):
        yield f"{number} records have lost their current revision"
    rows = select(Revision.id, Revision.content_hash, Revision.citation)
    for number, digest, citation in session.execute(rows):
        if _citation_hash(citation) != digest:
            yield f"revision {number} is not what was stored"


def _citation_hash(citation: str) -> str | None:
    try:
        return content_hash(citation_from_json(citation))
    except (TypeError, ValueError, AttributeError):  # text that is no citation any more
        return None


def _check_reports(session: Session) -> Iterator[str]:
    names = select(Record.id).where(Record.report_id == Record.id)
    misplaced = select(func.count()).select_from(Record).where(Record.report_id.not_in(names))
    if number := session.scalar(misplaced):
        yield f"{number} records belong to a report whose oldest record is in another one"


def _check_pages(session: Session) -> Iterator[str]:
    is_done = or_(Page.parsed_at.is_not(None), Page.unparsed_reason.is_not(None), Page.holds == "ids")
    unparsed = select(func.count()).select_from(Page).where(~is_done)
    if number := session.scalar(unparsed):
        yield f"{number} pages were stored but not parsed yet: run harvester update to continue"


def _check_events(session: Session) -> Iterator[str]:
    for fault in verify_chain(session):
        yield _CHAIN_SENTENCES[fault.problem].format(event=fault.event_id)


_CHAIN_SENTENCES: Final = {
    ChainProblem.CONTENT: "event {event} (harvester history) or a row that it stored was changed, deleted or added",
    ChainProblem.MISSING: "event {event} is missing from the history",
    ChainProblem.CUT_OFF: "the history ends before or after event {event}, unlike what was stored last",
}

CHECKS: Final[tuple[Callable[[Session], Iterator[str]], ...]] = (
    _check_database,
    _check_blobs,
    _check_revisions,
    _check_reports,
    _check_pages,
    _check_events,
)
