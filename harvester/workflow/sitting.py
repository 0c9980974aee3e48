"""A reviewer screens in the terminal: which reports are theirs, each decision stored at once, nobody else's shown."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

from sqlalchemy.orm import Session

from harvester.citation import Citation
from harvester.prisma import ReportState
from harvester.screening import Opinion
from harvester.screening.sitting import Order, Waiting, queue
from harvester.store import notes, records, sightings
from harvester.store.notes import NoteRow
from harvester.workflow.addresses import links_of
from harvester.workflow.desk import Desk
from harvester.workflow.representatives import representatives
from harvester.workflow.results import report_name
from harvester.workflow.screen import Verdict, decide
from harvester.workflow.standing import opinions, standing
from harvester.workflow.waiting import stage_of

Stage = Literal["title-abstract", "full-text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What a reviewer is to decide about: the reports in order, how many there are beyond the limit, and for full
    texts how many are not retrieved yet."""

    stage: Stage
    reviewer: str
    reports: tuple[int, ...]
    beyond: int = 0
    to_retrieve: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ToScreen:
    """A report as a reviewer sees it, with their own latest decision and notes; never with another's."""

    report: int
    name: str
    citation: Citation
    links: tuple[tuple[str, str], ...]
    verdict: str = ""
    reason: str = ""
    notes: tuple[str, ...] = ()


def turn(
    desk: Desk,
    stage: Stage,
    *,
    reviewer: str,
    order: Order = "newest",
    reviewers: int | None = None,
    limit: int | None = None,
    unsure: bool = False,
) -> Turn:
    """The reports a reviewer is to decide about at a stage.

    ``reviewers``: how many people decide about each (default: as review.toml says); ``unsure``: also those the reviewer
    was unsure about.
    """
    with desk.store.read() as session:
        waiting, doubted, to_retrieve = _waiting(session, desk, stage, reviewer)
    found = queue(
        waiting,
        reviewer=reviewer,
        reviewers=reviewers or desk.review.screening.reviewers,
        order=order,
        seed=desk.review.id,
        again=doubted if unsure else (),
    )
    shown = found[:limit]
    return Turn(stage=stage, reviewer=reviewer, reports=shown, beyond=len(found) - len(shown), to_retrieve=to_retrieve)


def to_screen(desk: Desk, turn: Turn, report: int) -> ToScreen:
    """One report of a turn as it stands now."""
    with desk.store.read() as session:
        report_of = records.report_of(session)
        today = report_of[report]
        ((_, outgoing),) = representatives(session, desk, [today])
        own = [
            each
            for each in opinions(session, report_of)
            if (each.report, each.stage, each.reviewer) == (today, turn.stage, turn.reviewer)
        ]
        said = [
            row.text
            for row in notes.notes(session, reviewer=turn.reviewer)
            if report_of[row.report_id] == today and row.stage == turn.stage
        ]
    last = max(own, key=lambda each: each.order, default=None)
    return ToScreen(
        report=today,
        name=report_name(today),
        citation=outgoing.citation,
        links=links_of(outgoing.citation),
        verdict=last.verdict if last else "",
        reason=last.reason if last else "",
        notes=tuple(said),
    )


def store(desk: Desk, turn: Turn, report: int, verdict: Verdict, *, reason: str = "") -> None:
    """Store a decision. Raises ``UsageError`` for a reason that does not belong there."""
    decide(desk, [report_name(report)], verdict, stage=turn.stage, reviewer=turn.reviewer, reason=reason)


def note(desk: Desk, turn: Turn, report: int, text: str) -> None:
    """Store a note about a report."""
    row = NoteRow(report_id=report, stage=turn.stage, reviewer=turn.reviewer, text=text.strip(), made_at=desk.now())
    with desk.store.write() as session:
        notes.add_note(session, row)


def every_note(desk: Desk) -> tuple[dict[str, str], ...]:
    """Everybody's notes, for the time after screening."""
    with desk.store.read() as session:
        report_of = records.report_of(session)
        return tuple(
            {
                "report": report_name(report_of[row.report_id]),
                "stage": row.stage,
                "reviewer": row.reviewer,
                "note": row.text,
                "at": row.made_at.isoformat(timespec="seconds"),
            }
            for row in notes.notes(session)
        )


def _waiting(session: Session, desk: Desk, stage: Stage, reviewer: str) -> tuple[list[Waiting], frozenset[int], int]:
    """The reports the stage is open for; those the reviewer was last unsure about; how many wait for their text."""
    report_of = records.report_of(session)
    states = standing(session, report_of, desk.review.screening.exclusion_reasons).states
    deciders: dict[int, set[str]] = defaultdict(set)
    settled: set[int] = set()
    last: dict[int, Opinion] = {}
    for opinion in opinions(session, report_of):
        if opinion.stage != stage or opinion.automation:
            continue
        deciders[opinion.report].add(opinion.reviewer)
        if opinion.adjudicates:
            settled.add(opinion.report)
        if opinion.reviewer == reviewer:
            last[opinion.report] = opinion
    counted = sightings.counted_reports(session)
    years = {row.id: row.citation.year or 0 for row in records.records(session, counted)}
    waiting = [
        Waiting(
            report,
            years.get(report, 0),
            frozenset(deciders[report]),
            open=stage_of(states.get(report)) == stage,
            settled=report in settled,
        )
        for report in sorted(counted)
        if _is_open(states.get(report), stage)
    ]
    doubted = frozenset(report for report, opinion in last.items() if opinion.verdict == "undecided")
    to_retrieve = sum(stage_of(states.get(report)) == "retrieval" for report in counted)
    return waiting, doubted & {each.report for each in waiting}, to_retrieve


def _is_open(state: ReportState | None, stage: Stage) -> bool:
    """Whether people may decide about a report at a stage at all, whatever was decided there already."""
    if state is not None and state.before_screening is not None:
        return False
    if stage == "title-abstract":
        return state is None or not state.title_abstract_by_automation
    return state is not None and (state.retrieval == "retrieved" or state.full_text is not None)
