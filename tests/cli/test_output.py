"""What is printed where."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from harvester.cli.context import CliContext
from harvester.cli.output import print_error
from harvester.cli.progress import MessagesOnly
from harvester.cli.result import describe_error
from tests.cli.run_harvester import harvester


def test_the_traceback_of_a_bug_is_shown_with_v_only(capsys: pytest.CaptureFixture[str]) -> None:
    told = describe_error(ZeroDivisionError("division by zero"))
    print_error(told, CliContext())
    assert "Traceback" not in capsys.readouterr().err
    print_error(told, CliContext(verbose=True, as_json=True))
    said = capsys.readouterr()
    assert json.loads(said.out)["error"]["kind"] == "bug"
    assert "ZeroDivisionError" in said.err


def test_an_error_of_the_system_is_told_in_its_words() -> None:
    told = describe_error(OSError(28, "No space left on device", "harvest.db"))
    assert (told.kind, told.message) == ("system", "harvest.db: No space left on device.")


def test_no_bars_are_drawn_where_nobody_watches() -> None:
    with CliContext(quiet=True).show_progress() as progress:
        assert isinstance(progress, MessagesOnly)


def test_a_sentence_on_the_way_goes_to_standard_error_unless_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    for quiet in (True, False):
        with CliContext(quiet=quiet).show_progress() as progress:
            progress.begin("fetching", 3)
            progress.advance(1)
            progress.message("taking up run 3")
    assert capsys.readouterr() == ("", "taking up run 3\n")


def test_bars_are_drawn_on_a_terminal_and_leave_standard_output_alone(harvested: Path) -> None:
    (harvested / "harvest.db").unlink()
    (harvested / "harvest.id").unlink()
    watching, terminal = pty.openpty()
    words = [sys.executable, "-m", "harvester", "--review", str(harvested), "update", "--json"]
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=terminal, check=True)
    os.close(terminal)
    drawn = os.read(watching, 100_000).decode("utf-8", "replace")
    os.close(watching)
    assert "de-duplicating" in drawn
    assert json.loads(done.stdout)["records"] == 5


def test_a_terminal_without_our_letters_gets_question_marks(harvested: Path) -> None:
    words = [sys.executable, "-m", "harvester", "--review", str(harvested), "prisma", "--open", "records_screened"]
    done = subprocess.run(words, capture_output=True, check=True, env=os.environ | {"PYTHONIOENCODING": "ascii"})
    assert b"Traceback" not in done.stderr
    assert b"?" in done.stdout


def test_options_may_stand_in_any_place(harvested: Path) -> None:
    first = harvester("--review", harvested, "-q", "status")
    second = harvester("status", "-q", "--review", harvested)
    assert first == second
    assert first.exit_code == 0
