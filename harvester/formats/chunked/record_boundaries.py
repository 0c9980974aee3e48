"""Where a part of a file may end: between two records, found in its bytes without reading them. Pure.

Every encoding in use but UTF-16 and UTF-32 writes line ends, tags and separators as ASCII does, so bytes are enough.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from harvester.formats.tables.rows import allow_long_cells, find_header
from harvester.formats.text.encoding import decode

_OVID: Final = re.compile(rb"\n(?=<\d+\.? *>[ \t]*\r?\n)")
_TAG_FIRST: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*([A-Z][A-Z0-9])  - ")
_REFER_FIRST: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*(%[^\s%])[ \t]")
_SETS: Final = re.compile(rb"<(Pubmed\w*Set)\b")
_NO_OTHER_BREAKS: Final = bytes.maketrans(b"\r\v\f\x1c\x1d\x1e\x85", b" " * 7)
"""What Python takes for a line end in Latin-1, but for the line feed."""
_DECLARATION: Final = re.compile(rb"\s*(?:\xef\xbb\xbf)?(<\?xml[^>]{0,200}\?>)")


@dataclass(frozen=True, slots=True)
class BoundaryFinder:
    """How files of one format, of which the first bytes are known, are cut.

    ``last`` gives the place behind the last whole record in some bytes, or 0 when none is seen to end there.
    ``before`` and ``after`` are what a part from the middle of the file needs around it to be a file of its own,
    ``lines`` how many line ends that puts in front; the first ``frame`` bytes of the file are no record.
    """

    find_last: Callable[[bytes], int]
    prefix: bytes = b""
    suffix: bytes = b""
    prefix_lines: int = 0
    header_bytes: int = 0


def make_boundary_finder(format_name: str, head: bytes) -> BoundaryFinder | None:
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


def _cut_before(*marks: bytes) -> Callable[[bytes], BoundaryFinder | None]:
    """Cut in front of the first of the marks that is in use: it stands at the beginning of a line."""

    def chosen(head: bytes) -> BoundaryFinder | None:
        mark = next((mark for mark in marks if b"\n" + mark in head), None)
        return None if mark is None else BoundaryFinder(lambda data: data.rfind(b"\n" + mark) + 1)

    return chosen


def _ris(head: bytes) -> BoundaryFinder | None:
    """In front of TY, where there are such lines and records begin with them; else behind the line of ER."""
    begins = _TAG_FIRST.match(head)
    within = begins is not None and begins[1] != b"TY"
    finder = None if within else _cut_before(b"TY  -", b"TY -", b"TY\t-", b"TY \t-")(head)
    if finder is not None or b"\nER  -" not in head:
        return finder
    return BoundaryFinder(lambda data: data.find(b"\n", data.rfind(b"\nER  -") + 1) + 1 if b"\nER  -" in data else 0)


def _refer(head: bytes) -> BoundaryFinder | None:
    """In front of %0; where records begin with another tag, in front of that one behind a blank line."""
    first = _REFER_FIRST.match(head)
    if first is None or first[1] == b"%0" or b"\n%0" not in head:
        return _cut_before(b"%0 ")(head)
    begins = re.compile(rb"\n[ \t]*\r?\n(?=" + re.escape(first[1]) + rb"[ \t])")
    return BoundaryFinder(lambda data: max((match.end() for match in begins.finditer(data)), default=0))


def _ovid(head: bytes) -> BoundaryFinder | None:
    return BoundaryFinder(_last_number) if _OVID.search(head) else None


def _last_number(data: bytes) -> int:
    end = 0
    for match in _OVID.finditer(data):
        end = match.end()
    return end


def _endnote(head: bytes) -> BoundaryFinder:
    declared = _declared(head)
    return BoundaryFinder(_cut_after(b"</record>"), prefix=declared + b"<xml><records>", suffix=b"</records></xml>")


def _ictrp(head: bytes) -> BoundaryFinder:
    root = b"Trials_downloaded_from_ICTRP"
    return BoundaryFinder(
        _cut_after(b"</Trial>"), prefix=_declared(head) + b"<" + root + b">", suffix=b"</" + root + b">"
    )


def _pubmed(head: bytes) -> BoundaryFinder | None:
    root = _SETS.search(head)
    if root is None:
        return None
    prefix = _declared(head) + b"<" + root[1] + b">"
    return BoundaryFinder(
        _cut_after(b"</PubmedArticle>", b"</PubmedBookArticle>"), prefix=prefix, suffix=b"</" + root[1] + b">"
    )


def _declared(head: bytes) -> bytes:
    match = _DECLARATION.match(head)
    return match[1] if match else b""


def _cut_after(*marks: bytes) -> Callable[[bytes], int]:
    return lambda data: max(data.rfind(mark) + len(mark) if mark in data else 0 for mark in marks)


def _table(head: bytes) -> BoundaryFinder | None:
    header = find_header(decode(head).text)
    if header is None or head.count(b"\n") < header.line:
        return None
    lines = head.split(b"\n", header.line)[: header.line]
    named = lines[-1].removeprefix(b"\xef\xbb\xbf") + b"\n"
    frame = sum(map(len, lines)) + len(lines)
    return BoundaryFinder(
        lambda data: _last_row(data, header.separator), prefix=named, prefix_lines=1, header_bytes=frame
    )


def _last_row(data: bytes, separator: str) -> int:
    """Behind the last row but one: the very reader that will read them knows where quotations are open."""
    lines = (data.translate(_NO_OTHER_BREAKS).decode("latin-1") + "\n").splitlines(keepends=True)
    row_end = previous_end = 0
    with allow_long_cells():
        reader = csv.reader(lines, delimiter=separator)
        for _ in reader:
            previous_end, row_end = row_end, reader.line_num
    return min(sum(map(len, lines[:previous_end])), len(data))


_TAGGED: Final[dict[str, Callable[[bytes], BoundaryFinder | None]]] = {
    "ris": _ris,
    "nbib": _cut_before(b"PMID- ", b"PMID-"),
    "wos": _cut_before(b"PT "),
    "refer": _refer,
    "refworks": _cut_before(b"RT "),
    "cochrane": _cut_before(b"Record #"),
    "medlars": _ovid,
    "ovid": _ovid,
    "jsonl": _cut_before(b""),
    "endnote-xml": _endnote,
    "ictrp-xml": _ictrp,
}
