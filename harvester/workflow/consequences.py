"""What follows for the screening when reports join or part (docs/design.md, "Decisions")."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from sqlalchemy.orm import Session

from harvester.screening import Opinion
from harvester.store import records
from harvester.workflow.desk import Desk
from harvester.workflow.results import report_name
from harvester.workflow.standing import standing
from harvester.workflow.waiting import Stage, stage_of


def consequences(
    session: Session, desk: Desk, reports: Collection[int], *, conflicts_only: bool = False
) -> tuple[str, ...]:
    """Sentences about the decisions on some reports, as they stand now: conflicts, and how the parts of one stand.

    Reports that nobody decided anything about give none: they wait, as they did.
    """
    stands = standing(session, records.report_of(session), desk.review.screening.exclusion_reasons)
    if not stands.states.keys() & set(reports):
        return ()
    told = [
        _conflict(report, stage, stands.consensus.disagreeing(report, stage))
        for report, stage in stands.consensus.conflicts
        if report in reports
    ]
    if len(reports) > 1 and not conflicts_only:
        told += [_stands(report, stage_of(stands.states.get(report))) for report in sorted(reports)]
    return tuple(told)


def _conflict(report: int, stage: str, opinions: Collection[Opinion]) -> str:
    name = report_name(report)
    said = ", ".join(f"{each.verdict} by {each.reviewer} (as {report_name(each.decided_as)})" for each in opinions)
    return (
        f"{name} was decided differently at {stage}: {said}. The more inclusive decision holds until somebody settles "
        f"it: harvester screen decide {name} include --stage {stage} --settle"
    )


def _stands(report: int, stage: Stage) -> str:
    return f"{report_name(report)} {_NOW[stage]}."


_NOW: Final[Mapping[Stage, str]] = {
    "title-abstract": "waits for screening of title and abstract",
    "retrieval": "waits for its full text",
    "full-text": "waits for screening of its full text",
    "included": "is included",
    "excluded": "is excluded",
}
