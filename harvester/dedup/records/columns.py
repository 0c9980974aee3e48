"""Columns of normalised records: one array per field, so that pairs are compared without a loop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from harvester.citation import Citation
from harvester.dedup.arrays import Bools, Ints, Texts, as_bools, as_ints, as_texts
from harvester.dedup.records.blocking_keys import keys_of_normalised, stable_hash
from harvester.dedup.records.normalised_record import NormalisedRecord, compact_title, normalise_record
from harvester.dedup.records.title_traits import TitleTraits
from harvester.normalise import Locator

JournalNames = tuple[str, str, str, str, str]

_BATCH_SIZE: Final = 400
"""Citations normalised at a time: a million records at once would keep the garbage collector busy."""


@dataclass(frozen=True, slots=True, eq=False)
class PrefilterColumns:
    """Columns of n records that the prefilter needs.

    Columns have shape (n,); ``accessions`` and ``registrations`` are matrices of hashes, shape (n, most of a record),
    padded with 0. Numbers are 0 and texts "" where a record gives nothing. ``letters``: length of the title.
    ``author_bits``: a bit for the family name of each author; records without a common bit have no author in common.
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
    author_bits: Ints
    translated: Bools
    foreign_title: Bools


@dataclass(frozen=True, slots=True, eq=False)
class Columns(PrefilterColumns):
    """All columns of n records.

    Columns have shape (n,); ``issns`` and ``accession_kinds`` are matrices of hashes; ``journal`` is a row of the
    ``journal_*`` texts, which have one row per journal. ``register`` is that of the first number in ``registrations``.
    ``keys`` and ``key_owners`` are the inverted index: blocking keys of all records and the row of each key's record.
    ``title_order`` sorts as titles do. ``content`` is equal for records with equal content.
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
    register: Ints
    form: Ints
    foreign_names: Bools
    version: Ints
    title_order: Ints
    content: Ints
    keys: Ints
    key_owners: Ints


@dataclass(frozen=True, slots=True, eq=False)
class ColumnBatch:
    """Columns of some citations, to be concatenated with those of others, in this process or another."""

    size: int
    columns: Mapping[str, NDArray[Any]]
    journals: tuple[JournalNames, ...]


def build_columns(citations: Sequence[Citation]) -> Columns:
    """Return the columns of citations, in their order. Time and memory are linear in their number."""
    starts = range(0, len(citations), _BATCH_SIZE) or (0,)
    return concatenate_batches([prepare_batch(citations[start : start + _BATCH_SIZE]) for start in starts])


def prepare_batch(citations: Sequence[Citation]) -> ColumnBatch:
    """Normalise some citations and return their columns, to be concatenated with those of others."""
    codes: dict[JournalNames, int] = {_NO_JOURNAL: 0}
    columns = _columns_of([normalise_record(citation) for citation in citations], codes)
    return ColumnBatch(len(citations), columns, tuple(codes))


def concatenate_batches(batches: Sequence[ColumnBatch]) -> Columns:
    """Return the columns of all batches, in their order. How citations were split into batches makes no difference."""
    parts = batches or [prepare_batch(())]
    codes: dict[JournalNames, int] = {_NO_JOURNAL: 0}
    renumbered = [as_ints([codes.setdefault(names, len(codes)) for names in part.journals]) for part in parts]
    starts = np.cumsum([0, *(part.size for part in parts)])
    offsets = np.repeat(starts[:-1], [part.columns["key_owners"].size for part in parts])
    columns = {name: _stack([part.columns[name] for part in parts]) for name in parts[0].columns}
    columns |= {name: as_texts(column) for name, column in zip(JOURNAL_TEXTS, zip(*codes, strict=True), strict=True)}
    columns["journal"] = np.concatenate(
        [numbers[part.columns["journal"]] for numbers, part in zip(renumbered, parts, strict=True)]
    )
    columns["key_owners"] = columns["key_owners"] + offsets
    return Columns(size=int(starts[-1]), **columns)


_NO_JOURNAL: Final[JournalNames] = ("", "", "", "", "")
JOURNAL_TEXTS: Final = ("journal_stems", "journal_heads", "journal_acronyms", "journal_names", "journal_parallels")
"""Columns with a row for each journal."""

_TEXTS: Final = {"title": "compact", "title_words": "title"} | {
    name: name for name in ("families", "names", "first", "abstract")
}
_HASHES: Final = {"title_hash": "compact", "main_hash": "main"} | {
    name: name for name in ("first_family", "doi", "pmid", "pmcid", "register")
}
_MATRICES: Final = ("issns", "accessions", "registrations")
_NUMBERS: Final = ("author_count", "year", "volume", "issue", "supplement", "cochrane", "version", "form")
_FLAGS: Final = ("preprint", "meeting", "venue", "translated", "registry", "foreign_title", "foreign_names")
"""Columns and the fields of a normalised record that they hold, by the type of the column."""


def _columns_of(records: Sequence[NormalisedRecord], codes: dict[JournalNames, int]) -> dict[str, NDArray[Any]]:
    """Return the columns of some records; ``codes`` numbers the journals, and grows."""
    by_field = zip(*records, strict=True) if records else ((),) * len(NormalisedRecord._fields)
    values: Mapping[str, tuple[Any, ...]] = dict(zip(NormalisedRecord._fields, by_field, strict=True))
    key_lists = [sorted(keys_of_normalised(record)) for record in records]
    keys = np.fromiter(chain.from_iterable(key_lists), dtype=np.int64)
    journals = zip(*(values[name] for name in ("stems", "head", "acronym", "journal", "parallels")), strict=True)
    part = {
        **{name: as_texts(values[source]) for name, source in _TEXTS.items()},
        **{name: _hashes(values[source]) for name, source in _HASHES.items()},
        **{name: _matrix(values[name]) for name in _MATRICES},
        **{name: as_ints(values[name]) for name in _NUMBERS},
        **{name: as_bools(values[name]) for name in _FLAGS},
        **_trait_columns(values["traits"]),
        **_page_columns(values["pages"], values["article"]),
        "original": as_texts(list(map(compact_title, values["original"]))),
        "initial": as_ints([ord(initial) if initial else 0 for initial in values["initial"]]),
        "journal": as_ints([codes.setdefault(names, len(codes)) for names in journals]),
        "accession_kinds": _matrix([[text.split(":", 1)[0] for text in texts] for texts in values["accessions"]]),
        "title_order": as_ints(list(map(_sort_value, values["compact"]))),
        "letters": as_ints(list(map(len, values["compact"]))),
        "author_bits": as_ints(list(map(_author_bits, values["families"]))),
        "keys": keys,
        "key_owners": np.repeat(np.arange(len(records), dtype=np.int64), list(map(len, key_lists))),
    }
    hashes = (_hashes(values[name]) for name in ("journal", "names", "abstract"))
    return part | {"content": mix_hashes([*(part[name] for name in _CONTENT_COLUMNS), *hashes])}


_CONTENT_COLUMNS: Final = (
    "title_hash", "doi", "pmid", "year", "volume", "issue", "supplement", "page_first", "page_last"
)  # fmt: skip
_SORTED_LETTERS: Final = 8


def _sort_value(title: str) -> int:
    """Return the first letters of a title as a number that sorts as the title does."""
    letters = title[:_SORTED_LETTERS].encode(errors="surrogatepass")[:_SORTED_LETTERS]
    return int.from_bytes(letters.ljust(_SORTED_LETTERS, b" ")) >> 1


def _author_bits(families: str) -> int:
    """Return a set of bits, one of 63 for each family name."""
    bits = 0
    for name in families.split():
        bits |= 1 << crc32(name.encode(errors="surrogatepass")) % 63
    return bits


def mix_hashes(columns: Sequence[Ints]) -> Ints:
    """Return a 63-bit hash of each row of columns: shape (n,); the multiplier is that of Knuth's MMIX generator."""
    mixed = np.zeros(columns[0].size, dtype=np.uint64)
    for column in columns:
        mixed = (mixed ^ (mixed >> np.uint64(29)) ^ column.astype(np.uint64)) * np.uint64(6364136223846793005)
    return (mixed >> np.uint64(1)).astype(np.int64)


def _trait_columns(traits: Sequence[TitleTraits]) -> dict[str, NDArray[Any]]:
    return {
        "numbers": as_ints([trait.numbers for trait in traits]),
        "serials": as_ints([trait.serials for trait in traits]),
        "roles": as_ints([trait.roles for trait in traits]),
        "generic": as_bools([trait.generic for trait in traits]),
    }


def _page_columns(pages: Sequence[Locator], articles: Sequence[Locator]) -> dict[str, NDArray[Any]]:
    return {
        "page_first": as_ints([locator.first for locator in pages]),
        "page_last": as_ints([locator.last for locator in pages]),
        "page_other": as_ints([locator.other for locator in pages]),
        "page_article": as_bools([locator.article for locator in pages]),
        "page_lettered": as_bools([locator.lettered for locator in pages]),
        "article": as_ints([locator.first for locator in articles]),
    }


def _stack(parts: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """Concatenate parts of a column; narrower matrices are padded with zeros."""
    width = max((part.shape[1] for part in parts if part.ndim == 2), default=0)
    even = [np.pad(part, ((0, 0), (0, width - part.shape[1]))) if part.ndim == 2 else part for part in parts]
    return np.concatenate(even)


def _hashes(texts: Sequence[str]) -> Ints:
    return as_ints([stable_hash(text) if text else 0 for text in texts])


def _matrix(values: Sequence[Sequence[str]]) -> Ints:
    width = max(map(len, values), default=0)
    matrix = np.zeros((len(values), width), dtype=np.int64)
    for row, row_values in enumerate(values):
        for column, value in enumerate(row_values):
            matrix[row, column] = stable_hash(value)
    return matrix
