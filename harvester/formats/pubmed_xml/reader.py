"""Read PubMed XML (EFetch, "Save as XML", baseline files of any DTD version). Pure.

No DTD is loaded, nothing fetched, no entity of the document expanded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from typing import Final

from lxml import etree

from harvester.errors import FormatError
from harvester.formats.model import ParsedFile, ParsedRecord, UnreadableRecord
from harvester.formats.pubmed_xml.article import read_article
from harvester.formats.pubmed_xml.book import read_book
from harvester.formats.text.mojibake import fix_mojibake_of_records

_READERS: Final = {"PubmedArticle": read_article, "PubmedBookArticle": read_book}
_ROOTS: Final = frozenset(["PubmedArticleSet", "PubmedBookArticleSet", *_READERS])
_DECLARATION: Final = re.compile(rb"<\?xml[ \t\r\n]")
_ENCODING: Final = re.compile(rb"<\?xml[^>]*encoding=[\"']([A-Za-z0-9._-]+)")
_HINT: Final = (
    "Save it again from PubMed (Save > Format: PubMed), or fetch it again with EFetch rettype=xml, "
    "in parts of at most 10,000 records."
)


def parse_pubmed_xml(data: bytes, *, name: str) -> ParsedFile:
    """Read the records of PubMed XML. ``name`` is the file or reply in messages.

    An empty set is no error (EFetch omits deleted records). A truncated document keeps the records before the break,
    which is in ``unreadable``. Raises FormatError when it is not PubMed's XML, or no record comes before the break.
    """
    records: list[ParsedRecord] = []
    unreadable: list[UnreadableRecord] = []
    for document, line in _documents(data):
        try:
            _read(document, line, records, unreadable)
        except _BrokenError as broken:
            if not records:
                raise FormatError(f"{name}, line {broken.line}: {broken}", hint=_HINT) from broken
            unreadable.append(UnreadableRecord(broken.line, f"{broken}; the records before this line were read"))
        except _UnexpectedRootError as foreign:
            raise FormatError(f"{name}, line {line + 1}: {foreign}", hint=_HINT) from foreign
    encoding = _ENCODING.search(data[:200])
    encoding_name = encoding[1].decode("ascii").casefold() if encoding else "utf-8"
    return fix_mojibake_of_records(ParsedFile("pubmed-xml", encoding_name, tuple(records), tuple(unreadable), ()))


class _BrokenError(ValueError):
    """The XML is truncated or not well-formed."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"broken XML ({message})")
        self.line = line


class _UnexpectedRootError(ValueError):
    """The XML is well-formed, but not PubMed's."""


def _documents(data: bytes) -> Iterator[tuple[bytes, int]]:
    """Yield the documents in a file, as replies are often concatenated, each with the number of lines before it."""
    starts = [match.start() for match in _DECLARATION.finditer(data)] or [0]
    if data[: starts[0]].strip(b"\xef\xbb\xbf \t\r\n"):
        starts = [0, *starts]
    for start, end in pairwise([*starts, len(data)]):
        yield data[start:end], data.count(b"\n", 0, start)


def _read(document: bytes, line: int, records: list[ParsedRecord], unreadable: list[UnreadableRecord]) -> None:
    # remove_* : a comment inside a title is not part of it; huge_tree off: depth and size stay bounded
    events = etree.iterparse(
        BytesIO(document.lstrip()),
        events=("end",),
        tag=tuple(_READERS),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for _, element in events:
            record = _READERS[element.tag](element, line + (element.sourceline or 1))
            if isinstance(record, UnreadableRecord):
                unreadable.append(record)
            else:
                records.append(record)
            element.clear()
            while element.getprevious() is not None:  # frees the memory of the records before it
                del element.getparent()[0]
    except etree.XMLSyntaxError as broken:
        raise _BrokenError(line + (broken.lineno or 1), _reason(events, broken)) from broken
    _check(events.root)


def _check(root: etree._Element) -> None:
    if root.tag in _ROOTS:
        return
    message = " ".join(text for error in root.iter("ERROR", "Error") if (text := (error.text or "").strip()))
    if message:
        raise _UnexpectedRootError(f"the service's error message instead of records: {message}")
    raise _UnexpectedRootError(f"XML of another kind (<{root.tag}>), expected <PubmedArticleSet>")


def _reason(events: etree.iterparse, broken: etree.XMLSyntaxError) -> str:
    message = events.error_log[0].message if len(events.error_log) else str(broken.msg)
    if "huge" in message.casefold() or "depth" in message.casefold():
        return "nested or grown beyond any real record; it was not read for safety"
    return message.strip()
