"""Help is quick and complete."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from harvester import __version__
from harvester.cli import main
from harvester.cli.app import COMMANDS
from harvester.cli.options import Command, Group
from tests.cli.run_harvester import harvester

HEAVY = ("sqlalchemy", "alembic", "rich", "numpy", "scipy", "rapidfuzz", "requests", "pydantic", "lxml", "Bio")


def every_command() -> Iterator[tuple[str, ...]]:
    context = click.Context(main, **main.context_settings)
    for name in main.list_commands(context):
        yield (name,)
        found = main.get_command(context, name)
        if isinstance(found, click.Group):
            yield from ((name, sub) for sub in found.list_commands(context))


@pytest.mark.parametrize("words", tuple(every_command()), ids=" ".join)
def test_every_help_tells_the_purpose_and_gives_an_example(words: tuple[str, ...]) -> None:
    said = harvester(*words, "--help")
    assert said.exit_code == 0
    assert f"Example:\n    harvester {words[0]}" in said.out.replace("harvester --review my-review", "harvester")
    assert len(said.out.split("Example")[0].splitlines()) > 3


@pytest.mark.parametrize("words", tuple(every_command()), ids=" ".join)
def test_every_command_takes_json_wherever_it_stands(words: tuple[str, ...]) -> None:
    found: click.Command | None = main
    context = click.Context(main, **main.context_settings)  # a command keeps the help option of its first context
    for word in words:
        assert isinstance(found, click.Group)
        found = found.get_command(context, word)
    assert isinstance(found, Command | Group)
    assert "--json" in {name for option in found.get_params(context) for name in option.opts}


def test_the_first_help_lists_every_command_of_the_contract() -> None:
    said = harvester("--help")
    harvesting = {"init", "check", "update", "import", "status", "alerts", "demo"}
    deciding = {"dedup", "screen", "extract", "study"}
    contract = (
        harvesting
        | deciding
        | {
            "export",
            "prisma",
            "sources",
            "search-report",
            "release",
            "undo",
            "history",
            "people",
            "db",
            "rename-search",
        }
    )
    assert contract == {name for section in COMMANDS.values() for name in section}
    assert all(f"\n  {name} " in said.out for name in contract)


def test_h_is_help_and_version_tells_the_version() -> None:
    assert harvester("-h").out == harvester("--help").out
    assert harvester("--version").out == f"harvester {__version__}\n"


def test_no_line_of_the_first_help_is_broken_in_a_summary() -> None:
    summaries = [summary for section in COMMANDS.values() for summary in section.values()]
    assert all(summary in harvester("--help").out for summary in summaries)


@pytest.mark.parametrize("words", [["--help"], ["update", "--help"], ["dedup", "--help"], ["prisma", "--help"]])
def test_help_imports_nothing_heavy(words: list[str]) -> None:
    asked = f"import sys, harvester.cli as c; c.main.main({words!r}, prog_name='harvester', standalone_mode=False)"
    told = "import sys; print(*{name.split('.')[0] for name in sys.modules}, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", f"{asked}\n{told}"], capture_output=True, text=True, check=True)
    assert not set(HEAVY) & set(done.stderr.split())


def test_python_dash_m_is_the_same_program() -> None:
    done = subprocess.run([sys.executable, "-m", "harvester", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"harvester {__version__}\n"


def test_without_a_command_the_help_is_shown_as_wrong_usage() -> None:
    said = harvester()
    assert (said.exit_code, said.out) == (2, "")
    assert "Usage: harvester" in said.err


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        (("update", "p"), "plain,pubmed"),
        (("import", "x.ris", "--search", "e"), "plain,embase"),
        (("import", "x"), "file,x"),
    ],
)
def test_the_shell_completes_keys_of_searches_and_names_of_files(
    review: Path, typed: tuple[str, ...], offered: str
) -> None:
    words = ("harvester", "--review", str(review), *typed)
    asked = {"_HARVESTER_COMPLETE": "bash_complete", "COMP_WORDS": " ".join(words), "COMP_CWORD": str(len(words) - 1)}
    code = "import sys; sys.argv[0] = 'harvester'; from harvester.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ | asked
    )
    assert done.stdout == f"{offered}\n"


def test_status_imports_no_library_that_it_does_not_need(harvested: Path) -> None:
    """It takes half a second of processor time; each of these would add a tenth of it or more."""
    code = (
        "import sys; from harvester.cli.app import run_command_line; "
        f"code = run_command_line(['--review', {str(harvested)!r}, 'status', '-q']); "
        "print(code, sorted({'requests', 'numpy', 'scipy', 'lxml', 'alembic', 'docx', 'rich.progress', "
        "'harvester.formats', 'harvester.dedup', 'filelock'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ})
    assert run.stdout.splitlines()[-1] == "0 []"
