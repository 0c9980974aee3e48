"""The values of one record by the fields that its tags fill: what RIS, MEDLINE text and tables have in common. Pure.

A reader gathers the values of a record under the tags (or column names) of its file and gives a table that says which
tags fill which field, best first. What no field takes stays under its own tag in ``Citation.extra``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Final

_ONE_VALUE: Final = (
    "title title_original volume language publisher place year date journal abbreviation issue pages first_page "
    "last_page article_number"
)
_SINGLE: Final = dict.fromkeys(_ONE_VALUE.split(), "")
"""The fields that have one value, empty."""
_MOST_PLANS: Final = 10_000


class Plan:
    """Which tags of a record fill which field, best first, and which fill none: the same for all records with these
    tags. ``single`` are the fields of one value with their tags, None when several tags contend for one of them.
    """

    __slots__ = ("fields", "rest", "single")

    def __init__(self, fields: dict[str, tuple[str, ...]], rest: tuple[str, ...]) -> None:
        self.fields = fields
        self.rest = rest
        single = tuple((field, tags) for field, tags in fields.items() if field in _SINGLE)
        contended = any(len(tags) > 1 for _, tags in single)
        self.single = None if contended else tuple((field, tags[0]) for field, tags in single)


class Table:
    """Which tags (or columns) fill which field, best first; a tag fills one field only."""

    __slots__ = ("_plans", "places")

    def __init__(self, fields: Mapping[str, Sequence[str]]) -> None:
        self.places = {tag: (rank, field) for field, tags in fields.items() for rank, tag in enumerate(tags)}
        self._plans: dict[tuple[str, ...], Plan] = {}

    def plan(self, tags: tuple[str, ...]) -> Plan:
        """The plan for records with these tags. Files have few different ones, so plans are kept."""
        known = self._plans.get(tags)
        if known is None:
            if len(self._plans) >= _MOST_PLANS:
                self._plans.clear()
            known = self._plans[tags] = self._made(tags)
        return known

    def _made(self, tags: tuple[str, ...]) -> Plan:
        placed = sorted((*self.places[tag], tag) for tag in tags if tag in self.places)
        fields: dict[str, tuple[str, ...]] = {}
        for _, field, tag in placed:
            fields[field] = (*fields.get(field, ()), tag)
        return Plan(fields, tuple(tag for tag in tags if tag not in self.places))


class Fields:
    """The values of one record by field, while a citation is made of them. ``values`` holds them by tag.

    ``one`` gives the best value of a field. Other, different values of its tags are kept for ``extra``.
    """

    __slots__ = ("_fields", "_left", "_plan", "_values", "one")
    one: Callable[[str], str]

    def __init__(self, values: Mapping[str, list[str]], table: Table) -> None:
        self._values = values
        self._plan = table.plan(tuple(values))
        self._fields = self._plan.fields
        self._left = [(tag, value) for tag in self._plan.rest for value in values[tag]]
        texts = None if self._plan.single is None else _only(self._plan.single, values)
        self.one = texts.__getitem__ if texts else partial(_best, self._fields, values, self._left)

    def many(self, field: str) -> list[str]:
        """Every value of a field, each once, in the order of its tags."""
        tags = self._fields.get(field)
        if tags is None:
            return []
        held = self._values[tags[0]]
        if len(tags) == 1:
            return held if len(held) == 1 else list(dict.fromkeys(held))
        return list(dict.fromkeys([value for tag in tags for value in self._values[tag]]))

    def of_best_tag(self, field: str) -> list[str]:
        """The values of the best tag, each once; other values of its other tags are kept for ``extra``."""
        tags = self._fields.get(field)
        if tags is None:
            return []
        held = self._values[tags[0]]
        if len(tags) == 1 and len(held) == 1:
            return held
        found = list(dict.fromkeys(held))
        self._left += [(tag, value) for tag in tags[1:] for value in self._values[tag] if value not in found]
        return found

    def each(self, field: str) -> list[str]:
        """The values of the best tag as they are, repeated ones too (two authors can share a name), then new ones."""
        tags = self._fields.get(field)
        if tags is None:
            return []
        found = self._values[tags[0]]
        for tag in tags[1:]:
            found = [*found, *(value for value in self._values[tag] if value not in found)]
        return found

    def keep(self, tag: str, value: str) -> None:
        """A value that turned out not to belong to its field goes to ``extra`` under its tag."""
        self._left.append((tag, value))

    def rest(self) -> tuple[tuple[str, str], ...]:
        """What no field took, as (tag, value)."""
        return tuple(self._left)


def _best(
    tags_of: Mapping[str, tuple[str, ...]], values: Mapping[str, list[str]], left: list[tuple[str, str]], field: str
) -> str:
    """The value of a field that may have several; those are left. No method: an object that held its own would stay in
    memory until garbage is looked for.
    """
    tags = tags_of.get(field)
    if tags is None:
        return ""
    held = values[tags[0]]
    chosen = held[0]
    if len(tags) > 1 or len(held) > 1:
        left += [(tag, value) for tag in tags for value in values[tag] if value != chosen]
    return chosen


def _only(single: Iterable[tuple[str, str]], values: Mapping[str, list[str]]) -> dict[str, str] | None:
    """The value of each field of one value, "" where it has none; None when one of them has several."""
    texts = _SINGLE.copy()
    for field, tag in single:
        held = values[tag]
        if len(held) != 1:
            return None
        texts[field] = held[0]
    return texts
