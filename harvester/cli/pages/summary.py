"""The results of a review, as tables on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.cli.paper import Column, Paper
from harvester.extraction.summary import printed

if TYPE_CHECKING:
    from harvester.workflow.summarise import Summarised


def show_summary(found: Summarised, paper: Paper) -> None:
    """Each table with its notes."""
    for remark in found.remarks:
        paper.line(remark)
    for table in found.tables:
        shown = printed(table)
        paper.line()
        paper.line(table.title, bold=True)
        columns = (Column(shown.heads[0]), *(Column(head, right=True, long="wrap") for head in shown.heads[1:]))
        totals = [place for place, line in enumerate(shown.lines) if line.whole]
        paper.table(columns, shown.rows, bold=totals if len(shown.rows) > 1 else ())
        for note in table.notes:
            paper.line(note)
