"""What was read of a file ⇄ bytes, quickly: on its way from one process to another of the same program. Pure.

``pickle`` asks every citation and every author for its state in Python, and puts it back so: four times as slow as
``marshal``, which knows texts, numbers and tuples alone. Its form may change with any version of Python, so nothing of
it is ever kept.
"""

from __future__ import annotations

import marshal
from collections.abc import Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any, Final

from harvester.citation import Author, Citation
from harvester.formats.model import ParsedFile, ParsedRecord, ParseWarning, UnreadableRecord
from harvester.frozen import row_maker

_NAMES: Final = [field.name for field in fields(Citation)]
_AUTHORS: Final = _NAMES.index("authors")
_BEFORE: Final = attrgetter(*_NAMES[:_AUTHORS])
_AFTER: Final = attrgetter(*_NAMES[_AUTHORS + 1 :])
_PERSON: Final = attrgetter(*[field.name for field in fields(Author)])
_MADE: Final = row_maker(Citation)
_NAMED: Final = row_maker(Author)
_LISTED: Final = row_maker(ParsedRecord)
_PLAIN: Final = 2
"""The form of ``marshal`` that does not look for what comes twice."""


def packed(found: ParsedFile) -> bytes:
    """All of it as bytes, for :func:`from_packed`."""
    records = [(_row(entry.citation), entry.accession, entry.file_id, entry.line) for entry in found.records]
    bad = [(entry.line, entry.reason) for entry in found.unreadable]
    oddities = [(oddity.line, oddity.message) for oddity in found.warnings]
    return marshal.dumps((found.format, found.encoding, records, bad, oddities, found.preamble), _PLAIN)


def from_packed(data: bytes) -> ParsedFile:
    """What :func:`packed` was given. The bytes must come from it: anything else is not looked at with care."""
    format_name, encoding, records, bad, oddities, preamble = marshal.loads(data)  # noqa: S302 - our own process wrote it
    return ParsedFile(
        format_name,
        encoding,
        tuple([_LISTED((_citation(row), accession, own_id, line)) for row, accession, own_id, line in records]),
        tuple([UnreadableRecord(line, reason) for line, reason in bad]),
        tuple([ParseWarning(line, message) for line, message in oddities]),
        preamble,
    )


def packed_citations(citations: Sequence[Citation]) -> bytes:
    """Citations alone as bytes, for :func:`from_packed_citations`."""
    return marshal.dumps([_row(citation) for citation in citations], _PLAIN)


def from_packed_citations(data: bytes) -> tuple[Citation, ...]:
    """What :func:`packed_citations` was given."""
    return tuple([_citation(row) for row in marshal.loads(data)])  # noqa: S302 - our own process wrote it


def _row(citation: Citation) -> tuple[Any, ...]:
    return (_BEFORE(citation), [_PERSON(author) for author in citation.authors], _AFTER(citation))


def _citation(row: tuple[Any, ...]) -> Citation:
    before, people, after = row
    return _MADE((*before, tuple([_NAMED(person) for person in people]), *after))
