"""Screening state of every report at a point in time, derived from decisions, retrievals and study changes.

:func:`load_screening_events` reads everything from the store, :func:`derive_states` is pure.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from harvester.review import ScreeningSettings
from harvester.screening import (
    NO_DECISIONS,
    Consensus,
    Decision,
    FullTextRetrieval,
    OpenQuestion,
    Removal,
    ReportStage,
    ReportState,
    ReportStatus,
    RetrievalStatus,
    ReviewerDecision,
    Stage,
    StageOutcome,
    StudyChange,
    StudyGroups,
    derive_consensus,
    group_studies,
    report_status,
)
from harvester.store import judgements, records, retrievals, screening, screening_imports
from harvester.store import studies as study_store
from harvester.store.counting.withdrawals import find_uncounted_records, load_uncounted_records
from harvester.store.screening import DecisionRow, RetrievalStatusRow, UnanimousDecisionRow
from harvester.workflow.report_clusters import cluster_with_heirs

_CLUSTER_ALL_ABOVE: Final = 5_000
"""Number of records from which clustering all of them is cheaper than loading their neighbours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningEvents:
    """Everything stored about the screening of reports, under the report numbers of one moment.

    ``unanimous`` has every decision, grouped by the database; ``decisions`` those about reports whose decisions differ
    or that joined, one by one.
    """

    unanimous: tuple[UnanimousDecisionRow, ...]
    decisions: tuple[ReviewerDecision, ...]
    retrievals: tuple[RetrievalStatusRow, ...]
    study_changes: tuple[StudyChange, ...]


@dataclass(frozen=True, slots=True)
class ScreeningState:
    """Report number → state, the consensus they come from, and the studies.

    A report of a study that was removed from the review counts as excluded, for the reason of the removal.
    """

    states: Mapping[int, ReportState]
    consensus: Consensus
    studies: StudyGroups

    def state_of(self, report: int) -> ReportState:
        """Return what was decided about a report; ``NO_DECISIONS`` for one without decisions."""
        return self.states.get(report, NO_DECISIONS)

    def status_of(self, report: int) -> ReportStatus:
        """Return the status of a report."""
        return report_status(self.state_of(report))

    def reports_with(self, *statuses: ReportStatus) -> frozenset[int]:
        """Return the reports with decisions that have one of these statuses."""
        return frozenset(report for report, state in self.states.items() if report_status(state) in statuses)


def report_numbers(session: Session, *, until: datetime | None = None) -> dict[int, int]:
    """Return record → report, of today or of a past moment.

    Only what judgements made or superseded since that moment can have changed is clustered again.
    """
    today = records.report_of_each_record(session)
    return today if until is None else today | changed_report_numbers(session, until)


def changed_report_numbers(session: Session, moment: datetime) -> dict[int, int]:
    """Return record → report at a past moment, for the records that later judgements or withdrawals can have moved."""
    uncounted_then = find_uncounted_records(session, until=moment)
    touched = judgements.records_judged_since(session, moment) | (
        uncounted_then ^ load_uncounted_records(session).keys()
    )
    if not touched:
        return {}
    if len(touched) > _CLUSTER_ALL_ABOVE:
        names, rows = records.record_names(session), judgements.load_judgements_as_of(session, moment)
        return cluster_with_heirs(names, rows, uncounted_then)
    return report_numbers_near(session, touched, moment, uncounted_then)


def report_numbers_near(
    session: Session, touched: Collection[int], moment: datetime, uncounted: Collection[int] | None = None
) -> dict[int, int]:
    """Return record → report at a past moment, for these records and their neighbours.

    ``uncounted`` are the records that did not count then, which are looked up unless they are given.
    """
    if uncounted is None:
        uncounted = find_uncounted_records(session, until=moment)
    members = sorted(judgements.cluster_neighbourhood_at(session, touched, moment))
    rows = judgements.load_judgements_as_of(session, moment, members)
    return cluster_with_heirs(records.record_names(session, members), rows, uncounted)


def load_screening_state(
    session: Session, report_of: Mapping[int, int], settings: ScreeningSettings, *, until: datetime | None = None
) -> ScreeningState:
    """Return the screening state of every report with a decision (up to a moment)."""
    return derive_states(load_screening_events(session, report_of, until=until), report_of, settings)


def load_stages(session: Session, settings: ScreeningSettings) -> dict[int, ReportStage]:
    """Return report → stage for every report that a finished run has retrieved."""
    screening_state = load_screening_state(session, records.report_of_each_record(session), settings)
    return {report: screening_state.status_of(report).stage for report in retrievals.load_retrieved_reports(session)}


def load_screening_events(
    session: Session, report_of: Mapping[int, int], *, until: datetime | None = None
) -> ScreeningEvents:
    """Read all decisions, retrieval statuses and study changes (stored up to a moment)."""
    unanimous = screening.load_unanimous_decisions(session, until=until)
    contested = contested_reports(unanimous, report_of)
    numbers = {number for row in unanimous for number in row.reports if report_of[number] in contested}
    return ScreeningEvents(
        unanimous=unanimous,
        decisions=load_decisions(session, report_of, until=until, of=numbers),
        retrievals=screening.load_retrieval_statuses(session, until=until),
        study_changes=load_study_changes(session, until),
    )


def derive_states(events: ScreeningEvents, report_of: Mapping[int, int], settings: ScreeningSettings) -> ScreeningState:
    """Derive the state of every report from the events, by the review's settings of screening."""
    consensus = _derive_consensus(events, report_of, settings)
    states = _states(consensus, latest_retrievals(events.retrievals, report_of))
    studies = group_studies(events.study_changes, report_of)
    states |= _states_of_removed_studies(states, studies)
    return ScreeningState(states=states, consensus=consensus, studies=studies)


def contested_reports(rows: Iterable[UnanimousDecisionRow], report_of: Mapping[int, int]) -> set[int]:
    """Return the reports whose decisions differ, or that were decided about under several numbers."""
    rows = tuple(rows)
    decided = frozenset(number for row in rows for number in row.reports)
    contested = {report for report, times in Counter(map(report_of.__getitem__, decided)).items() if times > 1}
    contested.update(report_of[number] for row in rows if row.verdict is None for number in row.reports)
    return contested


def _derive_consensus(events: ScreeningEvents, report_of: Mapping[int, int], settings: ScreeningSettings) -> Consensus:
    contested = contested_reports(events.unanimous, report_of)
    outcomes: dict[str, dict[int, StageOutcome]] = {}
    for row in events.unanimous:
        if row.verdict is not None:
            outcome = StageOutcome(
                decision=row.verdict,
                reason=row.reason,
                by_automation=row.automation,
                open=_find_open_question(row, settings.reviewers_at(row.stage)),
            )
            reports = set(map(report_of.__getitem__, row.reports)) - contested
            outcomes.setdefault(row.stage, {}).update(dict.fromkeys(reports, outcome))
    among_differing = derive_consensus(
        events.decisions, reasons=settings.exclusion_reasons, reviewers=settings.reviewers
    )
    for stage, stage_outcomes in among_differing.outcomes.items():
        outcomes.setdefault(stage, {}).update(stage_outcomes)
    return Consensus(outcomes)


def _find_open_question(row: UnanimousDecisionRow, required: int) -> OpenQuestion | None:
    """Return what decisions that agree need still, as :func:`harvester.screening.consensus.is_complete` says."""
    complete = row.automation or row.joint or row.deciders >= required
    return None if complete else OpenQuestion.FURTHER_DECISIONS


def load_decisions(
    session: Session,
    report_of: Mapping[int, int],
    *,
    until: datetime | None = None,
    of: Collection[int] | None = None,
) -> tuple[ReviewerDecision, ...]:
    """Return every decision (or those about the reports numbered ``of``) in the order of the days they were made.

    A tool's own date counts, not the day of its import.
    """
    dates = screening_imports.load_tool_dates(session)
    rows = screening.load_decision_rows(session, until=until, report_ids=of)
    ordered = sorted(rows, key=lambda row: (dates.get(row.id, row.made_at), row.id)) if dates else rows
    numbers: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        numbers[report_of[row.report_id]].add(row.report_id)
    decisions = []
    for place, row in enumerate(ordered):
        decision, numbered = _to_decision(row, report_of, place), numbers[report_of[row.report_id]]
        if row.adjudicates and len(numbered) > 1:
            then = report_numbers_near(session, numbered, dates.get(row.id, row.made_at))
            same_report = frozenset(number for number in numbered if then[number] == then[row.report_id])
            decision = replace(decision, joined_reports=same_report - {row.report_id})
        decisions.append(decision)
    return tuple(decisions)


def load_study_changes(session: Session, until: datetime | None) -> tuple[StudyChange, ...]:
    """Return the changes of studies stored up to a moment, in order."""
    return tuple(
        StudyChange(kind=row.kind, report=row.report_id, study=row.study_id, reason=row.reason)
        for row in study_store.load_study_events(session, until=until)
    )


def _states_of_removed_studies(states: Mapping[int, ReportState], studies: StudyGroups) -> dict[int, ReportState]:
    """Return the states of reports that would be included, had their study not been removed."""
    return {
        report: replace(states[report], full_text=Decision.EXCLUDE, full_text_open=None, reason=reason)
        for report, reason in studies.removed.items()
        if report in states and states[report].full_text == Decision.INCLUDE
    }


def latest_retrievals(rows: Iterable[RetrievalStatusRow], report_of: Mapping[int, int]) -> dict[int, FullTextRetrieval]:
    """Return the latest retrieval status of each report; of reports that joined, one retrieved text is enough."""
    statuses: dict[tuple[str, str], FullTextRetrieval] = {}
    latest = {
        row.report_id: statuses.setdefault((row.status, row.reason), FullTextRetrieval(row.status, row.reason))
        for row in rows
    }
    by_report: dict[int, FullTextRetrieval] = {}
    for number, status in latest.items():
        report = report_of[number]
        if report not in by_report or by_report[report].status != RetrievalStatus.RETRIEVED:
            by_report[report] = status
    return by_report


def _to_decision(row: DecisionRow, report_of: Mapping[int, int], order: int) -> ReviewerDecision:
    return ReviewerDecision(
        report=report_of[row.report_id],
        original_report=row.report_id,
        stage=row.stage,
        decision=row.verdict,
        reviewer=row.reviewer,
        order=order,
        decision_id=row.id,
        reason=row.reason,
        automation=row.automation,
        adjudicates=row.adjudicates,
        joint=row.joint,
    )


def _states(consensus: Consensus, retrieval: Mapping[int, FullTextRetrieval]) -> dict[int, ReportState]:
    """Return report → state. Reports with the same outcomes share one state: a large review has few of them."""
    parts = (*(consensus.outcomes.get(stage, {}) for stage in Stage), retrieval)
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
    removed = before if before is not None and before.decision == Decision.EXCLUDE else None
    return ReportState(
        before_screening=None if removed is None else Removal.AUTOMATION if removed.by_automation else Removal.OTHER,
        title_abstract=title.decision if title else None,
        title_abstract_open=title.open if title else None,
        title_abstract_by_automation=bool(title and title.by_automation),
        retrieval=sought.status if sought else None,
        full_text=text.decision if text else None,
        full_text_open=text.open if text else None,
        reason=text.reason if text else "",
        before_screening_reason=removed.reason if removed else "",
        title_abstract_reason=title.reason if title else "",
        retrieval_reason=sought.reason if sought else "",
    )
