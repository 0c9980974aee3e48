"""Show events, and what an undo changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from harvester.workflow.history.describe import KIND_LABELS

if TYPE_CHECKING:
    from harvester.cli.console import ReportWriter
    from harvester.workflow.history.list_events import EventView
    from harvester.workflow.history.undo import UndoResult


def history_lines(events: Iterable[EventView]) -> Iterator[str]:
    """Yield a line for each event, or a sentence where there is none."""
    lines = map(format_event, events)
    yield next(lines, "No such event is stored.")
    yield from lines


def format_event(event: EventView) -> str:
    """Return an event as a line: number, time, kind, person, what, reason, and what undid it."""
    undone = f"  [undone by {event.undone_by}]" if event.undone_by is not None else ""
    return f"{event.number:>6}  {event.made_at:%Y-%m-%d %H:%M}  {_phrase(event)}{undone}"


def _phrase(event: EventView) -> str:
    reason = f" ({event.reason})" if event.reason else ""
    person = f", {event.person}" if event.person else ""
    return f"{KIND_LABELS[event.kind]}{person}: {event.what}{reason}"


def show_undo(undone: UndoResult, writer: ReportWriter) -> None:
    """Show what was undone, what counts again, and where its reports are now."""
    writer.line(f"Undone: event {undone.undone.number}, {_phrase(undone.undone)}")
    if undone.restored is not None:
        writer.line(f"Counts again: event {undone.restored.number}, {_phrase(undone.restored)}")
    for sentence in undone.consequences:
        writer.line(sentence)
