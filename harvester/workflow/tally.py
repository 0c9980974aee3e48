"""How the store stands: records and reports counted, reports nobody saw before, alerts."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from harvester.store import judgements, records, sightings
from harvester.workflow.alerts import alerts
from harvester.workflow.desk import Desk
from harvester.workflow.results import RunResult, UpdateResult


def result(desk: Desk, runs: Iterable[RunResult], *, before: frozenset[int], changed: Iterable[int]) -> UpdateResult:
    """What an update or import changed; ``before`` holds the records retrieved before it, ``changed`` those revised."""
    with desk.store.read() as session:
        reports = sightings.counted_reports(session)
        return UpdateResult(
            review=desk.review.id,
            runs=tuple(runs),
            records=sum(map(len, reports.values())),
            reports=len(reports),
            new_reports=sum(before.isdisjoint(members) for members in reports.values()),
            to_review=len(open_pairs(session)),
            alerts=alerts(session, changed),
        )


def retrieved_records(desk: Desk) -> frozenset[int]:
    """The records that a finished run has seen."""
    with desk.store.read() as session:
        return frozenset(number for members in sightings.counted_reports(session).values() for number in members)


def open_pairs(session: Session) -> tuple[tuple[int, int], ...]:
    """Pairs that a person should look at: judged unsure by rule, and still in different reports."""
    at = records.report_of(session)
    unsure = (row for row in judgements.live(session) if row.verdict == "unsure" and row.made_by == "rule")
    return tuple((row.record_a, row.record_b) for row in unsure if at[row.record_a] != at[row.record_b])
