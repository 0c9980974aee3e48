"""Frozen dataclasses made quickly are what dataclasses makes of them."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, dataclass, field, fields, replace

import pytest

from harvester.citation import Author, Citation
from harvester.frozen import quickly_made, row_maker


def test_a_citation_made_quickly_is_frozen_equal_hashable_and_comes_back_from_copies_and_pickles() -> None:
    made = Citation(title="A made-up title", authors=(Author("Doe", "J."),), year=2020)
    assert type(made) is Citation
    assert made == replace(Citation(), title="A made-up title", authors=(Author("Doe", "J."),), year=2020)
    assert pickle.loads(pickle.dumps(made)) == copy.deepcopy(made) == made  # noqa: S301 - our own bytes
    assert len({made, copy.copy(made)}) == 1
    with pytest.raises(FrozenInstanceError):
        made.title = "another"  # type: ignore[misc]


def test_every_field_has_its_own_value() -> None:
    values = {one.name: f"value of {one.name}" for one in fields(Citation)}
    made = Citation(**values)  # type: ignore[arg-type]
    assert {name: getattr(made, name) for name in values} == values


def test_a_row_of_all_its_values_makes_the_same() -> None:
    made = row_maker(Author)(("Doe", "J.", "Jr", False))
    assert made == Author("Doe", "J.", "Jr")
    assert type(made) is Author
    assert pickle.loads(pickle.dumps(made)) == made  # noqa: S301 - our own bytes
    with pytest.raises(FrozenInstanceError):
        made.family = "another"  # type: ignore[misc]
    with pytest.raises(ValueError, match="unpack"):
        row_maker(Author)(("Doe", "J."))


def test_what_is_left_out_or_too_much_is_refused() -> None:
    with pytest.raises(TypeError, match="family"):
        Author()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="colour"):
        Author("Doe", colour="red")  # type: ignore[call-arg]


def test_fields_that_need_more_than_an_assignment_are_refused() -> None:
    @dataclass(frozen=True, slots=True)
    class Listed:
        values: list[str] = field(default_factory=list)

    with pytest.raises(TypeError, match="Listed"):
        quickly_made(Listed)
