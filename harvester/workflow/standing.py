"""How every report stands in screening, at a moment: decisions and retrievals added up under today's report numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from sqlalchemy.orm import Session

from harvester.prisma import ReportState
from harvester.screening import Consensus, Opinion, agree
from harvester.screening.consensus import Verdict
from harvester.store import judgements, records, screening
from harvester.store.values import DecisionRow, RetrievalStatusRow
from harvester.workflow.cluster import reports_of

Retrieval = Literal["retrieved", "not retrieved"]


@dataclass(frozen=True, slots=True)
class Standing:
    """Report number → state, and the consensus they come from."""

    states: Mapping[int, ReportState]
    consensus: Consensus


def report_numbers(session: Session, *, until: datetime | None = None) -> dict[int, int]:
    """Record → report: today's, or as the judgements live at a past moment make it."""
    today = records.report_of(session)
    if until is None:
        return today
    reports, _ = reports_of(sorted(today), judgements.as_of(session, until))
    return reports


def standing(
    session: Session, report_of: Mapping[int, int], reasons: tuple[str, ...], *, until: datetime | None = None
) -> Standing:
    """How every report stands that anybody decided anything about."""
    consensus = agree((_opinion(row, report_of) for row in screening.decisions(session, until=until)), reasons=reasons)
    retrieval = _retrieval(screening.retrieval_statuses(session, until=until), report_of)
    touched = {report for report, _ in consensus.outcomes} | retrieval.keys()
    states = {report: _state(report, consensus, retrieval) for report in touched}
    return Standing(states=states, consensus=consensus)


def _retrieval(rows: Iterable[RetrievalStatusRow], report_of: Mapping[int, int]) -> dict[int, Retrieval]:
    """The latest word on each report's full text; of reports that joined, one whose text is in hand is enough."""
    latest = {row.report_id: cast("Retrieval", row.status) for row in rows}
    found: dict[int, Retrieval] = {}
    for number, status in latest.items():
        report = report_of[number]
        found[report] = "retrieved" if found.get(report) == "retrieved" else status
    return found


def _opinion(row: DecisionRow, report_of: Mapping[int, int]) -> Opinion:
    return Opinion(
        report=report_of[row.report_id],
        decided_as=row.report_id,
        stage=row.stage,
        verdict=cast("Verdict", row.verdict),
        reviewer=row.reviewer,
        order=row.id,
        reason=row.reason,
        automation=row.automation,
        adjudicates=row.adjudicates,
    )


def _state(report: int, consensus: Consensus, retrieval: Mapping[int, Retrieval]) -> ReportState:
    before = consensus.of(report, "before-screening")
    title = consensus.of(report, "title-abstract")
    text = consensus.of(report, "full-text")
    removed = before is not None and before.verdict == "exclude"
    return ReportState(
        before_screening=None if not removed or before is None else "automation" if before.by_automation else "other",
        title_abstract=title.verdict if title else None,
        title_abstract_by_automation=bool(title and title.by_automation),
        retrieval=retrieval.get(report),
        full_text=text.verdict if text else None,
        reason=text.reason if text else "",
    )
