"""harvester check."""

from __future__ import annotations

import os
from dataclasses import asdict
from functools import partial

import click

from harvester.cli.context import CliContext
from harvester.cli.options import command
from harvester.cli.result import FAILED, CommandResult
from harvester.errors import ReviewError


@command("check")
@click.pass_obj
def check(cli: CliContext) -> CommandResult:
    """Find all mistakes in review.toml, the strategy files and the extraction form, and say what an update would do
    with each search. Uses no network and changes nothing.

    \b
    Example:
      harvester --review my-review check
    """
    from harvester.cli.views.review_status import show_check
    from harvester.workflow.extraction.answers import read_form
    from harvester.workflow.harvest.plan import orphaned_files, plan_searches
    from harvester.workflow.harvest.renamed_searches import find_vanished_searches_of
    from harvester.workflow.maintenance import read_review

    try:
        review = read_review(cli.review_folder())
        form = read_form(cli.review_folder())
    except ReviewError as error:
        if not (cli.as_json and error.mistakes):
            raise
        return _mistakes_result(error)
    vanished = find_vanished_searches_of(cli.review_folder())
    orphans = orphaned_files(review, [search.key for search in vanished])
    plans = plan_searches(review, os.environ)
    warnings = (*review.warnings, *(search.sentence for search in vanished), *orphans)
    document = {
        "review": review.id,
        "title": review.title,
        "searches": [planned.to_json() for planned in plans],
        "mistakes": [],
        "warnings": list(warnings),
        "vanished_searches": [search.to_json() for search in vanished],
        "extraction": form and {"levels": len(form.levels), "fields": len(form.fields)},
    }
    return CommandResult(document=document, page=partial(show_check, review, plans, warnings))


def _mistakes_result(error: ReviewError) -> CommandResult:
    """Return the mistakes one by one, together with the error."""
    document = {
        "review": None,
        "searches": [],
        "mistakes": [asdict(mistake) for mistake in error.mistakes],
        "warnings": [],
        "error": {"kind": error.kind, "message": error.message, "hint": error.hint},
    }
    return CommandResult(document=document, exit_code=FAILED)
