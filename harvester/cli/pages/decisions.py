"""Screening: what was taken in, and where reviewers disagree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from harvester.cli.pages.words import counted, first_few
from harvester.cli.paper import Column, Paper
from harvester.workflow.screen import Conflict, Screened

_COLUMNS: Final = (Column("reviewer"), Column("decision"), Column("reason", long="cut"), Column("decided as"))
_FEW: Final = 10


def show_screened(screened: Screened, paper: Paper, *, verbose: bool = False) -> None:
    """How many decisions were stored; which rows found no report."""
    paper.line(f"{counted(screened.decisions, 'decision')} stored about {counted(len(screened.reports), 'report')}.")
    most = 10**9 if verbose else _FEW
    for said, rows in (("names no report here", screened.unmatched), ("names several reports", screened.ambiguous)):
        for row in first_few(rows, most=most, noun="row"):
            paper.line(f"{said}: {row}")


def show_conflicts(conflicts: Sequence[Conflict], paper: Paper) -> None:
    """Each report with who decided what."""
    for conflict in conflicts:
        paper.line(f"{conflict.report}  {conflict.title}", bold=True)
        paper.line(f"stage: {conflict.stage}", indent=1)
        rows = [(each["reviewer"], each["decision"], each["reason"], each["decided_as"]) for each in conflict.decisions]
        paper.table(_COLUMNS, rows)
        paper.line()
    if not conflicts:
        paper.line("No two reviewers disagree.")
