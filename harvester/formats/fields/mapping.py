"""The values of a record by the fields that its tags fill: what RIS, MEDLINE text and tables have in common. Pure.

A reader collects the values of a record under the tags (or column names) of its file and gives a field map: which tags
fill which field, best first. A value that no field takes stays under its own tag in ``Citation.extra``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from harvester.formats.fields.placeholders import NO_VALUE

_MOST_COMPILED: Final = 10_000


class CompiledFieldMap(NamedTuple):
    """A field map applied to a set of tags: field → its tags, best first; and the tags that fill no field."""

    tags_of: dict[str, tuple[str, ...]]
    unmapped: tuple[str, ...]


class FieldMap:
    """Which tags (or columns) fill which field, best first; a tag fills one field only."""

    __slots__ = ("_compiled", "ranks")

    def __init__(self, fields: Mapping[str, Sequence[str]]) -> None:
        self.ranks = {tag: (rank, field) for field, tags in fields.items() for rank, tag in enumerate(tags)}
        self._compiled: dict[tuple[str, ...], CompiledFieldMap] = {}

    def compile(self, tags: tuple[str, ...]) -> CompiledFieldMap:
        """Return the map for records with these tags. A file has few different sets of tags, so results are kept."""
        known = self._compiled.get(tags)
        if known is None:
            if len(self._compiled) >= _MOST_COMPILED:
                self._compiled.clear()
            tags_of: dict[str, tuple[str, ...]] = {}
            for _, field, tag in sorted((*self.ranks[tag], tag) for tag in tags if tag in self.ranks):
                tags_of[field] = (*tags_of.get(field, ()), tag)
            known = CompiledFieldMap(tags_of, tuple(tag for tag in tags if tag not in self.ranks))
            self._compiled[tags] = known
        return known


class FieldValues:
    """The values of a record by field, from its values by tag. Values that no field takes are kept for ``extra``."""

    __slots__ = ("_extra", "_tags_of", "_values")

    def __init__(self, values: Mapping[str, list[str]], field_map: FieldMap) -> None:
        self._values = values
        self._tags_of, unmapped = field_map.compile(tuple(values))
        self._extra = [(tag, value) for tag in unmapped for value in values[tag]]

    def best(self, field: str) -> str:
        """Return the first value of the best tag, or ""; other, different values of its tags go to ``extra``.

        Words for no value ("NA", "None") count as none.
        """
        tags = self._tags_of.get(field)
        if tags is None:
            return ""
        texts = self._values[tags[0]]
        chosen = texts[0]
        if len(tags) == 1 and len(texts) == 1:
            return "" if chosen in NO_VALUE else chosen
        if chosen in NO_VALUE:
            chosen = next((text for tag in tags for text in self._values[tag] if text not in NO_VALUE), "")
        self._extra += [
            (tag, value) for tag in tags for value in self._values[tag] if value != chosen and value not in NO_VALUE
        ]
        return chosen

    def all_values(self, field: str) -> list[str]:
        """Return every value of a field, each once, in the order of its tags."""
        tags = self._tags_of.get(field)
        if tags is None:
            return []
        texts = self._values[tags[0]]
        if len(tags) == 1:
            return texts if len(texts) == 1 else list(dict.fromkeys(texts))
        return list(dict.fromkeys([value for tag in tags for value in self._values[tag]]))

    def best_tag_values(self, field: str, is_placeholder: Callable[[str], bool]) -> list[str]:
        """Return the values of the best tag, each once; other values of its other tags go to ``extra``.

        A tag whose values are all placeholders is passed over, and placeholders are dropped.
        """
        tags = self._tags_of.get(field)
        if tags is None:
            return []
        texts = self._values[tags[0]]
        if len(tags) == 1 and len(texts) == 1:
            return [] if is_placeholder(texts[0]) else texts
        unique: list[str] = []
        for tag in tags:
            found = [value for value in dict.fromkeys(self._values[tag]) if not is_placeholder(value)]
            if unique:
                self._extra += [(tag, value) for value in found if value not in unique]
            else:
                unique = found
        return unique

    def values_with_repeats(self, field: str) -> list[str]:
        """Return the values of the best tag, repeated ones too (two authors can share a name), then new ones."""
        tags = self._tags_of.get(field)
        if tags is None:
            return []
        texts = self._values[tags[0]]
        for tag in tags[1:]:
            texts = [*texts, *(value for value in self._values[tag] if value not in texts)]
        return texts

    def keep_extra(self, tag: str, value: str) -> None:
        """Put a value that turned out not to belong to its field into ``extra``, under its tag."""
        self._extra.append((tag, value))

    def extra(self) -> tuple[tuple[str, str], ...]:
        """Return the values that no field took, as (tag, value)."""
        return tuple(self._extra)
