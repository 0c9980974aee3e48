"""Full texts: what is sought, what is in hand, which file is which report's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from harvester.cli.pages.words import counted
from harvester.cli.paper import Column, Paper

if TYPE_CHECKING:
    from harvester.workflow.retrieval import Filed, FullTextState

_COLUMNS: Final = (Column("report"), Column("status"), Column("title", long="cut"), Column("link", long="wrap"))


def show_retrieval(listed: Sequence[FullTextState], paper: Paper) -> None:
    """Each report with how its full text stands, and how many there are of each."""
    if not listed:
        paper.line("No full text is sought: no report is included by title and abstract yet.")
        return
    rows = [
        (
            each.report,
            f"{each.status} ({each.reason})" if each.reason else each.status,
            each.citation.title,
            each.files[0] if each.files else each.links[0][1] if each.links else "",
        )
        for each in listed
    ]
    paper.table(_COLUMNS, rows)
    paper.line()
    numbers = Counter(each.status for each in listed)
    told = ", ".join(f"{numbers[status]} {status}" for status in ("sought", "retrieved", "not retrieved"))
    paper.line(f"{counted(len(listed), 'full text')}: {told}.")


def show_filed(filed: Filed, paper: Paper) -> None:
    """Which file is which report's, and which none's."""
    for file, report, by in filed.matched:
        paper.line(f"{report}  {file}  ({by})")
    for file, reports in filed.ambiguous:
        paper.line(f"ambiguous  {file}: {reports}")
    for file, why in filed.unmatched:
        paper.line(f"unmatched  {file}: {why}")
    told = f"{counted(len(filed.matched), 'file')} matched and noted as retrieved, {filed.known} known before"
    paper.line(f"{told}, {len(filed.ambiguous)} ambiguous, {len(filed.unmatched)} unmatched.")
    if filed.in_part:
        paper.line("Put the report's number (R000012) or DOI into the name of such a file and run it again.")
