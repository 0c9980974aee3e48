"""Records retrieved by the finished runs of each search, between two runs and up to a moment, for the flow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from harvester.store.models import Record, Retrieval, Run
from harvester.store.records import FINISHED_STATUSES, report_of_each_record
from harvester.store.sql import load_numbers


def retrieved_records_by_search(
    session: Session, *, after_run: int, until_run: int | None = None, until: datetime | None = None
) -> dict[int, frozenset[int]]:
    """Return search → records retrieved by its finished runs numbered above ``after_run``.

    ``until_run`` (included) and ``until`` (latest time of finishing) limit the runs. A search without such a run is
    absent.
    """
    inside = [Run.status.in_(FINISHED_STATUSES), Run.id > after_run]
    if until_run is not None:
        inside.append(Run.id <= until_run)
    if until is not None:
        inside.append(Run.finished_at <= until)
    searches = session.scalars(select(Run.search_id).where(*inside).distinct().order_by(Run.search_id))
    return {search_id: _retrieved_by_search(session, search_id, inside) for search_id in list(searches)}


def last_finished_run_id(session: Session, *, until: datetime | None = None) -> int | None:
    """Return the number of the latest run that had finished by a moment; None if there is none."""
    query = select(func.max(Run.id)).where(Run.status.in_(FINISHED_STATUSES))
    return session.scalar(query if until is None else query.where(Run.finished_at <= until))


def load_retrieved_reports(session: Session) -> dict[int, tuple[int, ...]]:
    """Return report → its records, over the records retrieved by a finished run."""
    reports: dict[int, list[int]] = {}
    report_of_record = report_of_each_record(session)
    for record_id in sorted(load_retrieved_records(session)):
        reports.setdefault(report_of_record[record_id], []).append(record_id)
    return {report: tuple(members) for report, members in reports.items()}


def load_retrieved_records(session: Session) -> frozenset[int]:
    """Return the records retrieved by a finished run."""
    return frozenset(load_numbers(session, select(Retrieval.record_id).distinct()))


def load_records_of_other_runs(session: Session, *, after_run: int, own_runs: Sequence[int]) -> frozenset[int]:
    """Return the records retrieved by runs numbered above ``after_run`` which are not among ``own_runs``."""
    other_runs = session.scalars(
        select(Run.id).where(Run.status.in_(FINISHED_STATUSES), Run.id > after_run, Run.id.not_in(own_runs))
    ).all()
    if not other_runs:
        return frozenset()
    return frozenset(load_numbers(session, select(Retrieval.record_id).where(Retrieval.from_run_id.in_(other_runs))))


def count_records_by_search(session: Session) -> dict[int, int]:
    """Return search → number of records it ever retrieved."""
    counted = select(Retrieval.search_id, func.count(Retrieval.record_id.distinct())).group_by(Retrieval.search_id)
    return dict(session.execute(counted).all())


def load_first_retrievals(session: Session, *, until: datetime | None = None) -> dict[int, tuple[datetime, str]]:
    """Return record → when the first run that retrieved it had finished, and the search date of that run (ISO).

    Only finished runs count. The two days differ for an export file that was imported later than it was made.
    """
    query = (
        select(Record.id, Run.finished_at, Run.search_date)
        .join(Run, Run.id == Record.first_run_id)
        .where(Run.status.in_(FINISHED_STATUSES), Run.finished_at.is_not(None))
    )
    rows = session.execute(query if until is None else query.where(Run.finished_at <= until))
    return {record_id: (finished, searched) for record_id, finished, searched in rows if finished is not None}


def count_records_first_retrieved(session: Session, run_id: int) -> int:
    """Return how many records a run, finished or not, was the first to retrieve."""
    return session.scalar(select(func.count()).select_from(Record).where(Record.first_run_id == run_id)) or 0


def _retrieved_by_search(session: Session, search_id: int, inside: Sequence[ColumnElement[bool]]) -> frozenset[int]:
    runs = select(Run.id).where(Run.search_id == search_id, *inside)
    retrieved = set(load_numbers(session, select(Retrieval.record_id).where(Retrieval.from_run_id.in_(runs))))
    first, last = session.execute(
        select(func.min(Run.id), func.max(Run.id)).where(
            Run.search_id == search_id, Run.origin == "service", Run.mode == "full", *inside
        )
    ).one()
    if first is not None:
        still_open = or_(Retrieval.to_run_id.is_(None), Retrieval.to_run_id >= first)
        lasting = (Retrieval.search_id == search_id, Retrieval.from_run_id <= last, still_open)
        retrieved.update(load_numbers(session, select(Retrieval.record_id).where(*lasting, _SEVERAL_RUNS)))
    return frozenset(retrieved)


_SEVERAL_RUNS: Final = or_(Retrieval.to_run_id.is_(None), Retrieval.to_run_id > Retrieval.from_run_id)
"""Rows of several runs; the other rows are those of a single run."""
