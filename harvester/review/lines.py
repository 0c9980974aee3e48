"""Where each key of a TOML text stands. ``tomllib`` tells values but no lines, and a mistake needs its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Final, NamedTuple

Place = tuple[str | int, ...]
"""The way to a value: ("search", 1, "kind") is the key ``kind`` of the second ``[[search]]``."""

_TOKEN: Final = re.compile(
    r"""(?P<skip>[ \t\r]+|\#[^\n]*)
      | (?P<text>\"{3}(?:\\.|[^\\])*?\"{3,5} | '{3}.*?'{3,5} | "(?:\\.|[^"\\\n])*" | '[^'\n]*')
      | (?P<mark>[\[\]{},=.\n])
      | (?P<bare>[^\s\[\]{},=.\#"']+)
      | (?P<stray>.)""",
    re.VERBOSE | re.DOTALL,
)
_ENDS: Final = frozenset("\n,]}")


class _Token(NamedTuple):
    text: str
    line: int
    start: int


def locate(text: str) -> dict[Place, int]:
    """The 1-based line of every table, key and array item of a text that ``tomllib`` has accepted.

    A text it would not accept gives no error, only places of no meaning.
    """
    return _Scanner(text).places()


def nearest(places: Mapping[Place, int], place: Place) -> int | None:
    """The line of a place, or of the innermost table around it that has one; None when nothing around it has."""
    for length in range(len(place), 0, -1):
        if (line := places.get(place[:length])) is not None:
            return line
    return None


class _Scanner:
    """Walks once over the tokens; ``_tables`` counts the arrays of tables seen so far."""

    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._at = 0
        self._found: dict[Place, int] = {}
        self._tables: dict[Place, int] = {}

    def places(self) -> dict[Place, int]:
        table: Place = ()
        while (token := self._peek()) is not None:
            if token.text == "\n":
                self._at += 1
            elif token.text == "[":
                table = self._header()
            else:
                self._pair(table)
        return self._found

    def _peek(self) -> _Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _next_is(self, mark: str) -> bool:
        token = self._peek()
        return token is not None and token.text == mark

    def _skip(self, *marks: str) -> None:
        while (token := self._peek()) is not None and token.text in marks:
            self._at += 1

    def _header(self) -> Place:
        opening = self._tokens[self._at]
        self._at += 1
        many = self._next_is("[") and self._tokens[self._at].start == opening.start + 1
        self._skip("[")
        names = self._dotted(until="]")
        self._skip("]")
        place = self._resolve(names[:-1]) + names[-1:] if many else self._resolve(names)
        self._note(place, opening.line)
        if not many:
            return place
        number = self._tables.get(place, -1) + 1
        self._tables[place] = number
        self._note((*place, number), opening.line)
        return (*place, number)

    def _resolve(self, names: Place) -> Place:
        place: Place = ()
        for name in names:
            place = (*place, name)
            if place in self._tables:
                place = (*place, self._tables[place])
        return place

    def _dotted(self, *, until: str) -> Place:
        names: list[str] = []
        while (token := self._peek()) is not None and token.text not in (until, "\n"):
            if token.text != ".":
                names.append(_key(token.text))
            self._at += 1
        return tuple(names)

    def _pair(self, table: Place) -> None:
        token = self._tokens[self._at]
        names = self._dotted(until="=")
        for length in range(1, len(names) + 1):
            self._note(table + names[:length], token.line)
        self._at += 1
        self._value(table + names)

    def _value(self, place: Place) -> None:
        if self._next_is("["):
            self._array(place)
        elif self._next_is("{"):
            self._inline_table(place)
        else:
            while (token := self._peek()) is not None and token.text not in _ENDS:
                self._at += 1

    def _array(self, place: Place) -> None:
        self._at += 1
        self._skip("\n")
        number = 0
        while (token := self._peek()) is not None and token.text != "]":
            self._note((*place, number), token.line)
            before = self._at
            self._value((*place, number))
            self._skip("\n", ",")
            self._at = max(self._at, before + 1)
            number += 1
        self._at += 1

    def _inline_table(self, place: Place) -> None:
        self._at += 1
        self._skip("\n")
        while (token := self._peek()) is not None and token.text != "}":
            self._pair(place)
            self._skip("\n", ",")
        self._at += 1

    def _note(self, place: Place, line: int) -> None:
        self._found.setdefault(place, line)


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    line = 1
    for match in _TOKEN.finditer(text):
        if match.lastgroup != "skip":
            tokens.append(_Token(match.group(), line, match.start()))
        line += match.group().count("\n")
    return tokens


def _key(written: str) -> str:
    """A key without its quotation marks; ``tomllib`` itself undoes what is escaped in it."""
    if written[0] not in "\"'":
        return written
    try:
        value: str = tomllib.loads(f"key = {written}")["key"]
    except tomllib.TOMLDecodeError:
        return written
    return value
