from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from harvester.review.validation_messages import TomlPath, locate_keys, nearest_line

ODD = '''\
# [[search]] in a comment
top = 1
[review] # [not] a table
title = """
[[search]]
key = "no"
"""  # after a text of three lines
'quoted key' = 'it'
"a.b" = "# no comment"
dotted.inner . leaf = 2

[[search]]
key = "one"
  [search.more]
  limits = [ # a list
    "a",
    # between
    ["b", "c"],

    {x = 1, y = ["]", "}"]},
  ]
[[ search ]]
key = "two"
[[search.part]]
n = 1
[[search.part]]
n = 2
[screening]
when = 1979-05-27 07:32:00
number = -1.5e3
last = \'\'\'
x = 1\'\'\'
end = true
'''


def test_every_place_has_the_line_it_stands_in() -> None:
    assert tomllib.loads(ODD)
    places = locate_keys(ODD)
    assert {
        ("top",): 2,
        ("review",): 3,
        ("review", "title"): 4,
        ("review", "quoted key"): 8,
        ("review", "a.b"): 9,
        ("review", "dotted"): 10,
        ("review", "dotted", "inner", "leaf"): 10,
        ("search",): 12,
        ("search", 0): 12,
        ("search", 0, "key"): 13,
        ("search", 0, "more"): 14,
        ("search", 0, "more", "limits"): 15,
        ("search", 0, "more", "limits", 0): 16,
        ("search", 0, "more", "limits", 1, 1): 18,
        ("search", 0, "more", "limits", 2, "y"): 20,
        ("search", 1): 22,
        ("search", 1, "key"): 23,
        ("search", 1, "part", 0, "n"): 25,
        ("search", 1, "part", 1): 26,
        ("search", 1, "part", 1, "n"): 27,
        ("screening", "when"): 29,
        ("screening", "number"): 30,
        ("screening", "last"): 31,
        ("screening", "end"): 33,
    }.items() <= places.items()


def test_each_value_of_the_text_has_a_place() -> None:
    assert set(_places(tomllib.loads(ODD))) - set(locate_keys(ODD)) == set()


def test_lines_are_counted_the_same_with_carriage_returns() -> None:
    assert locate_keys(ODD.replace("\n", "\r\n")) == locate_keys(ODD)


def test_an_absent_key_is_placed_at_the_table_around_it() -> None:
    places = locate_keys(ODD)
    assert nearest_line(places, ("search", 1, "kind")) == 22
    assert nearest_line(places, ("nowhere", "at", "all")) is None


@given(st.text("[]{}=.,\"'\n #ab\\", max_size=60))
def test_a_text_that_is_not_toml_never_stops_the_search_for_places(text: str) -> None:
    assert all(1 <= line <= text.count("\n") + 1 for line in locate_keys(text).values())


def _places(value: Any, at: TomlPath = ()) -> Iterator[TomlPath]:
    if at:
        yield at
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _places(item, (*at, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _places(item, (*at, number))
