"""How far each reviewer is with screening: reports they decided about, and reports that wait for their decision."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from harvester.screening import ReportStatus, Stage
from harvester.screening.report_status import awaits_decisions
from harvester.store.screening import load_decided_reports
from harvester.workflow.context import ReviewContext
from harvester.workflow.screening.people import load_names

_STAGES: Final = (Stage.TITLE_ABSTRACT, Stage.FULL_TEXT)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewerProgress:
    """How many reports a reviewer decided about at a stage, and how many wait for their decision."""

    reviewer: str
    stage: Stage
    decided: int
    to_decide: int

    def to_json(self) -> dict[str, Any]:
        """Return the JSON of ``harvester status --json``."""
        return {
            "reviewer": self.reviewer,
            "stage": self.stage,
            "decided": self.decided,
            "to_decide": self.to_decide,
        }


def list_reviewer_progress(
    session: Session,
    context: ReviewContext,
    status_of: Mapping[int, ReportStatus],
    report_of: Mapping[int, int],
) -> tuple[ReviewerProgress, ...]:
    """Return the progress of everybody who decided or is listed in review.toml, by stage and name.

    A stage at which nobody has decided is left out.
    """
    decided: defaultdict[Stage, dict[str, set[int]]] = defaultdict(dict)
    names = load_names(session, context)
    people = tuple(map(names.name_of, context.review.screening.people))
    for group in load_decided_reports(session):
        reports = {report for number in group.reports if (report := report_of[number]) in status_of}
        reviewer = names.name_of(group.reviewer)
        decided[group.stage].setdefault(reviewer, set()).update(reports)
    progress = []
    for stage in _STAGES:
        waiting = {report for report, status in status_of.items() if awaits_decisions(status, stage)}
        for reviewer in sorted({*decided[stage], *people} if decided[stage] else ()):
            reports = decided[stage].get(reviewer, set())
            progress.append(
                ReviewerProgress(reviewer=reviewer, stage=stage, decided=len(reports), to_decide=len(waiting - reports))
            )
    return tuple(progress)
