"""Options that several commands share. The choices are literal so that help needs no heavy import; a test compares."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Final

import click
from click.shell_completion import CompletionItem

from harvester.cli.context import CliContext
from harvester.errors import HarvesterError

FORMATS: Final = ("ris", "nbib", "bibtex", "endnote-xml", "csv", "jsonl")
TOOLS: Final = (
    "generic", "rayyan", "covidence", "endnote", "zotero", "eppi", "distillersr", "mendeley", "asreview",
)  # fmt: skip
EXPORT_STAGES: Final = ("all", "title-abstract", "retrieval", "full-text", "included", "excluded")
DECISION_STAGES: Final = ("before-screening", "title-abstract", "full-text")
SCREENING_STAGES: Final = ("title-abstract", "full-text")
SCREENED_BY: Final = ("rayyan", "covidence", "asreview", "eppi", "abstrackr", "csv")
VERDICTS: Final = ("include", "exclude", "undecided")
LAYOUTS: Final = ("each", "base+updates", "latest+previous", "all")
TEMPLATES: Final = ("new", "new+other", "updated", "updated+other")

MAX_WINDOW_DAYS: Final = 3660
"""Days a window may reach back: some ten years."""
SINCE_LAST_RUN: Final = 0
"""Stands for --window without a number."""


class DateType(click.ParamType[date]):
    """A day, written YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day. Fails with a sentence for anything else."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day; write it like 2026-03-31.", param, ctx)


class DaysType(click.ParamType[int]):
    """A number of days."""

    name = "days"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number. Fails with a sentence for anything else, such as a key that stands in its place."""
        if isinstance(value, int) or (value.isdecimal() and 0 < int(value) <= MAX_WINDOW_DAYS):
            return int(value)
        message = (
            f"{value!r} is not a number of days from 1 to {MAX_WINDOW_DAYS}; keys of searches stand before --window."
        )
        return self.fail(message, param, ctx)


class FileType(click.ParamType[Path]):
    """The name of a file or folder."""

    name = "file"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path. Fails with a sentence for an empty name and for one that no system allows."""
        if isinstance(value, Path):
            return value
        if not value or "\0" in value:
            self.fail(f"{value!r} is not the name of a file.", param, ctx)
        return Path(value)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002 - click's
        """Leave it to the shell, which knows the files."""
        return [CompletionItem(incomplete, type="file")]


def search_keys(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:  # noqa: ARG001 - click's
    """The keys of the review's searches, for completion in the shell; none where the review cannot be read."""
    from harvester.review import load_review

    try:
        searches = load_review(ctx.ensure_object(CliContext).review_folder()).searches
    except HarvesterError:
        return []
    return [search.key for search in searches if search.key.startswith(incomplete)]


FILE: Final = FileType()
DAYS: Final = DaysType()

output_option = click.option(
    "-o", "--output", metavar="FILE", type=FILE, help="Write to this file instead of the screen."
)
