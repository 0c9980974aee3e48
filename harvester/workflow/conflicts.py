"""Where reviewers disagree, or decisions contradict each other because two reports turned out to be one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from harvester.citation import Citation
from harvester.screening import agreement as agreements
from harvester.screening.agreement import StageAgreement
from harvester.store import records, screening_imports
from harvester.store.values import Stage
from harvester.workflow.desk import Desk
from harvester.workflow.lock import locked
from harvester.workflow.representatives import representatives
from harvester.workflow.results import report_name
from harvester.workflow.screen import Verdict, decide
from harvester.workflow.standing import opinions, standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A report whose decisions at a stage disagree: what it is, and who decided what.

    ``where`` says authors, journal and year in a line. Each of ``decisions`` has ``reviewer``, ``decision``,
    ``reason``, ``decided_as`` (the number the report had then) and ``note``.
    """

    report: str
    title: str
    stage: str
    decisions: tuple[Mapping[str, str], ...]
    where: str = ""
    abstract: str = ""

    def to_json(self) -> dict[str, Any]:
        """For ``harvester screen conflicts --json``."""
        return {
            "report": self.report,
            "title": self.title,
            "stage": self.stage,
            "where": self.where,
            "decisions": [dict(decision) for decision in self.decisions],
        }


def conflicts(desk: Desk) -> tuple[Conflict, ...]:
    """The reports whose decisions disagree, with who decided what."""
    with desk.store.read() as session:
        report_of = records.report_of(session)
        consensus = standing(session, report_of, desk.review.screening.exclusion_reasons).consensus
        places = consensus.conflicts
        items = dict(representatives(session, desk, {report for report, _ in places}))
        disagreeing = [opinion for place in places for opinion in consensus.disagreeing(*place)]
        notes = screening_imports.notes_of(session, [opinion.number for opinion in disagreeing])
    return tuple(
        Conflict(
            report=report_name(report),
            title=items[report].citation.title,
            stage=stage,
            where=_where(items[report].citation),
            abstract=items[report].citation.abstract,
            decisions=tuple(
                {
                    "reviewer": opinion.reviewer,
                    "decision": opinion.verdict,
                    "reason": opinion.reason,
                    "decided_as": report_name(opinion.decided_as),
                    "note": notes.get(opinion.number, ""),
                }
                for opinion in consensus.disagreeing(report, stage)
            ),
        )
        for report, stage in places
    )


def settling(desk: Desk, person: str) -> Callable[[Conflict, str, str], None]:
    """What stores a settlement (conflict, verdict, reason); the review is locked only while it does.

    It raises ``UsageError`` for a reason that is none of the review's, ``LockedError`` while another harvester works.
    """

    def settle(conflict: Conflict, verdict: str, reason: str) -> None:
        with locked(desk.review.folder, command="screen conflicts", now=desk.now):
            decide(
                desk,
                [conflict.report],
                cast("Verdict", verdict),
                stage=cast("Stage", conflict.stage),
                reviewer=person,
                reason=reason,
                adjudicates=True,
            )

    return settle


def agreement(desk: Desk, *, latest: bool = False) -> tuple[StageAgreement, ...]:
    """How far reviewers agree at each stage, by their first decisions (``latest``: their last ones)."""
    with desk.store.read() as session:
        return agreements.agreement(opinions(session, records.report_of(session)), latest=latest)


def _where(citation: Citation) -> str:
    names = [author.family for author in citation.authors[:3]]
    people = ", ".join(names) + (" et al." if len(citation.authors) > 3 else "")
    return ". ".join(part for part in (people, citation.journal, str(citation.year or "")) if part)
