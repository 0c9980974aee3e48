"""What was handed over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from harvester.cli.pages.words import counted
from harvester.cli.paper import Column, Paper
from harvester.workflow.export import Exported

_COLUMNS: Final = (
    Column("export", right=True),
    Column("at"),
    Column("tool"),
    Column("format"),
    Column("stage"),
    Column("reports", right=True),
    Column("file", long="cut"),
)

_HELD: Final = (Column("report"), Column("now"), Column("title", long="cut"))


def show_exported(exported: Exported, paper: Paper, *, only_some: bool) -> None:
    """How many reports went where."""
    if not exported.reports and only_some:
        paper.line(f"Nothing new: every report of this kind has been handed to {exported.tool} before.")
        return
    changed = f", {exported.changed:,} of them changed since they were handed over" if exported.changed else ""
    paper.line(f"{counted(exported.reports, 'report')} for {exported.tool}, as {exported.format}{changed}.")
    for name, number, search in exported.files:
        found = f", found by {search} first" if search else ""
        paper.line(f"Written: {name} ({counted(number, 'report')}{found})")


def show_reports_of_export(past: Mapping[str, Any], held: Sequence[Mapping[str, Any]], paper: Paper) -> None:
    """The reports of one export."""
    show_exports([past], paper)
    paper.line()
    paper.table(_HELD, [[row["report"], _renamed(row), row["title"]] for row in held])


def _renamed(row: Mapping[str, Any]) -> str:
    return "" if row["today"] == row["report"] else row["today"]


def show_exports(past: Sequence[Mapping[str, Any]], paper: Paper) -> None:
    """The exports so far."""
    if not past:
        paper.line("Nothing has been exported yet.")
        return
    keys = ("export", "at", "tool", "format", "stage", "reports", "file")
    paper.table(_COLUMNS, [[told_cell(row[key]) for key in keys] for row in past])


def told_cell(value: Any) -> str:
    """A number, a moment or a word as a cell of a list of what was handed over or taken in."""
    return f"{value:,}" if isinstance(value, int) else str(value).replace("+00:00", "Z")
