"""Data extraction: a form described in extraction.toml, tables to fill in, answers checked, reconciled and summarised.

:func:`parse_form` reads the form; :func:`form_to_csv` and :func:`form_to_sheets` make tables to fill in;
:func:`read_extraction_tables` checks filled-in tables; :func:`reconcile` derives the values that count and the
disagreements between extractors. Pure: values in, values out.
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
