"""How the store stands: records and reports counted, reports nobody saw before, alerts raised and open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from harvester.store import records, retrievals
from harvester.store.alerts import count_open_alerts
from harvester.workflow.alerts.alerts import Alert, raise_alerts
from harvester.workflow.context import ReviewContext
from harvester.workflow.dedup.expected_errors import MAX_RECORDS_OF_UPDATE, estimate_expected_errors
from harvester.workflow.dedup.review_queue import open_pairs
from harvester.workflow.harvest.results import RunResult, UpdateResult


def finish_update(context: ReviewContext, runs: Iterable[RunResult], *, records_before: frozenset[int]) -> UpdateResult:
    """Raise the alerts that follow from what came in, and tell what an update or import changed."""
    finished_runs = tuple(runs)
    summary = summarise_update(context, finished_runs, records_before=records_before, new_alerts=raise_alerts(context))
    return (
        replace(summary, expected_errors=_quick_expected_errors(context))
        if any(run.new or run.changed for run in finished_runs)
        else summary
    )


def _quick_expected_errors(context: ReviewContext) -> Mapping[str, Any]:
    """The errors to expect of de-duplication. Pairs kept apart are looked at in a small part: an update is quick."""
    with context.store.read() as session:
        return estimate_expected_errors(session, max_records=MAX_RECORDS_OF_UPDATE).to_json()


def summarise_update(
    context: ReviewContext,
    runs: Iterable[RunResult],
    *,
    records_before: frozenset[int],
    new_alerts: tuple[Alert, ...] = (),
) -> UpdateResult:
    """What an update or import changed; ``before`` holds the records retrieved before it, ``raised`` its alerts."""
    with context.store.read() as session:
        report_of_record = records.report_of_each_record(session)
        retrieved = retrievals.load_retrieved_records(session)
        new_records = retrieved - records_before
        new = (
            {report_of_record[number] for number in new_records}
            - {report_of_record[number] for number in records_before}
            if new_records
            else set()
        )
        return UpdateResult(
            review=context.review.id,
            runs=tuple(runs),
            records=len(retrieved),
            reports=len(set(map(report_of_record.__getitem__, retrieved))),
            new_reports=len(new),
            to_review=len(open_pairs(session)),
            alerts=new_alerts,
            older_alerts=count_open_alerts(session) - len(new_alerts),
            new=tuple(sorted(new)),
        )


def list_retrieved_records(context: ReviewContext) -> frozenset[int]:
    """The records that a finished run has seen."""
    with context.store.read() as session:
        return retrievals.load_retrieved_records(session)
