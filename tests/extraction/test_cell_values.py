"""What stands in a cell becomes a value, or it is said what may stand there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.extraction.form.cell_values import InvalidCell, age_in_years, describe_allowed, parse_cell
from tests.extraction.forms import form

FORM = form()


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("age", "22 months", "1.8333"),
        ("age", "2", "2"),
        ("age", "2.0", "2"),
        ("age", "3 weeks", "0.0575"),
        ("age", "1 year 6 months", "1.5"),
        ("age", "17-year-old", "17"),
        ("age", "18 mo.", "1.5"),
        ("age", "5 days old", "0.0137"),
        ("people", "4", "4"),
        ("people", "4.0", "4"),
        ("people", "+4", "4"),
        ("ferritin", "12500", "12500"),
        ("ferritin", "12.5 mg/L", "12500"),
        ("ferritin", "12.5 MG / l", "12500"),
        ("ferritin", "900 µg/L", "900"),
        ("ferritin", "900 μg/l", "900"),
        ("ferritin", "1e3", "1000"),
        ("trigger", "Infection ", "infection"),
        ("trigger", "UNKNOWN", "unknown"),
        ("signs", "rash; fever", "fever; rash"),
        ("signs", "rash;; rash", "rash"),
        ("begun", "2020-01-31", "2020-01-31"),
        ("begun", "2020-01-31 00:00:00", "2020-01-31"),
        ("begun", "2020-01", "2020-01"),
        ("begun", "2020", "2020"),
        ("intubated", "Y", "yes"),
        ("intubated", "FALSE", "no"),
        ("trigger", "  ", ""),
    ],
)
def test_a_cell_is_read_as_it_is_meant(key: str, text: str, value: str) -> None:
    assert parse_cell(FORM.field(key), text) == value


@pytest.mark.parametrize(
    ("key", "text", "problem"),
    [
        ("age", "old", "is no age"),
        ("age", "2,5", "comma"),
        ("age", "130", "is more than 120"),
        ("age", "1600 months", "makes 133.3333 years, which is more than 120"),
        ("age", "6 months 1 year", "is no age"),
        ("people", "0", "is less than 1"),
        ("people", "2.5", "is no whole number"),
        ("people", "3 men", "has 'men' behind the number"),
        ("people", "1,234", "comma"),
        ("ferritin", "<40", "is not one number"),
        ("ferritin", "about 40", "is not one number"),
        ("ferritin", "10-20", "is a range"),
        ("ferritin", "5 ng/mL", "in a unit that the form does not know (ng/mL)"),
        ("ferritin", "-5", "is less than 0"),
        ("ferritin", "2000 mg/L", "makes 2000000 µg/L, which is more than 1000000"),
        ("trigger", "infecton", "is none of the choices"),
        ("signs", "fever; itch", "is none of the choices"),
        ("begun", "31.1.2020", "is no date"),
        ("begun", "2021-02-30", "is no day of the calendar"),
        ("begun", "1999-12-31", "is before 2000-01-01"),
        ("begun", "2031-01-01", "is after 2030"),
        ("intubated", "maybe", "is neither yes nor no"),
        ("trigger", "infection\x00", "control characters"),
    ],
)
def test_a_cell_that_cannot_be_read_says_why_and_what_may_stand_there(key: str, text: str, problem: str) -> None:
    with pytest.raises(InvalidCell) as refused:
        parse_cell(FORM.field(key), text)
    assert problem in refused.value.problem
    assert refused.value.allowed


def test_a_word_near_a_choice_is_suggested() -> None:
    with pytest.raises(InvalidCell) as refused:
        parse_cell(FORM.field("trigger"), "infecton")
    assert refused.value.allowed.startswith('Did you mean "infection"? one of: infection,')


def test_what_is_allowed_names_units_and_bounds() -> None:
    assert "in µg/L unless mg/L follows it, from 0 to 1000000" in describe_allowed(FORM.field("ferritin"))
    assert describe_allowed(FORM.field("age")).endswith("at most 120 years")


@given(st.integers(0, 120), st.integers(0, 11))
def test_years_and_months_are_years_and_twelfths(years: int, months: int) -> None:
    assert age_in_years(f"{years} years {months} months") == pytest.approx(years + months / 12)


@pytest.mark.parametrize("key", ["age", "people", "ferritin", "trigger", "signs", "begun", "intubated", "survival"])
@given(text=st.text(max_size=30))
def test_any_text_gives_a_value_that_reads_as_itself_or_is_refused(key: str, text: str) -> None:
    field = FORM.field(key)
    try:
        value = parse_cell(field, text)
    except InvalidCell:
        return
    assert parse_cell(field, value) == value
