"""Where a part of a file may end: between two records, found in its bytes without reading them. Pure.

Every encoding in use but UTF-16 and UTF-32 writes line ends, tags and separators as ASCII does, so bytes are enough.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from harvester.formats.decoding import decode
from harvester.formats.table_rows import find_header, long_cells

_OVID: Final = re.compile(rb"\n(?=<\d+\.? *>[ \t]*\r?\n)")
_TAG_FIRST: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*([A-Z][A-Z0-9])  - ")
_REFER_FIRST: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*(%[^\s%])[ \t]")
_SETS: Final = re.compile(rb"<(Pubmed\w*Set)\b")
_NO_OTHER_BREAKS: Final = bytes.maketrans(b"\r\v\f\x1c\x1d\x1e\x85", b" " * 7)
"""What Python takes for a line end in Latin-1, but for the line feed."""
_DECLARATION: Final = re.compile(rb"\s*(?:\xef\xbb\xbf)?(<\?xml[^>]{0,200}\?>)")


@dataclass(frozen=True, slots=True)
class Cutter:
    """How files of one format, of which the first bytes are known, are cut.

    ``last`` gives the place behind the last whole record in some bytes, or 0 when none is seen to end there.
    ``before`` and ``after`` are what a part from the middle of the file needs around it to be a file of its own,
    ``lines`` how many line ends that puts in front; the first ``frame`` bytes of the file are no record.
    """

    last: Callable[[bytes], int]
    before: bytes = b""
    after: bytes = b""
    lines: int = 0
    frame: int = 0


def cutter(format_name: str, head: bytes) -> Cutter | None:
    """How to cut a file that begins with ``head``; None for one that can only be read as a whole.

    BibTeX is such (any entry may refer to any other), and workbooks, and files in UTF-16 or with CR alone as line end.
    """
    if b"\n" not in head or b"\x00" in head[:200] or head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    if format_name == "csv":
        return _table(head)
    if format_name == "pubmed-xml":
        return _pubmed(head)
    return _TAGGED[format_name](head) if format_name in _TAGGED else None


def _before(*marks: bytes) -> Callable[[bytes], Cutter | None]:
    """Cut in front of the first of the marks that is in use: it stands at the beginning of a line."""

    def chosen(head: bytes) -> Cutter | None:
        mark = next((mark for mark in marks if b"\n" + mark in head), None)
        return None if mark is None else Cutter(lambda data: data.rfind(b"\n" + mark) + 1)

    return chosen


def _ris(head: bytes) -> Cutter | None:
    """In front of TY, where there are such lines and records begin with them; else behind the line of ER."""
    begins = _TAG_FIRST.match(head)
    within = begins is not None and begins[1] != b"TY"
    found = None if within else _before(b"TY  -", b"TY -", b"TY\t-", b"TY \t-")(head)
    if found is not None or b"\nER  -" not in head:
        return found
    return Cutter(lambda data: data.find(b"\n", data.rfind(b"\nER  -") + 1) + 1 if b"\nER  -" in data else 0)


def _refer(head: bytes) -> Cutter | None:
    """In front of %0; where records begin with another tag, in front of that one behind a blank line."""
    first = _REFER_FIRST.match(head)
    if first is None or first[1] == b"%0" or b"\n%0" not in head:
        return _before(b"%0 ")(head)
    begins = re.compile(rb"\n[ \t]*\r?\n(?=" + re.escape(first[1]) + rb"[ \t])")
    return Cutter(lambda data: max((found.end() for found in begins.finditer(data)), default=0))


def _ovid(head: bytes) -> Cutter | None:
    return Cutter(_last_number) if _OVID.search(head) else None


def _last_number(data: bytes) -> int:
    place = 0
    for found in _OVID.finditer(data):
        place = found.end()
    return place


def _endnote(head: bytes) -> Cutter:
    declared = _declared(head)
    return Cutter(_behind(b"</record>"), before=declared + b"<xml><records>", after=b"</records></xml>")


def _ictrp(head: bytes) -> Cutter:
    root = b"Trials_downloaded_from_ICTRP"
    return Cutter(_behind(b"</Trial>"), before=_declared(head) + b"<" + root + b">", after=b"</" + root + b">")


def _pubmed(head: bytes) -> Cutter | None:
    root = _SETS.search(head)
    if root is None:
        return None
    before = _declared(head) + b"<" + root[1] + b">"
    return Cutter(_behind(b"</PubmedArticle>", b"</PubmedBookArticle>"), before=before, after=b"</" + root[1] + b">")


def _declared(head: bytes) -> bytes:
    found = _DECLARATION.match(head)
    return found[1] if found else b""


def _behind(*marks: bytes) -> Callable[[bytes], int]:
    return lambda data: max(data.rfind(mark) + len(mark) if mark in data else 0 for mark in marks)


def _table(head: bytes) -> Cutter | None:
    header = find_header(decode(head).text)
    if header is None or head.count(b"\n") < header.line:
        return None
    lines = head.split(b"\n", header.line)[: header.line]
    named = lines[-1].removeprefix(b"\xef\xbb\xbf") + b"\n"
    frame = sum(map(len, lines)) + len(lines)
    return Cutter(lambda data: _last_row(data, header.separator), before=named, lines=1, frame=frame)


def _last_row(data: bytes, separator: str) -> int:
    """Behind the last row but one: the very reader that will read them knows where quotations are open."""
    lines = (data.translate(_NO_OTHER_BREAKS).decode("latin-1") + "\n").splitlines(keepends=True)
    ended = before = 0
    with long_cells():
        reader = csv.reader(lines, delimiter=separator)
        for _ in reader:
            before, ended = ended, reader.line_num
    return min(sum(map(len, lines[:before])), len(data))


_TAGGED: Final[dict[str, Callable[[bytes], Cutter | None]]] = {
    "ris": _ris,
    "nbib": _before(b"PMID- ", b"PMID-"),
    "wos": _before(b"PT "),
    "refer": _refer,
    "refworks": _before(b"RT "),
    "cochrane": _before(b"Record #"),
    "medlars": _ovid,
    "ovid": _ovid,
    "jsonl": _before(b""),
    "endnote-xml": _endnote,
    "ictrp-xml": _ictrp,
}
