"""Options that commands share, types of arguments, and the classes of commands.

The choices are literal, so that help needs no heavy import; a test compares them with their sources.
"""

from __future__ import annotations

import getpass
import glob
import re
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeVar

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
EVENT_KINDS: Final = (
    "run", "records-imported", "deduplication", "judgement", "decision", "settlement", "decisions-imported",
    "retrieval", "note", "full-text", "study", "extraction", "alerts-raised", "alerts-acknowledged", "export",
    "release", "person-renamed", "search-renamed", "undo",
)  # fmt: skip
LAYOUTS: Final = ("each", "base+updates", "latest+previous", "all")
TEMPLATES: Final = ("new", "new+other", "updated", "updated+other")

MAX_WINDOW_DAYS: Final = 3660
"""Longest date window in days, some ten years."""
LARGEST_NUMBER: Final = 2**53 - 1
"""Largest number of an option: a store, JSON and a spreadsheet all hold it exactly."""
_SURROGATE: Final = re.compile("[\\ud800-\\udfff]")
"""What Python makes of bytes of the command line that are not in the encoding of the system."""
SINCE_LAST_RUN: Final = 0
"""Value of --window without a number."""


class DateType(click.ParamType[date]):
    """The type of a date, written YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Convert to a date, or fail with a sentence."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a date; write it like 2026-03-31.", param, ctx)


class DecisionType(click.ParamType[str]):
    """The type of a decision: include, exclude or unsure, which is stored as "undecided"; that word is accepted too."""

    name = "decision"
    stored: Final = {"include": "include", "exclude": "exclude", "unsure": "undecided", "undecided": "undecided"}

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:  # noqa: ARG002 - click's signature
        """Return the words that help shows."""
        return "[include|exclude|unsure]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Convert to the value of :class:`harvester.screening.Decision`, or fail with a sentence."""
        if value not in self.stored:
            self.fail(f"{value!r} is not one of 'include', 'exclude', 'unsure'.", param, ctx)
        return self.stored[value]


class DaysType(click.ParamType[int]):
    """The type of a number of days."""

    name = "days"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Convert to a number, or fail with a sentence, for instance for the key of a search."""
        if isinstance(value, int) or (value.isdecimal() and 0 < int(value) <= MAX_WINDOW_DAYS):
            return int(value)
        message = (
            f"{value!r} is not a number of days from 1 to {MAX_WINDOW_DAYS}; put keys of searches before --window."
        )
        return self.fail(message, param, ctx)


class FileType(click.ParamType[Path]):
    """The type of the name of a file or folder."""

    name = "file"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Convert to a path; fail with a sentence for a name that is empty or invalid."""
        if isinstance(value, Path):
            return value
        if not value or "\0" in value:
            self.fail(f"{value!r} is not the name of a file.", param, ctx)
        return Path(value)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002 - click's
        """Let the shell complete names of files."""
        return [CompletionItem(incomplete, type="file")]


def search_keys(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:  # noqa: ARG001 - click's
    """Return keys of searches for completion in the shell; none if the review cannot be read."""
    from harvester.review import load_review

    try:
        searches = load_review(ctx.ensure_object(CliContext).review_folder()).searches
    except HarvesterError:
        return []
    return [search.key for search in searches if search.key.startswith(incomplete)]


class OutputType(FileType):
    """The type of the name of a file to write; ``-`` is standard output."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Convert to a path, or to None for standard output."""
        return None if value == "-" else super().convert(value, param, ctx)


FILE: Final = FileType()
OUTPUT: Final = OutputType()
DAYS: Final = DaysType()


def expand_globs(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Expand patterns that the shell left unexpanded; a file with exactly that name is taken as it is."""
    return tuple(match for path in paths for match in _match_glob(path))


def current_user() -> str:
    """Return the name of the person logged in, the default name for decisions."""
    try:
        return getpass.getuser().encode("utf-8", "replace").decode()
    except (KeyError, OSError):  # a container's user may have no name
        return "unknown user"


def _match_glob(path: Path) -> list[Path]:
    if path.exists() or not glob.has_magic(str(path)):
        return [path]
    return sorted(map(Path, glob.glob(str(path), recursive=True))) or [path]  # noqa: PTH207 - absolute patterns too


CONTEXT: Final = {"help_option_names": ["-h", "--help"], "max_content_width": 100}

_Function = TypeVar("_Function", bound=Callable[..., Any])


def _store_option(context: click.Context, option: click.Parameter, value: Any) -> None:
    cli = context.find_object(CliContext)
    if value and cli is not None and option.name is not None:
        setattr(cli, option.name, value)


def _shared_option(name: str, *names: str, shown: bool, **more: Any) -> click.Option:
    return click.Option([*names, name], expose_value=False, callback=_store_option, hidden=not shown, **more)


implied_option = click.option(
    "--implied", is_flag=True, help="Include reports on title and abstract too where they were not: screened elsewhere."
)

force_option = click.option(
    "--force",
    is_flag=True,
    expose_value=False,
    callback=_store_option,
    help="Replace FILE also if harvester did not write it or it was changed since.",
)


def output_option(function: _Function) -> _Function:
    """Add the options -o FILE and --force."""
    named = click.option(
        "-o", "--output", metavar="FILE", type=OUTPUT, help="Write to this file instead of the screen."
    )
    return named(force_option(function))


def shared_options(*, everything: bool) -> list[click.Parameter]:
    """The options of :class:`Call`; the help of a single command shows --json only of them."""
    return [
        _shared_option(
            "review",
            "--review",
            shown=everything,
            metavar="DIR",
            type=FILE,
            envvar="HARVESTER_REVIEW" if everything else None,
            help="Folder of the review [default: $HARVESTER_REVIEW, else the current folder].",
        ),
        _shared_option("as_json", "--json", shown=True, is_flag=True, help="Print the result as one JSON document."),
        _shared_option(
            "verbose", "-v", "--verbose", shown=everything, is_flag=True, help="Print details; tracebacks of bugs too."
        ),
        _shared_option("quiet", "-q", "--quiet", shown=everything, is_flag=True, help="No progress and no advice."),
    ]


class Command(click.Command):
    """A command."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command. Raises click's ``UsageError`` for a value that no command could store."""
        for parameter in self.get_params(ctx):
            value = ctx.params.get(parameter.name or "")
            for item in value if isinstance(value, tuple) else (value,):
                if problem := _find_problem(item):
                    raise click.BadParameter(problem, ctx=ctx, param=parameter)
        return super().invoke(ctx)

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Return the options of the command, the shared ones and --help."""
        parameters = super().get_params(ctx)
        return [*parameters[:-1], *shared_options(everything=False), *parameters[-1:]]


def _find_problem(value: object) -> str:
    """Return what is wrong with the value of a parameter, or ""."""
    if isinstance(value, int | float) and abs(value) > LARGEST_NUMBER:
        return f"The number is too large; the largest is {LARGEST_NUMBER:,}."
    if isinstance(value, str) and _SURROGATE.search(value):
        return f"{value!r} holds bytes that are not text in UTF-8; type it again."
    return ""


class Group(click.Group):
    """A command with subcommands."""

    command_class = Command

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Return the options of the command, the shared ones and --help."""
        parameters = super().get_params(ctx)
        return [*parameters[:-1], *shared_options(everything=False), *parameters[-1:]]


def command(name: str, **more: Any) -> Callable[[_Function], Command]:
    """Declare a command whose help is the docstring of the function."""
    return click.command(name, cls=Command, context_settings=CONTEXT, **more)


def group(name: str, **more: Any) -> Callable[[_Function], Group]:
    """Declare a group of commands whose help is the docstring of the function."""
    return click.group(name, cls=Group, context_settings=CONTEXT, **more)
