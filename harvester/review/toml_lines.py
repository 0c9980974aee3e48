"""Where each key of a TOML text stands. ``tomllib`` tells values but no lines, and a mistake needs its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Final, NamedTuple

TomlPath = tuple[str | int, ...]
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


def locate_keys(text: str) -> dict[TomlPath, int]:
    """The 1-based line of every table, key and array item of a text that ``tomllib`` has accepted.

    A text it would not accept gives no error, only places of no meaning.
    """
    return _Scanner(text).scan()


def nearest_line(lines: Mapping[TomlPath, int], path: TomlPath) -> int | None:
    """The line of a place, or of the innermost table around it that has one; None when nothing around it has."""
    for length in range(len(path), 0, -1):
        if (line := lines.get(path[:length])) is not None:
            return line
    return None


class _Scanner:
    """Walks once over the tokens; ``_tables`` counts the arrays of tables seen so far."""

    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._position = 0
        self._lines: dict[TomlPath, int] = {}
        self._tables: dict[TomlPath, int] = {}

    def scan(self) -> dict[TomlPath, int]:
        table: TomlPath = ()
        while (token := self._peek()) is not None:
            if token.text == "\n":
                self._position += 1
            elif token.text == "[":
                table = self._header()
            else:
                self._pair(table)
        return self._lines

    def _peek(self) -> _Token | None:
        return self._tokens[self._position] if self._position < len(self._tokens) else None

    def _next_is(self, mark: str) -> bool:
        token = self._peek()
        return token is not None and token.text == mark

    def _skip(self, *marks: str) -> None:
        while (token := self._peek()) is not None and token.text in marks:
            self._position += 1

    def _header(self) -> TomlPath:
        opening = self._tokens[self._position]
        self._position += 1
        is_array = self._next_is("[") and self._tokens[self._position].start == opening.start + 1
        self._skip("[")
        names = self._dotted(until="]")
        self._skip("]")
        place = self._resolve(names[:-1]) + names[-1:] if is_array else self._resolve(names)
        self._note(place, opening.line)
        if not is_array:
            return place
        number = self._tables.get(place, -1) + 1
        self._tables[place] = number
        self._note((*place, number), opening.line)
        return (*place, number)

    def _resolve(self, names: TomlPath) -> TomlPath:
        place: TomlPath = ()
        for name in names:
            place = (*place, name)
            if place in self._tables:
                place = (*place, self._tables[place])
        return place

    def _dotted(self, *, until: str) -> TomlPath:
        names: list[str] = []
        while (token := self._peek()) is not None and token.text not in (until, "\n"):
            if token.text != ".":
                names.append(_key(token.text))
            self._position += 1
        return tuple(names)

    def _pair(self, table: TomlPath) -> None:
        token = self._tokens[self._position]
        names = self._dotted(until="=")
        for length in range(1, len(names) + 1):
            self._note(table + names[:length], token.line)
        self._position += 1
        self._value(table + names)

    def _value(self, place: TomlPath) -> None:
        if self._next_is("["):
            self._array(place)
        elif self._next_is("{"):
            self._inline_table(place)
        else:
            while (token := self._peek()) is not None and token.text not in _ENDS:
                self._position += 1

    def _array(self, place: TomlPath) -> None:
        self._position += 1
        self._skip("\n")
        number = 0
        while (token := self._peek()) is not None and token.text != "]":
            self._note((*place, number), token.line)
            before = self._position
            self._value((*place, number))
            self._skip("\n", ",")
            self._position = max(self._position, before + 1)
            number += 1
        self._position += 1

    def _inline_table(self, place: TomlPath) -> None:
        self._position += 1
        self._skip("\n")
        while (token := self._peek()) is not None and token.text != "}":
            self._pair(place)
            self._skip("\n", ",")
        self._position += 1

    def _note(self, place: TomlPath, line: int) -> None:
        self._lines.setdefault(place, line)


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
