"""Describe the mistakes in a TOML file with their lines, in words a person can act on. ``tomllib`` gives no lines."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from harvester.errors import Mistake
from harvester.review.schema import REVIEW_TABLES, RULE_ERROR, suggest

_SECRET: Final = re.compile(r"token|secret|passw|credential|(?:api|access|private|els)[-_. ]?key", re.IGNORECASE)
_NEEDED: Final = {
    ("review",): "Add a table [review] with id, title and contact",
    ("review", "id"): 'Add a short name, for instance id = "anakinra-hlh"',
    ("review", "title"): "Add the title of the review as it is to be printed",
    ("review", "contact"): 'Add the address databases may write to, for instance contact = "team@example.org"',
    ("search", "key"): 'Add a key that never changes, for instance key = "pubmed"',
    ("search", "source"): 'Add where it is searched, for instance source = "pubmed", or "file" for saved exports',
    ("search", "name"): 'Add the name to print in reports, for instance name = "PubMed"',
    ("search", "kind"): 'Add the kind of source, for instance kind = "database"',
}
_EXPECTED: Final = {
    "string_type": ("a text", "Put it between quotation marks"),
    "float_type": ("a number", "Write it in digits alone, without quotation marks"),
    "int_type": ("a whole number", "Write it in digits alone, without quotation marks"),
    "bool_type": ("true or false", "Write true or false, without quotation marks"),
    "dict_type": ("a table", 'Write it as { name = "value" }'),
    "list_type": ("a list", 'Write it as ["first", "second"]'),
    "model_type": ("a table", "Write it under a heading in square brackets"),
}
_TYPES: Final[tuple[tuple[type, str], ...]] = (
    (bool, "true or false"),
    (str, "a text"),
    (int, "a number"),
    (float, "a number"),
    (list, "a list"),
    (dict, "a table"),
)


@dataclass(frozen=True, slots=True)
class TomlSource:
    """A file with mistakes: its name, the line of every place in it, and what is allowed and required there.

    ``schemas`` are its tables by their names ("" is the file itself); ``needed`` says what to add where a key is
    absent.
    """

    file: str
    lines: Mapping[TomlPath, int]
    schemas: Mapping[str, type[BaseModel]] = field(default_factory=lambda: REVIEW_TABLES)
    needed: Mapping[tuple[str, ...], str] = field(default_factory=lambda: _NEEDED)

    def mistake(self, place: TomlPath, problem: str, remedy: str) -> Mistake:
        """Return a mistake at a path, or, where that is absent, at the table it belongs into."""
        return Mistake(self.file, nearest_line(self.lines, place), format_path(place), problem, remedy)


def format_path(place: TomlPath) -> str:
    """Return a path as people write it, counted from one: ("search", 1, "kind") is ``search[2].kind``."""
    text = ""
    for part in place:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def describe_errors(error: ValidationError, page: TomlSource, *, parent: TomlPath = ()) -> Iterator[Mistake]:
    """Yield each finding of pydantic as a :class:`Mistake`; ``parent`` is the path of the table that was validated."""
    for detail in error.errors(include_url=False):
        place = (*parent, *detail["loc"])
        problem, remedy = describe_finding(detail, place, page)
        yield page.mistake(place, problem, remedy)


def find_secrets(
    tree: Mapping[str, Any], page: TomlSource, *, parent: TomlPath = ()
) -> Iterator[tuple[TomlPath, Mistake]]:
    """Yield each key that names a secret, with its mistake; the value is never repeated."""
    for key, value in tree.items():
        place = (*parent, key)
        if _SECRET.search(key):
            yield (
                place,
                page.mistake(
                    place,
                    "is a secret, which has no place in this file",
                    "Remove it, change it if the file was shared, and set it in the environment instead "
                    "(NCBI_API_KEY, ELSEVIER_API_KEY, ELSEVIER_INSTTOKEN)",
                ),
            )
        elif isinstance(value, dict):
            yield from find_secrets(value, page, parent=place)
        elif isinstance(value, list):
            for number, item in enumerate(value):
                if isinstance(item, dict):
                    yield from find_secrets(item, page, parent=(*place, number))


def find_repeated_keys(tree: Mapping[str, Any], page: TomlSource) -> Iterator[Mistake]:
    """Yield a mistake for each search key, exclusion reason or person that is listed twice."""
    keys: list[tuple[TomlPath, object]] = [(("search", n, "key"), table.get("key")) for n, table in array_tables(tree)]
    yield from find_repeats(keys, page, "Give each search a key of its own: its runs are known by it")
    for name in ("exclusion_reasons", "people"):
        yield from find_repeats(_listed_in_screening(tree, name), page, "Keep one of the two")


def _listed_in_screening(tree: Mapping[str, Any], name: str) -> list[tuple[TomlPath, object]]:
    screening = tree.get("screening")
    items = screening.get(name) if isinstance(screening, dict) else None
    return [(("screening", name, n), item) for n, item in enumerate(items if isinstance(items, list) else ())]


def array_tables(tree: Mapping[str, Any], name: str = "search") -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield the ``[[search]]`` tables of a file (or others) with their numbers, whatever else is wrong in it."""
    items = tree.get(name)
    for number, table in enumerate(items if isinstance(items, list) else ()):
        if isinstance(table, dict):
            yield number, table


def find_repeats(values: list[tuple[TomlPath, object]], page: TomlSource, remedy: str) -> Iterator[Mistake]:
    """Yield a mistake for each text that occurs twice among some paths, whatever its capitals."""
    first: dict[str, TomlPath] = {}
    for place, value in values:
        if not isinstance(value, str) or not (folded := value.strip().casefold()):
            continue
        if folded in first:
            line = nearest_line(page.lines, first[folded])
            yield page.mistake(place, f'"{value}" is listed twice, first in line {line}', remedy)
        first.setdefault(folded, place)


def describe_finding(detail: ErrorDetails, place: TomlPath, page: TomlSource) -> tuple[str, str]:
    """Return what pydantic found and the remedy."""
    if detail["type"] == RULE_ERROR:
        context = detail["ctx"]
        return str(context["found"]), str(context["remedy"])
    if detail["type"] == "missing":
        return "is missing", page.needed[_key_names(place)]
    if detail["type"] == "extra_forbidden":
        return "is not a key that is known here", list_allowed_keys(place, page)
    if detail["type"] in _EXPECTED:
        return describe_wrong_type(detail["type"], place, detail["input"])
    return f"cannot be used: {detail['msg']}", "Write a plain text between quotation marks"


def describe_wrong_type(kind: str, place: TomlPath, value: object) -> tuple[str, str]:
    """Return what type was found where another belongs, and the remedy."""
    expected, remedy = _EXPECTED[kind]
    if kind == "list_type" and len(place) == 1:
        remedy = f"Begin each {place[0]} with [[{place[0]}]], in double square brackets"
    elif kind == "model_type" and isinstance(value, list):
        remedy = f"Begin it once with [{place[0]}], in single square brackets"
    return f"is {name_type(value)} where {expected} belongs", remedy


def name_type(value: object) -> str:
    """Return the name of a TOML value's type."""
    return next((name for kind, name in _TYPES if isinstance(value, kind)), "a date")


def list_allowed_keys(place: TomlPath, page: TomlSource) -> str:
    """Return the keys a table may have, with the closest one first."""
    names = ("", *_key_names(place))
    table = page.schemas[names[-2]]
    names = tuple(sorted(shape.alias or key for key, shape in table.model_fields.items()))
    return f"{suggest(str(place[-1]), names)}Allowed: {', '.join(names)}"


def _key_names(place: TomlPath) -> tuple[str, ...]:
    return tuple(part for part in place if isinstance(part, str))


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
    """Return the 1-based line of every table, key and array item of a text that ``tomllib`` has accepted.

    A text that ``tomllib`` would refuse raises no error, but its lines are meaningless.
    """
    return _Scanner(text).scan()


def nearest_line(lines: Mapping[TomlPath, int], path: TomlPath) -> int | None:
    """Return the line of a path, or of the innermost table around it that has one; None when nothing around it has."""
    for length in range(len(path), 0, -1):
        if (line := lines.get(path[:length])) is not None:
            return line
    return None


class _Scanner:
    """Scans the tokens once; ``_tables`` counts the arrays of tables seen so far."""

    def __init__(self, text: str) -> None:
        self._tokens = tokenise(text)
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


def tokenise(text: str) -> list[_Token]:
    """Split a TOML text into tokens with their lines and positions; blanks and comments are skipped."""
    tokens: list[_Token] = []
    line = 1
    for match in _TOKEN.finditer(text):
        if match.lastgroup != "skip":
            tokens.append(_Token(match.group(), line, match.start()))
        line += match.group().count("\n")
    return tokens


def _key(written: str) -> str:
    """Return a key without its quotation marks; ``tomllib`` itself decodes what is escaped in it."""
    if written[0] not in "\"'":
        return written
    try:
        value: str = tomllib.loads(f"key = {written}")["key"]
    except tomllib.TOMLDecodeError:
        return written
    return value
