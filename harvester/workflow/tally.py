"""How the store stands: records and reports counted, reports nobody saw before, alerts raised and open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from harvester.dedup.weights import TORN_PROBABILITY
from harvester.store import judgements, records, sightings
from harvester.store.alerts import count_open
from harvester.store.values import JudgementRow
from harvester.workflow.alerts import raise_alerts
from harvester.workflow.desk import Desk
from harvester.workflow.results import Alert, RunResult, UpdateResult


def settled(desk: Desk, runs: Iterable[RunResult], *, before: frozenset[int]) -> UpdateResult:
    """Raise the alerts that follow from what came in, and tell what an update or import changed."""
    told = tuple(runs)
    settled = result(desk, told, before=before, raised=raise_alerts(desk))
    return replace(settled, expected_errors=_errors(desk)) if any(run.new or run.changed for run in told) else settled


def _errors(desk: Desk) -> Mapping[str, Any]:
    """The errors to expect of de-duplication. Pairs kept apart are looked at in a small part: an update is quick."""
    from harvester.workflow.expect import QUICK, expected_errors

    with desk.store.read() as session:
        return expected_errors(session, most=QUICK).to_json()


def result(
    desk: Desk, runs: Iterable[RunResult], *, before: frozenset[int], raised: tuple[Alert, ...] = ()
) -> UpdateResult:
    """What an update or import changed; ``before`` holds the records retrieved before it, ``raised`` its alerts."""
    with desk.store.read() as session:
        at = records.report_of(session)
        seen = sightings.retrieved(session)
        fresh = seen - before
        new = {at[number] for number in fresh} - {at[number] for number in before} if fresh else set()
        return UpdateResult(
            review=desk.review.id,
            runs=tuple(runs),
            records=len(seen),
            reports=len(set(map(at.__getitem__, seen))),
            new_reports=len(new),
            to_review=len(open_pairs(session)),
            alerts=raised,
            older_alerts=count_open(session) - len(raised),
            new=tuple(sorted(new)),
        )


def retrieved_records(desk: Desk) -> frozenset[int]:
    """The records that a finished run has seen."""
    with desk.store.read() as session:
        return sightings.retrieved(session)


def open_pairs(session: Session, *, again: bool = False) -> tuple[tuple[int, int], ...]:
    """Pairs that a person should look at: for each two reports that may be one, the likeliest pair of their records.

    Unsure pairs, and duplicates by rule that were not followed: a record of one report contradicts one of the other.
    Two reports of which a person has told any records apart are not asked about again; nor are those of which a person
    was unsure, unless ``again``.
    """
    apart = judgements.live_of(session, verdict="distinct", made_by="person")
    doubted = judgements.live_of(session, verdict="unsure", made_by="person")
    unsure = judgements.live_of(session, verdict="unsure", made_by="rule") + judgements.across_reports(session)
    judged = (number for row in (*apart, *doubted, *unsure) for number in (row.record_a, row.record_b))
    at = records.reports_of_records(session, set(judged))
    settled = {_reports(row, at) for row in apart}
    if not again:
        settled |= {_reports(row, at) for row in doubted}
    likeliest: dict[tuple[int, int], JudgementRow] = {}
    for row in (*(doubted if again else ()), *unsure):
        reports = _reports(row, at)
        if reports[0] == reports[1] or reports in settled:
            continue
        if reports not in likeliest or (likely(row) or 0.0) > (likely(likeliest[reports]) or 0.0):
            likeliest[reports] = row
    return tuple((row.record_a, row.record_b) for row in likeliest.values())


def put_off(session: Session) -> dict[tuple[int, int], str]:
    """The pairs of which a person said that they are unsure → who said so."""
    rows = judgements.live_of(session, verdict="unsure", made_by="person")
    return {(row.record_a, row.record_b): row.person for row in rows}


def _reports(row: JudgementRow, at: Mapping[int, int]) -> tuple[int, int]:
    one, other = sorted((at[row.record_a], at[row.record_b]))
    return one, other


def likely(row: JudgementRow) -> float | None:
    """How likely the two records of an open pair are one report: even, where rules call them duplicates."""
    return TORN_PROBABILITY if row.verdict == "duplicate" else row.probability
