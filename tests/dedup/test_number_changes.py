"""Numbers in titles: what is written in another way, and what makes another report."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester import normalise
from harvester.dedup import explain
from harvester.dedup.comparison.number_changes import compare_title_numbers
from tests.dedup.reports import vary

WORDS = "type", "in", "part", "i", "ii", "v", "x", "2", "10", "100", "000", "1998", "2005", "05", "two", "twelve"
TITLES = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)


def differ(left: str, right: str) -> int:
    titles = np.array([normalise.title(left), normalise.title(right)], dtype=object)
    return int(compare_title_numbers(titles, np.array([0]), np.array([1]))[0])


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Diet in type II diabetes", "Diet in type 2 diabetes"),
        ("Health of migrants, part III", "Health of migrants, part 3"),
        ("Asthma in Wales, 2005-2010", "Asthma in Wales, 2005-10"),
        ("Asthma in Wales, 1998-2003", "Asthma in Wales, 1998-03"),
        ("Cases per 100,000 in Norway", "Cases per 100 000 in Norway"),
        ("Cases per 100,000 in Norway", "Cases per 100000 in Norway"),
        ("A twelve-month trial of gardening", "A 12-month trial of gardening"),
    ],
)
def test_a_number_written_in_another_way_is_the_same_number(left: str, right: str) -> None:
    assert differ(left, right) == 0
    one = vary(title=left, doi="", abstract="")
    assert explain(one, vary(one, title=right, pages="")).outcome == "duplicate"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Diet in type I diabetes of adults", "Diet in type 2 diabetes of adults"),
        ("Asthma in Wales, 2005-2010", "Asthma in Wales, 2005-12"),
        ("Teaching fractions in grade four", "Teaching fractions in grade five"),
        ("Quality of life 6 months after stroke", "Quality of life 12 months after stroke"),
        ("Studies on the knee: IV. Ligaments", "Studies on the knee: V. Ligaments"),
    ],
)
def test_another_number_in_the_same_words_makes_another_report(left: str, right: str) -> None:
    assert differ(left, right) == 3
    one = vary(title=left, doi="", abstract="")
    assert explain(one, vary(one, title=right, pages="")).outcome == "distinct"


@given(st.lists(TITLES, min_size=1, max_size=8), st.data())
def test_of_many_pairs_each_is_told_what_it_is_told_alone(titles: list[str], data: st.DataObject) -> None:
    places = st.lists(st.integers(0, len(titles) - 1), min_size=6, max_size=6)
    a, b = np.array(data.draw(places)), np.array(data.draw(places))
    column = np.array(titles, dtype=object)
    told = compare_title_numbers(column, a, b)
    assert told.tolist() == compare_title_numbers(column, b, a).tolist()
    alone = [compare_title_numbers(column, a[place : place + 1], b[place : place + 1]).tolist() for place in range(6)]
    assert [[level] for level in told.tolist()] == alone


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Traumatismes du genou (première partie)", "Traumatismes du genou (deuxième partie)"),
        ("Traumatismos de la rodilla: primera parte", "Traumatismos de la rodilla: segunda parte"),
        ("Lesões do joelho em atletas: parte I", "Lesões do joelho em atletas: parte II"),
        ("Verletzungen des Kniegelenks. Erster Teil", "Verletzungen des Kniegelenks. Zweiter Teil"),
        ("Verletzungen des Kniegelenks. 1. Mitteilung", "Verletzungen des Kniegelenks. 2. Mitteilung"),
        ("Lesioni del ginocchio: parte prima", "Lesioni del ginocchio: parte seconda"),
        ("Knieletsel bij voetballers. Eerste deel", "Knieletsel bij voetballers. Tweede deel"),
        ("膝关节损伤的护理（一）", "膝关节损伤的护理（二）"),
        ("膝関節損傷の看護（第1報）", "膝関節損傷の看護（第2報）"),
    ],
)
def test_parts_are_counted_in_other_languages(left: str, right: str) -> None:
    one = vary(title=left, doi="", abstract="")
    assert explain(one, vary(one, title=right, pages="")).outcome == "distinct"
    assert explain(one, vary(one, title=left, pages="")).outcome == "duplicate"
