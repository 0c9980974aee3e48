"""How every report stands in screening, at a moment: decisions and retrievals added up under today's report numbers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal, cast

from sqlalchemy.orm import Session

from harvester.prisma import ReportState
from harvester.screening import (
    Consensus,
    FullTextRetrieval,
    ReviewerDecision,
    StageOutcome,
    StudyChange,
    StudyGroups,
    derive_consensus,
    group_studies,
)
from harvester.screening.consensus import Decision
from harvester.store import judgements, records, screening, screening_imports
from harvester.store import studies as study_store
from harvester.store.values import DecisionRow, RetrievalStatusRow
from harvester.workflow.report_clusters import assign_reports

RetrievalOutcome = Literal["retrieved", "not retrieved"]


_STAGES: Final = ("before-screening", "title-abstract", "full-text")
_CLUSTER_ALL_ABOVE: Final = 5_000
"""From here on clustering everything is cheaper than looking up neighbours."""


@dataclass(frozen=True, slots=True)
class ScreeningState:
    """Report number → state, the consensus they come from, and what holds of studies.

    A report of a study that was removed from the review stands as excluded, for the reason of the removal.
    """

    states: Mapping[int, ReportState]
    consensus: Consensus
    studies: StudyGroups


def report_numbers(session: Session, *, until: datetime | None = None) -> dict[int, int]:
    """Record → report: today's, or as the judgements live at a past moment make it.

    Only what judgements made or superseded since then can have changed is clustered anew.
    """
    today = records.report_of_each_record(session)
    return today if until is None else today | changed_report_numbers(session, until)


def changed_report_numbers(session: Session, moment: datetime) -> dict[int, int]:
    """Record → report at a past moment, of the records whose report the judgements since then can have changed."""
    touched = judgements.records_judged_since(session, moment)
    if not touched:
        return {}
    if len(touched) > _CLUSTER_ALL_ABOVE:
        reports, _ = assign_reports(records.record_names(session), judgements.load_judgements_as_of(session, moment))
        return reports
    return _report_numbers_near(session, touched, moment)


def _report_numbers_near(session: Session, touched: Collection[int], moment: datetime) -> dict[int, int]:
    """Record → report at a past moment, for these records and all that are near them."""
    members = sorted(judgements.cluster_neighbourhood_at(session, touched, moment))
    reports, _ = assign_reports(
        records.record_names(session, members), judgements.load_judgements_as_of(session, moment, members)
    )
    return reports


def load_screening_state(
    session: Session, report_of: Mapping[int, int], reasons: tuple[str, ...], *, until: datetime | None = None
) -> ScreeningState:
    """How every report stands that anybody decided anything about."""
    consensus = _consensus(session, report_of, reasons, until=until)
    retrieval = _latest_retrievals(screening.load_retrieval_statuses(session, until=until), report_of)
    states = _states(consensus, retrieval)
    studies = load_studies(session, report_of, until=until)
    return ScreeningState(
        states=states | _states_of_removed_studies(states, studies), consensus=consensus, studies=studies
    )


def _consensus(
    session: Session, report_of: Mapping[int, int], reasons: tuple[str, ...], *, until: datetime | None
) -> Consensus:
    """What the decisions add up to; where they differ, or where reports have joined, they are weighed one by one."""
    rows = screening.load_unanimous_decisions(session, until=until)
    decided = frozenset(number for row in rows for number in row.reports)
    times = Counter(map(report_of.__getitem__, decided))
    weighed = {report for report, numbers in times.items() if numbers > 1}
    weighed.update(report_of[number] for row in rows if row.verdict is None for number in row.reports)
    outcomes: dict[str, dict[int, StageOutcome]] = {}
    for row in rows:
        if row.verdict is not None:
            outcome = StageOutcome(
                decision=cast("Decision", row.verdict), reason=row.reason, by_automation=row.automation
            )
            reports = set(map(report_of.__getitem__, row.reports)) - weighed
            outcomes.setdefault(row.stage, {}).update(dict.fromkeys(reports, outcome))
    numbers = {number for number in decided if report_of[number] in weighed}
    agreed = derive_consensus(load_decisions(session, report_of, until=until, of=numbers), reasons=reasons)
    for stage, stage_outcomes in agreed.outcomes.items():
        outcomes.setdefault(stage, {}).update(stage_outcomes)
    return Consensus(outcomes)


def load_decisions(
    session: Session,
    report_of: Mapping[int, int],
    *,
    until: datetime | None = None,
    of: Collection[int] | None = None,
) -> tuple[ReviewerDecision, ...]:
    """Every decision, or those about some reports by the numbers of their days, in the order of the days they were
    made: a tool's own date counts, not the day of its import."""
    dates = screening_imports.load_tool_dates(session)
    rows = screening.load_decisions(session, until=until, report_ids=of)
    ordered = sorted(rows, key=lambda row: (dates.get(row.id, row.made_at), row.id)) if dates else rows
    numbers: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        numbers[report_of[row.report_id]].add(row.report_id)
    decisions = []
    for place, row in enumerate(ordered):
        decision, numbered = _to_decision(row, report_of, place), numbers[report_of[row.report_id]]
        if row.adjudicates and len(numbered) > 1:
            then = _report_numbers_near(session, numbered, dates.get(row.id, row.made_at))
            same_report = frozenset(number for number in numbered if then[number] == then[row.report_id])
            decision = replace(decision, joined_reports=same_report - {row.report_id})
        decisions.append(decision)
    return tuple(decisions)


def load_studies(session: Session, report_of: Mapping[int, int], *, until: datetime | None = None) -> StudyGroups:
    """What holds of studies under these report numbers, by what was said up to a moment."""
    events = (
        StudyChange(kind=row.kind, report=row.report_id, study=row.study_id, reason=row.reason)
        for row in study_store.load_study_events(session, until=until)
    )
    return group_studies(events, report_of)


def _states_of_removed_studies(states: Mapping[int, ReportState], studies: StudyGroups) -> dict[int, ReportState]:
    """The states of reports that would be included, had their study not been removed."""
    return {
        report: replace(states[report], full_text="exclude", reason=reason)
        for report, reason in studies.removed.items()
        if report in states and states[report].full_text == "include"
    }


def _latest_retrievals(
    rows: Iterable[RetrievalStatusRow], report_of: Mapping[int, int]
) -> dict[int, FullTextRetrieval]:
    """The latest word on each report's full text; of reports that joined, one whose text is in hand is enough."""
    statuses: dict[tuple[str, str], FullTextRetrieval] = {}
    latest = {
        row.report_id: statuses.setdefault(
            (row.status, row.reason), FullTextRetrieval(cast("RetrievalOutcome", row.status), row.reason)
        )
        for row in rows
    }
    by_report: dict[int, FullTextRetrieval] = {}
    for number, status in latest.items():
        report = report_of[number]
        if report not in by_report or by_report[report].status != "retrieved":
            by_report[report] = status
    return by_report


def _to_decision(row: DecisionRow, report_of: Mapping[int, int], order: int) -> ReviewerDecision:
    return ReviewerDecision(
        report=report_of[row.report_id],
        original_report=row.report_id,
        stage=row.stage,
        decision=cast("Decision", row.verdict),
        reviewer=row.reviewer,
        order=order,
        decision_id=row.id,
        reason=row.reason,
        automation=row.automation,
        adjudicates=row.adjudicates,
    )


def _states(consensus: Consensus, retrieval: Mapping[int, FullTextRetrieval]) -> dict[int, ReportState]:
    """Report → state. Reports about which the same was decided share one state: a large review has few of them."""
    parts = (*(consensus.outcomes.get(stage, {}) for stage in _STAGES), retrieval)
    reports = frozenset[int]().union(*parts)
    states_by_key: dict[tuple[int, ...], ReportState] = {}
    states: dict[int, ReportState] = {}
    for report, *outcomes in zip(reports, *(map(part.get, reports) for part in parts), strict=True):
        key = tuple(map(id, outcomes))
        if key not in states_by_key:
            states_by_key[key] = _state(*outcomes)
        states[report] = states_by_key[key]
    return states


def _state(
    before: StageOutcome | None, title: StageOutcome | None, text: StageOutcome | None, sought: FullTextRetrieval | None
) -> ReportState:
    removed = before if before is not None and before.decision == "exclude" else None
    return ReportState(
        before_screening=None if removed is None else "automation" if removed.by_automation else "other",
        title_abstract=title.decision if title else None,
        title_abstract_by_automation=bool(title and title.by_automation),
        retrieval=sought.status if sought else None,
        full_text=text.decision if text else None,
        reason=text.reason if text else "",
        before_screening_reason=removed.reason if removed else "",
        title_abstract_reason=title.reason if title else "",
        retrieval_reason=sought.reason if sought else "",
    )
