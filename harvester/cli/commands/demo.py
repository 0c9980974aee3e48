"""harvester demo: a worked example, run from beginning to end."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from harvester.cli.context import CliContext
from harvester.cli.options import FILE, command
from harvester.cli.result import DONE, FAILED, CommandResult
from harvester.printable import remove_controls

if TYPE_CHECKING:
    from harvester.cli.result import ErrorReport


@dataclass(frozen=True, slots=True)
class DemoStep:
    """A command of the demonstration and the sentence before it; ``{demo}`` stands for the folder.

    ``exports_to_add`` names the version whose export files are added before the command.
    """

    introduction: str
    command: str
    exports_to_add: str = ""


_EXPORT_COMMAND: Final = "export ris --for rayyan --new --stage title-abstract -o {demo}/to-screen-%s.ris"

_EXTRACTION_COMMAND: Final = "extract import {demo}/extraction.csv --reviewer example"

DEMO_STEPS: Final = (
    DemoStep("What would an update do with each search? (No network is used.)", "check"),
    DemoStep("Import the export files of the first search day, and merge duplicate records.", "update --imports-only"),
    DemoStep("Which pairs of records should a person review?", "dedup pairs"),
    DemoStep("Export the reports for screening, here for Rayyan.", _EXPORT_COMMAND % "v1"),
    DemoStep("The reviewers have decided: import their table.", "screen decide --from {demo}/decisions-v1.csv"),
    DemoStep("The flow: every number is counted from the stored records and decisions.", "prisma"),
    DemoStep("The same as a diagram.", "prisma -o {demo}/results/flow-v1.svg"),
    DemoStep("Freeze this version of the review.", "release v1"),
    DemoStep("Import the new files: known records are recognised.", "update --imports-only", exports_to_add="v2"),
    DemoStep("What is the status of the review?", "status"),
    DemoStep("Export only the reports that Rayyan has not got yet.", _EXPORT_COMMAND % "v2"),
    DemoStep("The reviewers have decided about these as well.", "screen decide --from {demo}/decisions-v2.csv"),
    DemoStep("The flow is now that of an updated review.", "prisma"),
    DemoStep("What did each source contribute?", "sources"),
    DemoStep("For the paper: the flow as a vector image …", "prisma -o {demo}/results/flow.svg"),
    DemoStep("… for print …", "prisma -o {demo}/results/flow.pdf"),
    DemoStep("… as an image …", "prisma -o {demo}/results/flow.png"),
    DemoStep("… and as a page in which every number opens its records.", "prisma -o {demo}/results/flow.html"),
    DemoStep("The search appendix following PRISMA-S.", "search-report -o {demo}/results/search-appendix.html"),
    DemoStep("The same for a word processor.", "search-report -o {demo}/results/search-appendix.docx"),
    DemoStep("The comparison of the sources.", "sources -o {demo}/results/sources.html"),
    DemoStep("Authors have filled in the extraction form for the included reports.", _EXTRACTION_COMMAND),
    DemoStep("The tables and their figures.", "extract summary -o {demo}/results/summary.html"),
    DemoStep("The same for a word processor.", "extract summary -o {demo}/results/summary.docx"),
    DemoStep("The results in tables; missing information is counted as well.", "extract summary"),
)
_TIME_PASSES: Final = "Time passes. The searches are run again, and the new exports are put into imports/."


@command("demo")
@click.argument("folder", metavar="[DIR]", default="demo-review", type=FILE)
@click.pass_obj
def demo(cli: CliContext, folder: Path) -> CommandResult:
    """Run a worked example from beginning to end in DIR (default: demo-review), showing every command as you would type
    it: two search days, de-duplication, screening, a release, the PRISMA flow. No network, no keys.

    \b
    Example:
      harvester demo
    """
    from harvester.cli.demo_folder import add_exports, create_demo_folder, write_index

    print_line: Callable[[str], None] = _print_nothing if cli.as_json else _print
    create_demo_folder(folder)
    steps: list[dict[str, Any]] = []
    for step in DEMO_STEPS:
        if step.exports_to_add:
            add_exports(folder, step.exports_to_add)
            print_line(f"— {_TIME_PASSES}\n")
        steps.append(_run_step(step, folder, print_line))
        if steps[-1]["exit_code"] != DONE:
            break
    code = DONE if steps[-1]["exit_code"] == DONE else FAILED
    if code == DONE:
        write_index(folder)
    print_line("\n".join(_closing_lines(folder)) if code == DONE else "The demonstration stopped here.")
    return CommandResult(document={"folder": str(folder), "steps": steps}, page=lambda _: None, exit_code=code)


def _run_step(step: DemoStep, folder: Path, print_line: Callable[[str], None]) -> dict[str, Any]:
    """Run one step with the commands of the program, as a user would."""
    from harvester.cli.app import run_command

    arguments = ["--review", str(folder), *(word.format(demo=folder) for word in step.command.split())]
    command_line = f"harvester {shlex.join(arguments)}"
    print_line(f"— {step.introduction}\n$ {command_line}")
    step_context = CliContext(quiet=True)
    result = run_command(arguments, step_context)
    if print_line is not _print_nothing:
        _print_result(result, step_context)
    print_line("")
    return {"command": command_line, "exit_code": result.exit_code, "result": result.document}


def _print_result(result: CommandResult | ErrorReport, cli: CliContext) -> None:
    from harvester.cli.output import print_error, print_result

    if isinstance(result, CommandResult):
        print_result(result, cli)
    else:
        print_error(result, cli)


def _print(sentence: str) -> None:
    click.echo(remove_controls(sentence, keep="\n"))


def _print_nothing(sentence: str) -> None:
    """Print nothing: with --json the steps are in the document."""


def _closing_lines(folder: Path) -> Iterator[str]:
    quoted_folder = shlex.quote(str(folder))
    yield f"{folder} is a complete review folder: review.toml, the strategies, imports/ with the export"
    yield "files, harvest.db with everything stored, files to screen, and results/ with flow, tables and appendix."
    yield f"Open {folder / 'index.html'} in a browser to see them all."
    yield "It is a worked example: the publications are real, the decisions and the Embase numbers are made up, and no"
    yield "number in it is a result of the published review."
    yield ""
    yield "Continue with it:"
    yield f"  harvester --review {quoted_folder} prisma --open new_reports"
    yield f"  harvester --review {quoted_folder} dedup explain R000001 R000002"
    yield f"  harvester --review {quoted_folder} release v2"
    yield "Create your own review:"
    yield "  harvester init my-review"
