"""How the store stands: records and reports counted, reports nobody saw before, alerts raised and open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from harvester.dedup.scoring.weights import CONFLICTING_PROBABILITY
from harvester.store import judgements, records, retrievals
from harvester.store.alerts import count_open_alerts
from harvester.store.values import JudgementRow
from harvester.workflow.alerts.alerts import raise_alerts
from harvester.workflow.context import ReviewContext
from harvester.workflow.harvest.results import Alert, RunResult, UpdateResult


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
    from harvester.workflow.dedup.expected_errors import MAX_RECORDS_OF_UPDATE, estimate_expected_errors

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


def open_pairs(session: Session, *, include_unsure: bool = False) -> tuple[tuple[int, int], ...]:
    """Pairs that a person should look at: for each two reports that may be one, the likeliest pair of their records.

    Unsure pairs, and duplicates by rule that were not followed: a record of one report contradicts one of the other.
    Two reports of which a person has told any records apart are not asked about again; nor are those of which a person
    was unsure, unless ``again``.
    """
    distinct = judgements.load_live_judgements_of_kind(session, verdict="distinct", made_by="person")
    unsure_by_person = judgements.load_live_judgements_of_kind(session, verdict="unsure", made_by="person")
    unsure_by_rule = judgements.load_live_judgements_of_kind(
        session, verdict="unsure", made_by="rule"
    ) + judgements.duplicates_across_reports(session)
    record_ids = (
        number for row in (*distinct, *unsure_by_person, *unsure_by_rule) for number in (row.record_a, row.record_b)
    )
    report_of_record = records.reports_of_records(session, set(record_ids))
    settled = {_report_pair(row, report_of_record) for row in distinct}
    if not include_unsure:
        settled |= {_report_pair(row, report_of_record) for row in unsure_by_person}
    best: dict[tuple[int, int], JudgementRow] = {}
    for row in (*(unsure_by_person if include_unsure else ()), *unsure_by_rule):
        reports = _report_pair(row, report_of_record)
        if reports[0] == reports[1] or reports in settled:
            continue
        if reports not in best or (pair_probability(row) or 0.0) > (pair_probability(best[reports]) or 0.0):
            best[reports] = row
    return tuple((row.record_a, row.record_b) for row in best.values())


def pairs_judged_unsure(session: Session) -> dict[tuple[int, int], str]:
    """The pairs of which a person said that they are unsure → who said so."""
    rows = judgements.load_live_judgements_of_kind(session, verdict="unsure", made_by="person")
    return {(row.record_a, row.record_b): row.person for row in rows}


def _report_pair(row: JudgementRow, report_of_record: Mapping[int, int]) -> tuple[int, int]:
    lower, higher = sorted((report_of_record[row.record_a], report_of_record[row.record_b]))
    return lower, higher


def pair_probability(row: JudgementRow) -> float | None:
    """How likely the two records of an open pair are one report: even, where rules call them duplicates."""
    return CONFLICTING_PROBABILITY if row.verdict == "duplicate" else row.probability
