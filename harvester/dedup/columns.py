"""The columnar form of many citations: one array per field, so that comparing needs no loop over pairs."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from harvester.citation import Citation
from harvester.dedup.keys import keys_of, stable_hash
from harvester.dedup.normal import Normal, compact, normal

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Texts = NDArray[np.object_]
JournalNames = tuple[str, str, str, str]

_CHUNK: Final = 400
"""So many citations are in normal form at a time; a million at once would keep the collector busy."""


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """n citations in normal form, field by field. Numbers are 0 and texts empty where a record says nothing.

    ``keys`` and ``key_owners`` are the inverted index: the blocking keys of all records and whose each is.
    Matrices (``issns``, ``accessions``, ``registrations``) hold hashes, as many columns as the richest record has.
    """

    size: int
    title: Texts
    title_words: Texts
    original: Texts
    title_hash: Ints
    main_hash: Ints
    numbers: Ints
    serials: Ints
    roles: Ints
    generic: Bools
    families: Texts
    names: Texts
    first: Texts
    first_family: Ints
    initial: Ints
    author_count: Ints
    year: Ints
    journal: Ints
    journal_stems: Texts
    journal_heads: Texts
    journal_acronyms: Texts
    journal_names: Texts
    issns: Ints
    volume: Ints
    issue: Ints
    supplement: Ints
    page_first: Ints
    page_last: Ints
    page_other: Ints
    page_article: Bools
    page_lettered: Bools
    article: Ints
    doi: Ints
    pmid: Ints
    pmcid: Ints
    accessions: Ints
    accession_kinds: Ints
    registrations: Ints
    abstract: Texts
    preprint: Bools
    meeting: Bools
    venue: Bools
    translated: Bools
    registry: Bools
    cochrane: Ints
    version: Ints
    keys: Ints
    key_owners: Ints


def prepare(citations: Sequence[Citation]) -> Columns:
    """The columns of some citations, in their order. Time and memory grow with their number only."""
    codes: dict[JournalNames, int] = {("", "", "", ""): 0}
    starts = range(0, len(citations), _CHUNK) or (0,)
    parts = [_part([normal(citation) for citation in citations[start : start + _CHUNK]], codes) for start in starts]
    offsets = np.repeat(np.array(starts, dtype=np.int64), [part.key_owners.size for part in parts])
    joined = {field.name: _stacked([getattr(part, field.name) for part in parts]) for field in fields(Columns)[1:]}
    names = zip(
        ("journal_stems", "journal_heads", "journal_acronyms", "journal_names"), zip(*codes, strict=True), strict=True
    )
    joined |= {name: _texts(column) for name, column in names}
    joined["key_owners"] = joined["key_owners"] + offsets
    return Columns(size=len(citations), **joined)


def _part(records: Sequence[Normal], codes: dict[JournalNames, int]) -> Columns:
    """The columns of a part of the records; ``codes`` numbers the journals of all parts, and grows."""
    keys, owners = _index(records)
    nothing = _texts(())
    return Columns(
        size=len(records),
        title=_texts(record.compact for record in records),
        title_words=_texts(record.title for record in records),
        original=_texts(compact(record.original) for record in records),
        title_hash=_hashes(records, lambda record: record.compact),
        main_hash=_hashes(records, lambda record: record.main),
        numbers=_ints(record.traits.numbers for record in records),
        serials=_ints(record.traits.serials for record in records),
        roles=_ints(record.traits.roles for record in records),
        generic=_bools(record.traits.generic for record in records),
        families=_texts(record.families for record in records),
        names=_texts(record.names for record in records),
        first=_texts(record.first for record in records),
        first_family=_hashes(records, lambda record: record.first_family),
        initial=_ints(ord(record.initial) if record.initial else 0 for record in records),
        author_count=_ints(record.author_count for record in records),
        year=_ints(record.year for record in records),
        journal=_ints(_journal_code(record, codes) for record in records),
        journal_stems=nothing,
        journal_heads=nothing,
        journal_acronyms=nothing,
        journal_names=nothing,
        issns=_matrix(records, lambda record: record.issns),
        volume=_ints(record.volume for record in records),
        issue=_ints(record.issue for record in records),
        supplement=_ints(record.supplement for record in records),
        page_first=_ints(record.pages.first for record in records),
        page_last=_ints(record.pages.last for record in records),
        page_other=_ints(record.pages.other for record in records),
        page_article=_bools(record.pages.article for record in records),
        page_lettered=_bools(record.pages.lettered for record in records),
        article=_ints(record.article.first for record in records),
        doi=_hashes(records, lambda record: record.doi),
        pmid=_hashes(records, lambda record: record.pmid),
        pmcid=_hashes(records, lambda record: record.pmcid),
        accessions=_matrix(records, lambda record: record.accessions),
        accession_kinds=_matrix(records, lambda record: [text.split(":", 1)[0] for text in record.accessions]),
        registrations=_matrix(records, lambda record: record.registrations),
        abstract=_texts(record.abstract for record in records),
        preprint=_bools(record.preprint for record in records),
        meeting=_bools(record.meeting for record in records),
        venue=_bools(record.venue for record in records),
        translated=_bools(record.translated for record in records),
        registry=_bools(record.registry for record in records),
        cochrane=_ints(record.cochrane for record in records),
        version=_ints(record.version for record in records),
        keys=keys,
        key_owners=owners,
    )


def _stacked(parts: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """The parts one after the other; narrower matrices are filled up with zeros."""
    width = max((part.shape[1] for part in parts if part.ndim == 2), default=0)
    even = [np.pad(part, ((0, 0), (0, width - part.shape[1]))) if part.ndim == 2 else part for part in parts]
    return np.concatenate(even)


def _texts(values: Iterable[str]) -> Texts:
    listed = list(values)
    column: Texts = np.empty(len(listed), dtype=object)
    column[:] = listed
    return column


def _ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, dtype=np.int64)


def _bools(values: Iterable[bool]) -> Bools:
    return np.fromiter(values, dtype=np.bool_)


def _hashes(records: Sequence[Normal], text: Callable[[Normal], str]) -> Ints:
    return _ints(stable_hash(value) if (value := text(record)) else 0 for record in records)


def _matrix(records: Sequence[Normal], values: Callable[[Normal], Sequence[str]]) -> Ints:
    width = max((len(values(record)) for record in records), default=0)
    matrix = np.zeros((len(records), width), dtype=np.int64)
    for row, record in enumerate(records):
        for column, value in enumerate(values(record)):
            matrix[row, column] = stable_hash(value)
    return matrix


def _index(records: Sequence[Normal]) -> tuple[Ints, Ints]:
    keys, owners = array("q"), array("q")
    for owner, record in enumerate(records):
        own = sorted(keys_of(record))
        keys.extend(own)
        owners.extend([owner] * len(own))
    return np.array(keys, dtype=np.int64), np.array(owners, dtype=np.int64)


def _journal_code(record: Normal, codes: dict[JournalNames, int]) -> int:
    return codes.setdefault((record.stems, record.head, record.acronym, record.journal), len(codes))
