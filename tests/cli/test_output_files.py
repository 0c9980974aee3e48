"""B1, B2: the output files of every command."""

from __future__ import annotations

from pathlib import Path

import pytest

from harvester.extraction.form.schema import STARTER_FORM
from tests.cli.run_harvester import RIS, harvester
from tests.support import NIGHTLY

DRAWN = (".svg", ".png", ".pdf", ".html", ".docx", ".md")
WRITERS: dict[tuple[str, ...], tuple[str, ...]] = {
    ("prisma", "-o"): (*DRAWN, ".csv", ".json", ".txt", ".mmd"),
    ("prisma", "--open", "records_screened", "-o"): (".ris", ".csv", ".bib"),
    ("sources", "-o"): (*DRAWN, ".csv", ".json", ".txt"),
    ("search-report", "-o"): (".md", ".html", ".docx", ".csv", ".json"),
    ("extract", "template", "R000001", "-o"): (".csv", ".xlsx"),
    ("extract", "export", "-o"): (".csv",),
    ("extract", "conflicts", "-o"): (".csv",),
    ("screen", "retrieval", "-o"): (".md", ".csv", ".json"),
    ("export", "csv", "-o"): (".csv",),
    ("export", "ris", "-o"): (".ris", ".txt"),
    ("export", "jsonl", "-o"): (".jsonl",),
    ("dedup", "pairs", "--csv"): (".csv",),
    ("dedup", "sample", "--csv"): (".csv",),
    ("update", "--imports-only", "--notify"): (".md", ".json"),
}
"""Each command that writes a file → endings that it writes."""
NOT_WRITTEN = (".jpg", ".doc", ".xls", ".pptx", ".zip", ".tiff")


@pytest.fixture
def extracted(harvested: Path) -> Path:
    """A review with a form."""
    (harvested / "extraction.toml").write_text(STARTER_FORM, encoding="utf-8")
    return harvested


@pytest.mark.parametrize("words", WRITERS, ids=" ".join)
def test_b1_b2_every_writer_of_a_file_replaces_its_own_output_only(extracted: Path, words: tuple[str, ...]) -> None:
    endings = WRITERS[words]
    for ending in endings if NIGHTLY else {endings[0], *endings[-2:]}:
        target = extracted / f"out{ending}"
        for _ in range(2):
            result = harvester("--review", extracted, *words, target)
            assert result.exit_code == 0, result.err
        target.write_bytes(target.read_bytes() + b" and a week of work")
        changed = target.read_bytes()
        refused = harvester("--review", extracted, *words, target)
        assert (refused.exit_code, target.read_bytes()) == (2, changed)
        assert "--force" in refused.err
        assert harvester("--review", extracted, *words, target, "--force").exit_code == 0
        assert not target.read_bytes().endswith(b"a week of work")
    assert not list(extracted.glob("**/.harvester-*"))


@pytest.mark.parametrize("words", WRITERS, ids=" ".join)
def test_b2_an_ending_that_is_not_written_is_refused_and_those_that_are_are_named(
    extracted: Path, words: tuple[str, ...]
) -> None:
    for ending in NOT_WRITTEN:
        target = extracted / f"out{ending}"
        for force in ((), ("--force",)):
            refused = harvester("--review", extracted, *words, target, *force)
            assert refused.exit_code == 2
            assert WRITERS[words][0] in refused.err
            assert not target.exists()


@pytest.mark.parametrize("words", WRITERS, ids=" ".join)
def test_b1_no_writer_touches_a_file_of_the_review(extracted: Path, words: tuple[str, ...]) -> None:
    before = {
        path: path.read_bytes() for path in extracted.rglob("*") if path.is_file() and "harvest." not in path.name
    }
    for name in ("review.toml", "harvest.db", "pubmed.txt", "imports/pubmed/pubmed.nbib"):
        assert harvester("--review", extracted, *words, extracted / name, "--force").exit_code == 2
    assert {path: path.read_bytes() for path in before} == before
    assert harvester("--review", extracted, "db", "check").exit_code == 0


@pytest.mark.parametrize(
    "words",
    [
        ("prisma", "--format", "svg", "-o", "flow.jpg"),
        ("prisma", "--format", "svg", "-o", "flow.png"),
        ("search-report", "--format", "csv", "-o", "a.pdf"),
        ("sources", "--format", "png", "-o", "s.docx"),
        ("extract", "template", "--format", "xlsx", "-o", "t.csv"),
        ("export", "csv", "-o", "list.ris"),
        ("prisma", "-o", "flow"),
    ],
)
def test_b2_a_format_and_an_ending_that_contradict_each_other_are_refused(
    extracted: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(extracted)
    assert harvester(*words).exit_code == 2
    assert not Path(words[-1]).exists()


def test_b2_a_format_asked_for_is_written_to_a_name_without_ending(harvested: Path) -> None:
    assert harvester("--review", harvested, "prisma", "--format", "svg", "-o", harvested / "flow").exit_code == 0
    assert (harvested / "flow").read_bytes().startswith(b"<?xml") or b"<svg" in (harvested / "flow").read_bytes()[:200]


def test_b1_a_dash_is_standard_output(harvested: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(harvested)
    written = harvester("prisma", "--format", "csv", "-o", "-")
    assert written.exit_code == 0
    assert written.out == harvester("prisma", "--format", "csv").out
    assert not Path("-").exists()


def test_b1_dedup_files_refuses_before_it_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.ris").write_text(RIS, encoding="utf-8")
    Path("thesis.csv").write_text("a year of work", encoding="utf-8")
    for words in (
        ("-o", "a.ris", "--force"),
        ("--pairs", "./a.ris"),
        ("-o", "out.csv", "--pairs", "out.csv"),
        ("--clusters", "thesis.csv"),
        ("--pairs", "pairs.docx"),
    ):
        assert harvester("dedup", "files", "a.ris", *words).exit_code == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.ris", "thesis.csv"]
    assert Path("a.ris").read_text(encoding="utf-8") == RIS
    assert harvester("dedup", "files", "a.ris", "-o", "u.ris", "--pairs", "p.csv", "--clusters", "c.csv").exit_code == 0


def test_b1_a_table_of_unmatched_rows_that_is_being_filled_in_is_kept(harvested: Path) -> None:
    table = harvested / "decisions.csv"
    table.write_text("title,decision\nNo such report at all,include\n", encoding="utf-8")
    words = ("--review", harvested, "screen", "import", table, "--from", "csv", "--stage", "title-abstract")
    assert harvester(*words).exit_code == 3
    unmatched = harvested / "decisions.csv.unmatched.csv"
    unmatched.write_text("filled in", encoding="utf-8")
    assert harvester(*words).exit_code == 3
    assert unmatched.read_text(encoding="utf-8") == "filled in"
    assert (harvested / "decisions.csv.unmatched-2.csv").exists()


def test_b1_an_export_that_is_refused_is_not_recorded(harvested: Path) -> None:
    (harvested / "mine.ris").write_text("mine", encoding="utf-8")
    assert harvester("--review", harvested, "export", "ris", "-o", harvested / "mine.ris").exit_code == 2
    assert harvester("--review", harvested, "export", "--list", "--json").document == {"exports": []}
    assert (harvested / "mine.ris").read_text(encoding="utf-8") == "mine"
