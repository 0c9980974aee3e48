"""Links between documents, and the identifiers that resolve them; both are derived from revisions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, Select, delete, func, insert, select
from sqlalchemy.orm import Session, aliased

from harvester.citation import Citation, citation_from_json
from harvester.store.counting.withdrawals import find_uncounted_revisions
from harvester.store.models import DerivationMark, Link, Page, Record, RecordNumber, Revision, UncountedRecord
from harvester.store.models.records import LinkKind
from harvester.store.records import RevisionRow
from harvester.store.sql import number_in, split_into_batches


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link in a record to another document; ``target`` is an identifier such as "pmid:37344166", or empty."""

    kind: LinkKind
    target: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRow:
    """A stored link, with the run and the time that first delivered it.

    ``target_record_id`` is a stored record with the identifier of the target, None if there is none.
    """

    record_id: int
    kind: LinkKind
    target: str
    reference: str
    run_id: int
    found_at: datetime
    target_record_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """A revision that follows another of the same record in the same format, with its run and time."""

    record_id: int
    number: int
    run_id: int
    found_at: datetime
    before: Citation
    now: Citation


_UNCOUNTED: Final = select(UncountedRecord.record_id)

_BATCH_SIZE: Final = 2_000
"""Revisions processed at a time, to limit memory."""

LinkKey = tuple[str, str, str]
"""A link without its record: kind, target, reference."""


def load_derivation_mark(session: Session) -> int:
    """Return the last revision from which links, identifiers and changes have been derived."""
    return session.scalar(select(DerivationMark.revision_id)) or 0


def save_derivation_mark(session: Session, revision_id: int) -> None:
    """Store the last revision from which links, identifiers and changes have been derived."""
    session.merge(DerivationMark(id=1, revision_id=revision_id))


def last_revision_id(session: Session) -> int:
    """Return the number of the latest revision; 0 in an empty store."""
    return session.scalar(select(func.max(Revision.id))) or 0


def current_revisions(session: Session, *, after: int, until: int) -> Iterator[tuple[RevisionRow, ...]]:
    """Yield the current revisions in a range, in batches."""
    for start in range(after, until, _BATCH_SIZE):
        yield _load_current_revisions(session, Revision.id > start, Revision.id <= min(start + _BATCH_SIZE, until))


def current_revisions_of(session: Session, record_ids: Collection[int]) -> tuple[RevisionRow, ...]:
    """Return the current revisions of records."""
    return _load_current_revisions(session, number_in(Record.id, record_ids))


def _load_current_revisions(session: Session, *conditions: ColumnElement[bool]) -> tuple[RevisionRow, ...]:
    same = (Record.id == Revision.record_id) & (Record.revision == Revision.number)
    columns = (Revision.record_id, Revision.number, Record.source, Record.accession, Revision.page_id)
    rows = session.execute(select(*columns, Revision.citation).join(Record, same).where(*conditions))
    return tuple(
        RevisionRow(
            record_id=record_id,
            number=number,
            source=source,
            accession=accession,
            page_id=page_id,
            citation=citation_from_json(citation),
        )
        for record_id, number, source, accession, page_id, citation in rows
    )


def clear_derived(session: Session) -> None:
    """Delete links and identifiers, before they are derived anew."""
    for table in (Link, RecordNumber, DerivationMark):
        session.execute(delete(table))


def links_of_records(session: Session, record_ids: Collection[int]) -> dict[int, set[LinkKey]]:
    """Return record → its links (kind, target, reference); records without links are absent."""
    return {number: set(stored) for number, stored in _stored_links(session, record_ids).items()}


def numbers_of_records(session: Session, record_ids: Collection[int]) -> dict[int, set[str]]:
    """Return record → its identifiers ("pmid:…", "doi:…"); records without any are absent."""
    numbers: dict[int, set[str]] = {}
    for batch in split_into_batches(record_ids):
        query = select(RecordNumber.record_id, RecordNumber.number).where(RecordNumber.record_id.in_(batch))
        for record_id, number in session.execute(query):
            numbers.setdefault(record_id, set()).add(number)
    return numbers


def replace_record_numbers(
    session: Session, numbers_by_revision: Sequence[tuple[RevisionRow, Sequence[str]]], *, again: bool = False
) -> None:
    """Store the identifiers of records, replacing those of earlier revisions; ``again``: of later ones too."""
    for batch in split_into_batches(row.record_id for row, _ in numbers_by_revision if row.number > 1 or again):
        session.execute(delete(RecordNumber).where(RecordNumber.record_id.in_(batch)))
    rows = [
        {"number": number, "record_id": row.record_id} for row, numbers in numbers_by_revision for number in numbers
    ]
    if rows:
        session.execute(insert(RecordNumber), rows)


def replace_links(
    session: Session, links_by_revision: Sequence[tuple[RevisionRow, Sequence[NewLink]]], *, again: bool = False
) -> None:
    """Store the links of records as :func:`replace_record_numbers` does; a repeated link keeps its page."""
    stored = _stored_links(session, [row.record_id for row, _ in links_by_revision if row.number > 1 or again])
    obsolete: list[int] = []
    rows: list[dict[str, Any]] = []
    for row, links in links_by_revision:
        known = stored.get(row.record_id, {})
        current = dict.fromkeys((link.kind, link.target, link.reference) for link in links)
        obsolete += [number for link, number in known.items() if link not in current]
        rows += [_link_values(row, link) for link in current if link not in known]
    for batch in split_into_batches(obsolete):
        session.execute(delete(Link).where(Link.id.in_(batch)))
    if rows:
        session.execute(insert(Link), rows)


def reports_by_number(session: Session, numbers: Collection[str]) -> dict[str, frozenset[int]]:
    """Return identifier ("pmid:…", "doi:…") → reports whose records have it; others are absent."""
    result: dict[str, set[int]] = {}
    for batch in split_into_batches(numbers):
        query = select(RecordNumber.number, Record.report_id).join(Record, Record.id == RecordNumber.record_id)
        for number, report in session.execute(
            query.where(RecordNumber.number.in_(batch), Record.id.not_in(_UNCOUNTED))
        ):
            result.setdefault(number, set()).add(report)
    return {number: frozenset(reports) for number, reports in result.items()}


def load_links(session: Session, kinds: Collection[LinkKind] | None = None) -> tuple[LinkRow, ...]:
    """Return all links, or those of some kinds, oldest first; once for each stored record that is the target.

    Records that only withdrawn runs retrieved neither state links nor are their targets.
    """
    query = _select_links().where(Link.record_id.not_in(_UNCOUNTED)).order_by(Link.id, RecordNumber.record_id)
    rows = session.execute(query if kinds is None else query.where(Link.kind.in_(kinds)))
    return tuple(
        LinkRow(
            record_id=link.record_id,
            kind=cast("LinkKind", link.kind),
            target=link.target,
            reference=link.reference,
            run_id=run_id,
            found_at=found_at,
            target_record_id=target_record_id,
        )
        for link, run_id, found_at, target_record_id in rows
    )


def load_changes(session: Session, record_ids: Collection[int], *, after: int, until: int) -> tuple[ChangeRow, ...]:
    """Return the revisions in a range by which a source changed one of the records, compared within one format."""
    before, older = aliased(Revision), aliased(Revision)
    same = (older.record_id == Revision.record_id, older.format == Revision.format, older.number < Revision.number)
    last = select(func.max(older.number)).where(*same).correlate(Revision).scalar_subquery()
    query = (
        select(Revision.record_id, Revision.number, Revision.citation, before.citation, Page.run_id, Page.fetched_at)
        .select_from(Revision)
        .join(before, (before.record_id == Revision.record_id) & (before.number == last))
        .join(Page, Page.id == Revision.page_id)
        .where(Revision.id > after, Revision.id <= until, Revision.number > 1)
        .order_by(Revision.id)
    )
    uncounted = find_uncounted_revisions(session, record_ids)
    return tuple(
        ChangeRow(
            record_id=record,
            number=number,
            run_id=run,
            found_at=moment,
            before=citation_from_json(old),
            now=citation_from_json(new),
        )
        for record, number, new, old, run, moment in session.execute(query)
        if record in record_ids and (record, number) not in uncounted
    )


def _select_links() -> Select[Link, int, datetime, int]:
    target = (RecordNumber.number == Link.target) & (Link.target != "") & RecordNumber.record_id.not_in(_UNCOUNTED)
    return (
        select(Link, Page.run_id, Page.fetched_at, RecordNumber.record_id)
        .select_from(Link)
        .join(Page, Page.id == Link.page_id)
        .outerjoin(RecordNumber, target)
    )


def _stored_links(session: Session, record_ids: Iterable[int]) -> dict[int, dict[LinkKey, int]]:
    """Return record → its links, with the numbers of their rows."""
    links_by_record: dict[int, dict[LinkKey, int]] = {}
    for batch in split_into_batches(record_ids):
        for row in session.scalars(select(Link).where(Link.record_id.in_(batch))):
            links_by_record.setdefault(row.record_id, {})[row.kind, row.target, row.reference] = row.id
    return links_by_record


def _link_values(revision: RevisionRow, link: LinkKey) -> dict[str, Any]:
    kind, target, reference = link
    origin = {"record_id": revision.record_id, "page_id": revision.page_id}
    return {**origin, "kind": kind, "target": target, "reference": reference}
