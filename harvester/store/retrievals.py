"""Store which records each run retrieved; return those retrieved between two runs and up to a moment."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, insert, or_, select, update
from sqlalchemy.orm import Session

from harvester.store.counting.withdrawals import (
    counting_retrievals,
    counting_runs,
    load_uncounted_records,
    rows_between_runs,
)
from harvester.store.models import Record, Retrieval, Run, UnconfirmedRetrieval, UncountedRecord
from harvester.store.models.runs import FINISHED_STATUSES
from harvester.store.records import report_of_each_record
from harvester.store.sql import load_numbers, number_in


def record_retrievals(session: Session, record_ids: Iterable[int], *, search_id: int, run_id: int) -> None:
    """Add retrievals for a partial run (date window or file)."""
    distinct_ids = dict.fromkeys(record_ids)
    recorded = set(session.scalars(select(Retrieval.record_id).where(Retrieval.from_run_id == run_id)))
    _insert_retrievals(
        session,
        [number for number in distinct_ids if number not in recorded],
        search_id=search_id,
        run_id=run_id,
        to=run_id,
    )


def replace_retrievals(
    session: Session, record_ids: Collection[int], *, search_id: int, run_id: int, complete: bool
) -> int:
    """Store that a run over the whole search retrieved exactly these records; return how many are gone.

    Records retrieved before need no row. A complete run closes the rows of records that are no longer returned; a
    partial run cannot tell absence from loss, so it closes none.
    """
    is_open = (Retrieval.search_id == search_id, Retrieval.to_run_id.is_(None))
    opened = set(session.scalars(select(Retrieval.record_id).where(*is_open)))
    returned = set(record_ids)
    gone = len(_retrieved_by_last_run(session, search_id, run_id, opened) - returned) if complete else 0
    _insert_retrievals(session, sorted(returned - opened), search_id=search_id, run_id=run_id, to=None)
    missing = sorted(opened - returned)
    if complete:
        last = _last_finished_run(session, search_id, run_id)
        is_missing = number_in(Retrieval.record_id, missing)
        session.execute(update(Retrieval).where(*is_open, is_missing).values(to_run_id=last))
    elif missing:
        rows = [{"run_id": run_id, "record_id": number} for number in missing]
        session.execute(insert(UnconfirmedRetrieval), rows)
    return gone


def records_never_retrieved(session: Session, record_ids: Collection[int]) -> frozenset[int]:
    """Return those of the records that no counting run has retrieved, which a run counts as new."""
    is_counted = Retrieval.record_id.not_in(select(UncountedRecord.record_id))
    retrieved = session.scalars(
        select(Retrieval.record_id).where(number_in(Retrieval.record_id, record_ids), is_counted)
    )
    return frozenset(record_ids).difference(retrieved)


def retrieved_records_by_search(
    session: Session, *, after_run: int, until_run: int | None = None, until: datetime | None = None
) -> dict[int, frozenset[int]]:
    """Return search → records retrieved by its finished runs numbered above ``after_run``.

    ``until_run`` (included) and ``until`` (latest time of finishing) limit the runs. A run withdrawn (by then) does not
    count. A search without such a run is absent.
    """
    inside = [*counting_runs(session, until=until), Run.id > after_run]
    if until_run is not None:
        inside.append(Run.id <= until_run)
    searches = session.scalars(select(Run.search_id).where(*inside).distinct().order_by(Run.search_id)).all()
    counting = counting_retrievals(session, until=until)
    return {search_id: _retrieved_by_search(session, search_id, inside, counting) for search_id in searches}


def last_finished_run_id(session: Session, *, until: datetime | None = None) -> int | None:
    """Return the number of the latest run that had finished by a moment; None if there is none."""
    return session.scalar(select(func.max(Run.id)).where(*counting_runs(session, until=until)))


def load_retrieved_reports(session: Session) -> dict[int, tuple[int, ...]]:
    """Return report → its records, over the records retrieved by a finished run."""
    reports: dict[int, list[int]] = {}
    report_of_record = report_of_each_record(session)
    for record_id in sorted(load_retrieved_records(session)):
        reports.setdefault(report_of_record[record_id], []).append(record_id)
    return {report: tuple(members) for report, members in reports.items()}


def load_retrieved_records(session: Session) -> frozenset[int]:
    """Return the records retrieved by a finished run that was not withdrawn."""
    retrieved = frozenset(load_numbers(session, select(Retrieval.record_id).distinct()))
    return retrieved.difference(load_uncounted_records(session))


def load_records_of_other_runs(session: Session, *, after_run: int, own_runs: Sequence[int]) -> frozenset[int]:
    """Return the records retrieved by runs numbered above ``after_run`` which are not among ``own_runs``."""
    other_runs = session.scalars(
        select(Run.id).where(Run.status.in_(FINISHED_STATUSES), Run.id > after_run, Run.id.not_in(own_runs))
    ).all()
    if not other_runs:
        return frozenset()
    return frozenset(load_numbers(session, select(Retrieval.record_id).where(Retrieval.from_run_id.in_(other_runs))))


def count_records_by_search(session: Session) -> dict[int, int]:
    """Return search → number of records that its runs ever retrieved, without those that were withdrawn."""
    counted = select(Retrieval.search_id, func.count(Retrieval.record_id.distinct())).group_by(Retrieval.search_id)
    return dict(session.execute(counted.where(*counting_retrievals(session))).all())


def load_first_retrievals(session: Session, *, until: datetime | None = None) -> dict[int, tuple[datetime, str]]:
    """Return record → when the first run that retrieved it had finished, and the search date of that run (ISO).

    Only finished runs count that were not withdrawn. The two days differ for an export file that was imported later
    than it was made.
    """
    counting = counting_runs(session, until=until)
    query = select(Record.id, Run.finished_at, Run.search_date).join(Run, Run.id == Record.first_run_id)
    found = {record: (moment, day) for record, moment, day in session.execute(query.where(*counting)) if moment}
    later = select(Record.id).where(Record.first_run_id.not_in(select(Run.id).where(*counting)))
    return found | _later_retrievals(session, later, until)


def _later_retrievals(
    session: Session, records: Select[int], until: datetime | None
) -> dict[int, tuple[datetime, str]]:
    """Return the first counting retrieval of records whose first run does not count."""
    runs = {row.id: row for row in session.scalars(select(Run).where(*counting_runs(session, until=until)))}
    rows = session.execute(
        select(Retrieval.record_id, Retrieval.from_run_id, Retrieval.to_run_id).where(
            Retrieval.record_id.in_(records), *counting_retrievals(session, until=until)
        )
    )
    ordered = sorted(number for number, run in runs.items() if run.origin == "service" and run.mode == "full")
    first: dict[int, int] = {}
    for record, start, end in rows:
        place = bisect_left(ordered, start)
        after = ordered[place] if place < len(ordered) and (end is None or ordered[place] <= end) else None
        run = start if start in runs else after
        if run is not None:
            first[record] = min(run, first.get(record, run))
    return {
        record: (moment, runs[run].search_date)
        for record, run in first.items()
        if (moment := runs[run].finished_at) is not None
    }


def count_records_first_retrieved(session: Session, run_id: int) -> int:
    """Return how many records a run, finished or not, was the first to retrieve."""
    return session.scalar(select(func.count()).select_from(Record).where(Record.first_run_id == run_id)) or 0


def _retrieved_by_search(
    session: Session, search_id: int, inside: Sequence[ColumnElement[bool]], counting: Sequence[ColumnElement[bool]]
) -> frozenset[int]:
    """Return the records that runs ``inside`` a window retrieved; ``counting`` are the conditions of their rows."""
    runs = select(Run.id).where(Run.search_id == search_id, *inside)
    retrieved = set(load_numbers(session, select(Retrieval.record_id).where(Retrieval.from_run_id.in_(runs))))
    full = (Run.origin == "service", Run.mode == "full")
    if counting:
        full_runs = session.scalars(runs.where(*full).order_by(Run.id)).all()
    else:  # the runs between the first and the last all count
        ends = session.execute(select(func.min(Run.id), func.max(Run.id)).where(Run.id.in_(runs.where(*full)))).one()
        full_runs = [run for run in ends if run is not None]
    if full_runs:
        between = rows_between_runs(session, search_id, full_runs, every_run=not counting)
        retrieved.update(load_numbers(session, select(Retrieval.record_id).where(*between, *counting)))
    return frozenset(retrieved)


def _insert_retrievals(
    session: Session, record_ids: Sequence[int], *, search_id: int, run_id: int, to: int | None
) -> None:
    if record_ids:
        session.execute(
            insert(Retrieval),
            [
                {"search_id": search_id, "record_id": number, "from_run_id": run_id, "to_run_id": to}
                for number in record_ids
            ],
        )


def _retrieved_by_last_run(session: Session, search_id: int, run_id: int, opened: set[int]) -> set[int]:
    """Return the records that the last counting run before this one retrieved; ``opened`` if none was withdrawn."""
    counting = counting_retrievals(session)
    if not counting:
        return opened
    earlier = (Run.search_id == search_id, Run.id < run_id, Run.origin == "service", Run.mode == "full")
    last = session.scalar(select(func.max(Run.id)).where(*earlier, *counting_runs(session)))
    if last is None:
        return set()
    is_last = (Retrieval.from_run_id <= last, or_(Retrieval.to_run_id.is_(None), Retrieval.to_run_id >= last))
    return set(
        load_numbers(session, select(Retrieval.record_id).where(Retrieval.search_id == search_id, *is_last, *counting))
    )


def _last_finished_run(session: Session, search_id: int, run_id: int) -> int:
    earlier = (Run.search_id == search_id, Run.id < run_id, Run.status.in_(FINISHED_STATUSES), Run.origin == "service")
    return session.scalar(select(func.max(Run.id)).where(*earlier, Run.mode == "full")) or 0
