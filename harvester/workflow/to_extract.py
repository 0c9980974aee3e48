"""Tables to fill in: the form laid out for the included reports, or for those that are named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import shorten
from typing import Any, Final, Literal

from harvester.citation import Citation
from harvester.errors import UsageError
from harvester.extraction import Answer, Form, ReportToFill, latest, to_csv, to_workbook_sheets
from harvester.formats.workbook import write_workbook
from harvester.workflow.desk import Desk
from harvester.workflow.extracted import answers_of, included
from harvester.workflow.extraction_form import form_of
from harvester.workflow.reference import record_meant
from harvester.workflow.representatives import representatives

Shape = Literal["csv", "xlsx"]
_LONGEST_TITLE: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class ToFill:
    """A table to fill in: its bytes, and how many reports and filled answers it shows."""

    content: bytes
    shape: Shape
    reports: int
    answers: int

    def to_json(self) -> dict[str, Any]:
        """For ``harvester extract template --json``."""
        return {"format": self.shape, "reports": self.reports, "answers": self.answers}


def table_to_fill(desk: Desk, names: Sequence[str], shape: Shape, *, extractor: str = "", flat: bool = False) -> ToFill:
    """The form laid out; filled in with what an extractor gave so far, if one is named (never with another's answers).

    Without names the table is for all included reports. Raises ``UsageError`` where none is included, and for an
    unknown report.
    """
    form = form_of(desk)
    with desk.store.read() as session:
        wanted = [record_meant(session, name).report_id for name in names] or list(included(session, desk))
        cited = representatives(session, desk, wanted)
        filled = (
            _filled(form, [each for each in answers_of(session) if each.extractor == extractor]) if extractor else {}
        )
    if not wanted:
        raise UsageError(
            "No report is included yet, so there is nothing to extract from.",
            hint="Decide at full text first, or name reports: harvester extract template R000012 -o FILE",
        )
    reports = [
        ReportToFill(
            name=outgoing.report_id,
            citation=in_short(outgoing.citation),
            link=link_to(outgoing.citation),
            answers=filled.get(report),
        )
        for report, outgoing in cited
    ]
    if shape == "csv":
        content = to_csv(form, reports).encode()
    else:
        content = write_workbook(to_workbook_sheets(form, reports, flat=flat), title=form.title or desk.review.title)
    shown = sum(len(cells) for report in reports for cells in (report.answers or {}).values())
    return ToFill(content=content, shape=shape, reports=len(reports), answers=shown)


def in_short(citation: Citation) -> str:
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


def _filled(form: Form, answers: Sequence[Answer]) -> dict[int, dict[tuple[str, tuple[str, ...]], Mapping[str, str]]]:
    """Report → row → field → what was entered, so far as the form still asks it."""
    found: dict[int, dict[tuple[str, tuple[str, ...]], dict[str, str]]] = {}
    for (_, report, _), cells in latest(answers).items():
        for (level, place, key), answer in cells.items():
            if form.has(key) and form.field(key).level == level:
                found.setdefault(report, {}).setdefault((level, place), {})[key] = answer.entered or answer.value
    return {report: dict(rows) for report, rows in found.items()}
