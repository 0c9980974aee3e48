"""The columnar form of many citations: one array per field, so that comparing needs no loop over pairs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from harvester.citation import Citation
from harvester.dedup.keys import keys_of, stable_hash
from harvester.dedup.normal import Normal, compact, normal
from harvester.dedup.titles import Traits
from harvester.normalise import Locator

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Texts = NDArray[np.object_]
JournalNames = tuple[str, str, str, str, str]

_CHUNK: Final = 400
"""So many citations are in normal form at a time; a million at once would keep the collector busy."""


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """n citations as far as it takes to tell which pairs are worth comparing. Matrices hold hashes, filled up with 0.

    Numbers are 0 and texts empty where a record says nothing; a matrix has as many columns as the richest record needs.
    ``letters`` is the length of the title;
    ``people`` has a bit for the family name of each author: records without one in common have no author in common.
    """

    size: int
    title: Texts
    letters: Ints
    title_hash: Ints
    main_hash: Ints
    first_family: Ints
    year: Ints
    volume: Ints
    issue: Ints
    page_first: Ints
    page_other: Ints
    article: Ints
    doi: Ints
    pmid: Ints
    pmcid: Ints
    cochrane: Ints
    accessions: Ints
    registrations: Ints
    people: Ints
    translated: Bools
    foreign_title: Bools


@dataclass(frozen=True, slots=True, eq=False)
class Columns(Outline):
    """n citations in normal form, field by field.

    ``keys`` and ``key_owners`` are the inverted index: the blocking keys of all records and whose each is.
    ``beginning`` sorts as the titles do; ``content`` is the same for records that say the same, and for no others.
    """

    title_words: Texts
    original: Texts
    numbers: Ints
    serials: Ints
    roles: Ints
    generic: Bools
    families: Texts
    names: Texts
    first: Texts
    initial: Ints
    author_count: Ints
    journal: Ints
    journal_stems: Texts
    journal_heads: Texts
    journal_acronyms: Texts
    journal_names: Texts
    journal_parallels: Texts
    issns: Ints
    supplement: Ints
    page_last: Ints
    page_article: Bools
    page_lettered: Bools
    accession_kinds: Ints
    abstract: Texts
    preprint: Bools
    meeting: Bools
    venue: Bools
    registry: Bools
    form: Ints
    foreign_names: Bools
    version: Ints
    beginning: Ints
    content: Ints
    keys: Ints
    key_owners: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """The columns of some citations by themselves: to be joined with others, in this process or another."""

    size: int
    columns: Mapping[str, NDArray[Any]]
    journals: tuple[JournalNames, ...]


def prepare(citations: Sequence[Citation]) -> Columns:
    """The columns of some citations, in their order. Time and memory grow with their number only."""
    starts = range(0, len(citations), _CHUNK) or (0,)
    return joined([prepared(citations[start : start + _CHUNK]) for start in starts])


def prepared(citations: Sequence[Citation]) -> Prepared:
    """A part of the citations, to be joined with the others."""
    codes: dict[JournalNames, int] = {_NO_JOURNAL: 0}
    columns = _part([normal(citation) for citation in citations], codes)
    return Prepared(len(citations), columns, tuple(codes))


def joined(parts: Sequence[Prepared]) -> Columns:
    """The columns of all parts, in their order: the same wherever the citations were parted."""
    parts = parts or [prepared(())]
    codes: dict[JournalNames, int] = {_NO_JOURNAL: 0}
    renumbered = [_ints([codes.setdefault(names, len(codes)) for names in part.journals]) for part in parts]
    starts = np.cumsum([0, *(part.size for part in parts)])
    offsets = np.repeat(starts[:-1], [part.columns["key_owners"].size for part in parts])
    columns = {name: _stacked([part.columns[name] for part in parts]) for name in parts[0].columns}
    columns |= {name: _texts(column) for name, column in zip(JOURNAL_TEXTS, zip(*codes, strict=True), strict=True)}
    columns["journal"] = np.concatenate(
        [numbers[part.columns["journal"]] for numbers, part in zip(renumbered, parts, strict=True)]
    )
    columns["key_owners"] = columns["key_owners"] + offsets
    return Columns(size=int(starts[-1]), **columns)


_NO_JOURNAL: Final[JournalNames] = ("", "", "", "", "")
JOURNAL_TEXTS: Final = ("journal_stems", "journal_heads", "journal_acronyms", "journal_names", "journal_parallels")
"""Columns with a row for each journal; those of the records hold its number in ``journal``."""

_TEXTS: Final = {
    "title": "compact",
    "title_words": "title",
    "families": "families",
    "names": "names",
    "first": "first",
    "abstract": "abstract",
}
_HASHES: Final = {
    "title_hash": "compact",
    "main_hash": "main",
    "first_family": "first_family",
    "doi": "doi",
    "pmid": "pmid",
    "pmcid": "pmcid",
}
_MATRICES: Final = ("issns", "accessions", "registrations")
_NUMBERS: Final = ("author_count", "year", "volume", "issue", "supplement", "cochrane", "version", "form")
_FLAGS: Final = ("preprint", "meeting", "venue", "translated", "registry", "foreign_title", "foreign_names")
"""Which column holds which part of a record's normal form, by the kind of the column."""


def _part(records: Sequence[Normal], codes: dict[JournalNames, int]) -> dict[str, NDArray[Any]]:
    """The columns of a part of the records; ``codes`` numbers the journals of all parts, and grows."""
    by_field = zip(*records, strict=True) if records else ((),) * len(Normal._fields)
    told: Mapping[str, tuple[Any, ...]] = dict(zip(Normal._fields, by_field, strict=True))
    keys, owners = _index(records)
    journals = zip(told["stems"], told["head"], told["acronym"], told["journal"], told["parallels"], strict=True)
    accessions = told["accessions"]
    part = {
        **{name: _texts(told[source]) for name, source in _TEXTS.items()},
        **{name: _hashes(told[source]) for name, source in _HASHES.items()},
        **{name: _matrix(told[name]) for name in _MATRICES},
        **{name: _ints(told[name]) for name in _NUMBERS},
        **{name: _bools(told[name]) for name in _FLAGS},
        **_traits(told["traits"]),
        **_places(told["pages"], told["article"]),
        "original": _texts(list(map(compact, told["original"]))),
        "initial": _ints([ord(initial) if initial else 0 for initial in told["initial"]]),
        "journal": _ints([codes.setdefault(names, len(codes)) for names in journals]),
        "accession_kinds": _matrix([[text.split(":", 1)[0] for text in own] for own in accessions]),
        "beginning": _ints(list(map(_beginning, told["compact"]))),
        "letters": _ints(list(map(len, told["compact"]))),
        "people": _ints(list(map(_people, told["families"]))),
        "keys": keys,
        "key_owners": owners,
    }
    texts = (_hashes(told[name]) for name in ("journal", "names", "abstract"))
    return part | {"content": mixed([*(part[name] for name in _TELLING), *texts])}


_TELLING: Final = ("title_hash", "doi", "pmid", "year", "volume", "issue", "supplement", "page_first", "page_last")
_LETTERS: Final = 8


def _beginning(title: str) -> int:
    """The first letters of a title as a number that sorts alike."""
    return int.from_bytes(title[:_LETTERS].encode(errors="surrogatepass")[:_LETTERS].ljust(_LETTERS, b" ")) >> 1


def _people(families: str) -> int:
    """A bit, of 63, for each family name."""
    bits = 0
    for name in families.split():
        bits |= 1 << crc32(name.encode(errors="surrogatepass")) % 63
    return bits


def mixed(columns: Sequence[Ints]) -> Ints:
    """One 63-bit number for each row of some columns (the multiplier is that of Knuth's MMIX generator)."""
    mixed = np.zeros(columns[0].size, dtype=np.uint64)
    for column in columns:
        mixed = (mixed ^ (mixed >> np.uint64(29)) ^ column.astype(np.uint64)) * np.uint64(6364136223846793005)
    return (mixed >> np.uint64(1)).astype(np.int64)


def _traits(traits: Sequence[Traits]) -> dict[str, NDArray[Any]]:
    return {
        "numbers": _ints([each.numbers for each in traits]),
        "serials": _ints([each.serials for each in traits]),
        "roles": _ints([each.roles for each in traits]),
        "generic": _bools([each.generic for each in traits]),
    }


def _places(pages: Sequence[Locator], articles: Sequence[Locator]) -> dict[str, NDArray[Any]]:
    return {
        "page_first": _ints([each.first for each in pages]),
        "page_last": _ints([each.last for each in pages]),
        "page_other": _ints([each.other for each in pages]),
        "page_article": _bools([each.article for each in pages]),
        "page_lettered": _bools([each.lettered for each in pages]),
        "article": _ints([each.first for each in articles]),
    }


def _stacked(parts: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """The parts one after the other; narrower matrices are filled up with zeros."""
    width = max((part.shape[1] for part in parts if part.ndim == 2), default=0)
    even = [np.pad(part, ((0, 0), (0, width - part.shape[1]))) if part.ndim == 2 else part for part in parts]
    return np.concatenate(even)


def _texts(values: Sequence[str]) -> Texts:
    column: Texts = np.empty(len(values), dtype=object)
    column[:] = values
    return column


def _ints(values: Sequence[int]) -> Ints:
    return np.array(values, dtype=np.int64)


def _bools(values: Sequence[bool]) -> Bools:
    return np.array(values, dtype=np.bool_)


def _hashes(texts: Sequence[str]) -> Ints:
    return _ints([stable_hash(text) if text else 0 for text in texts])


def _matrix(values: Sequence[Sequence[str]]) -> Ints:
    width = max(map(len, values), default=0)
    matrix = np.zeros((len(values), width), dtype=np.int64)
    for row, own in enumerate(values):
        for column, value in enumerate(own):
            matrix[row, column] = stable_hash(value)
    return matrix


def _index(records: Sequence[Normal]) -> tuple[Ints, Ints]:
    found = [sorted(keys_of(record)) for record in records]
    owners = np.repeat(np.arange(len(records), dtype=np.int64), list(map(len, found)))
    return np.fromiter(chain.from_iterable(found), dtype=np.int64, count=owners.size), owners
