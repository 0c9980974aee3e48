"""The command ``harvester``: a literal table of its commands, each imported only when it is used."""

from __future__ import annotations

import difflib
import gc
import importlib
import sys
from collections.abc import Sequence
from typing import Any, Final

import click

from harvester import __version__
from harvester.cli.context import CliContext
from harvester.cli.options import CONTEXT, shared_options
from harvester.cli.output import print_error, print_result
from harvester.cli.result import DONE, INTERRUPTED, CommandResult, ErrorReport, describe_error
from harvester.cli.streams import (
    end_at_next_signal,
    flush_streams,
    prepare_streams,
    report_lost_output,
    signals_as_interrupt,
)

COMMANDS: Final[dict[str, dict[str, str]]] = {
    "Set up": {
        "init": "Create a review: a folder with commented settings.",
        "check": "Find mistakes in review.toml and the search strategies.",
        "demo": "Run a worked example: no network, no keys.",
    },
    "Search": {
        "update": "Run the searches again, import export files, de-duplicate.",
        "import": "Import an export file as a run of a search.",
        "status": "Searches, last runs, record and report counts, open tasks.",
        "alerts": "Screened reports that were retracted, corrected or changed.",
    },
    "Screen and extract": {
        "dedup": "De-duplicate; review pairs in doubt, merge, split, undo.",
        "screen": "Screen in the terminal; import decisions; full texts.",
        "extract": "Extract data: fill in tables, import them, conflicts.",
        "study": "Link the reports of a study; removed studies; meta-analysis.",
    },
    "Export and report": {
        "export": "Export reports for screening or for a reference manager.",
        "prisma": "The PRISMA 2020 flow; any number can be opened.",
        "sources": "Yield and overlap of sources, growth, estimated completeness.",
        "search-report": "The PRISMA-S appendix: every search as run, with counts.",
        "release": "Freeze a version of the review with its flow.",
    },
    "Maintain": {
        "rename-search": "Give a stored search its new key in review.toml.",
        "undo": "Undo your last action, or any event by its number.",
        "people": "Who decided how much; rename a person.",
        "history": "Everything that was stored, when and by whom.",
        "db": "Upgrade, check or back up the store.",
    },
}
"""Section → command → its summary. The command is in harvester/cli/commands, in a module of the same name."""

_MODULES: Final = {"import": "import_files", "rename-search": "rename_search", "search-report": "search_report"}
"""Commands whose name cannot be the name of a module."""

_NAMES: Final = tuple(name for section in COMMANDS.values() for name in section)


class LazyGroup(click.Group):
    """The command ``harvester``. Called as a function it reads the command line, prints the result and exits."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of all commands, in the order of the table."""
        return list(_NAMES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Import and return a command; None for an unknown name."""
        if cmd_name not in _NAMES:
            return None
        module = _MODULES.get(cmd_name, cmd_name)
        command: click.Command = getattr(importlib.import_module(f"harvester.cli.commands.{module}"), module)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the arguments begin with. Raises click's ``UsageError`` with the nearest name."""
        if args and args[0] not in _NAMES and not args[0].startswith("-"):
            matches = difflib.get_close_matches(args[0], _NAMES, n=1)
            suggestion = f" Did you mean {matches[0]!r}?" if matches else ""
            raise click.UsageError(f"There is no command {args[0]!r}.{suggestion}", ctx=ctx)
        return super().resolve_command(ctx, args)

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Return the options of every command, --version and --help."""
        parameters = super().get_params(ctx)
        return [*shared_options(everything=True), *parameters]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's
        """Write the table of commands, section by section, without importing a command."""
        for title, commands in COMMANDS.items():
            with formatter.section(title):
                formatter.write_dl([(name.ljust(13), summary) for name, summary in commands.items()])

    def main(self, args: Sequence[str] | None = None, *arguments: Any, **options: Any) -> Any:
        """Run and exit; with ``standalone_mode=False`` return, as click does."""
        if options.get("standalone_mode") is False:
            return super().main(args, *arguments, **options)
        exit_code = run_command_line(sys.argv[1:] if args is None else args, is_process=args is None)
        gc.freeze()  # else Python looks for garbage among all that was imported before it ends: a sixth of ``status``
        sys.exit(exit_code)


@click.group("harvester", cls=LazyGroup, context_settings=CONTEXT)
@click.version_option(__version__, message="%(prog)s %(version)s")
def main() -> None:
    """Keep a systematic review up to date: run its searches again, merge duplicate records, export new reports for
    screening, count the PRISMA 2020 flow.

    \b
    Example:
      harvester init my-review      create a review
      harvester demo                run a worked example, offline
    """


GC_THRESHOLD: Final = 200_000
"""Objects after which Python looks for cycles of garbage, instead of 700: importing what a command needs makes some
100,000 objects that all stay, and looking through them again and again took a tenth of the time of ``status``."""


def run_command_line(words: Sequence[str], *, is_process: bool = False) -> int:
    """Run a command line and print its result; return the exit code. ``is_process``: the process ends after it."""
    gc.set_threshold(GC_THRESHOLD)
    prepare_streams()
    cli = CliContext(as_json="--json" in words, verbose="-v" in words or "--verbose" in words)
    try:
        with signals_as_interrupt():
            result = run_command(words, cli)
        if is_process:
            end_at_next_signal()
        if isinstance(result, ErrorReport):
            print_error(result, cli)
        else:
            print_result(result, cli)
    except OSError as error:  # of printing: those of the command are results
        return report_lost_output(error)
    except KeyboardInterrupt:
        return INTERRUPTED
    return flush_streams() or result.exit_code


def run_command(words: Sequence[str], cli: CliContext) -> CommandResult | ErrorReport:
    """Run a command line and return its result unprinted; help and version are printed at once."""
    try:
        result = main.main(list(words), prog_name="harvester", standalone_mode=False, obj=cli)
    except (KeyboardInterrupt, click.exceptions.Abort) as stopped:
        return describe_error(stopped)
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 - the last resort: a traceback is shown with -v only
        return describe_error(error)
    return result if isinstance(result, CommandResult) else CommandResult(document={}, exit_code=result or DONE)
