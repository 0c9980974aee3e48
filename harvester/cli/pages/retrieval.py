"""Full texts: what is sought, what is in hand, which file is which report's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from harvester.cli.pages.words import counted
from harvester.cli.paper import Paper

if TYPE_CHECKING:
    from harvester.workflow.retrieval import Filed, FullTextState

STATUSES: Final = ("sought", "retrieved", "not retrieved")


def show_retrieval(listed: Sequence[FullTextState], paper: Paper) -> None:
    """Each report by how its full text stands, with its file or link; and how many there are of each."""
    if not listed:
        paper.line("No full text is sought: no report is included by title and abstract yet.")
        return
    for status in STATUSES:
        those = [each for each in listed if each.status == status]
        if those:
            paper.line(f"{status.capitalize()} ({len(those)})", bold=True)
        for each in those:
            paper.line(f"{each.report}  {each.citation.title}")
            where = each.files[0] if each.files else each.links[0][1] if each.links else "no link is known"
            paper.line(f"{each.reason}; {where}" if each.reason else where, indent=1)
        if those:
            paper.line()
    numbers = Counter(each.status for each in listed)
    told = ", ".join(f"{numbers[status]} {status}" for status in STATUSES)
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
