"""harvester extract, asked as its user does."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.run_harvester import Said, harvester
from tests.extraction.forms import PATIENTS


@pytest.fixture
def review(harvested: Path) -> Path:
    """Two reports included, and a form."""
    (harvested / "extraction.toml").write_text(PATIENTS, encoding="utf-8")
    for report in ("R1", "R2"):
        said = harvester(
            "--review", harvested, "screen", "decide", report, "include", "--stage", "full-text", "--implied"
        )
        assert said.exit_code == 0, said.err
    return harvested


def ask(review: Path, *words: str | Path) -> Said:
    return harvester("--review", review, "extract", *words)


def table(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "filled.csv"
    path.write_text("\n".join(["report,patient,age,trigger,survival", *rows, ""]), encoding="utf-8")
    return path


def test_tables_are_written_filled_in_and_taken_in(review: Path, tmp_path: Path) -> None:
    said = ask(review, "template", "-o", tmp_path / "t.xlsx")
    assert said.exit_code == 0
    assert "for 2 reports, 0 answers filled in" in said.out
    assert (tmp_path / "t.xlsx").read_bytes().startswith(b"PK")
    flat = ask(review, "template")
    assert flat.out.splitlines()[0].startswith("report,citation,link,design,patient,people,age")
    assert "Okafor 2019. Colchicine in adult" in flat.out
    done = ask(review, "import", table(tmp_path, "R1,1,22 months,infection,died"), "--reviewer", "Ann")
    assert done.exit_code == 0
    assert "3 new answers, 0 corrected, 0 unchanged; 1 row about 1 report, by Ann." in done.out


def test_a_workbook_needs_a_name(review: Path) -> None:
    assert ask(review, "template", "--format", "xlsx").exit_code == 2


def test_mistakes_are_told_and_nothing_is_stored(review: Path, tmp_path: Path) -> None:
    path = table(tmp_path, "R1,1,200,infection,died", "R2,1,4,,died")
    said = ask(review, "import", path)
    assert said.exit_code == 1
    assert 'filled.csv, row 2, column age: "200" is more than 120.' in said.out
    assert "2 mistakes; nothing was stored." in said.out
    document = ask(review, "import", path, "--json").document
    assert document["stored"] is False
    assert document["error"]["kind"] == "format"
    assert [(each["row"], each["column"]) for each in document["mistakes"]] == [(2, "age"), (3, "trigger")]
    assert ask(review, "import", table(tmp_path, "R1,1,200,infection,", "R2,1,4,unknown,"), "--partial").exit_code == 3


def test_disagreements_are_listed_and_settled(review: Path, tmp_path: Path) -> None:
    assert "No two extractors disagree." in ask(review, "conflicts").out
    ask(review, "import", table(tmp_path, "R1,1,2,infection,died"), "--reviewer", "Ann")
    ask(review, "import", table(tmp_path, "R1,1,3,infection,died"), "--reviewer", "Ben")
    said = ask(review, "conflicts", "-o", tmp_path / "c.csv")
    assert "R000001  patient / 1  Age" in said.out
    assert "Ann: 2; Ben: 3" in said.out
    assert ask(review, "conflicts", "--json").document["conflicts"][0]["given"] == {"Ann": "2", "Ben": "3"}
    text = (tmp_path / "c.csv").read_text(encoding="utf-8").rstrip("\n")
    (tmp_path / "c.csv").write_text(f"{text}2 years\n", encoding="utf-8")
    settled = ask(review, "import", tmp_path / "c.csv", "--settle", "--reviewer", "Cleo")
    assert settled.exit_code == 0, settled.out
    assert ask(review, "conflicts", "--json").document["conflicts"] == []


def test_status_counts_reports_by_the_number_of_their_extractors(review: Path, tmp_path: Path) -> None:
    ask(review, "import", table(tmp_path, "R1,1,2,infection,died"), "--reviewer", "Ann")
    said = ask(review, "status")
    assert "2 included reports: extracted 1 by nobody, 1 by one, 0 by two or more." in said.out
    assert max(map(len, said.out.splitlines())) <= 80
    told = ask(review, "status", "--json").document["reports"]
    assert [(each["report"], each["extractors"]) for each in told] == [("R000001", ["Ann"]), ("R000002", [])]


def test_the_status_of_the_review_tells_how_far_the_extraction_is(review: Path, tmp_path: Path) -> None:
    ask(review, "import", table(tmp_path, "R1,1,2,infection,died"), "--reviewer", "Ann")
    ask(review, "import", table(tmp_path, "R1,1,3,infection,died"), "--reviewer", "Ben")
    said = harvester("--review", review, "status")
    assert "1  included with extracted data\n" in said.out
    assert "1  included and still to be extracted\n" in said.out
    assert "1  disagreements between extractors\n" in said.out
    assert "Next: harvester --review " in said.out
    assert " extract conflicts" in said.out
    told = harvester("--review", review, "status", "--json").document["extraction"]
    assert told == {"included": 2, "extracted": 1, "to_extract": 1, "disagreements": 1}
    (review / "extraction.toml").unlink()
    assert harvester("--review", review, "status", "--json").document["extraction"] is None


def test_every_version_is_exported_and_a_row_is_taken_back(review: Path, tmp_path: Path) -> None:
    ask(review, "import", table(tmp_path, "R1,1,2,infection,died"), "--reviewer", "Ann")
    assert ask(review, "withdraw", "R1", "--level", "patient", "--row", "1", "--reviewer", "Ann").exit_code == 0
    said = ask(review, "export")
    assert said.out.splitlines()[0] == (
        "report,patient,level,field,value,entered,extractor,version,status,settles,at,file"
    )
    assert "R000001,1,patient,age,2,2,Ann,1,withdrawn,no," in said.out
    assert ask(review, "export", "-o", tmp_path / "all.csv", "--json").document["answers"] == 4


def test_check_tells_mistakes_in_the_form(review: Path) -> None:
    form = review / "extraction.toml"
    assert harvester("--review", review, "check", "--json").document["extraction"] == {"levels": 2, "fields": 9}
    form.write_text(PATIENTS.replace('type = "age"', 'type = "agge"'), encoding="utf-8")
    said = harvester("--review", review, "check")
    assert said.exit_code == 1
    assert 'extraction.toml:23: field[3].type: "agge" is not a type of field. Did you mean "age"?' in said.err
    assert harvester("--review", review, "check", "--json").document["mistakes"][0]["line"] == 23


SUMMARY = """
[[summary]]
key = "survival"
title = "Survival by trigger"
kind = "proportion"
field = "survival"
event = "survived"
by = "trigger"
figure = true

[[summary]]
key = "age"
title = "Age"
kind = "median"
field = "age"
"""


@pytest.fixture
def extracted(review: Path, tmp_path: Path) -> Path:
    """A review from which three patients were extracted."""
    (review / "extraction.toml").write_text(PATIENTS + SUMMARY, encoding="utf-8")
    rows = ("R1,1,22 months,infection,died", "R1,2,4,infection,survived", "R2,1,,unknown,")
    assert ask(review, "import", table(tmp_path, *rows), "--reviewer", "Ann").exit_code == 0
    return review


def test_the_summary_is_shown_in_tables_of_80_columns(extracted: Path) -> None:
    said = ask(extracted, "summary")
    assert said.exit_code == 0, said.err
    assert "Reports included: 2; data were extracted from 2 of them." in said.out
    assert "infection 2 1/2 50.0% 9.5 to 90.5 0" in [" ".join(line.split()) for line in said.out.splitlines()]
    assert all(len(line) <= 80 for line in said.out.splitlines() if not line.endswith("."))
    assert [each["key"] for each in ask(extracted, "summary", "--json").document["tables"]] == ["survival", "age"]


@pytest.mark.parametrize(
    ("ending", "begins"),
    [("md", b"# "), ("csv", b"table,title,row"), ("html", b"<!DOCTYPE html>"), ("docx", b"PK"), ("json", b"{"),
     ("svg", b"<?xml"), ("png", b"\x89PNG")],
)  # fmt: skip
def test_the_summary_is_written_in_the_format_of_the_files_ending(
    extracted: Path, tmp_path: Path, ending: str, begins: bytes
) -> None:
    path = tmp_path / f"results.{ending}"
    said = ask(extracted, "summary", "-o", path)
    assert said.exit_code == 0, said.err
    assert path.read_bytes().startswith(begins)


def test_a_summary_that_is_not_there_or_cannot_be_drawn_says_what_there_is(extracted: Path, tmp_path: Path) -> None:
    said = ask(extracted, "summary", "--table", "dose")
    assert said.exit_code == 2
    assert "survival, age" in said.err
    assert ask(extracted, "summary", "--table", "age", "-o", tmp_path / "age.svg").exit_code == 2
    assert ask(extracted, "summary", "-o", tmp_path / "results.xyz").exit_code == 2


def test_what_is_not_settled_or_not_included_is_said_before_the_tables(extracted: Path, tmp_path: Path) -> None:
    ask(extracted, "import", table(tmp_path, "R1,1,22 months,infection,survived"), "--reviewer", "Ben")
    words = ["screen", "decide", "R2", "exclude", "--stage", "full-text", "--implied", "--reason", "no primary data"]
    assert harvester("--review", extracted, *words).exit_code == 0
    said = ask(extracted, "summary")
    assert "disagreements between extractors: 2" in said.out
    assert "Left out: data of 1 reports that are not included (any more)." in said.out
