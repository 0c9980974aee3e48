"""Data extraction: a form described in extraction.toml, tables to fill in, answers checked, merged and summarised.

:func:`parse_form` reads the form; :func:`to_csv` and :func:`to_workbook_sheets` lay it out; :func:`read_filled` checks
what comes back; :func:`merge` says what holds and where extractors disagree. Pure: values in, values out.
"""

from harvester.extraction.filled import CellMistake, Filled, FilledRow, Naming, read_filled
from harvester.extraction.form import Field, Form, Group, Level, Summary
from harvester.extraction.layout import ReportToFill, to_csv, to_workbook_sheets
from harvester.extraction.merging import WITHDRAWN, Answer, Disagreement, Merged, Row, latest, merge
from harvester.extraction.read import FILE as FORM_FILE
from harvester.extraction.read import parse_form
from harvester.extraction.starter import STARTER

__all__ = [
    "FORM_FILE",
    "STARTER",
    "WITHDRAWN",
    "Answer",
    "CellMistake",
    "Disagreement",
    "Field",
    "Filled",
    "FilledRow",
    "Form",
    "Group",
    "Level",
    "Merged",
    "Naming",
    "ReportToFill",
    "Row",
    "Summary",
    "latest",
    "merge",
    "parse_form",
    "read_filled",
    "to_csv",
    "to_workbook_sheets",
]
