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


class CompiledFieldMap:
    """Which tags of a record fill which field, best first, and which fill none: the same for all records with these
    tags. ``single`` are the fields of one value with their tags, None when several tags contend for one of them.
    """

    __slots__ = ("fields", "single", "unmapped")

    def __init__(self, fields: dict[str, tuple[str, ...]], unmapped: tuple[str, ...]) -> None:
        self.fields = fields
        self.unmapped = unmapped
        single = tuple((field, tags) for field, tags in fields.items() if field in _SINGLE)
        contended = any(len(tags) > 1 for _, tags in single)
        self.single = None if contended else tuple((field, tags[0]) for field, tags in single)


class FieldMap:
    """Which tags (or columns) fill which field, best first; a tag fills one field only."""

    __slots__ = ("_compiled", "ranks")

    def __init__(self, fields: Mapping[str, Sequence[str]]) -> None:
        self.ranks = {tag: (rank, field) for field, tags in fields.items() for rank, tag in enumerate(tags)}
        self._compiled: dict[tuple[str, ...], CompiledFieldMap] = {}

    def compile(self, tags: tuple[str, ...]) -> CompiledFieldMap:
        """The plan for records with these tags. Files have few different ones, so plans are kept."""
        known = self._compiled.get(tags)
        if known is None:
            if len(self._compiled) >= _MOST_PLANS:
                self._compiled.clear()
            known = self._compiled[tags] = self._compile(tags)
        return known

    def _compile(self, tags: tuple[str, ...]) -> CompiledFieldMap:
        placed = sorted((*self.ranks[tag], tag) for tag in tags if tag in self.ranks)
        fields: dict[str, tuple[str, ...]] = {}
        for _, field, tag in placed:
            fields[field] = (*fields.get(field, ()), tag)
        return CompiledFieldMap(fields, tuple(tag for tag in tags if tag not in self.ranks))


class FieldValues:
    """The values of one record by field, while a citation is made of them. ``values`` holds them by tag.

    ``one`` gives the best value of a field. Other, different values of its tags are kept for ``extra``.
    """

    __slots__ = ("_compiled", "_extra", "_fields", "_values", "best")
    best: Callable[[str], str]

    def __init__(self, values: Mapping[str, list[str]], table: FieldMap) -> None:
        self._values = values
        self._compiled = table.compile(tuple(values))
        self._fields = self._compiled.fields
        self._extra = [(tag, value) for tag in self._compiled.unmapped for value in values[tag]]
        texts = None if self._compiled.single is None else _single_values(self._compiled.single, values)
        self.best = texts.__getitem__ if texts else partial(_best_value, self._fields, values, self._extra)

    def all_values(self, field: str) -> list[str]:
        """Every value of a field, each once, in the order of its tags."""
        tags = self._fields.get(field)
        if tags is None:
            return []
        texts = self._values[tags[0]]
        if len(tags) == 1:
            return texts if len(texts) == 1 else list(dict.fromkeys(texts))
        return list(dict.fromkeys([value for tag in tags for value in self._values[tag]]))

    def best_tag_values(self, field: str) -> list[str]:
        """The values of the best tag, each once; other values of its other tags are kept for ``extra``."""
        tags = self._fields.get(field)
        if tags is None:
            return []
        texts = self._values[tags[0]]
        if len(tags) == 1 and len(texts) == 1:
            return texts
        unique = list(dict.fromkeys(texts))
        self._extra += [(tag, value) for tag in tags[1:] for value in self._values[tag] if value not in unique]
        return unique

    def values_with_repeats(self, field: str) -> list[str]:
        """The values of the best tag as they are, repeated ones too (two authors can share a name), then new ones."""
        tags = self._fields.get(field)
        if tags is None:
            return []
        texts = self._values[tags[0]]
        for tag in tags[1:]:
            texts = [*texts, *(value for value in self._values[tag] if value not in texts)]
        return texts

    def keep_extra(self, tag: str, value: str) -> None:
        """A value that turned out not to belong to its field goes to ``extra`` under its tag."""
        self._extra.append((tag, value))

    def extra(self) -> tuple[tuple[str, str], ...]:
        """What no field took, as (tag, value)."""
        return tuple(self._extra)


def _best_value(
    tags_of: Mapping[str, tuple[str, ...]], values: Mapping[str, list[str]], extra: list[tuple[str, str]], field: str
) -> str:
    """The value of a field that may have several; those are left. No method: an object that held its own would stay in
    memory until garbage is looked for.
    """
    tags = tags_of.get(field)
    if tags is None:
        return ""
    texts = values[tags[0]]
    chosen = texts[0]
    if len(tags) > 1 or len(texts) > 1:
        extra += [(tag, value) for tag in tags for value in values[tag] if value != chosen]
    return chosen


def _single_values(single: Iterable[tuple[str, str]], values: Mapping[str, list[str]]) -> dict[str, str] | None:
    """The value of each field of one value, "" where it has none; None when one of them has several."""
    texts = _SINGLE.copy()
    for field, tag in single:
        values_of_tag = values[tag]
        if len(values_of_tag) != 1:
            return None
        texts[field] = values_of_tag[0]
    return texts
