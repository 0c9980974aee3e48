"""Tables that come back filled in: every answer, and every mistake at once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from harvester.extraction.read_table import ParsedTable, read_extraction_tables
from harvester.formats.tables.grid import Grid
from tests.extraction.forms import form, grid

FORM = form()
HEAD = ("report", "citation", "patient", "age", "trigger", "survival")


def filled(*grids: Grid) -> ParsedTable:
    return read_extraction_tables(FORM, grids, file="t.csv")


def test_a_row_gives_its_answers_with_what_was_entered() -> None:
    (row,) = filled(grid(HEAD, ("R000001", "Foo 2020", "1", "22 months", "Infection", ""))).rows
    assert (row.naming.report, row.level, row.place, row.row) == ("R000001", "patient", ("1",), 2)
    assert row.answers == {"age": ("22 months", "1.8333"), "trigger": ("Infection", "infection"), "survival": ("", "")}


def test_a_row_nobody_filled_in_yet_is_passed_over() -> None:
    found = filled(grid(HEAD, ("R000001", "Foo 2020", "1"), ("R000002", "Bar", "1", "", "", "")))
    assert found == ParsedTable(rows=(), mistakes=())


def test_headings_may_be_keys_or_labels_in_any_writing() -> None:
    head = ("DOI", "Patient", "Age [years]", "TRIGGER", "Survival ")
    (row,) = filled(grid(head, ("10.1/x", "1", "4", "unknown", "died"))).rows
    assert row.answers["age"] == ("4", "4")
    assert row.naming.doi == "10.1/x"


def test_a_flat_table_holds_several_levels() -> None:
    head = ("report", "design", "patient", "trigger")
    rows = filled(grid(head, ("R1", "case series", "1", "infection"), ("R1", "", "2", "unknown"))).rows
    assert [(row.level, row.place) for row in rows] == [("report", ()), ("patient", ("1",)), ("patient", ("2",))]


def test_every_mistake_is_told_with_file_row_column_value_and_what_is_allowed() -> None:
    found = filled(
        grid(
            (*HEAD, "colour"),
            ("R1", "", "", "4", "infection", "died", ""),
            ("", "", "1", "4", "infection", "died", ""),
            ("R1", "", "1", "400", "infecton", "gone", ""),
            ("R1", "", "2", "4", "", "died", ""),
            ("R1", "", "3", "4", "infection", "died", "", "extra"),
        )
    )
    assert [str(each) for each in found.mistakes] == [
        ('t.csv, row 1, column colour: is no column of the form. Allowed: patient, design, people, age, trigger, '
        "ferritin, signs, begun, intubated, survival."),
        (
            "t.csv, row 2, column Patient: is empty. Allowed: a number or a name of up to 100 characters that says "
            "which patient."
        ),
        "t.csv, row 3, column report: names no report. Allowed: R000123, a DOI or a PMID.",
        ('t.csv, row 4, column age: "400" is more than 120. Allowed: an age: a number of years, or such as 22 months, '
        "3 weeks, 5 days, 1 year 6 months, at most 120 years."),
        ('t.csv, row 4, column trigger: "infecton" is none of the choices. Allowed: Did you mean "infection"? one of: '
        "infection, rheumatological, oncological, unknown."),
        't.csv, row 4, column survival: "gone" is none of the choices. Allowed: one of: survived, died, unknown.',
        ("t.csv, row 5, column trigger: is empty, and must be filled in. Allowed: one of: infection, rheumatological, "
        "oncological, unknown."),
        't.csv, row 6, column 8: "extra" is in a column without a heading. Allowed: nothing.',
    ]  # fmt: skip
    assert found.rows == ()


def test_a_sheet_that_is_no_table_of_the_form_is_told_and_the_guide_is_not() -> None:
    found = filled(
        grid(("Name", "Score"), ("a", "1"), sheet="Notes"), grid(("Sheet", "Column"), sheet="How to fill in")
    )
    (mistake,) = found.mistakes
    assert mistake.problem == "this is no table of the form"
    assert mistake.sheet == "Notes"


def test_a_long_table_has_an_answer_a_row_and_blank_ones_are_open() -> None:
    head = ("report", "patient", "field", "given", "value")
    found = filled(
        grid(
            head,
            ("R1", "1", "age", "A: 2", "3"),
            ("R1", "1", "survival", "", ""),
            ("R1", "1", "trigger", "", "(empty)"),
        )
    )
    assert [row.answers for row in found.rows] == [{"age": ("3", "3")}, {"trigger": ("", "")}]
    assert not any(row.is_wide for row in found.rows)


def test_a_long_table_that_names_an_unknown_field_says_which_there_are() -> None:
    (mistake,) = filled(grid(("report", "field", "value"), ("R1", "desing", "case report"))).mistakes
    assert mistake.allowed.startswith('Did you mean "design"?')


def test_a_heading_that_stands_twice_is_told() -> None:
    found = filled(grid(("report", "design", "Design"), ("R1", "case report", "case series")))
    assert "is there twice" in found.mistakes[0].problem


@given(
    st.lists(st.lists(st.sampled_from([*HEAD, "R1", "1", "infection", "x", ""]), min_size=1, max_size=7), max_size=5)
)
def test_any_table_gives_rows_and_mistakes_and_no_error(rows: list[list[str]]) -> None:
    read_extraction_tables(FORM, [grid(*rows)] if any(any(row) for row in rows[:1]) else [], file="t.csv")
