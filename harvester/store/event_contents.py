"""What events consist of: how many rows of each kind, and the values that all of them share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, String, case, cast, func, select
from sqlalchemy.orm import Session

from harvester.events import EventKind
from harvester.store.events import EventRow
from harvester.store.models import (
    Alert,
    AlertAcknowledgement,
    DecisionEvent,
    Export,
    ExportReport,
    Extraction,
    ExtractionAnswer,
    FullText,
    Judgement,
    Release,
    RetrievalEvent,
    Run,
    ScreeningImport,
    ScreeningNote,
    Search,
    StudyEvent,
)
from harvester.store.models.base import Base
from harvester.store.sql import number_in

_MOST_REPORTS: Final = 20


@dataclass(frozen=True, slots=True)
class EventContent:
    """Counts by table, and column → value for columns that have one value in all rows of the event.

    ``report`` is the number of the report that all rows are about; None where there are several or none.
    """

    counts: Mapping[str, int] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    report: int | None = None


@dataclass(frozen=True, slots=True)
class _Part:
    """A table whose rows belong to events, the column of the report they are about, and the columns to describe."""

    model: type[Base]
    columns: tuple[str, ...] = ()
    report: str = ""
    parent: type[Base] | None = None
    key: str = ""

    def summarise(self, event_ids: Sequence[int]) -> Select[Any]:
        """Return the query of (event, rows, first report, last report, shared value of each column) by event."""
        table, owner = self.model.__table__, (self.parent or self.model).__table__
        event: Any = owner.c.event_id
        report: Any = table.c[self.report] if self.report else owner.c.id
        shared = [_shared_value(table.c[name]) for name in self.columns]
        query = select(event, func.count(), func.min(report), func.max(report), *shared).select_from(table)
        if self.parent:
            query = query.join(owner, table.c[self.key] == owner.c.id)
        nearby = event.between(min(event_ids), max(event_ids))  # else SQLite reads the rows of all events in order
        return query.where(nearby, number_in(event, event_ids)).group_by(event)


_RUN: Final = _Part(Run, ("id", "status", "file_name", "search_id", "retrieved"))
_JUDGEMENT: Final = _Part(Judgement, ("verdict",))
_DECISION: Final = _Part(DecisionEvent, ("verdict", "stage", "reason", "tool"), "report_id")
_RETRIEVAL: Final = _Part(RetrievalEvent, ("status", "reason"), "report_id")
_PARTS: Final[Mapping[EventKind, tuple[_Part, ...]]] = {
    EventKind.RUN: (_RUN,),
    EventKind.RECORDS_IMPORTED: (_RUN,),
    EventKind.DEDUPLICATION: (_JUDGEMENT,),
    EventKind.JUDGEMENT: (_JUDGEMENT,),
    EventKind.UNDO: (_JUDGEMENT,),
    EventKind.DECISION: (_DECISION,),
    EventKind.SETTLEMENT: (_DECISION,),
    EventKind.DECISIONS_IMPORTED: (_Part(ScreeningImport, ("id", "file_name")), _DECISION, _RETRIEVAL),
    EventKind.RETRIEVAL: (_RETRIEVAL,),
    EventKind.NOTE: (_Part(ScreeningNote, ("stage",), "report_id"),),
    EventKind.FULL_TEXT: (_Part(FullText, ("path",), "report_id"), _RETRIEVAL),
    EventKind.STUDY: (_Part(StudyEvent, ("kind", "reason"), "report_id"),),
    EventKind.EXTRACTION: (
        _Part(Extraction, ("file_name",)),
        _Part(ExtractionAnswer, (), "report_id", Extraction, "extraction_id"),
    ),
    EventKind.ALERTS_RAISED: (_Part(Alert, ("id",), "report_id"),),
    EventKind.ALERTS_ACKNOWLEDGED: (_Part(AlertAcknowledgement, ("alert_id",)),),
    EventKind.EXPORT: (
        _Part(Export, ("id", "file_name", "tool")),
        _Part(ExportReport, (), "report_id", Export, "export_id"),
    ),
    EventKind.RELEASE: (_Part(Release, ("name",)),),
}
"""The tables in which an event of a kind has rows."""

_ABOUT_REPORTS: Final[tuple[Any, ...]] = (DecisionEvent, RetrievalEvent, StudyEvent)


def load_event_contents(session: Session, events: Sequence[EventRow]) -> dict[int, EventContent]:
    """Return event → what it consists of."""
    event_ids = [row.id for row in events]
    counts: dict[int, dict[str, int]] = {number: {} for number in event_ids}
    values: dict[int, dict[str, str]] = {number: {} for number in event_ids}
    reports: dict[int, set[int]] = {number: set() for number in event_ids}
    events_of_part: dict[_Part, list[int]] = {}
    for row in events:
        for part in _PARTS.get(row.kind, ()):
            events_of_part.setdefault(part, []).append(row.id)
    for part, numbers in events_of_part.items():
        name = part.model.__tablename__
        for event, rows, first, last, *shared in session.execute(part.summarise(numbers)):
            counts[event][name] = rows
            values[event] |= {
                f"{name}.{column}": value
                for column, value in zip(part.columns, shared, strict=True)
                if value not in {None, ""}
            }
            if part.report:
                reports[event] |= {first, last}
    searches = dict(session.execute(select(Search.id, Search.key)).all())
    for event in event_ids:
        if search := values[event].pop("run.search_id", ""):
            values[event]["run.search"] = searches[int(search)]
    only_report = {event: next(iter(about)) for event, about in reports.items() if len(about) == 1}
    return {event: EventContent(counts[event], values[event], only_report.get(event)) for event in event_ids}


def load_reports_of_event(session: Session, event_id: int) -> tuple[int, ...]:
    """Return the first reports that the rows of an event decide about, in order, by their numbers at that time."""
    reports: set[int] = set()
    for model in _ABOUT_REPORTS:
        query = select(model.report_id).where(model.event_id == event_id).distinct().order_by(model.report_id)
        reports.update(session.scalars(query.limit(_MOST_REPORTS)))
    return tuple(sorted(reports)[:_MOST_REPORTS])


def _shared_value(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return case((func.min(column) == func.max(column), cast(func.min(column), String)), else_=None)
