"""Tables to fill in: the form laid out for the included reports, or for those that are named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import shorten
from typing import Any, Final, Literal

from harvester.citation import Citation
from harvester.errors import UsageError
from harvester.extraction import (
    ExtractedAnswer,
    ExtractionForm,
    TemplateReport,
    form_to_csv,
    form_to_sheets,
    latest_answers,
)
from harvester.formats.tables.xlsx_writer import write_workbook
from harvester.workflow.context import ReviewContext
from harvester.workflow.extraction.answers import included_reports, load_answers
from harvester.workflow.extraction.form import require_form
from harvester.workflow.merged_citations import load_merged_citations
from harvester.workflow.record_lookup import resolve_record

TableFormat = Literal["csv", "xlsx"]
_LONGEST_TITLE: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractionTemplate:
    """A table to fill in: its bytes, and how many reports and filled answers it shows."""

    content: bytes
    format: TableFormat
    reports: int
    answers: int

    def to_json(self) -> dict[str, Any]:
        """For ``harvester extract template --json``."""
        return {"format": self.format, "reports": self.reports, "answers": self.answers}


def build_template(
    context: ReviewContext, names: Sequence[str], table_format: TableFormat, *, extractor: str = "", flat: bool = False
) -> ExtractionTemplate:
    """The form laid out; filled in with what an extractor gave so far, if one is named (never with another's answers).

    Without names the table is for all included reports. Raises ``UsageError`` where none is included, and for an
    unknown report.
    """
    form = require_form(context)
    with context.store.read() as session:
        report_ids = [resolve_record(session, name).report_id for name in names] or list(
            included_reports(session, context)
        )
        cited = load_merged_citations(session, context, report_ids)
        answers = (
            _answers_by_row(form, [answer for answer in load_answers(session) if answer.extractor == extractor])
            if extractor
            else {}
        )
    if not report_ids:
        raise UsageError(
            "No report is included yet, so there is nothing to extract from.",
            hint="Decide at full text first, or name reports: harvester extract template R000012 -o FILE",
        )
    reports = [
        TemplateReport(
            name=outgoing.report_id,
            citation=short_citation(outgoing.citation),
            link=link_to(outgoing.citation),
            answers=answers.get(report),
        )
        for report, outgoing in cited
    ]
    if table_format == "csv":
        content = form_to_csv(form, reports).encode()
    else:
        content = write_workbook(form_to_sheets(form, reports, flat=flat), title=form.title or context.review.title)
    shown = sum(len(cells) for report in reports for cells in (report.answers or {}).values())
    return ExtractionTemplate(content=content, format=table_format, reports=len(reports), answers=shown)


def short_citation(citation: Citation) -> str:
    """A citation in one line: first author, year, title, journal."""
    first = citation.authors[0].family if citation.authors else "[no author]"
    more = " et al." if len(citation.authors) > 1 or not citation.authors_complete else ""
    title = shorten(citation.title.rstrip("."), _LONGEST_TITLE, placeholder=" …")
    journal = (citation.journal_abbreviation or citation.journal).rstrip(".")
    return f"{first}{more} {citation.year or '[no year]'}. {title}.{f' {journal}.' if journal else ''}"


def link_to(citation: Citation) -> str:
    """Where the report can be found: its DOI, else PubMed Central, PubMed, or the first address it gives."""
    if citation.doi:
        return f"https://doi.org/{citation.doi}"
    if citation.pmcid:
        return f"https://pmc.ncbi.nlm.nih.gov/articles/{citation.pmcid}/"
    if citation.pmid:
        return f"https://pubmed.ncbi.nlm.nih.gov/{citation.pmid}/"
    return citation.urls[0] if citation.urls else ""


def _answers_by_row(
    form: ExtractionForm, answers: Sequence[ExtractedAnswer]
) -> dict[int, dict[tuple[str, tuple[str, ...]], Mapping[str, str]]]:
    """Report → row → field → what was entered, so far as the form still asks it."""
    by_report: dict[int, dict[tuple[str, tuple[str, ...]], dict[str, str]]] = {}
    for (_, report, _), cells in latest_answers(answers).items():
        for (level, place, key), answer in cells.items():
            if form.has_field(key) and form.field(key).level == level:
                by_report.setdefault(report, {}).setdefault((level, place), {})[key] = answer.entered or answer.value
    return {report: dict(rows) for report, rows in by_report.items()}
