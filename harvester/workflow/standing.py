"""How every report stands in screening, at a moment: decisions and retrievals added up under today's report numbers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal, cast

from sqlalchemy.orm import Session

from harvester.prisma import ReportState
from harvester.screening import Consensus, Opinion, Outcome, Retrieved, Said, Studies, agree, studies
from harvester.screening.consensus import Verdict
from harvester.store import judgements, records, screening, screening_imports
from harvester.store import studies as study_store
from harvester.store.values import DecisionRow, RetrievalStatusRow
from harvester.workflow.cluster import reports_of

Status = Literal["retrieved", "not retrieved"]


_STAGES: Final = ("before-screening", "title-abstract", "full-text")
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
    return today if until is None else today | numbered_otherwise(session, until)


def numbered_otherwise(session: Session, moment: datetime) -> dict[int, int]:
    """Record → report at a past moment, of the records whose report the judgements since then can have changed."""
    touched = judgements.judged_since(session, moment)
    if not touched:
        return {}
    if len(touched) > _MANY:
        reports, _ = reports_of(records.names(session), judgements.as_of(session, moment))
        return reports
    return _numbers_at(session, touched, moment)


def _numbers_at(session: Session, touched: Collection[int], moment: datetime) -> dict[int, int]:
    """Record → report at a past moment, for these records and all that are near them."""
    members = sorted(judgements.neighbourhood_at(session, touched, moment))
    reports, _ = reports_of(records.names(session, members), judgements.as_of(session, moment, members))
    return reports


def standing(
    session: Session, report_of: Mapping[int, int], reasons: tuple[str, ...], *, until: datetime | None = None
) -> Standing:
    """How every report stands that anybody decided anything about."""
    consensus = _consensus(session, report_of, reasons, until=until)
    retrieval = _retrieval(screening.retrieval_statuses(session, until=until), report_of)
    states = _states(consensus, retrieval)
    studies = studies_of(session, report_of, until=until)
    return Standing(states=states | _removed(states, studies), consensus=consensus, studies=studies)


def _consensus(
    session: Session, report_of: Mapping[int, int], reasons: tuple[str, ...], *, until: datetime | None
) -> Consensus:
    """What the decisions add up to; where they differ, or where reports have joined, they are weighed one by one."""
    rows = screening.unanimous(session, until=until)
    decided = frozenset(number for row in rows for number in row.reports)
    times = Counter(map(report_of.__getitem__, decided))
    weighed = {report for report, numbers in times.items() if numbers > 1}
    weighed.update(report_of[number] for row in rows if row.verdict is None for number in row.reports)
    outcomes: dict[str, dict[int, Outcome]] = {}
    for row in rows:
        if row.verdict is not None:
            told = Outcome(verdict=cast("Verdict", row.verdict), reason=row.reason, by_automation=row.automation)
            reports = set(map(report_of.__getitem__, row.reports)) - weighed
            outcomes.setdefault(row.stage, {}).update(dict.fromkeys(reports, told))
    numbers = {number for number in decided if report_of[number] in weighed}
    agreed = agree(opinions(session, report_of, until=until, of=numbers), reasons=reasons)
    for stage, found in agreed.outcomes.items():
        outcomes.setdefault(stage, {}).update(found)
    return Consensus(outcomes)


def opinions(
    session: Session,
    report_of: Mapping[int, int],
    *,
    until: datetime | None = None,
    of: Collection[int] | None = None,
) -> tuple[Opinion, ...]:
    """Every decision, or those about some reports by the numbers of their days, in the order of the days they were
    made: a tool's own date counts, not the day of its import."""
    dates = screening_imports.tools_own_dates(session)
    rows = screening.decisions(session, until=until, of=of)
    ordered = sorted(rows, key=lambda row: (dates.get(row.id, row.made_at), row.id)) if dates else rows
    numbers: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        numbers[report_of[row.report_id]].add(row.report_id)
    found = []
    for place, row in enumerate(ordered):
        opinion, numbered = _opinion(row, report_of, place), numbers[report_of[row.report_id]]
        if row.adjudicates and len(numbered) > 1:
            then = _numbers_at(session, numbered, dates.get(row.id, row.made_at))
            one = frozenset(number for number in numbered if then[number] == then[row.report_id])
            opinion = replace(opinion, knew_of=one - {row.report_id})
        found.append(opinion)
    return tuple(found)


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
    told: dict[tuple[str, str], Retrieved] = {}
    latest = {
        row.report_id: told.setdefault((row.status, row.reason), Retrieved(cast("Status", row.status), row.reason))
        for row in rows
    }
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


def _states(consensus: Consensus, retrieval: Mapping[int, Retrieved]) -> dict[int, ReportState]:
    """Report → state. Reports about which the same was decided share one state: a large review has few of them."""
    parts = (*(consensus.outcomes.get(stage, {}) for stage in _STAGES), retrieval)
    reports = frozenset[int]().union(*parts)
    known: dict[tuple[int, ...], ReportState] = {}
    states: dict[int, ReportState] = {}
    for report, *told in zip(reports, *(map(part.get, reports) for part in parts), strict=True):
        same = tuple(map(id, told))
        if same not in known:
            known[same] = _state(*told)
        states[report] = known[same]
    return states


def _state(
    before: Outcome | None, title: Outcome | None, text: Outcome | None, sought: Retrieved | None
) -> ReportState:
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
