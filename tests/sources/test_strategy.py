from __future__ import annotations

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.errors import SourceRefused
from harvester.sources import extract_query


def test_lines_are_joined_and_comments_for_people_are_not_sent() -> None:
    text = "\ufeff// PubMed, by AB\r\n(anakinra[tiab] OR\r\n\r\n  kineret[tiab])\r\n// no limits\r\nAND hlh[tiab]\r\n"

    assert extract_query(text) == "(anakinra[tiab] OR kineret[tiab]) AND hlh[tiab]"


def test_two_slashes_inside_a_line_are_part_of_the_query() -> None:
    assert extract_query("10.1000//x[aid]") == "10.1000//x[aid]"


@pytest.mark.parametrize("text", ["", "  \n\t\n", "// only a comment\n", "\ufeff"])
def test_a_text_without_a_query_is_refused(text: str) -> None:
    with pytest.raises(SourceRefused, match="no query") as refusal:
        extract_query(text)

    assert refusal.value.hint


@pytest.mark.parametrize("line", ["#1 asthma[tiab]", "# 2 copd[tiab]", "#3 #1 OR #2"])
def test_a_numbered_line_set_is_refused_with_its_line(line: str) -> None:
    with pytest.raises(SourceRefused, match="line 2") as refusal:
        extract_query(f"// head\n{line}\n")

    assert "one expression" in refusal.value.hint


@given(st.text())
def test_any_text_gives_one_line_that_can_be_sent_or_is_refused(text: str) -> None:
    try:
        query = extract_query(text)
    except SourceRefused:
        return
    assert urlencode({"term": query})
    assert len(query.splitlines()) == 1


@pytest.mark.parametrize("text", ["asthma\ud800[tiab]", "\udcff"])
def test_characters_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(SourceRefused, match="invalid characters"):
        extract_query(text)
