"""Forms and tables to try things on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pytest

from harvester.errors import Mistake, ReviewError
from harvester.extraction import ExtractedAnswer, ExtractionForm
from harvester.extraction.form.load import parse_form
from harvester.formats.tables.grid import Grid

PATIENTS: Final = """\
[[level]]
key = "report"

[[level]]
key = "patient"
count = "people"

[[field]]
key = "design"
level = "report"
type = "choice"
choices = ["case report", "case series"]

[[field]]
key = "people"
level = "patient"
type = "integer"
min = 1

[[field]]
key = "age"
level = "patient"
type = "age"
max = 120
groups = [
  { label = "<10", below = 10 },
  { label = "10-17", from = 10, below = 18 },
  { label = "adult", from = 18 },
]

[[field]]
key = "trigger"
level = "patient"
type = "choice"
choices = ["infection", "rheumatological", "oncological"]
unknown = ["unknown"]
required = true

[[field]]
key = "ferritin"
level = "patient"
type = "decimal"
unit = "µg/L"
units = { "mg/L" = 1000 }
min = 0
max = 1000000

[[field]]
key = "signs"
level = "patient"
type = "multi-choice"
choices = ["fever", "rash", "cytopenia"]

[[field]]
key = "begun"
level = "patient"
type = "date"
min = 2000-01-01
max = "2030"

[[field]]
key = "intubated"
level = "patient"
type = "yes-no"

[[field]]
key = "survival"
level = "patient"
type = "choice"
choices = ["survived", "died"]
unknown = ["unknown"]
"""


def form(more: str = "") -> ExtractionForm:
    return parse_form(PATIENTS + more)


def mistakes(text: str) -> tuple[Mistake, ...]:
    with pytest.raises(ReviewError) as caught:
        parse_form(text)
    return caught.value.mistakes


def grid(*rows: Sequence[str], sheet: str = "") -> Grid:
    """A table; the first row is row 1."""
    return Grid(sheet, tuple((number, tuple(row)) for number, row in enumerate(rows, 1)))


def said(
    who: str, field: str, value: str, *, order: int, patient: str = "1", report: int = 1, **more: object
) -> ExtractedAnswer:
    """What an extractor said of a patient."""
    fields = {
        "level": "patient",
        "place": (patient,),
        "original_report": report,
        "entered": value,
        "settles": False,
    } | more
    return ExtractedAnswer(order=order, report=report, field=field, value=value, extractor=who, **fields)  # type: ignore[arg-type]  # as the test wants it
