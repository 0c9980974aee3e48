"""Every folder of ../shared/data/cases that is about reading gives the values that its expected.txt names."""

from __future__ import annotations

from typing import Final

import pytest

from harvester.formats import parse_file
from harvester.formats.model import ParsedRecord
from tests.formats.case_values import ELSEWHERE, Case
from tests.formats.common_cases import VALUES
from tests.formats.platform_cases import PLATFORMS
from tests.support import shared_data

CASES: Final = (*PLATFORMS, *VALUES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.file}:{case.position}")
def test_g_each_case_gives_the_values_expected(case: Case) -> None:
    path = shared_data(f"cases/{case.file}")
    parsed = parse_file(path.read_bytes(), name=path.name)
    assert not parsed.unreadable
    record = parsed.records[case.position - 1]
    expected = {**case.stated, **case.implied}
    assert {key: value_of(record, key) for key in expected} == expected


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.file}:{case.position}")
def test_g_what_the_table_calls_stated_is_in_the_text_of_the_case(case: Case) -> None:
    text = squeezed((shared_data(f"cases/{case.file}").parent / "expected.txt").read_text("utf-8"))
    assert [value for value in case.stated.values() if squeezed(str(value)) not in text] == []


def test_g_no_folder_of_cases_is_left_out() -> None:
    folders = {path.name for path in shared_data("cases").iterdir() if path.is_dir()}
    held = {case.file.partition("/")[0] for case in CASES} | set(ELSEWHERE)
    assert sorted(folders - held) == []


def value_of(record: ParsedRecord, key: str) -> object:
    """Return a value of a record by the key under which the table has it."""
    citation = record.citation
    if key == "accession":
        return record.accession
    if key == "authors":
        return " / ".join(f"{author.family}|{author.given}".rstrip("|") for author in citation.authors)
    if key == "groups":
        return [author.family for author in citation.authors if author.group]
    if key.startswith("identifier:"):
        return citation.identifier(key.partition(":")[2])
    return getattr(citation, key)


def squeezed(text: str) -> str:
    """Return a text in lower case without white space, so that line breaks and columns do not matter."""
    return "".join(text.casefold().split())


def test_a_year_and_a_date_that_disagree_are_a_warning() -> None:
    path = shared_data("cases/year-and-date-disagree/in.ris")
    (warning,) = parse_file(path.read_bytes(), name=path.name).warnings
    assert warning.line == 39
    assert "year 2013, date 2014-04-01" in warning.message
