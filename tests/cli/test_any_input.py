"""Whatever is typed or put into a file, the answer is a result or a sentence, never a traceback."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.cli.run_harvester import NBIB, RIS, Said, harvested_review, harvester
from tests.support import examples

SEEDS: Final = (
    NBIB.encode(),
    RIS.encode(),
    b"title,year,doi\nA,2020,10.5555/a\n",
    b'{"title": "A"}\n',
    b"<PubmedArticleSet/>",
)
COMMANDS: Final = (
    "status", "prisma", "dedup", "dedup pairs", "dedup explain", "dedup merge", "dedup split", "screen decide",
    "screen retrieval", "export", "export csv", "release", "update", "import", "check", "db check", "db backup", "init",
)  # fmt: skip
WORDS: Final = (
    "--open", "duplicates", "--as-of", "2026-02-30", "R1", "R2", "R0", "pubmed:30000001", "", "include", "exclude",
    "--stage", "title-abstract", "--reason", "é;", "retrieved", "--split", "0", "3", "--new", "../x", "v1", "--release",
    "--layout", "all", "--", "-o", "out", "\x00", "--imports-only", "--search", "pubmed", "--allow-pending", "--settle",
)  # fmt: skip


def is_told(said: Said) -> bool:
    kind = said.document.get("error", {}).get("kind", "")
    return kind != "bug" and "Traceback" not in said.err and said.exit_code in {0, 1, 2, 3}


@st.composite
def spoiled(draw: st.DrawFn) -> bytes:
    """An export file with something cut out, put in or turned round."""
    data = draw(st.sampled_from(SEEDS))
    start, end = sorted(draw(st.tuples(st.integers(0, len(data)), st.integers(0, len(data)))))
    return data[:start] + draw(st.binary(max_size=12)) + data[end:]


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spoiled())
@example(b"")
@example(b"\xff\xfe")
@example(b"%PDF-1.7")
@example(b"PK\x03\x04")
def test_any_bytes_as_export_file_are_records_or_a_sentence(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "any.ris"
    path.write_bytes(data)
    assert is_told(harvester("--json", "dedup", "files", path, "-o", tmp_path / "out.ris"))


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A review that the tests below may change as they like."""
    return harvested_review(tmp_path_factory.mktemp("any") / "fever")


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=60))
@example(b"report,stage,decision\nR999999,title-abstract,include\n")
@example(b"report,stage,decision\nR1,title-abstract,perhaps\n")
@example(b"report,stage,decision\n\x00\n")
def test_any_bytes_as_decisions_are_decisions_or_a_sentence(standing: Path, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(b"report,stage,decision,reason\n" + data if data[:1] < b"m" else data)
    assert is_told(harvester("--review", standing, "--json", "screen", "decide", "--from", path))


@settings(max_examples=examples(150), deadline=None)
@given(st.sampled_from(COMMANDS), st.lists(st.sampled_from(WORDS), max_size=5))
def test_any_words_are_answered(standing: Path, command: str, words: list[str]) -> None:
    with contextlib.chdir(standing):
        said = harvester("--json", *command.split(), *words)
    assert is_told(said), said
