"""Names of reports, studies and judgements are written one way and read in every way people type them."""

from __future__ import annotations

import pytest

from harvester.identifiers import (
    is_report_name,
    judgement_name,
    parse_judgement_name,
    parse_report_name,
    report_name,
    study_as_report_name,
    study_name,
)


def test_names_are_written_with_zeros_where_a_column_of_them_should_line_up() -> None:
    assert (report_name(123), study_name(1_234_567), judgement_name(12)) == ("R000123", "S1234567", "J12")


@pytest.mark.parametrize(("name", "number"), [("R000123", 123), (" r123 ", 123), ("R0", 0), ("pubmed:123", 0), ("", 0)])
def test_a_report_is_read_with_or_without_zeros(name: str, number: int) -> None:
    assert parse_report_name(name) == number
    assert is_report_name(name) == name.strip().upper().startswith("R")


@pytest.mark.parametrize(
    ("name", "number"), [("J12", 12), (" j12 ", 12), ("12", 12), ("R12", None), ("", None), ("J" + "9" * 30, None)]
)
def test_a_judgement_is_read_with_or_without_its_letter(name: str, number: int | None) -> None:
    assert parse_judgement_name(name) == number


def test_a_study_is_named_after_its_oldest_report() -> None:
    assert [study_as_report_name(name) for name in ("S000012", "s12", "R12")] == ["R000012", "R12", "R12"]
