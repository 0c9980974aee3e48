"""Split RIS text into records with values by tag. Pure.

rispy refuses a whole file for one stray line ("Link to the Ovid Full Text…", "Record #3 of 18"), for ``ER -`` with one
space, for a missing ``ER`` and for a first tag that is not ``TY``; exports of Ovid, Cochrane, Covidence and CiteSource
have all of these. This scanner reads them, and warns of each deviation with its line.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from harvester.formats.model import ParseWarning
from harvester.formats.text.cleaning import collapse_whitespace

LIST_TAGS: Final = frozenset(["AU", "A1", "A2", "A3", "A4", "KW", "SN", "DB", "UR", "L1", "L2", "ED"])
"""Tags whose continuation lines are further values (EndNote writes all keywords under one KW)."""

KNOWN_TAGS: Final = frozenset([
    "A1", "A2", "A3", "A4", "AB", "AD", "AI", "AN", "AU", "BN", "BT", "C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8",
    "CA", "CN", "CP", "CT", "CY", "DA", "DB", "DO", "DP", "ED", "EP", "ER", "ET", "FU", "ID", "IS", "J2", "J9", "JA",
    "JF", "JI", "JO", "KW", "L1", "L2", "L3", "L4", "LA", "LB", "LK", "M1", "M2", "M3", "N1", "N2", "NV", "OP", "PB",
    "PD", "PG", "PM", "PMCID", "PMID", "PP", "PT", "PY", "RD", "RN", "RP", "SE", "SN", "SO", "SP", "ST", "T1", "T2",
    "T3", "TI", "TT", "TY", "U1", "U2", "U3", "U4", "U5", "UR", "VL", "VO", "WE", "Y1", "Y2", "YR",
])  # fmt: skip
"""Tags recognised even when a single space is before their dash."""

_STRICT: Final = r"[A-Z][A-Z0-9](?:  |[ ]?\t)-"
_LOOSE: Final = rf"(?:{_STRICT}|(?:{'|'.join(sorted(KNOWN_TAGS - {'ER'}))})[ ]-(?=[ \t\n]|\Z)|ER[ ]-[ \t]*(?:\n|\Z))"
_TAG: Final = re.compile(r"\n([A-Z][A-Z0-9])  - ")
_ONE_SPACE: Final = re.compile(r"\n(?:TY -[ ]?[A-Z]{2,8}|ER -)[ \t]*(?:\n|\Z)")
_NAMED: Final = re.compile(r"\n(?:TI|T1|AU|A1)(?:  |[ ]?\t)-")
_NAMED_LOOSELY: Final = re.compile(r"\n(?:TI|T1|AU|A1) -[ \t]")
_GLUE: Final = "    "
"""The blanks where Rayyan appends a tag that it does not know to the value before it."""
_GLUED: Final = re.compile(rf"{_GLUE}(?=[A-Z][A-Z0-9]  - )")
_COUNTER_AT_END: Final = re.compile(r"\n[ \t]*(?:\d+\.|Record #\d+ of \d+(?:\n[^\n]*){0,2})\Z")
_EXPECTED: Final = re.compile(
    r"(?:\d+\.|<\d+\.?\s*>|Record #\d+ of \d+|Provider: .*|Content: .*|Database: .*|Link to the .*|"
    r"Search (?:date|strategy|name).*|Comment: .*)?\s*",
    re.IGNORECASE,
)
_OVID_LINK: Final = re.compile(r"\nLink to the Ovid Full Text or citation: *(\S+?)(?=Link to the|\s|\Z)")
_CONTENT: Final = re.compile(r"\n(?:TI|T1|AU|A1|AB|N2|DO)[ \t]")


def _patterns(tag: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the pattern of the first and last lines of records, and that of a tag with its value on all its lines."""
    ends = r"(TY|ER)(?:  |[ ]?\t)-" if tag == _STRICT else rf"(?={tag})(TY|ER)[ \t]+-"
    begins = r"([A-Z][A-Z0-9])(?:  |[ ]?\t)-" if tag == _STRICT else rf"(?={tag})(..)[ \t]+-"
    return re.compile(rf"\n{ends}[^\n]*"), re.compile(rf"\n{begins}[ \t]*([^\n]*(?:\n(?!{tag})[^\n]*)*)")


def _is_loose(text: str) -> bool:
    """Return whether one space precedes the dash: at the ends of records, or at every other tag (BEXIS2)."""
    if _ONE_SPACE.search(text):
        return True
    return _NAMED.search(text) is None and _NAMED_LOOSELY.search(text) is not None


@dataclass(slots=True)
class RawRecord:
    """A record as text: the number of its first line, its lines (a break before each), and the pattern of values."""

    line: int
    text: str
    values: re.Pattern[str]

    def tag_values(self) -> dict[str, list[str]]:
        """Return the values by tag, in the order of the file, without empty ones."""
        text = self.text
        pieces, lines = _TAG.split(text), text.count("\n")
        if len(pieces) == 2 * lines + 1 and "\t" not in text:
            values = _single_line_values(pieces)
            if values is not None:
                return values
        if _GLUE in text:
            text, glued = _GLUED.subn("\n", text)
            pieces, lines = (_TAG.split(text), lines + glued) if glued else (pieces, lines)
        if pieces[0] or (len(pieces) <= 2 * lines and self._hides_tags(pieces)):
            return _group_by_tag(self.values.findall(text))
        return _group_by_tag(zip(pieces[1::2], pieces[2::2], strict=True))

    def values_in_order(self, tags: Collection[str]) -> list[tuple[str, str]]:
        """Return the values of some tags for lists with their tags, in the order of the file."""
        return [
            (tag, value)
            for tag, raw in self.values.findall(self.text)
            if tag in tags
            for line in raw.split("\n")
            if (value := collapse_whitespace(line))
        ]

    def _hides_tags(self, pieces: list[str]) -> bool:
        """Return whether a continuation line begins with a tag of an unusual form."""
        return any(self.values.search(raw) for raw in pieces[2::2] if "\n" in raw)


def _single_line_values(pieces: list[str]) -> dict[str, list[str]] | None:
    """Return single-line values by tag; None where a tag may follow four blanks in a value."""
    values: dict[str, list[str]] = {}
    piece = iter(pieces)
    next(piece)
    for tag, raw in zip(piece, piece, strict=True):
        value = raw.strip()
        if "  " in raw:
            if _GLUE[1:] in raw:  # the first blank may belong to the dash before
                return None
            value = collapse_whitespace(value)
        if value:
            if tag in values:
                values[tag].append(value)
            else:
                values[tag] = [value]
    return values


def _group_by_tag(tagged: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Return the values by tag, each on one line; tags for lists have one value for each line."""
    values: dict[str, list[str]] = {}
    for tag, raw in tagged:
        value = raw.strip()
        if "  " in value or "\n" in value or "\t" in value:
            parts = value.split("\n") if tag in LIST_TAGS else [value]
            if lines := [line for part in parts if (line := collapse_whitespace(part))]:
                values.setdefault(tag, []).extend(lines)
        elif value:
            if tag in values:
                values[tag].append(value)
            else:
                values[tag] = [value]
    return values


class RisTokenizer:
    """Splits RIS text into records; ``warnings`` is complete once :meth:`records` is exhausted."""

    def __init__(self, text: str) -> None:
        self._text = "\n" + text  # so that every line, the first too, begins with a line break
        self._marks, self._values = _patterns(_LOOSE if _is_loose(self._text) else _STRICT)
        self._typed = False
        self._type_inside = self._has_type_inside()
        self._line = 1
        self._counted = 0
        self._records: deque[RawRecord] = deque()
        self.warnings: list[ParseWarning] = []

    def records(self) -> Iterator[RawRecord]:
        """Yield the records in order, each once no later line can belong to it."""
        opened, done = None, 0
        for mark in self._marks.finditer(self._text):
            if mark[1] == "TY" and self._type_inside:
                continue
            if mark[1] == "TY":
                self._begin_record(opened, done, mark.start())
                opened, done, self._typed = mark.start(), mark.start(), True
            else:
                self._end_record(opened, done, mark.start())
                opened, done = None, mark.end()
            while len(self._records) > 1:
                yield self._records.popleft()
        self._begin_record(opened, done, len(self._text))
        yield from self._records

    def _has_type_inside(self) -> bool:
        """Return whether TY is inside records, as programs write it that sort tags by column.

        So it is where tags precede the first TY, and none of them recurs between it and the first ER.
        """
        marks = self._marks.finditer(self._text)
        first = next(marks, None)
        if first is None or first[1] != "TY" or not self._text[: first.start()].strip():
            return False
        end = next((mark.start() for mark in marks if mark[1] == "ER"), 0)
        tags_before = {match[1] for match in self._values.finditer(self._text, 0, first.start())}
        tags_after = (
            {match[1] for match in self._values.finditer(self._text, first.start(), end)} if end else tags_before
        )
        return bool(tags_before) and tags_before.isdisjoint(tags_after - LIST_TAGS)

    def _begin_record(self, opened: int | None, done: int, position: int) -> None:
        if opened is None:
            self._handle_gap(done, position)
        else:
            record = self._record(opened, position)
            record.text = _COUNTER_AT_END.sub("", record.text.rstrip())
            self._warn(record.line, "the record has no ER line; it ends where the next one begins or the file ends")

    def _end_record(self, opened: int | None, done: int, position: int) -> None:
        if opened is not None:
            self._record(opened, position)
        elif not self._typed and (first := self._values.search(self._text, done, position)):
            blank = not self._text[done : first.start()].strip()
            self._record(first.start() if blank else done, position)  # some exports have no TY line at all
        else:
            self._handle_gap(done, position)

    def _handle_gap(self, start: int, end: int) -> None:
        """Read the text between ER and TY: known noise, a misplaced value, or a record without TY line."""
        text = self._text[start:end]
        if not text.strip():
            return
        if self._records and (link := _OVID_LINK.search(text)) and "\nL2  - " not in self._records[-1].text:
            # only the link may name the Ovid database of the record
            self._records[-1].text += f"\nL2  - {link[1]}"
        first = self._values.search(text)
        if first is not None and (_CONTENT.search(text) or not self._records):
            record = self._record(start + first.start(), end)
            self._warn(record.line, "the record has no TY line")
        elif first is not None:
            self._records[-1].text += text[first.start() :]
            self._warn(
                self._line_at(start + first.start() + 1), "values after the ER line were added to the record above"
            )
        elif unknown := [line for line in text.split("\n") if not _EXPECTED.fullmatch(line)]:
            self._warn(
                self._line_at(start + text.index(unknown[0])), f"text between records was skipped: {unknown[0][:60]!r}"
            )

    def _record(self, start: int, end: int) -> RawRecord:
        record = RawRecord(self._line_at(start + 1), self._text[start:end], self._values)
        self._records.append(record)
        return record

    def _line_at(self, position: int) -> int:
        if position < self._counted:
            return self._text.count("\n", 0, position)
        self._line += self._text.count("\n", self._counted, position)
        self._counted = position
        return self._line - 1

    def _warn(self, line: int, message: str) -> None:
        self.warnings.append(ParseWarning(line, message))
