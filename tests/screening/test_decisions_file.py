"""A table of decisions is taken over whole or not at all, and every mistake in it is named with its line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.errors import FormatError
from harvester.screening.decisions_file import STAGES, DecisionLine, read_decisions

HEAD = "search,accession,doi,stage,decision,reason,reviewer\n"


def read(text: str | bytes) -> tuple[DecisionLine, ...]:
    data = text if isinstance(text, bytes) else text.encode()
    return read_decisions(data, name="d.csv", reviewer="Ann")


def test_a_row_is_read_as_it_stands() -> None:
    [line] = read(HEAD + "embase,L1,https://doi.org/10.5555/ABC,Title-Abstract, Include ,,Bob\n")
    assert line == DecisionLine(
        line=2,
        report="",
        search="embase",
        accession="L1",
        doi="10.5555/abc",
        stage="title-abstract",
        decision="include",
        reason="",
        reviewer="Bob",
    )


def test_a_doi_that_is_none_is_kept_as_it_stands() -> None:
    assert read("doi,stage,decision\nin press,full-text,include\n")[0].doi == "in press"


def test_who_is_not_named_is_the_one_who_brings_the_table() -> None:
    assert read("report,stage,decision\nR1,full-text,include\n")[0].reviewer == "Ann"


@pytest.mark.parametrize("data", [b"\xef\xbb\xbf" + HEAD.encode(), HEAD.replace("\n", "\r\n").encode()])
def test_a_byte_order_mark_and_windows_line_ends_are_no_obstacle(data: bytes) -> None:
    assert [line.line for line in read(data + b"embase,L1,,retrieval,retrieved,,\r\n")] == [2]


def test_columns_may_stand_in_any_order_and_case_with_others_between() -> None:
    [line] = read("Decision,Note,STAGE,Report\ninclude,see me,full-text,R1\n")
    assert (line.report, line.stage, line.decision) == ("R1", "full-text", "include")


@pytest.mark.parametrize(("stage", "decision"), [(stage, one) for stage, those in STAGES.items() for one in those])
def test_every_stage_takes_its_own_decisions(stage: str, decision: str) -> None:
    assert read(f"report,stage,decision\nR1,{stage},{decision}\n")[0].decision == decision


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("embase,L1,,coffee,include,,", "stage: 'coffee' is none of before-screening, title-abstract"),
        ("embase,L1,,before-screening,include,,", "'include' is none of exclude (stage before-screening)"),
        ("embase,L1,,retrieval,include,,", "none of retrieved, not retrieved"),
        ("embase,L1,,,,,", "stage: ''"),
        ("embase,,,full-text,include,,", "names no report"),
        ("embase,L1,,full-text,include,rats,", "reason: 'rats' goes with an exclusion only"),
    ],
)
def test_a_wrong_row_is_named_with_its_line_and_what_is_allowed(row: str, said: str) -> None:
    with pytest.raises(FormatError) as caught:
        read(f"{HEAD}embase,L1,,full-text,include,,\n{row}\n")
    assert "1 of 2 decisions" in caught.value.message
    assert f"d.csv:3: {said}" in caught.value.message or said in caught.value.message


def test_a_row_with_line_breaks_inside_is_named_by_where_it_begins() -> None:
    with pytest.raises(FormatError, match=r"d\.csv:4: "):
        read(f'{HEAD}embase,"L\n1",,full-text,include,,\nembase,L1,,coffee,include,,\n')


@pytest.mark.parametrize(
    "data",
    [b"", b"\n", b"TY  - JOUR\n", b"\xff\xfe\x00", b'report,stage,decision\n"R1', HEAD.encode("utf-16"), b"\x00"],
)
def test_a_file_that_is_no_such_table_is_refused_with_what_it_needs(data: bytes) -> None:
    with pytest.raises(FormatError, match="not a table of decisions"):
        read(data)


@pytest.mark.parametrize("head", ["stage,report", "decision,report", "stage,decision"])
def test_a_table_without_a_column_that_is_needed_is_refused(head: str) -> None:
    with pytest.raises(FormatError, match="its columns are") as caught:
        read(f"{head}\nx,y\n")
    assert "report, accession or doi" in caught.value.hint


def test_a_table_without_rows_decides_nothing() -> None:
    assert read(HEAD) == ()


@given(st.binary(max_size=200))
def test_any_bytes_are_decisions_or_a_clear_refusal(data: bytes) -> None:
    for content in (data, HEAD.encode() + data):
        try:
            read(content)
        except FormatError as refusal:
            assert "d.csv" in refusal.message or "decisions" in refusal.message  # noqa: PT017 - either way is right
