"""harvester demo: the model review, run end to end."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from harvester.cli.answer import DONE, FAILED, Answer
from harvester.cli.call import Call
from harvester.cli.command import command
from harvester.cli.options import FILE

if TYPE_CHECKING:
    from harvester.cli.failure import Failure


@dataclass(frozen=True, slots=True)
class Step:
    """A command of the demonstration, and the sentence that introduces it. ``{demo}`` stands for the folder."""

    why: str
    words: str
    before: str = ""


_EXPORT: Final = "export ris --for rayyan --new --stage title-abstract -o {demo}/to-screen-%s.ris"

_EXTRACTION: Final = "extract import {demo}/extraction.csv --reviewer example"

STEPS: Final = (
    Step("What would an update do with each search? (No network is used.)", "check"),
    Step("Take in the export files of the first search day, and merge duplicate records.", "update --imports-only"),
    Step("Which pairs of records should a person look at?", "dedup pairs"),
    Step("Hand the reports over for screening, here to Rayyan.", _EXPORT % "v1"),
    Step("The reviewers have decided: take their table in.", "screen decide --from {demo}/decisions-v1.csv"),
    Step("The flow, every number counted from what is stored.", "prisma"),
    Step("The same, drawn.", "prisma -o {demo}/results/flow-v1.svg"),
    Step("Freeze this version of the review.", "release v1"),
    Step("Take the new files in: what is known is recognised.", "update --imports-only", before="v2"),
    Step("How does the review stand?", "status"),
    Step("Hand over only what Rayyan was not handed before.", _EXPORT % "v2"),
    Step("These are decided too.", "screen decide --from {demo}/decisions-v2.csv"),
    Step("The flow is that of an updated review now.", "prisma"),
    Step("What did each source contribute?", "sources"),
    Step("For the paper: the flow, as a picture …", "prisma -o {demo}/results/flow.svg"),
    Step("… for print …", "prisma -o {demo}/results/flow.pdf"),
    Step("… as an image …", "prisma -o {demo}/results/flow.png"),
    Step("… and as a page in which every number opens its records.", "prisma -o {demo}/results/flow.html"),
    Step("The search appendix after PRISMA-S.", "search-report -o {demo}/results/search-appendix.html"),
    Step("The same for a word processor.", "search-report -o {demo}/results/search-appendix.docx"),
    Step("The sources compared.", "sources -o {demo}/results/sources.html"),
    Step("Authors have filled in the extraction form for the included reports.", _EXTRACTION),
    Step("The tables and their figures.", "extract summary -o {demo}/results/summary.html"),
    Step("The same for a word processor.", "extract summary -o {demo}/results/summary.docx"),
    Step("The results, in tables; what a report does not say is counted as well.", "extract summary"),
)
_LATER: Final = "Time passes. The searches are run again, and the new exports are put into imports/."


@command("demo")
@click.argument("folder", metavar="[DIR]", default="demo-review", type=FILE)
@click.pass_obj
def demo(call: Call, folder: Path) -> Answer:
    """Run the model review from end to end in DIR (default: demo-review), with every command shown as you would type
    it: two search days, de-duplication, screening, a release, the PRISMA flow. No network, no keys.

    \b
    Example:
      harvester demo
    """
    from harvester.cli.demo_folder import add_exports, lay_out, write_index

    tell: Callable[[str], None] = _silence if call.as_json else _tell
    lay_out(folder)
    steps: list[dict[str, Any]] = []
    for step in STEPS:
        if step.before:
            add_exports(folder, step.before)
            tell(f"— {_LATER}\n")
        steps.append(_run(step, folder, tell))
        if steps[-1]["exit_code"] != DONE:
            break
    code = DONE if steps[-1]["exit_code"] == DONE else FAILED
    if code == DONE:
        write_index(folder)
    tell("\n".join(_ending(folder)) if code == DONE else "The demonstration stopped here.")
    return Answer(document={"folder": str(folder), "steps": steps}, page=lambda _: None, exit_code=code)


def _run(step: Step, folder: Path, tell: Callable[[str], None]) -> dict[str, Any]:
    """Run one step through the program's own commands, as its user would."""
    from harvester.cli.root import answer_to

    words = ["--review", str(folder), *(word.format(demo=folder) for word in step.words.split())]
    spoken = f"harvester {shlex.join(words)}"
    tell(f"— {step.why}\n$ {spoken}")
    inner = Call(quiet=True)
    answer = answer_to(words, inner)
    if tell is not _silence:
        _show(answer, inner)
    tell("")
    return {"command": spoken, "exit_code": answer.exit_code, "result": answer.document}


def _show(answer: Answer | Failure, call: Call) -> None:
    from harvester.cli.speech import print_answer, print_failure

    if isinstance(answer, Answer):
        print_answer(answer, call)
    else:
        print_failure(answer, call)


def _tell(sentence: str) -> None:
    click.echo(sentence)


def _silence(sentence: str) -> None:
    """With --json the steps speak for themselves."""


def _ending(folder: Path) -> Iterator[str]:
    here = shlex.quote(str(folder))
    yield f"{folder} is a review folder like yours will be: review.toml, the strategies, imports/ with the export"
    yield "files, harvest.db with everything stored, files to screen, and results/ with flow, tables and appendix."
    yield f"Open {folder / 'index.html'} in a browser to see them all."
    yield "It is a worked example: the publications are real, the decisions and the Embase numbers are made up, and no"
    yield "number in it is a result of the published review."
    yield ""
    yield "Go on with it:"
    yield f"  harvester --review {here} prisma --open new_reports"
    yield f"  harvester --review {here} dedup explain R000001 R000002"
    yield f"  harvester --review {here} release v2"
    yield "Begin your own:"
    yield "  harvester init my-review"
