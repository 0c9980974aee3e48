"""Extracted data come in once, in versions, and come out as what holds."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from harvester.errors import FormatError, UsageError
from harvester.screening import Decision, Stage
from harvester.store import extraction
from harvester.workflow.context import ReviewContext
from harvester.workflow.dedup import judge
from harvester.workflow.extraction.answers import (
    disagreements_to_csv,
    extraction_progress,
    list_disagreements,
    versions_to_csv,
)
from harvester.workflow.extraction.tables import ExtractionImport, build_template, import_tables, withdraw_row
from harvester.workflow.harvest.update import import_files
from harvester.workflow.screening.decide import decide_reports
from tests.extraction.forms import PATIENTS
from tests.reviews import article, write_export
from tests.workflow.contexts import TickingClock, import_articles, manual_review, open_test_review, prepare, rows_of

HEAD = "report,patient,age,trigger,survival"


@pytest.fixture
def context(tmp_path: Path, clock: TickingClock) -> Iterator[ReviewContext]:
    """Three reports, the first two included, and a form."""
    folder = manual_review(tmp_path / "review")
    (folder / "extraction.toml").write_text(PATIENTS, encoding="utf-8")
    with open_test_review(folder, clock=clock) as context:
        yield prepare(context, clock, fill)


def fill(context: ReviewContext, _: TickingClock) -> None:
    import_articles(context, "embase", 1, 2, 3)
    decide_reports(context, ["R1", "R2"], Decision.INCLUDE, stage=Stage.FULL_TEXT, reviewer="Ann", implied=True)


def table(context: ReviewContext, *rows: str, head: str = HEAD, name: str = "t.csv") -> Path:
    path = context.review.folder / name
    path.write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    return path


def take(
    context: ReviewContext, who: str, *rows: str, head: str = HEAD, settles: bool = False, partial: bool = False
) -> ExtractionImport:
    return import_tables(context, [table(context, *rows, head=head)], extractor=who, settles=settles, partial=partial)


def versions(context: ReviewContext) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(versions_to_csv(context)[0])))


def test_a_filled_table_is_stored_with_who_when_and_the_file_byte_for_byte(context: ReviewContext) -> None:
    done = take(context, "Ann", "R1,1,22 months,infection,survived")
    assert (done.new, done.corrected, done.reports) == (3, 0, ("R000001",))
    with context.store.read() as session:
        rows = extraction.load_answer_rows(session)
    assert {(row.field, row.value, row.entered, row.extractor, row.file_name) for row in rows} == {
        ("age", "1.8333", "22 months", "Ann", "t.csv"),
        ("trigger", "infection", "infection", "Ann", "t.csv"),
        ("survival", "survived", "survived", "Ann", "t.csv"),
    }


def test_taking_a_table_in_twice_changes_nothing(context: ReviewContext) -> None:
    take(context, "Ann", "R1,1,22 months,infection,survived")
    before = rows_of(context)
    again = take(context, "Ann", "R1,1,1.8333 years,Infection,survived")
    assert (again.new, again.corrected, again.unchanged) == (0, 0, 3)
    assert rows_of(context) == before


def test_a_correction_is_a_new_version_and_the_old_one_stays(context: ReviewContext) -> None:
    take(context, "Ann", "R1,1,2,infection,survived")
    done = take(context, "Ann", "R1,1,3,infection,")
    assert (done.new, done.corrected, done.unchanged) == (0, 2, 1)
    ages = [(row["value"], row["version"], row["status"]) for row in versions(context) if row["field"] == "age"]
    assert ages == [("2", "1", "earlier"), ("3", "2", "holds")]
    assert [row["value"] for row in versions(context) if row["field"] == "survival"] == ["survived", ""]


def test_with_a_mistake_anywhere_nothing_is_stored(context: ReviewContext) -> None:
    before = rows_of(context)
    done = take(context, "Ann", "R1,1,200,infection,survived", "R2,1,3,infection,survived", "R99,1,3,infection,")
    assert not done.stored
    assert [(each.row, each.column) for each in done.mistakes] == [(2, "age"), (4, "report")]
    assert rows_of(context) == before


def test_the_rows_without_a_mistake_are_stored_when_asked_for(context: ReviewContext) -> None:
    done = take(context, "Ann", "R1,1,200,infection,survived", "R2,1,3,infection,survived", partial=True)
    assert done.stored
    assert done.reports == ("R000002",)
    assert len(done.mistakes) == 1


def test_a_report_may_be_named_by_its_doi(context: ReviewContext) -> None:
    done = take(context, "Ann", "https://doi.org/10.5555/TRIAL.2,1,infection", head="doi,patient,trigger")
    assert done.reports == ("R000002",)
    strange = take(context, "Ann", "10.5555/none,1,infection", head="doi,patient,trigger")
    assert strange.mistakes[0].problem == "means no report of this review"


def test_two_rows_about_the_same_patient_that_differ_are_a_mistake(context: ReviewContext) -> None:
    done = take(context, "Ann", "R1,1,2,infection,", "R1,1,3,infection,")
    (mistake,) = done.mistakes
    assert (mistake.file, mistake.row, mistake.column, mistake.value) == ("t.csv", 3, "age", "3")
    assert "t.csv, row 2" in mistake.allowed


def test_two_extractors_who_differ_are_listed_until_a_third_settles_it(context: ReviewContext) -> None:
    take(context, "Ann", "R1,1,2,infection,survived")
    take(context, "Ben", "R1,1,3,infection,survived")
    (found,) = list_disagreements(context)
    assert (found.field, found.answers) == ("age", {"Ann": "2", "Ben": "3"})
    text, number = disagreements_to_csv(context)
    assert number == 1
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["report"], row["patient"], row["field"], row["given"]) == ("R000001", "1", "age", "Ann: 2; Ben: 3")
    path = context.review.folder / "settled.csv"
    path.write_text(text.rstrip("\n") + "4\n", encoding="utf-8")
    done = import_tables(context, [path], extractor="Cleo", settles=True)
    assert (done.new, done.stored) == (1, True)
    assert list_disagreements(context) == ()
    assert [row["status"] for row in versions(context) if row["field"] == "age"] == ["earlier", "earlier", "holds"]
    assert import_tables(context, [path], extractor="Cleo", settles=True).unchanged == 1


def test_an_empty_cell_of_a_wide_table_settles_nothing(context: ReviewContext) -> None:
    take(context, "Ann", "R1,1,2,infection,survived")
    take(context, "Ben", "R1,1,3,infection,survived")
    done = take(context, "Cleo", "R1,1,2,infection,", settles=True)
    assert done.new == 2
    assert {row["field"] for row in versions(context) if row["status"] == "holds"} == {"age", "trigger", "survival"}


def test_a_withdrawn_row_is_gone_and_its_history_stays(context: ReviewContext) -> None:
    take(context, "Ann", "R1,1,2,infection,survived", "R1,2,2,infection,survived")
    withdraw_row(context, "R1", level="patient", place=["2"], extractor="Ann")
    assert {row["status"] for row in versions(context) if row["patient"] == "2"} == {"withdrawn", "withdrawal"}
    with pytest.raises(UsageError, match="Ben has no such row"):
        withdraw_row(context, "R1", level="patient", place=["1"], extractor="Ben")
    with pytest.raises(UsageError, match="no level 'arm'"):
        withdraw_row(context, "R1", level="arm", place=["1"], extractor="Ann")
    with pytest.raises(UsageError, match="Which row"):
        withdraw_row(context, "R1", level="patient", place=[], extractor="Ann")


def test_progress_tells_who_extracted_what_is_missing_and_what_is_not_included(context: ReviewContext) -> None:
    take(context, "Ann", "R1,1,2,infection,survived", "R3,1,2,infection,survived")
    take(context, "Ben", "R1,1,3,infection,survived")
    take(context, "Ben", "R2,1,age,4", head="report,patient,field,value")
    told = [
        (each.report, each.included, each.extractors, each.open, each.missing) for each in extraction_progress(context)
    ]
    assert told == [
        ("R000001", True, ("Ann", "Ben"), 1, ()),
        ("R000002", True, ("Ben",), 0, ("1 / Trigger",)),
        ("R000003", False, ("Ann",), 0, ()),
    ]


def test_a_workbook_has_a_sheet_for_each_level_with_drop_downs_and_comes_back_as_it_was(context: ReviewContext) -> None:
    made = build_template(context, [], "xlsx")
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
    path = context.review.folder / "t.xlsx"
    book.save(path)
    done = import_tables(context, [path], extractor="Ann")
    assert (done.mistakes, done.new) == ((), 3)
    filled = build_template(context, [], "xlsx", extractor="Ann")
    assert filled.answers == 3
    path.write_bytes(filled.content)
    assert import_tables(context, [path], extractor="Ann").unchanged == filled.answers
    assert build_template(context, [], "xlsx", extractor="Ben").answers == 0


def test_what_was_extracted_comes_back_in_a_flat_table_too(context: ReviewContext) -> None:
    head = "report,design,patient,trigger"
    take(context, "Ann", "R1,case series,1,infection", "R1,,2,unknown", head=head)
    text = build_template(context, [], "csv", extractor="Ann").content.decode()
    rows = [(row["report"], row["design"], row["patient"], row["trigger"]) for row in csv.DictReader(io.StringIO(text))]
    assert rows == [
        ("R000001", "case series", "1", "infection"),
        ("R000001", "case series", "2", "unknown"),
        ("R000002", "", "1", ""),
    ]


def test_a_table_for_nobody_says_what_to_do_first(tmp_path: Path, context: ReviewContext) -> None:
    decide_reports(context, ["R1", "R2"], Decision.EXCLUDE, stage=Stage.FULL_TEXT, reviewer="Ann", reason="wrong route")
    with pytest.raises(UsageError, match="No report is included yet"):
        build_template(context, [], "csv")
    assert build_template(context, ["R3"], "csv").reports == 1


def test_a_review_without_a_form_says_where_it_belongs(context: ReviewContext) -> None:
    (context.review.folder / "extraction.toml").unlink()
    with pytest.raises(UsageError, match=r"there is no extraction\.toml"):
        extraction_progress(context)


def test_a_file_that_is_no_table_is_refused(context: ReviewContext) -> None:
    path = context.review.folder / "t.xlsx"
    path.write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(FormatError):
        import_tables(context, [path], extractor="Ann")


def test_joined_reports_keep_what_was_extracted_from_either(context: ReviewContext) -> None:
    take(context, "Ann", "R1,1,2,infection,survived", "R2,2,3,unknown,died")
    first, second = "embase:L700001", "embase:L700002"
    judge.judge_pair(context, first, second, "duplicate", person="Ann")
    assert {(row["report"], row["patient"]) for row in versions(context)} == {("R000001", "1"), ("R000001", "2")}


def test_no_address_that_a_source_made_up_reaches_the_table(context: ReviewContext) -> None:
    hostile = article(4, DO="", UR="javascript:alert(1)//\x1b[31m")
    export = write_export(context.review.folder / "exports" / "hostile.ris", [hostile])
    import_files(context, [export], "embase", search_date=context.now().date())
    decide_reports(context, ["R4"], Decision.INCLUDE, stage=Stage.FULL_TEXT, reviewer="Ann", implied=True)
    assert "javascript" not in build_template(context, ["R4"], "csv").content.decode()
