"""The extraction form of a review's folder."""

from __future__ import annotations

from pathlib import Path

from harvester.errors import UsageError
from harvester.extraction import FORM_FILE, ExtractionForm, parse_form
from harvester.review.load import read_text
from harvester.workflow.context import ReviewContext


def read_form(folder: Path) -> ExtractionForm | None:
    """The form of a folder; None where it has none. Raises ``ReviewError`` with every mistake in it."""
    text = read_text(folder / FORM_FILE, FORM_FILE)
    return None if text is None else parse_form(text)


def has_form(context: ReviewContext) -> bool:
    """Whether a review means to extract data: its folder holds a form, with mistakes or without."""
    return (context.review.folder / FORM_FILE).is_file()


def require_form(context: ReviewContext) -> ExtractionForm:
    """The form of a review. Raises ``UsageError`` where it has none, ``ReviewError`` with every mistake in it."""
    form = read_form(context.review.folder)
    if form is None:
        raise UsageError(
            f"This review has no extraction form: there is no {FORM_FILE} in {context.review.folder}.",
            hint="Describe the form there; harvester init writes one to begin with, docs/extraction.md explains it.",
        )
    return form
