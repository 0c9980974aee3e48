"""How every report stands in screening, at a moment: decisions and retrievals added up under today's report numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal, cast

from sqlalchemy.orm import Session

from harvester.prisma import ReportState
from harvester.screening import Consensus, Opinion, Retrieved, Said, Studies, agree, studies
from harvester.screening.consensus import Verdict
from harvester.store import judgements, records, screening, screening_imports
from harvester.store import studies as study_store
from harvester.store.values import DecisionRow, RetrievalStatusRow
from harvester.workflow.cluster import reports_of

Status = Literal["retrieved", "not retrieved"]


_MANY: Final = 5_000
"""From here on clustering everything is cheaper than looking up neighbours."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Report number → state, the consensus they come from, and what holds of studies.

    A report of a study that was removed from the review stands as excluded, for the reason of the removal.
    """

    states: Mapping[int, ReportState]
    consensus: Consensus
    studies: Studies


def report_numbers(session: Session, *, until: datetime | None = None) -> dict[int, int]:
    """Record → report: today's, or as the judgements live at a past moment make it.

    Only what judgements made or superseded since then can have changed is clustered anew.
    """
    today = records.report_of(session)
    touched = frozenset[int]() if until is None else judgements.judged_since(session, until)
    if until is None or not touched:
        return today
    if len(touched) > _MANY:
        reports, _ = reports_of(records.names(session), judgements.as_of(session, until))
        return reports
    members = sorted(judgements.neighbourhood_at(session, touched, until))
    reports, _ = reports_of(records.names(session, members), judgements.as_of(session, until, members))
    return today | reports


def standing(
    session: Session, report_of: Mapping[int, int], reasons: tuple[str, ...], *, until: datetime | None = None
) -> Standing:
    """How every report stands that anybody decided anything about."""
    consensus = agree(opinions(session, report_of, until=until), reasons=reasons)
    retrieval = _retrieval(screening.retrieval_statuses(session, until=until), report_of)
    touched = {report for report, _ in consensus.outcomes} | retrieval.keys()
    states = {report: _state(report, consensus, retrieval) for report in touched}
    studies = studies_of(session, report_of, until=until)
    return Standing(states=states | _removed(states, studies), consensus=consensus, studies=studies)


def opinions(session: Session, report_of: Mapping[int, int], *, until: datetime | None = None) -> tuple[Opinion, ...]:
    """Every decision, in the order of the days they were made: a tool's own date counts, not the day of its import."""
    dates = screening_imports.tools_own_dates(session)
    rows = screening.decisions(session, until=until)
    ordered = sorted(rows, key=lambda row: (dates.get(row.id, row.made_at), row.id)) if dates else rows
    return tuple(_opinion(row, report_of, place) for place, row in enumerate(ordered))


def studies_of(session: Session, report_of: Mapping[int, int], *, until: datetime | None = None) -> Studies:
    """What holds of studies under these report numbers, by what was said up to a moment."""
    said = (
        Said(kind=row.kind, report=row.report_id, study=row.study_id, reason=row.reason)
        for row in study_store.events(session, until=until)
    )
    return studies(said, report_of)


def _removed(states: Mapping[int, ReportState], studies: Studies) -> dict[int, ReportState]:
    """The states of reports that would be included, had their study not been removed."""
    return {
        report: replace(states[report], full_text="exclude", reason=reason)
        for report, reason in studies.removed.items()
        if report in states and states[report].full_text == "include"
    }


def _retrieval(rows: Iterable[RetrievalStatusRow], report_of: Mapping[int, int]) -> dict[int, Retrieved]:
    """The latest word on each report's full text; of reports that joined, one whose text is in hand is enough."""
    latest = {row.report_id: Retrieved(cast("Status", row.status), row.reason) for row in rows}
    found: dict[int, Retrieved] = {}
    for number, said in latest.items():
        report = report_of[number]
        if report not in found or found[report].status != "retrieved":
            found[report] = said
    return found


def _opinion(row: DecisionRow, report_of: Mapping[int, int], order: int) -> Opinion:
    return Opinion(
        report=report_of[row.report_id],
        decided_as=row.report_id,
        stage=row.stage,
        verdict=cast("Verdict", row.verdict),
        reviewer=row.reviewer,
        order=order,
        number=row.id,
        reason=row.reason,
        automation=row.automation,
        adjudicates=row.adjudicates,
    )


def _state(report: int, consensus: Consensus, retrieval: Mapping[int, Retrieved]) -> ReportState:
    before = consensus.of(report, "before-screening")
    title = consensus.of(report, "title-abstract")
    text = consensus.of(report, "full-text")
    sought = retrieval.get(report)
    removed = before if before is not None and before.verdict == "exclude" else None
    return ReportState(
        before_screening=None if removed is None else "automation" if removed.by_automation else "other",
        title_abstract=title.verdict if title else None,
        title_abstract_by_automation=bool(title and title.by_automation),
        retrieval=sought.status if sought else None,
        full_text=text.verdict if text else None,
        reason=text.reason if text else "",
        before_screening_reason=removed.reason if removed else "",
        title_abstract_reason=title.reason if title else "",
        retrieval_reason=sought.reason if sought else "",
    )
