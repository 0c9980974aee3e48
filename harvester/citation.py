"""The bibliographic value of a record, as one source delivered it. Frozen; no I/O."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields
from typing import Any, Final

from harvester.frozen import quickly_made

CITATION_KINDS: Final = (
    "article",
    "conference-abstract",
    "conference-paper",
    "preprint",
    "registry-entry",
    "book",
    "chapter",
    "thesis",
    "report",
    "dataset",
    "webpage",
    "other",
)
"""What a report can be; PRISMA 2020 box 1 names most of them. A reader that cannot tell says "article"."""


@quickly_made
@dataclass(frozen=True, slots=True)
class Author:
    """One author: ``family`` is the family name, or the whole name of a group (then ``group`` is true)."""

    family: str
    given: str = ""
    suffix: str = ""
    group: bool = False

    def __str__(self) -> str:
        return ", ".join([part for part in (self.family, self.given, self.suffix) if part])


@quickly_made
@dataclass(frozen=True, slots=True)
class Citation:
    """What a source says about a document. Texts are kept as sent but for markup and white space.

    ``pages`` is as the source wrote it ("221-8"); ``article_number`` is an e-locator ("e29102").
    ``doi`` is bare and lower-case; ``pmid`` digits; ``pmcid`` "PMC…". ``identifiers`` holds every other number as
    (kind, value), for instance ("pui", "L2003"), ("wos", "WOS:000…"), ("nct", "NCT02780583").
    ``authors_complete`` is false when the source said "et al." or cut the list.
    ``extra`` keeps what the reader did not understand, as (tag, value), so that nothing a source sent is lost.
    """

    kind: str = "article"
    title: str = ""
    title_original: str = ""
    authors: tuple[Author, ...] = ()
    authors_complete: bool = True
    year: int | None = None
    date: str = ""
    journal: str = ""
    journal_abbreviation: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    article_number: str = ""
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    identifiers: tuple[tuple[str, str], ...] = ()
    issns: tuple[str, ...] = ()
    isbns: tuple[str, ...] = ()
    abstract: str = ""
    keywords: tuple[str, ...] = ()
    publication_types: tuple[str, ...] = ()
    language: str = ""
    publisher: str = ""
    place: str = ""
    urls: tuple[str, ...] = ()
    databases: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    extra: tuple[tuple[str, str], ...] = ()

    def identifier(self, kind: str) -> str:
        """The first identifier of that kind ("pui", "wos", "nct" …), or an empty string."""
        return next((value for name, value in self.identifiers if name == kind), "")


_DEFAULTS: Final = Citation()
_PAIRS: Final = ("identifiers", "extra")


def citation_to_json(citation: Citation) -> str:
    """Canonical JSON of a citation: sorted keys, empty fields left out, so equal citations give equal text."""
    filled = {
        field.name: value
        for field in fields(citation)
        if (value := getattr(citation, field.name)) != getattr(_DEFAULTS, field.name)
    }
    if citation.authors:
        filled["authors"] = [_author_row(author) for author in citation.authors]
    return json.dumps(filled, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def citation_from_json(text: str) -> Citation:
    """The citation that :func:`to_json` wrote. Keys this version does not know raise ``TypeError``."""
    stored: dict[str, Any] = json.loads(text)
    for name, value in stored.items():
        if name == "authors":
            stored[name] = tuple(Author(*row) for row in value)
        elif name in _PAIRS:
            stored[name] = tuple((kind, item) for kind, item in value)
        elif isinstance(value, list):
            stored[name] = tuple(value)
    return Citation(**stored)


def content_hash(citation: Citation) -> str:
    """SHA-256 (hex) of the canonical JSON: two revisions of a record differ exactly when their hashes do."""
    return hashlib.sha256(citation_to_json(citation).encode()).hexdigest()


def _author_row(author: Author) -> list[str | bool]:
    row: list[str | bool] = [author.family, author.given, author.suffix, author.group]
    while len(row) > 1 and not row[-1]:
        row.pop()
    return row
