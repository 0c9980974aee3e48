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
from harvester.dedup.arrays import Bools, Ints, Texts
from harvester.dedup.records.blocking_keys import keys_of_normalised, stable_hash
from harvester.dedup.records.normalised_record import NormalisedRecord, compact_title, normalise_record
from harvester.dedup.records.title_traits import TitleTraits
from harvester.normalise import Locator

JournalNames = tuple[str, str, str, str, str]

_BATCH_SIZE: Final = 400
"""So many citations are in normal form at a time; a million at once would keep the collector busy."""


@dataclass(frozen=True, slots=True, eq=False)
class PrefilterColumns:
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
class Columns(PrefilterColumns):
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
class ColumnBatch:
    """The columns of some citations by themselves: to be joined with others, in this process or another."""

    size: int
    columns: Mapping[str, NDArray[Any]]
    journals: tuple[JournalNames, ...]


def build_columns(citations: Sequence[Citation]) -> Columns:
    """The columns of some citations, in their order. Time and memory grow with their number only."""
    starts = range(0, len(citations), _BATCH_SIZE) or (0,)
    return concatenate_batches([prepare_batch(citations[start : start + _BATCH_SIZE]) for start in starts])


def prepare_batch(citations: Sequence[Citation]) -> ColumnBatch:
    """A part of the citations, to be joined with the others."""
    codes: dict[JournalNames, int] = {_NO_JOURNAL: 0}
    columns = _columns_of([normalise_record(citation) for citation in citations], codes)
    return ColumnBatch(len(citations), columns, tuple(codes))


def concatenate_batches(parts: Sequence[ColumnBatch]) -> Columns:
    """The columns of all parts, in their order: the same wherever the citations were parted."""
    parts = parts or [prepare_batch(())]
    codes: dict[JournalNames, int] = {_NO_JOURNAL: 0}
    renumbered = [_ints([codes.setdefault(names, len(codes)) for names in part.journals]) for part in parts]
    starts = np.cumsum([0, *(part.size for part in parts)])
    offsets = np.repeat(starts[:-1], [part.columns["key_owners"].size for part in parts])
    columns = {name: _stack([part.columns[name] for part in parts]) for name in parts[0].columns}
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


def _columns_of(records: Sequence[NormalisedRecord], codes: dict[JournalNames, int]) -> dict[str, NDArray[Any]]:
    """The columns of a part of the records; ``codes`` numbers the journals of all parts, and grows."""
    by_field = zip(*records, strict=True) if records else ((),) * len(NormalisedRecord._fields)
    values: Mapping[str, tuple[Any, ...]] = dict(zip(NormalisedRecord._fields, by_field, strict=True))
    keys, owners = _index(records)
    journals = zip(
        values["stems"], values["head"], values["acronym"], values["journal"], values["parallels"], strict=True
    )
    accessions = values["accessions"]
    part = {
        **{name: _texts(values[source]) for name, source in _TEXTS.items()},
        **{name: _hashes(values[source]) for name, source in _HASHES.items()},
        **{name: _matrix(values[name]) for name in _MATRICES},
        **{name: _ints(values[name]) for name in _NUMBERS},
        **{name: _bools(values[name]) for name in _FLAGS},
        **_trait_columns(values["traits"]),
        **_page_columns(values["pages"], values["article"]),
        "original": _texts(list(map(compact_title, values["original"]))),
        "initial": _ints([ord(initial) if initial else 0 for initial in values["initial"]]),
        "journal": _ints([codes.setdefault(names, len(codes)) for names in journals]),
        "accession_kinds": _matrix(
            [[text.split(":", 1)[0] for text in record_accessions] for record_accessions in accessions]
        ),
        "beginning": _ints(list(map(_sort_value, values["compact"]))),
        "letters": _ints(list(map(len, values["compact"]))),
        "people": _ints(list(map(_author_bits, values["families"]))),
        "keys": keys,
        "key_owners": owners,
    }
    texts = (_hashes(values[name]) for name in ("journal", "names", "abstract"))
    return part | {"content": mix_hashes([*(part[name] for name in _CONTENT_COLUMNS), *texts])}


_CONTENT_COLUMNS: Final = (
    "title_hash",
    "doi",
    "pmid",
    "year",
    "volume",
    "issue",
    "supplement",
    "page_first",
    "page_last",
)
_SORTED_LETTERS: Final = 8


def _sort_value(title: str) -> int:
    """The first letters of a title as a number that sorts alike."""
    return (
        int.from_bytes(
            title[:_SORTED_LETTERS].encode(errors="surrogatepass")[:_SORTED_LETTERS].ljust(_SORTED_LETTERS, b" ")
        )
        >> 1
    )


def _author_bits(families: str) -> int:
    """A bit, of 63, for each family name."""
    bits = 0
    for name in families.split():
        bits |= 1 << crc32(name.encode(errors="surrogatepass")) % 63
    return bits


def mix_hashes(columns: Sequence[Ints]) -> Ints:
    """One 63-bit number for each row of some columns (the multiplier is that of Knuth's MMIX generator)."""
    mixed = np.zeros(columns[0].size, dtype=np.uint64)
    for column in columns:
        mixed = (mixed ^ (mixed >> np.uint64(29)) ^ column.astype(np.uint64)) * np.uint64(6364136223846793005)
    return (mixed >> np.uint64(1)).astype(np.int64)


def _trait_columns(traits: Sequence[TitleTraits]) -> dict[str, NDArray[Any]]:
    return {
        "numbers": _ints([trait.numbers for trait in traits]),
        "serials": _ints([trait.serials for trait in traits]),
        "roles": _ints([trait.roles for trait in traits]),
        "generic": _bools([trait.generic for trait in traits]),
    }


def _page_columns(pages: Sequence[Locator], articles: Sequence[Locator]) -> dict[str, NDArray[Any]]:
    return {
        "page_first": _ints([locator.first for locator in pages]),
        "page_last": _ints([locator.last for locator in pages]),
        "page_other": _ints([locator.other for locator in pages]),
        "page_article": _bools([locator.article for locator in pages]),
        "page_lettered": _bools([locator.lettered for locator in pages]),
        "article": _ints([locator.first for locator in articles]),
    }


def _stack(parts: Sequence[NDArray[Any]]) -> NDArray[Any]:
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
    for row, row_values in enumerate(values):
        for column, value in enumerate(row_values):
            matrix[row, column] = stable_hash(value)
    return matrix


def _index(records: Sequence[NormalisedRecord]) -> tuple[Ints, Ints]:
    key_lists = [sorted(keys_of_normalised(record)) for record in records]
    owners = np.repeat(np.arange(len(records), dtype=np.int64), list(map(len, key_lists)))
    return np.fromiter(chain.from_iterable(key_lists), dtype=np.int64, count=owners.size), owners
