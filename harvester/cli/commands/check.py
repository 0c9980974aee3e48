"""harvester check."""

from __future__ import annotations

import os
from dataclasses import asdict
from functools import partial

import click

from harvester.cli.answer import FAILED, Answer
from harvester.cli.call import Call
from harvester.cli.command import command
from harvester.errors import ReviewError


@command("check")
@click.pass_obj
def check(call: Call) -> Answer:
    """Look for mistakes in review.toml, the strategy files and the extraction form, all at once, and say what an update
    would do with each search. Asks no service and changes nothing.

    \b
    Example:
      harvester --review my-review check
    """
    from harvester.cli.pages.review import show_check
    from harvester.workflow.extraction_form import form_in
    from harvester.workflow.keeping import read_review
    from harvester.workflow.outlook import outlook, strays

    try:
        review = read_review(call.folder())
        form = form_in(call.folder())
    except ReviewError as error:
        if not (call.as_json and error.mistakes):
            raise
        return _wrong(error)
    outlooks, warnings = outlook(review, os.environ), (*review.warnings, *strays(review))
    document = {
        "review": review.id,
        "title": review.title,
        "searches": [each.to_json() for each in outlooks],
        "mistakes": [],
        "warnings": list(warnings),
        "extraction": form and {"levels": len(form.levels), "fields": len(form.fields)},
    }
    return Answer(document=document, page=partial(show_check, review, outlooks, warnings))


def _wrong(error: ReviewError) -> Answer:
    """The mistakes as values, beside the error they make together."""
    document = {
        "review": None,
        "searches": [],
        "mistakes": [asdict(mistake) for mistake in error.mistakes],
        "warnings": [],
        "error": {"kind": error.kind, "message": error.message, "hint": error.hint},
    }
    return Answer(document=document, exit_code=FAILED)
