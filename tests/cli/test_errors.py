"""Every error says what is wrong and what to do, without a traceback."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import click
import pytest
from filelock import FileLock

from harvester.cli.result import describe_error
from tests.cli.run_harvester import NBIB, REVIEW, RIS, Said, harvester, put


def fails(*words: str | Path, code: int = 1) -> Said:
    said = harvester(*words)
    assert said.exit_code == code, said
    assert said.out == ""
    assert said.err.startswith("Error: ")
    assert "Traceback" not in said.err
    assert "\nHint: " in said.err
    return said


def test_no_review_says_how_to_name_one(tmp_path: Path) -> None:
    with contextlib.chdir(tmp_path):
        said = fails("status", code=2)
    assert "harvester --review DIR" in said.err
    assert "HARVESTER_REVIEW" in said.err
    assert "harvester init DIR" in said.err


def test_the_current_folder_is_the_review_if_it_holds_one(review: Path) -> None:
    with contextlib.chdir(review):
        assert harvester("status").exit_code == 0


def test_the_environment_names_the_review_and_an_option_goes_before_it(review: Path) -> None:
    assert harvester("status", env={"HARVESTER_REVIEW": str(review)}).exit_code == 0
    assert harvester("status", "--review", review / "review.toml", env={"HARVESTER_REVIEW": "/gone"}).exit_code == 0


def test_a_folder_that_is_no_review_is_told(tmp_path: Path) -> None:
    assert "there is no review.toml" in fails("--review", tmp_path, "status").err


def test_an_unknown_command_suggests_the_nearest() -> None:
    assert "Did you mean 'update'?" in fails("updat", code=2).err


def test_an_unknown_option_is_wrong_usage(review: Path) -> None:
    assert "harvester status --help" in fails("--review", review, "status", "--colour", code=2).err


def test_a_missing_file_names_those_beside_it(review: Path) -> None:
    put(review, "pubmed", "pubmed.nbib", NBIB)
    gone = review / "imports" / "pubmed" / "pubmde.nbib"
    said = fails("--review", review, "import", gone, "--search", "pubmed", code=2)
    assert "There is no file" in said.err
    assert "pubmed.nbib" in said.err.split("Hint:")[1]


def test_an_unknown_search_lists_the_keys(review: Path) -> None:
    assert "pubmed, embase" in fails("--review", review, "update", "pubmd", code=2).err
    path = put(review, "embase", "embase.ris", RIS)
    assert "pubmed, embase" in fails("--review", review, "import", path, "--search", "medline", code=2).err


def test_malformed_toml_is_told_with_its_line(review: Path) -> None:
    (review / "review.toml").write_text(REVIEW.replace('name = "Embase"', "name = Embase"), encoding="utf-8")
    for command in ("check", "status", "update"):
        assert "review.toml:17:" in fails("--review", review, command).err


def test_all_mistakes_are_told_in_one_go(review: Path) -> None:
    text = REVIEW.replace('kind = "database"', 'kind = "databse"').replace('source = "file"', 'source = "pubmd"')
    (review / "review.toml").write_text(text, encoding="utf-8")
    assert "4 mistakes in review.toml" in fails("--review", review, "check").err


def test_a_pdf_is_no_export(review: Path) -> None:
    path = put(review, "embase", "article.pdf", "%PDF-1.7\n%âãÏÓ\n1 0 obj\n<<>>\n")
    said = fails("--review", review, "import", path, "--search", "embase")
    assert "PDF" in said.err
    assert "RIS" in said.err


def test_a_pdf_that_waits_in_imports_fails_alone(review: Path) -> None:
    put(review, "embase", "article.pdf", "%PDF-1.7\n%âãÏÓ\n1 0 obj\n<<>>\n")
    assert harvester("--review", review, "update").exit_code == 1
    put(review, "pubmed", "pubmed.nbib", NBIB)
    said = harvester("--review", review, "update")
    assert said.exit_code == 3
    assert "article.pdf: failed:" in said.out


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere, so a read-only folder cannot be made")
def test_a_read_only_folder_is_told(review: Path) -> None:
    review.chmod(0o500)
    try:
        assert "cannot be written to" in fails("--review", review, "update").err
    finally:
        review.chmod(0o700)


def test_a_second_harvester_is_told_who_holds_the_review(review: Path) -> None:
    (review / "harvest.lock.holder").write_text(
        '{"command": "update", "user": "ann", "host": "desk", "pid": 7, "since": "2026-03-31T10:00:00+00:00"}',
        encoding="utf-8",
    )
    with FileLock(review / "harvest.lock"):
        said = fails("--review", review, "update")
        assert fails("--review", review, "db", "upgrade").err == said.err
    assert "harvester update by ann on desk (process 7)" in said.err


def test_a_store_that_another_program_writes_to_is_told(harvested: Path) -> None:
    other = sqlite3.connect(harvested / "harvest.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        said = fails("--review", harvested, "screen", "decide", "R1", "include", "--stage", "title-abstract")
    finally:
        other.close()
    assert "another program is writing to it" in said.err


def test_a_store_of_a_newer_harvester_is_left_alone(harvested: Path) -> None:
    with sqlite3.connect(harvested / "harvest.db") as store:
        store.execute("UPDATE alembic_version SET version_num = '9999'")
    store.close()
    for command in (["status"], ["update"], ["db", "upgrade"]):
        assert "newer harvester" in fails("--review", harvested, *command).err


def test_a_store_that_is_no_database_is_told(review: Path) -> None:
    (review / "harvest.db").write_text("This is a note, and a rather long one. " * 200, encoding="utf-8")
    assert "not a store" in fails("--review", review, "status").err


def test_a_file_that_cannot_be_written_is_told(harvested: Path) -> None:
    nowhere = harvested / "no" / "such" / "folder.csv"
    for words in (["prisma"], ["search-report"], ["export", "csv"]):
        assert "cannot be written" in fails("--review", harvested, *words, "-o", nowhere, code=2).err


def test_a_day_is_written_year_first(harvested: Path) -> None:
    assert "2026-03-31" in harvester("--review", harvested, "prisma", "--as-of", "31.3.2026").err


def test_an_error_is_json_when_json_was_asked_for(review: Path) -> None:
    for words in (["update", "pubmd", "--json"], ["--json", "update", "pubmd"]):
        said = harvester("--review", review, *words)
        assert said.exit_code == 2
        assert said.document["error"]["kind"] == "usage"
        assert "pubmed, embase" in said.document["error"]["hint"]
        assert said.err == ""


@pytest.mark.parametrize("words", [["--json"], ["--json", "nope"], ["status", "--json", "--colour"], ["--json", "db"]])
def test_wrong_usage_is_json_too(words: list[str]) -> None:
    said = harvester(*words)
    assert said.exit_code == 2
    assert set(said.document["error"]) == {"kind", "message", "hint"}


def test_an_interruption_says_that_nothing_is_lost() -> None:
    for stopped in (KeyboardInterrupt(), click.exceptions.Abort()):
        told = describe_error(stopped)
        assert told.exit_code == 130
        assert told.message.startswith("Interrupted: ")
        assert "the next update resumes from there" in told.message


def test_a_bug_is_one_sentence_and_its_traceback_is_kept_for_v() -> None:
    told = describe_error(ZeroDivisionError("division by zero"))
    assert told.exit_code == 1
    assert "\n" not in told.message
    assert "-v" in told.hint
    assert "ZeroDivisionError" in told.trace


def test_a_reader_that_goes_away_causes_no_traceback(harvested: Path) -> None:
    words = [sys.executable, "-m", "harvester", "--review", str(harvested), "export", "jsonl"]
    program = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert program.stdout is not None
    assert program.stderr is not None
    program.stdout.close()
    told = program.stderr.read().decode()
    program.stderr.close()
    program.wait()
    assert "Traceback" not in told
    assert "BrokenPipe" not in told
