"""Terms are found as people mean them."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.screening.session import find_terms


def found(text: str, *include: str, exclude: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    return [(text[mark.start : mark.end], mark.side) for mark in find_terms(text, include=include, exclude=exclude)]


@pytest.mark.parametrize(
    ("text", "term", "hits"),
    [
        ("Anakinra and ANAKINRA", "anakinra", ["Anakinra", "ANAKINRA"]),
        ("anakinras", "anakinra", []),
        ("haemophagocytic, haemophagocytosis", "haemophagocyt*", ["haemophagocytic", "haemophagocytosis"]),
        ("macrophage\n activation", "macrophage activation", ["macrophage\n activation"]),
        ("IL-1 (IL-1β)", "IL-1", ["IL-1"]),
        ("a.b", "a.b", ["a.b"]),
        ("axb", "a.b", []),
        ("anything", "*", []),
        ("anything", "  ", []),
    ],
)
def test_a_term_is_whole_words_without_regard_to_capitals(text: str, term: str, hits: list[str]) -> None:
    assert [each for each, _ in found(text, term)] == hits


def test_terms_for_and_against_are_told_apart_and_never_overlap() -> None:
    text = "anakinra in mice; subcutaneous anakinra"
    assert found(text, "anakinra", exclude=("mice", "subcutaneous anakinra")) == [
        ("anakinra", "include"), ("mice", "exclude"), ("subcutaneous anakinra", "exclude"),
    ]  # fmt: skip


@given(st.text("ab c*", max_size=20), st.lists(st.text("ab c*", max_size=4), max_size=4))
def test_marks_stand_in_order_inside_the_text(text: str, terms: list[str]) -> None:
    places = [(mark.start, mark.end) for mark in find_terms(text, include=terms[:2], exclude=terms[2:])]
    assert places == sorted(places)
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(places))
