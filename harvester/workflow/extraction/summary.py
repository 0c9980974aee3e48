"""Summarise the data extracted from the included reports in the tables that the form defines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from harvester.errors import UsageError
from harvester.extraction import FORM_FILE
from harvester.extraction.summary import ResultTable, SummaryData, summarise, table_to_json
from harvester.workflow.context import ReviewContext
from harvester.workflow.extraction.answers import included_reports, reconciled_answers, require_form


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractionSummary:
    """The summary tables, with the counts to be read before them."""

    title: str
    tables: tuple[ResultTable, ...]
    included: int
    extracted: int
    open: int
    left_out: int

    @property
    def remarks(self) -> tuple[str, ...]:
        """Sentences to be read before the tables."""
        sentences = [f"Reports included: {self.included}; data were extracted from {self.extracted} of them."]
        if self.open:
            sentences.append(f"Unsettled disagreements between extractors: {self.open}; they count as no answer.")
        if self.left_out:
            sentences.append(f"Left out: data of {self.left_out} reports that are not included (any more).")
        return tuple(sentences)

    def to_json(self) -> dict[str, Any]:
        """For ``harvester extract summary --json``."""
        return {
            "title": self.title,
            "included_reports": self.included,
            "extracted_reports": self.extracted,
            "disagreements": self.open,
            "left_out_reports": self.left_out,
            "tables": [table_to_json(table) for table in self.tables],
        }


def build_summary(context: ReviewContext, keys: Sequence[str] = ()) -> ExtractionSummary:
    """Return the tables with these keys, or all. Raises ``UsageError`` for an unknown key or a form without any."""
    form = require_form(context)
    known = [disagreement.key for disagreement in form.summaries]
    if not known:
        raise UsageError(
            f"The form asks for no summary: there is no [[summary]] in {FORM_FILE}.",
            hint="Add one for each table; docs/extraction.md shows how.",
        )
    if unknown := [key for key in keys if key not in known]:
        raise UsageError(f"There is no summary {unknown[0]!r}.", hint=f"The form has: {', '.join(known)}.")
    with context.store.read() as session:
        wanted = frozenset(included_reports(session, context))
        reconciled = reconciled_answers(session)
    rows = tuple(row for row in reconciled.rows if row.report in wanted)
    left_out = len({row.report for row in reconciled.rows} - wanted)
    tables = summarise(SummaryData(form=form, rows=rows, included=len(wanted)))
    return ExtractionSummary(
        title=f"{context.review.title}: extracted data",
        tables=tuple(table for table in tables if not keys or table.key in keys),
        included=len(wanted),
        extracted=len({row.report for row in rows}),
        open=sum(disagreement.report in wanted for disagreement in reconciled.disagreements),
        left_out=left_out,
    )
