"""Gather what each source found, what became of it, and what every update brought."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time

from harvester.contribution import Found, Moment, Source
from harvester.prisma.comparison import compare
from harvester.store import sightings
from harvester.workflow.count import counted
from harvester.workflow.desk import Desk


def gather(desk: Desk, *, as_of: date | None = None) -> Found:
    """The searches of a review over all its versions, today or at the end of a day (UTC)."""
    until = None if as_of is None else datetime.combine(as_of, time.max, tzinfo=UTC)
    with desk.store.read() as session:
        now = counted(session, desk.review.screening.exclusion_reasons, until=until, layout="all")
        brought = sightings.first_brought(session, until=until)
    members = now.flow.members
    return Found(
        sources=tuple(
            Source(key=one.key, name=one.name, kind=one.kind, raw=len(one.records), reports=one.reports)
            for one in compare(now.window)
        ),
        screened_in=members["dbr_sought_reports"] | members["other_sought_reports"],
        included=members["total_reports"],
        moments=moments(brought, now.window.report_of),
    )


def moments(brought: Mapping[int, datetime], report_of: Mapping[int, int]) -> tuple[Moment, ...]:
    """The days on which records came in for the first time; a report belongs to the day of its first record."""
    days: dict[int, date] = {}
    for record, moment in brought.items():
        report, day = report_of[record], moment.date()
        days[report] = min(days.get(report, day), day)
    records = _counted(moment.date() for moment in brought.values())
    reports: dict[date, set[int]] = {}
    for report, day in days.items():
        reports.setdefault(day, set()).add(report)
    return tuple(
        Moment(day=day, records=records[day], reports=frozenset(reports.get(day, ()))) for day in sorted(records)
    )


def _counted(days: Iterable[date]) -> dict[date, int]:
    found: dict[date, int] = {}
    for day in days:
        found[day] = found.get(day, 0) + 1
    return found
