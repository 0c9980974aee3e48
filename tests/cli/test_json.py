"""With --json standard output is exactly one JSON document, whatever the command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.run_harvester import Said, harvester

PAIR = ("pubmed:30000004", "embase:L700000002")

LOOKING: tuple[tuple[str, ...], ...] = (
    ("check",),
    ("status",),
    ("dedup", "pairs"),
    ("dedup", "explain", *PAIR),
    ("export", "--list"),
    ("screen", "conflicts"),
    ("alerts",),
    ("alerts", "--all"),
    ("prisma",),
    ("prisma", "--format", "csv"),
    ("prisma", "--layout", "all"),
    ("prisma", "--open", "duplicates"),
    ("search-report",),
    ("search-report", "--format", "md"),
    ("db", "check"),
    ("db", "backup"),
    ("db", "upgrade"),
)
CHANGING: tuple[tuple[str, ...], ...] = (
    ("update",),
    ("update", "--dry-run"),
    ("dedup",),
    ("dedup", "merge", *PAIR),
    ("dedup", "split", *PAIR),
    ("dedup", "undo"),
    ("export",),
    ("export", "csv", "--new", "--for", "rayyan"),
    ("screen", "decide", "R1", "include", "--stage", "title-abstract"),
    ("screen", "retrieval", "R1", "retrieved"),
    ("release", "v1", "--allow-pending"),
    ("prisma", "--release", "v1"),
)


def is_one_document(said: Said) -> bool:
    found, end = json.JSONDecoder().raw_decode(said.out)
    return isinstance(found, dict) and not said.out[end:].strip()


def test_every_command_prints_one_document(doubtful: Path) -> None:
    for words in (*LOOKING, *CHANGING):
        before = harvester("--review", doubtful, "--json", *words)
        assert before.exit_code == 0, (words, before)
        assert is_one_document(before), words


@pytest.mark.parametrize("words", [("check",), ("dedup", "pairs"), ("prisma",), ("search-report",)], ids=" ".join)
def test_json_may_stand_behind_the_command_too(doubtful: Path, words: tuple[str, ...]) -> None:
    before, behind = (harvester("--review", doubtful, *said) for said in (("--json", *words), (*words, "--json")))
    assert before.document == behind.document


def test_init_prints_one_document(tmp_path: Path) -> None:
    assert harvester("--json", "init", tmp_path / "new").document["files"]


def test_what_goes_to_standard_output_otherwise_is_in_the_document(doubtful: Path) -> None:
    assert harvester("--review", doubtful, "export", "--json").document["content"].startswith("TY  - ")


def test_verbose_shows_the_table_on_standard_error(doubtful: Path) -> None:
    said = harvester("--review", doubtful, "status", "--json", "-v")
    assert is_one_document(said)
    assert "last run" in said.err


def test_letters_of_every_language_are_printed_as_they_are(doubtful: Path) -> None:
    assert "Lindström" in harvester("--review", doubtful, "export", "--json").out
