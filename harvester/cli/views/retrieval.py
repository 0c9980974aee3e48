"""Full texts: what is sought, what is in hand, which file is which report's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from harvester.cli.console import ReportWriter
from harvester.pluralise import count_noun

if TYPE_CHECKING:
    from harvester.workflow.screening.full_texts import FullTextState, PdfMatches

RETRIEVAL_STATUSES: Final = ("sought", "retrieved", "not retrieved")


def show_full_texts(full_texts: Sequence[FullTextState], writer: ReportWriter) -> None:
    """Each report by how its full text stands, with its file or link; and how many there are of each."""
    if not full_texts:
        writer.line("No full text is sought: no report is included by title and abstract yet.")
        return
    for status in RETRIEVAL_STATUSES:
        reports = [report for report in full_texts if report.status == status]
        if reports:
            writer.line(f"{status.capitalize()} ({len(reports)})", bold=True)
        for report in reports:
            writer.line(f"{report.report}  {report.citation.title}")
            location = report.files[0] if report.files else report.links[0][1] if report.links else "no link is known"
            writer.line(f"{report.reason}; {location}" if report.reason else location, indent=1)
        if reports:
            writer.line()
    counts = Counter(report.status for report in full_texts)
    breakdown = ", ".join(f"{counts[status]} {status}" for status in RETRIEVAL_STATUSES)
    writer.line(f"{count_noun(len(full_texts), 'full text')}: {breakdown}.")


def show_pdf_matches(matches: PdfMatches, writer: ReportWriter) -> None:
    """Which file is which report's, and which none's."""
    for file, report, evidence in matches.matched:
        writer.line(f"{report}  {file}  ({evidence})")
    for file, reports in matches.ambiguous:
        writer.line(f"ambiguous  {file}: {reports}")
    for file, reason in matches.unmatched:
        writer.line(f"unmatched  {file}: {reason}")
    sentence = (
        f"{count_noun(len(matches.matched), 'file')} matched and noted as retrieved, {matches.known} known before"
    )
    writer.line(f"{sentence}, {len(matches.ambiguous)} ambiguous, {len(matches.unmatched)} unmatched.")
    if matches.in_part:
        writer.line("Put the report's number (R000012) or DOI into the name of such a file and run it again.")
