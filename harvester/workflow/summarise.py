"""The results of a review: the tables its form asks for, from what was extracted of the included reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from harvester.errors import UsageError
from harvester.extraction import FORM_FILE
from harvester.extraction.summary import Data, Table, summarise, table_to_json
from harvester.workflow.desk import Desk
from harvester.workflow.extracted import included, merged
from harvester.workflow.extraction_form import form_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Summarised:
    """The tables, and what must be known before they are read."""

    title: str
    tables: tuple[Table, ...]
    included: int
    extracted: int
    open: int
    left_out: int

    @property
    def remarks(self) -> tuple[str, ...]:
        """Sentences that belong before the tables."""
        told = [f"Reports included: {self.included}; data were extracted from {self.extracted} of them."]
        if self.open:
            told.append(f"Disagreements between extractors that nobody settled: {self.open}; they count as no answer.")
        if self.left_out:
            told.append(f"Left out: data of {self.left_out} reports that are not included (any more).")
        return tuple(told)

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


def summary(desk: Desk, keys: Sequence[str] = ()) -> Summarised:
    """The tables with those keys, or all. Raises ``UsageError`` for an unknown key or a form without summaries."""
    form = form_of(desk)
    known = [each.key for each in form.summaries]
    if not known:
        raise UsageError(
            f"The form asks for no summary: there is no [[summary]] in {FORM_FILE}.",
            hint="Add one for each table; docs/extraction.md shows how.",
        )
    if unknown := [key for key in keys if key not in known]:
        raise UsageError(f"There is no summary {unknown[0]!r}.", hint=f"The form has: {', '.join(known)}.")
    with desk.store.read() as session:
        wanted = frozenset(included(session, desk))
        now = merged(session)
    rows = tuple(row for row in now.rows if row.report in wanted)
    left_out = len({row.report for row in now.rows} - wanted)
    tables = summarise(Data(form=form, rows=rows, included=len(wanted)))
    return Summarised(
        title=f"{desk.review.title}: extracted data",
        tables=tuple(table for table in tables if not keys or table.key in keys),
        included=len(wanted),
        extracted=len({row.report for row in rows}),
        open=sum(each.report in wanted for each in now.disagreements),
        left_out=left_out,
    )
