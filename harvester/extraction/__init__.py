"""Data extraction: a form described in extraction.toml, tables to fill in, answers checked, merged and summarised.

:func:`parse_form` reads the form; :func:`to_csv` and :func:`to_workbook_sheets` lay it out; :func:`read_filled` checks
what comes back; :func:`merge` says what holds and where extractors disagree. Pure: values in, values out.
"""

from harvester.extraction.form.model import FORM_FILE, ExtractionForm, FormField, FormLevel, Summary, ValueGroup
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
    "WITHDRAWN",
    "Disagreement",
    "ExtractedAnswer",
    "ExtractionForm",
    "FormField",
    "FormLevel",
    "ReconciledRow",
    "Reconciliation",
    "Summary",
    "ValueGroup",
    "latest_answers",
    "reconcile",
]
