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


def show_exported(exported: Exported, paper: Paper, *, only_new: bool) -> None:
    """How many reports went where."""
    if not exported.reports and only_new:
        paper.line(f"Nothing new: every report of this kind has been handed to {exported.tool} before.")
        return
    paper.line(f"{counted(exported.reports, 'report')} for {exported.tool}, as {exported.format}.")
    for name, number in exported.files:
        paper.line(f"Written: {name} ({counted(number, 'report')})")


def show_exports(past: Sequence[Mapping[str, Any]], paper: Paper) -> None:
    """The exports so far."""
    if not past:
        paper.line("Nothing has been exported yet.")
        return
    keys = ("export", "at", "tool", "format", "stage", "reports", "file")
    paper.table(_COLUMNS, [[_cell(row[key]) for key in keys] for row in past])


def _cell(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value).replace("+00:00", "Z")
