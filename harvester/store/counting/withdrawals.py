"""Withdrawn runs: which runs, retrievals and records do not count, because an event was undone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from harvester.store.events import withdrawn_event_ids
from harvester.store.models import Page, Retrieval, Revision, Run, UnconfirmedRetrieval, UncountedRecord
from harvester.store.models.runs import FINISHED_STATUSES
from harvester.store.sql import load_numbers, number_in

_SEVERAL_RUNS: Final = or_(Retrieval.to_run_id.is_(None), Retrieval.to_run_id > Retrieval.from_run_id)
"""Rows of several runs; the other rows are those of a single run."""

_Span = tuple[int, int | None]
"""The first and the last run of a row of ``retrieval``."""


def withdrawn_run_ids(session: Session, *, until: datetime | None = None) -> frozenset[int]:
    """Return the runs that do not count (at a moment): their event was undone, or that of the run they are part of."""
    events = withdrawn_event_ids(session, until=until)
    if not events:
        return frozenset()
    runs = frozenset(session.scalars(select(Run.id).where(number_in(Run.event_id, events))))
    return runs.union(session.scalars(select(Run.id).where(number_in(Run.part_of_id, runs))))


def counting_runs(session: Session, *, until: datetime | None = None) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions under which a run counts (at a moment): it has finished and was not withdrawn."""
    conditions: list[ColumnElement[bool]] = [Run.status.in_(FINISHED_STATUSES)]
    if until is not None:
        conditions.append(Run.finished_at <= until)
    if withdrawn := withdrawn_run_ids(session, until=until):
        conditions.append(~number_in(Run.id, withdrawn))
    return tuple(conditions)


def counting_retrievals(session: Session, *, until: datetime | None = None) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions under which a row of ``retrieval`` counts (at a moment); none while no run is withdrawn.

    A row counts while a run counts that retrieved the record: the first run of the row, a complete run of it, or a
    partial one that returned the record.
    """
    withdrawn = withdrawn_run_ids(session, until=until)
    if not withdrawn:
        return ()
    full_runs = _counting_full_runs(session, until)
    uncounted: list[int] = []
    for first, last in _load_spans(session, number_in(Retrieval.from_run_id, withdrawn)):
        later = {run: status for run, status in full_runs.items() if first < run and (last is None or run <= last)}
        if "complete" not in later.values():
            uncounted += _rows_not_returned(session, (first, last), later)
    return (~number_in(Retrieval.id, uncounted),) if uncounted else ()


def rows_between_runs(
    session: Session, search_id: int, runs: Sequence[int], *, every_run: bool
) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that a row of several runs has one of these full runs of a search, in ascending order.

    ``every_run`` says that no run between them was withdrawn, so that the first and the last are enough.
    """
    conditions = (
        Retrieval.search_id == search_id,
        _SEVERAL_RUNS,
        Retrieval.from_run_id <= runs[-1],
        or_(Retrieval.to_run_id.is_(None), Retrieval.to_run_id >= runs[0]),
    )
    if every_run:
        return conditions
    without = [
        (Retrieval.from_run_id == first) & (Retrieval.to_run_id == last)
        for first, last in _load_spans(session, *conditions)
        if last is not None and not any(first <= run <= last for run in runs)
    ]
    return (*conditions, ~or_(*without)) if without else conditions


def load_uncounted_records(session: Session) -> dict[int, int | None]:
    """Return record that only withdrawn runs retrieved → the record through which its report is held, if any."""
    return dict(session.execute(select(UncountedRecord.record_id, UncountedRecord.heir_id)).all())


def find_uncounted_records(session: Session, *, until: datetime | None = None) -> frozenset[int]:
    """Return the records that only withdrawn runs have retrieved (up to a moment), from events and retrievals."""
    counting = counting_retrievals(session, until=until)
    if not counting:
        return frozenset()
    ended = select(Run.id).where(Run.status.in_(FINISHED_STATUSES))
    ended = ended if until is None else ended.where(Run.finished_at <= until)
    retrieved = select(Retrieval.record_id).where(Retrieval.from_run_id.in_(ended)).distinct()
    return frozenset(load_numbers(session, retrieved)).difference(load_numbers(session, retrieved.where(*counting)))


def refresh_uncounted_records(session: Session) -> frozenset[int]:
    """Store which records do not count now; return those that began or ceased to count. Their heirs are saved later."""
    before, now = frozenset(load_uncounted_records(session)), find_uncounted_records(session)
    session.execute(delete(UncountedRecord).where(number_in(UncountedRecord.record_id, before - now)))
    if added := now - before:
        session.execute(insert(UncountedRecord), [{"record_id": number} for number in sorted(added)])
    return before ^ now


def count_records_again(session: Session, record_ids: Collection[int]) -> frozenset[int]:
    """Count those of the records that did not count, because a run has retrieved them; return them."""
    again = load_uncounted_records(session).keys() & record_ids
    if again:
        session.execute(delete(UncountedRecord).where(number_in(UncountedRecord.record_id, again)))
    return frozenset(again)


def save_heirs(session: Session, heirs: Mapping[int, int | None]) -> None:
    """Store record that does not count → the record through which its report is held."""
    if heirs:
        session.execute(update(UncountedRecord), [{"record_id": n, "heir_id": heir} for n, heir in heirs.items()])


def find_uncounted_revisions(session: Session, record_ids: Collection[int]) -> frozenset[tuple[int, int]]:
    """Return (record, revision) of what a withdrawn run delivered and no later counting run repeated.

    A later run repeated what was stored before it where it retrieved the record without a revision of its own.
    """
    withdrawn = withdrawn_run_ids(session)
    if not withdrawn:
        return frozenset()
    counting = frozenset(session.scalars(select(Run.id).where(*counting_runs(session))))
    delivered: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    pages = select(Revision.record_id, Revision.number, Page.run_id).join(Page, Page.id == Revision.page_id)
    for record, number, run in session.execute(pages.where(number_in(Revision.record_id, record_ids))):
        delivered[record].append((run, number))
    suspect = {record: rows for record, rows in delivered.items() if any(run in withdrawn for run, _ in rows)}
    columns = (Retrieval.record_id, Retrieval.from_run_id, Retrieval.to_run_id)
    rows = session.execute(
        select(*columns).where(number_in(Retrieval.record_id, suspect), *counting_retrievals(session))
    )
    spans: defaultdict[int, list[_Span]] = defaultdict(list)
    for record, first, last in rows:
        spans[record].append((first, last))
    return frozenset(
        (record, number)
        for record, deliveries in suspect.items()
        for run, number in deliveries
        if run in withdrawn and not _is_repeated(run, deliveries, spans[record], counting)
    )


def _is_repeated(
    run: int, deliveries: Sequence[tuple[int, int]], spans: Sequence[_Span], counting: Collection[int]
) -> bool:
    with_own = {later for later, _ in deliveries}
    next_delivery = min((later for later, _ in deliveries if later > run and later in counting), default=None)
    return any(
        later not in with_own and (next_delivery is None or later < next_delivery)
        for first, last in spans
        for later in counting
        if later > run and first <= later and (last is None or later <= last)
    )


def _counting_full_runs(session: Session, until: datetime | None) -> dict[int, str]:
    full = (Run.origin == "service", Run.mode == "full")
    return dict(session.execute(select(Run.id, Run.status).where(*full, *counting_runs(session, until=until))).all())


def _load_spans(session: Session, *conditions: ColumnElement[bool]) -> list[_Span]:
    columns = (Retrieval.from_run_id, Retrieval.to_run_id)
    return [(first, last) for first, last in session.execute(select(*columns).where(*conditions).distinct())]


def _rows_not_returned(session: Session, span: _Span, partial_runs: Collection[int]) -> list[int]:
    """Return the rows from one run to another, without those of records that any of the partial runs returned."""
    first, last = span
    is_last = Retrieval.to_run_id.is_(None) if last is None else Retrieval.to_run_id == last
    rows = select(Retrieval.id).where(Retrieval.from_run_id == first, is_last)
    if partial_runs:
        unconfirmed = (
            select(UnconfirmedRetrieval.record_id)
            .where(number_in(UnconfirmedRetrieval.run_id, partial_runs))
            .group_by(UnconfirmedRetrieval.record_id)
            .having(func.count() == len(partial_runs))
        )
        rows = rows.where(Retrieval.record_id.in_(unconfirmed))
    return load_numbers(session, rows)
