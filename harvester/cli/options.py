"""Options that several commands share. The choices are literal so that help needs no heavy import; a test compares."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Final

import click

FORMATS: Final = ("ris", "csv", "jsonl")
TOOLS: Final = ("generic", "rayyan", "covidence", "endnote", "zotero", "asreview")
EXPORT_STAGES: Final = ("all", "title-abstract", "retrieval", "full-text", "included", "excluded")
DECISION_STAGES: Final = ("before-screening", "title-abstract", "full-text")
VERDICTS: Final = ("include", "exclude", "undecided")
LAYOUTS: Final = ("latest+previous", "all")


class Day(click.ParamType[date]):
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


FILE: Final = click.Path(path_type=Path)

output = click.option("-o", "--output", metavar="FILE", type=FILE, help="Write to this file instead of the screen.")
