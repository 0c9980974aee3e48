"""Blocking keys: two records are compared only if they share one. Pure, and stable between versions.

Every key is made from one record alone, without statistics of a corpus, so that a store can keep the keys in a table
and an update looks up only the records that share a key with new ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final
from zlib import crc32

from xxhash import xxh3_64_intdigest

from harvester.citation import Citation
from harvester.dedup.records.normalised_record import NormalisedRecord, compact_title, normalise_record

_TITLE_LETTERS: Final = 32
_SHORT_PREFIX: Final = 12
_ABSTRACT_LETTERS: Final = 80
_WORD_TRIPLES: Final = ((0, 1, 2), (0, 1, 3), (0, 2, 3), (1, 2, 3))


def blocking_keys(citation: Citation) -> frozenset[int]:
    """Return the 63-bit keys of a citation; an empty citation has none."""
    return keys_of_normalised(normalise_record(citation))


def keys_of_normalised(record: NormalisedRecord) -> frozenset[int]:
    """Return the 63-bit keys of a normalised record."""
    return frozenset(map(stable_hash, _key_texts(record)))


def stable_hash(text: str) -> int:
    """Return a 63-bit hash of a text, the same on every machine and in every run."""
    return xxh3_64_intdigest(text.encode("utf-8", "surrogatepass")) >> 1


def _key_texts(record: NormalisedRecord) -> Iterator[str]:
    yield from identifier_keys(record)
    yield from title_keys(record.title, record.compact)
    if record.main:
        yield "t" + record.main[:_TITLE_LETTERS]
    if len(record.rest) >= _TITLE_LETTERS:
        yield "t" + record.rest[:_TITLE_LETTERS]
    if record.original:
        yield from title_keys(record.original, compact_title(record.original))
    yield from place_keys(record)
    if len(record.abstract) > _ABSTRACT_LETTERS:
        yield "x" + record.abstract[:_ABSTRACT_LETTERS]


def identifier_keys(record: NormalisedRecord) -> Iterator[str]:
    """Yield keys of DOI, PubMed, PMC, accession, registration and Cochrane numbers."""
    if record.doi:
        yield "d" + record.doi
    if record.pmid:
        yield "p" + record.pmid
    if record.pmcid:
        yield "c" + record.pmcid
    for accession in record.accessions + record.registrations:
        yield "i" + accession
    if record.cochrane:
        yield f"k{record.cochrane}"


def title_keys(title: str, compact_title: str) -> Iterator[str]:
    """Yield keys of the beginning, the end and some words of a title."""
    if not title:
        return
    yield "t" + compact_title[:_TITLE_LETTERS]
    if len(compact_title) > _TITLE_LETTERS:
        yield "e" + compact_title[-_TITLE_LETTERS:]
    content = sampled_words(title)
    if len(content) == 2:
        yield f"w{content[0]} {content[1]}"
    for first, second, third in _WORD_TRIPLES:
        if third < len(content):
            yield f"w{content[first]} {content[second]} {content[third]}"


@lru_cache(maxsize=4)
def sampled_words(title: str) -> list[str]:
    """Return the longer words in an order independent of the title, so that the first are a fair sample."""
    return sorted({word for word in title.split() if len(word) > 3}, key=_word_hash)


@lru_cache(maxsize=200_000)
def _word_hash(word: str) -> int:
    return crc32(word.encode(errors="surrogatepass"))


def place_keys(record: NormalisedRecord) -> Iterator[str]:
    """Yield keys of author, year, volume, issue and pages, combined."""
    family = record.first.split(" ", 1)[0]
    pages = {record.pages.first, record.pages.other, record.article.first} - {0}
    for page in pages:
        if family and page > 1:
            yield f"a{family} {page}"
        if record.volume:
            yield f"v{record.volume} {page} {record.year or record.stems}"
    if family and record.year:
        for word in sampled_words(record.title)[:2]:
            yield f"y{family} {record.year} {word}"
        if record.compact:  # a title cut short may lack every word taken from the whole one
            yield f"b{family} {record.year} {record.compact[:_SHORT_PREFIX]}"
    if family and record.volume and record.issue:
        yield f"n{family} {record.volume} {record.issue}"
    if not record.title and record.volume and record.issue:
        yield f"u{record.stems} {record.year} {record.volume} {record.issue}"
