"""Decisions, retrieval of full texts, and reviewers' notes."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Integer, RowMapping, and_, case, cast, func, insert, or_, select
from sqlalchemy.orm import Session

from harvester.events import EventKind
from harvester.people import PeopleNames, derive_people
from harvester.screening.decisions import Decision, RetrievalStatus, Stage
from harvester.store.events import NewEvent, iterate_events, only_counting, withdrawn_event_ids
from harvester.store.models import DecisionEvent, RetrievalEvent, ScreeningNote
from harvester.store.sql import column_values, concatenate_numbers, split_into_batches, split_numbers, to_value


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDecision:
    """A reviewer's decision to store."""

    report_id: int
    stage: Stage
    verdict: Decision
    reviewer: str
    tool: str
    reason: str = ""
    automation: bool = False
    adjudicates: bool = False
    joint: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRow:
    """A stored decision. ``report_id`` is the report's number at that time."""

    id: int
    report_id: int
    stage: Stage
    verdict: Decision
    reason: str
    reviewer: str
    automation: bool
    adjudicates: bool
    joint: bool
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class UnanimousDecisionRow:
    """Reports with unanimous decisions at a stage, by their numbers at that time.

    ``verdict`` is None for reports with different decisions: these must be resolved one by one. ``deciders`` people
    decided; ``joint``: one of the decisions stands for all reviewers, or settles.
    """

    stage: Stage
    verdict: Decision | None
    reason: str
    automation: bool
    deciders: int
    joint: bool
    reports: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedReports:
    """The reports that a person decided about at a stage, by their numbers at that time."""

    stage: Stage
    reviewer: str
    reports: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RetrievalStatusRow:
    """Whether a report's full text was retrieved, as stored."""

    id: int
    report_id: int
    status: RetrievalStatus
    reason: str
    reviewer: str
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningNoteRow:
    """A note. ``report_id`` is the report's number at that time."""

    report_id: int
    stage: str
    reviewer: str
    text: str
    made_at: datetime


_DECISION_COLUMNS: Final = tuple(getattr(DecisionEvent, name.name) for name in fields(DecisionRow))


def load_people(session: Session, *, until: datetime | None = None) -> PeopleNames:
    """Return the names of everybody who signed a decision, with the renames that count (at a moment)."""
    first = func.min(DecisionEvent.id)
    signed = session.scalars(select(DecisionEvent.reviewer).group_by(DecisionEvent.reviewer).order_by(first))
    renamed = list(iterate_events(session, kinds=[EventKind.PERSON_RENAMED]))
    undone = withdrawn_event_ids(session, until=until) if renamed else frozenset()
    renames = [
        (event.detail["old"], event.detail["new"])
        for event in renamed
        if event.id not in undone and (until is None or event.made_at <= until)
    ]
    return derive_people(signed.all(), renames)


def person_column(session: Session, *, until: datetime | None = None) -> ColumnElement[str]:
    """Return the column of the person who decided: the stored name, or the one by which that person is known."""
    people = load_people(session, until=until)
    stored = session.scalars(select(DecisionEvent.reviewer).distinct())
    changed = {name: people.name_of(name) for name in stored if people.name_of(name) != name}
    column: ColumnElement[str] = DecisionEvent.__table__.c.reviewer
    return case(changed, value=column, else_=column) if changed else column


def add_decisions(session: Session, decisions: Iterable[NewDecision], *, event: NewEvent) -> int:
    """Store decisions; return how many. None is ever changed: the latest of each reviewer counts."""
    new_decisions = list(decisions)
    if new_decisions:
        common = {"made_at": event.made_at, "event_id": event.id}
        session.execute(insert(DecisionEvent), [column_values(new, **common) for new in new_decisions])
    return len(new_decisions)


def load_decision_rows(
    session: Session, *, until: datetime | None = None, report_ids: Collection[int] | None = None
) -> tuple[DecisionRow, ...]:
    """Return decisions (made up to a moment, about some reports), oldest first, by the report numbers of that time."""
    query = select(*_DECISION_COLUMNS).order_by(DecisionEvent.id)
    query = query.where(*only_counting(session, DecisionEvent.event_id, until=until))
    query = query if until is None else query.where(DecisionEvent.made_at <= until)
    people = load_people(session, until=until)
    if report_ids is None:
        return tuple(_to_decision_row(row, people) for row in session.execute(query).mappings())
    rows = [
        _to_decision_row(row, people)
        for batch in split_into_batches(report_ids)
        for row in session.execute(query.where(DecisionEvent.report_id.in_(batch))).mappings()
    ]
    return tuple(sorted(rows, key=lambda row: row.id))


def _to_decision_row(columns: RowMapping, people: PeopleNames) -> DecisionRow:
    named = {
        "stage": Stage(columns["stage"]),
        "verdict": Decision(columns["verdict"]),
        "reviewer": people.name_of(columns["reviewer"]),
    }
    return DecisionRow(**{**columns, **named})


def load_unanimous_decisions(session: Session, *, until: datetime | None = None) -> tuple[UnanimousDecisionRow, ...]:
    """Return the decisions at each stage over all decisions (made up to a moment), with their reports.

    Computed by the database, since nearly all decisions of a large review agree and few differ.
    """
    columns = {
        "verdict": DecisionEvent.verdict,
        "reason": DecisionEvent.reason,
        "automation": cast(DecisionEvent.automation, Integer),
    }
    least = [func.min(part).label(name) for name, part in columns.items()]
    agreed = and_(*(func.min(part) == func.max(part) for part in columns.values()))
    decided = select(
        DecisionEvent.report_id,
        DecisionEvent.stage,
        *least,
        case((agreed, 1), else_=0).label("agreed"),
        func.count(person_column(session, until=until).distinct()).label("deciders"),
        func.max(case((or_(DecisionEvent.adjudicates, DecisionEvent.joint), 1), else_=0)).label("joint"),
    ).group_by(DecisionEvent.report_id, DecisionEvent.stage)
    decided = decided.where(*only_counting(session, DecisionEvent.event_id, until=until))
    decided_reports = (decided if until is None else decided.where(DecisionEvent.made_at <= until)).subquery()
    report, *same = decided_reports.c
    rows = session.execute(select(*same, concatenate_numbers(report).label("reports")).group_by(*same)).mappings()
    return tuple(
        UnanimousDecisionRow(
            stage=Stage(row["stage"]),
            verdict=Decision(row["verdict"]) if row["agreed"] else None,
            reason=row["reason"],
            automation=bool(row["automation"]),
            deciders=row["deciders"],
            joint=bool(row["joint"]),
            reports=tuple(split_numbers(row["reports"])),
        )
        for row in rows
    )


def load_decided_reports(session: Session) -> tuple[DecidedReports, ...]:
    """Return what each person has decided about at each stage; decisions by tools and joint ones are left out."""
    query = (
        select(
            DecisionEvent.stage,
            DecisionEvent.reviewer,
            concatenate_numbers(DecisionEvent.__table__.c.report_id).label("reports"),
        )
        .where(~DecisionEvent.automation, ~DecisionEvent.joint, ~DecisionEvent.adjudicates)
        .where(*only_counting(session, DecisionEvent.event_id))
        .group_by(DecisionEvent.stage, DecisionEvent.reviewer)
    )
    people = load_people(session)
    return tuple(
        DecidedReports(
            stage=Stage(row["stage"]),
            reviewer=people.name_of(row["reviewer"]),
            reports=tuple(split_numbers(row["reports"])),
        )
        for row in session.execute(query).mappings()
    )


def add_retrieval_statuses(
    session: Session, statuses: Iterable[tuple[int, RetrievalStatus, str, str]], *, event: NewEvent
) -> int:
    """Store statuses of full texts, (report, status, reason, reviewer) each; return how many."""
    rows = [
        {
            "report_id": report,
            "status": status,
            "reason": reason,
            "reviewer": reviewer,
            "made_at": event.made_at,
            "event_id": event.id,
        }
        for report, status, reason, reviewer in statuses
    ]
    if rows:
        session.execute(insert(RetrievalEvent), rows)
    return len(rows)


def load_retrieval_statuses(session: Session, *, until: datetime | None = None) -> tuple[RetrievalStatusRow, ...]:
    """Return every retrieval status (stored up to a moment), oldest first."""
    query = select(RetrievalEvent).order_by(RetrievalEvent.id)
    query = query.where(*only_counting(session, RetrievalEvent.event_id, until=until))
    rows = session.scalars(query if until is None else query.where(RetrievalEvent.made_at <= until))
    return tuple(to_value(RetrievalStatusRow, row, status=RetrievalStatus(row.status)) for row in rows)


def add_screening_note(session: Session, note: ScreeningNoteRow, *, event: NewEvent) -> None:
    """Store a note."""
    session.add(ScreeningNote(**column_values(note, event_id=event.id)))


def load_screening_notes(session: Session, *, reviewer: str | None = None) -> tuple[ScreeningNoteRow, ...]:
    """Return all notes, or those of one reviewer, oldest first."""
    counting = only_counting(session, ScreeningNote.event_id)
    rows = session.scalars(select(ScreeningNote).where(*counting).order_by(ScreeningNote.id))
    people = load_people(session)
    notes = (to_value(ScreeningNoteRow, row, reviewer=people.name_of(row.reviewer)) for row in rows)
    wanted = reviewer and people.name_of(reviewer)
    return tuple(note for note in notes if wanted is None or note.reviewer == wanted)
