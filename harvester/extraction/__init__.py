"""Data extraction: a form described in extraction.toml, tables to fill in, answers checked, merged and summarised.

:func:`parse_form` reads the form; :func:`to_csv` and :func:`to_workbook_sheets` lay it out; :func:`read_filled` checks
what comes back; :func:`merge` says what holds and where extractors disagree. Pure: values in, values out.
"""

from harvester.extraction.form.load import FORM_FILE, parse_form
from harvester.extraction.form.model import ExtractionForm, FormField, FormLevel, Summary, ValueGroup
from harvester.extraction.form.schema import STARTER_FORM
from harvester.extraction.form.template import TemplateReport, form_to_csv, form_to_sheets
from harvester.extraction.read_table import CellMistake, ParsedRow, ParsedTable, ReportReference, read_extraction_tables
from harvester.extraction.reconciliation import (
    WITHDRAWN,
    Disagreement,
    ExtractedAnswer,
    ReconciledRow,
    Reconciliation,
    latest_answers,
    reconcile,
)

__all__ = [
    "FORM_FILE",
    "STARTER_FORM",
    "WITHDRAWN",
    "CellMistake",
    "Disagreement",
    "ExtractedAnswer",
    "ExtractionForm",
    "FormField",
    "FormLevel",
    "ParsedRow",
    "ParsedTable",
    "ReconciledRow",
    "Reconciliation",
    "ReportReference",
    "Summary",
    "TemplateReport",
    "ValueGroup",
    "form_to_csv",
    "form_to_sheets",
    "latest_answers",
    "parse_form",
    "read_extraction_tables",
    "reconcile",
]
