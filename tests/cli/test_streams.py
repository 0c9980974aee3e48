"""C6: whatever the standard streams, the locale and the signals are: the documented exit code and no traceback."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.run_harvester import harvester
from tests.support import NIGHTLY, ROOT

COMMANDS = ("status", "prisma", "--help", "sources", "status --json", "dedup pairs", "export ris", "nonsense", "screen")
LOCALISED_COMMANDS = ("status", "prisma", "dedup explain R000001 R000002", "sources --json", "screen decide Rü")
REDIRECTIONS = (
    "<&-", ">&-", "2>&-", "<&- >&- 2>&-", ">/dev/full", "2>/dev/full", ">/dev/full 2>&1", "</dev/null", "| true",
    "| head -c1",
)  # fmt: skip


def run_in_shell(review: Path, words: str, redirection: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = f"{shlex.quote(sys.executable)} -m harvester --review {shlex.quote(str(review))} {words} {redirection}"
    return subprocess.run(
        ["bash", "-c", command],
        capture_output=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
        check=False,
        timeout=60,
    )


def some_of(commands: tuple[str, ...], turn: int) -> tuple[str, ...]:
    """A third of the commands, another third at the next turn: each command begins a process."""
    return commands if NIGHTLY else commands[turn % 3 :: 3]


@pytest.mark.parametrize(("turn", "redirection"), list(enumerate(REDIRECTIONS)))
def test_c6_no_traceback_whatever_the_streams(harvested: Path, turn: int, redirection: str) -> None:
    for words in some_of(COMMANDS, turn):
        done = run_in_shell(harvested, words, redirection)
        printed = done.stdout + done.stderr
        assert b"Traceback" not in printed, printed
        assert b"Internal error" not in printed
        assert b"Exception ignored" not in printed
        assert done.returncode in {0, 1, 2}
        if redirection == ">/dev/full" and words not in {"nonsense", "screen"}:
            assert done.returncode == 1, words
            assert b"No space left on device." in done.stderr


@pytest.mark.parametrize(
    ("turn", "environment"),
    list(enumerate([
        {"LANG": "C", "LC_ALL": "C"},
        {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "utf-16"},
        {"COLUMNS": "0"},
        {"COLUMNS": "1"},
        {"COLUMNS": "-5"},
        {"COLUMNS": "wide"},
        {"TERM": "dumb"},
        {"TERM": ""},
        {"HOME": "/nonexistent"},
        {"TZ": "nowhere"},
    ])),
)  # fmt: skip
def test_c6_no_traceback_whatever_the_environment(harvested: Path, turn: int, environment: dict[str, str]) -> None:
    text = (harvested / "review.toml").read_text(encoding="utf-8")
    (harvested / "review.toml").write_text(text.replace('"PubMed"', '"Püb–Med 漢"'), encoding="utf-8")
    for words in some_of(LOCALISED_COMMANDS, turn):
        done = run_in_shell(harvested, words, "", **environment)
        assert b"Traceback" not in done.stderr, done.stderr
        assert b"Internal error" not in done.stderr + done.stdout
        assert done.returncode in {0, 2}, done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("pause", [0.0, 0.05, 0.15, 0.3, 0.6] if NIGHTLY else [0.0, 0.15, 0.6])
def test_c6_several_interruptions_end_the_command_without_a_traceback(
    harvested: Path, number: signal.Signals, pause: float
) -> None:
    words = [sys.executable, "-m", "harvester", "--review", str(harvested), "update"]
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(ROOT)}
    ) as process:
        time.sleep(0.1 + pause)
        for _ in range(20):
            process.send_signal(number)
            time.sleep(0.004)
        out, err = process.communicate(timeout=30)
    assert b"Traceback" not in out + err, err
    assert b"Exception ignored" not in err, err
    assert process.returncode in {0, 130, -number, -signal.SIGINT}  # SIGTERM is handled as an interruption


@pytest.mark.parametrize(
    "words",
    [
        ("dedup", "sample", "1", "--seed", "1" + "0" * 26),
        ("dedup", "sample", "1", "--seed", "9" * 5000),
        ("dedup", "pairs", "--limit", "1" + "0" * 24),
        ("export", "--list", "1" + "0" * 24),
        ("export", "--again", "9" * 30, "-o", "x.ris"),
        ("import", "missing.ris", "--search", "pubmed", "--hits", "1" + "0" * 24),
        ("import", "missing.ris", "--search", "pubmed", "--hits", "1e24"),
        ("screen", "decide", "R" + "9" * 30, "include", "--stage", "title-abstract"),
        ("dedup", "explain", "R" + "9" * 30, "R000001"),
        ("alerts", "acknowledge", "9" * 30),
        ("study", "group", "R" + "9" * 25, "R000001"),
        ("screen", "decide", "R000001", "include", "--stage", "title-abstract", "--reviewer", "Bo\udcff"),
        ("screen", "retrieval", "R000001", "retrieved", "--reason", "\udc80"),
        ("release", "v\udcff"),
        ("dedup", "explain", "\udcff", "R000001"),
        ("check", "--review", "/nonexistent/\udcff"),
    ],
    ids=lambda words: " ".join(words)[:40].encode("utf-8", "replace").decode(),
)
def test_c6_values_that_cannot_be_stored_are_wrong_usage(harvested: Path, words: tuple[str, ...]) -> None:
    for json_words in ((), ("--json",)):
        done = harvester("--review", harvested, *words, *json_words)
        assert done.exit_code in {1, 2}, done.err
        assert "Internal error" not in done.err + done.out
        assert "Traceback" not in done.err
