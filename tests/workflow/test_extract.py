"""Extracted data come in once, in versions, and come out as what holds."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from harvester.errors import FormatError, UsageError
from harvester.store import extraction
from harvester.workflow import judge
from harvester.workflow.desk import Desk
from harvester.workflow.extract import TakenIn, take_in, withdraw
from harvester.workflow.extracted import disputes, disputes_csv, progress, versions_csv
from harvester.workflow.screen import decide
from harvester.workflow.to_extract import table_to_fill
from tests.extraction.forms import PATIENTS
from tests.workflow.desks import TickingClock, bring, desk_on, hand_review, rows_of

HEAD = "report,patient,age,trigger,survival"


@pytest.fixture
def desk(tmp_path: Path, clock: TickingClock) -> Iterator[Desk]:
    """Three reports, the first two included, and a form."""
    folder = hand_review(tmp_path / "review")
    (folder / "extraction.toml").write_text(PATIENTS, encoding="utf-8")
    with desk_on(folder, clock=clock) as desk:
        bring(desk, "embase", 1, 2, 3)
        decide(desk, ["R1", "R2"], "include", stage="full-text", reviewer="Ann")
        yield desk


def table(desk: Desk, *rows: str, head: str = HEAD, name: str = "t.csv") -> Path:
    path = desk.review.folder / name
    path.write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    return path


def take(desk: Desk, who: str, *rows: str, head: str = HEAD, settles: bool = False, partial: bool = False) -> TakenIn:
    return take_in(desk, [table(desk, *rows, head=head)], extractor=who, settles=settles, partial=partial)


def versions(desk: Desk) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(versions_csv(desk)[0])))


def test_a_filled_table_is_stored_with_who_when_and_the_file_byte_for_byte(desk: Desk) -> None:
    done = take(desk, "Ann", "R1,1,22 months,infection,survived")
    assert (done.new, done.corrected, done.reports) == (3, 0, ("R000001",))
    with desk.store.read() as session:
        rows = extraction.answers(session)
    assert {(row.field, row.value, row.entered, row.extractor, row.file_name) for row in rows} == {
        ("age", "1.8333", "22 months", "Ann", "t.csv"),
        ("trigger", "infection", "infection", "Ann", "t.csv"),
        ("survival", "survived", "survived", "Ann", "t.csv"),
    }


def test_taking_a_table_in_twice_changes_nothing(desk: Desk) -> None:
    take(desk, "Ann", "R1,1,22 months,infection,survived")
    before = rows_of(desk)
    again = take(desk, "Ann", "R1,1,1.8333 years,Infection,survived")
    assert (again.new, again.corrected, again.unchanged) == (0, 0, 3)
    assert rows_of(desk) == before


def test_a_correction_is_a_new_version_and_the_old_one_stays(desk: Desk) -> None:
    take(desk, "Ann", "R1,1,2,infection,survived")
    done = take(desk, "Ann", "R1,1,3,infection,")
    assert (done.new, done.corrected, done.unchanged) == (0, 2, 1)
    ages = [(row["value"], row["version"], row["status"]) for row in versions(desk) if row["field"] == "age"]
    assert ages == [("2", "1", "earlier"), ("3", "2", "holds")]
    assert [row["value"] for row in versions(desk) if row["field"] == "survival"] == ["survived", ""]


def test_with_a_mistake_anywhere_nothing_is_stored(desk: Desk) -> None:
    before = rows_of(desk)
    done = take(desk, "Ann", "R1,1,200,infection,survived", "R2,1,3,infection,survived", "R99,1,3,infection,")
    assert not done.stored
    assert [(each.row, each.column) for each in done.mistakes] == [(2, "age"), (4, "report")]
    assert rows_of(desk) == before


def test_the_rows_without_a_mistake_are_stored_when_asked_for(desk: Desk) -> None:
    done = take(desk, "Ann", "R1,1,200,infection,survived", "R2,1,3,infection,survived", partial=True)
    assert done.stored
    assert done.reports == ("R000002",)
    assert len(done.mistakes) == 1


def test_a_report_may_be_named_by_its_doi(desk: Desk) -> None:
    done = take(desk, "Ann", "https://doi.org/10.5555/TRIAL.2,1,infection", head="doi,patient,trigger")
    assert done.reports == ("R000002",)
    strange = take(desk, "Ann", "10.5555/none,1,infection", head="doi,patient,trigger")
    assert strange.mistakes[0].problem == "means no report of this review"


def test_two_rows_about_the_same_patient_that_differ_are_a_mistake(desk: Desk) -> None:
    done = take(desk, "Ann", "R1,1,2,infection,", "R1,1,3,infection,")
    assert [str(each) for each in done.mistakes] == [
        (
            't.csv, row 3, column age: "3" contradicts another row about the same. Allowed: one answer ("2" stands in '
            "t.csv, row 2)."
        )
    ]


def test_two_extractors_who_differ_are_listed_until_a_third_settles_it(desk: Desk) -> None:
    take(desk, "Ann", "R1,1,2,infection,survived")
    take(desk, "Ben", "R1,1,3,infection,survived")
    (found,) = disputes(desk)
    assert (found.field, found.given) == ("age", {"Ann": "2", "Ben": "3"})
    text, number = disputes_csv(desk)
    assert number == 1
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["report"], row["patient"], row["field"], row["given"]) == ("R000001", "1", "age", "Ann: 2; Ben: 3")
    path = desk.review.folder / "settled.csv"
    path.write_text(text.rstrip("\n") + "4\n", encoding="utf-8")
    done = take_in(desk, [path], extractor="Cleo", settles=True)
    assert (done.new, done.stored) == (1, True)
    assert disputes(desk) == ()
    assert [row["status"] for row in versions(desk) if row["field"] == "age"] == ["earlier", "earlier", "holds"]
    assert take_in(desk, [path], extractor="Cleo", settles=True).unchanged == 1


def test_an_empty_cell_of_a_wide_table_settles_nothing(desk: Desk) -> None:
    take(desk, "Ann", "R1,1,2,infection,survived")
    take(desk, "Ben", "R1,1,3,infection,survived")
    done = take(desk, "Cleo", "R1,1,2,infection,", settles=True)
    assert done.new == 2
    assert {row["field"] for row in versions(desk) if row["status"] == "holds"} == {"age", "trigger", "survival"}


def test_a_withdrawn_row_is_gone_and_its_history_stays(desk: Desk) -> None:
    take(desk, "Ann", "R1,1,2,infection,survived", "R1,2,2,infection,survived")
    withdraw(desk, "R1", level="patient", place=["2"], extractor="Ann")
    assert {row["status"] for row in versions(desk) if row["patient"] == "2"} == {"withdrawn", "withdrawal"}
    with pytest.raises(UsageError, match="Ben has no such row"):
        withdraw(desk, "R1", level="patient", place=["1"], extractor="Ben")
    with pytest.raises(UsageError, match="no level 'arm'"):
        withdraw(desk, "R1", level="arm", place=["1"], extractor="Ann")
    with pytest.raises(UsageError, match="Which row"):
        withdraw(desk, "R1", level="patient", place=[], extractor="Ann")


def test_progress_tells_who_extracted_what_is_missing_and_what_is_not_included(desk: Desk) -> None:
    take(desk, "Ann", "R1,1,2,infection,survived", "R3,1,2,infection,survived")
    take(desk, "Ben", "R1,1,3,infection,survived")
    take(desk, "Ben", "R2,1,age,4", head="report,patient,field,value")
    told = [(each.report, each.included, each.extractors, each.open, each.missing) for each in progress(desk)]
    assert told == [
        ("R000001", True, ("Ann", "Ben"), 1, ()),
        ("R000002", True, ("Ben",), 0, ("1 / Trigger",)),
        ("R000003", False, ("Ann",), 0, ()),
    ]


def test_a_workbook_has_a_sheet_for_each_level_with_drop_downs_and_comes_back_as_it_was(desk: Desk) -> None:
    made = table_to_fill(desk, [], "xlsx")
    assert made.reports == 2
    book = load_workbook(io.BytesIO(made.content))
    assert book.sheetnames == ["Report", "Patient", "How to fill in", "choices"]
    page = book["Patient"]
    lists = {str(rule.sqref): rule.formula1 for rule in page.data_validations.dataValidation if rule.type == "list"}
    assert "G2:G5000" in lists
    assert page["G1"].value == "Trigger"
    assert page["G1"].comment is not None
    for column, value in {"F": "22 months", "G": "infection", "L": "survived"}.items():
        page[f"{column}2"] = value
    path = desk.review.folder / "t.xlsx"
    book.save(path)
    done = take_in(desk, [path], extractor="Ann")
    assert (done.mistakes, done.new) == ((), 3)
    filled = table_to_fill(desk, [], "xlsx", extractor="Ann")
    assert filled.answers == 3
    path.write_bytes(filled.content)
    assert take_in(desk, [path], extractor="Ann").unchanged == filled.answers
    assert table_to_fill(desk, [], "xlsx", extractor="Ben").answers == 0


def test_what_was_extracted_comes_back_in_a_flat_table_too(desk: Desk) -> None:
    head = "report,design,patient,trigger"
    take(desk, "Ann", "R1,case series,1,infection", "R1,,2,unknown", head=head)
    text = table_to_fill(desk, [], "csv", extractor="Ann").content.decode()
    rows = [(row["report"], row["design"], row["patient"], row["trigger"]) for row in csv.DictReader(io.StringIO(text))]
    assert rows == [
        ("R000001", "case series", "1", "infection"),
        ("R000001", "case series", "2", "unknown"),
        ("R000002", "", "1", ""),
    ]


def test_a_table_for_nobody_says_what_to_do_first(tmp_path: Path, desk: Desk) -> None:
    decide(desk, ["R1", "R2"], "exclude", stage="full-text", reviewer="Ann", reason="wrong route")
    with pytest.raises(UsageError, match="No report is included yet"):
        table_to_fill(desk, [], "csv")
    assert table_to_fill(desk, ["R3"], "csv").reports == 1


def test_a_review_without_a_form_says_where_it_belongs(desk: Desk) -> None:
    (desk.review.folder / "extraction.toml").unlink()
    with pytest.raises(UsageError, match=r"there is no extraction\.toml"):
        progress(desk)


def test_a_file_that_is_no_table_is_refused(desk: Desk) -> None:
    path = desk.review.folder / "t.xlsx"
    path.write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(FormatError):
        take_in(desk, [path], extractor="Ann")


def test_joined_reports_keep_what_was_extracted_from_either(desk: Desk) -> None:
    take(desk, "Ann", "R1,1,2,infection,survived", "R2,2,3,unknown,died")
    first, second = "embase:L700001", "embase:L700002"
    judge.decide(desk, first, second, "duplicate", person="Ann")
    assert {(row["report"], row["patient"]) for row in versions(desk)} == {("R000001", "1"), ("R000001", "2")}
