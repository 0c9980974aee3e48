"""Keys of the inverted index: two records are compared only if they share one. Pure, and stable between versions.

Every key is made from one record alone (no count of a corpus goes in), so a store can keep the keys in a table and an
update looks up only the block-mates of its new records.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final
from zlib import crc32

from xxhash import xxh3_64_intdigest

from harvester.citation import Citation
from harvester.dedup.normal import Normal, compact, normal

_PREFIX: Final = 32
_BEGINNING: Final = 12
_ABSTRACT: Final = 80
_SKETCH: Final = ((0, 1, 2), (0, 1, 3), (0, 2, 3), (1, 2, 3))


def blocking_keys(citation: Citation) -> frozenset[int]:
    """The 63-bit keys under which a citation can be found; an empty citation has none."""
    return keys_of(normal(citation))


def keys_of(record: Normal) -> frozenset[int]:
    """The keys of a citation that is already in normal form."""
    return frozenset(map(stable_hash, _texts(record)))


def stable_hash(text: str) -> int:
    """A 63-bit number of a text, the same on every machine and in every run."""
    return xxh3_64_intdigest(text.encode("utf-8", "surrogatepass")) >> 1


def _texts(record: Normal) -> Iterator[str]:
    yield from _identities(record)
    yield from _title_texts(record.title, record.compact)
    if record.main:
        yield "t" + record.main[:_PREFIX]
    if len(record.rest) >= _PREFIX:
        yield "t" + record.rest[:_PREFIX]
    if record.original:
        yield from _title_texts(record.original, compact(record.original))
    yield from _place_texts(record)
    if len(record.abstract) > _ABSTRACT:
        yield "x" + record.abstract[:_ABSTRACT]


def _identities(record: Normal) -> Iterator[str]:
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


def _title_texts(title: str, whole: str) -> Iterator[str]:
    if not title:
        return
    yield "t" + whole[:_PREFIX]
    if len(whole) > _PREFIX:
        yield "e" + whole[-_PREFIX:]
    content = _content(title)
    if len(content) == 2:
        yield f"w{content[0]} {content[1]}"
    for one, two, three in _SKETCH:
        if three < len(content):
            yield f"w{content[one]} {content[two]} {content[three]}"


@lru_cache(maxsize=4)
def _content(title: str) -> list[str]:
    """The longer words in an order that has nothing to do with the title, so that its first ones are a fair sample."""
    return sorted({word for word in title.split() if len(word) > 3}, key=_order)


@lru_cache(maxsize=200_000)
def _order(word: str) -> int:
    return crc32(word.encode(errors="surrogatepass"))


def _place_texts(record: Normal) -> Iterator[str]:
    family = record.first.split(" ", 1)[0]
    pages = {record.pages.first, record.pages.other, record.article.first} - {0}
    for page in pages:
        if family and page > 1:
            yield f"a{family} {page}"
        if record.volume:
            yield f"v{record.volume} {page} {record.year or record.stems}"
    if family and record.year:
        for word in _content(record.title)[:2]:
            yield f"y{family} {record.year} {word}"
        if record.compact:  # a title cut short may lack every word taken from the whole one
            yield f"b{family} {record.year} {record.compact[:_BEGINNING]}"
    if family and record.volume and record.issue:
        yield f"n{family} {record.volume} {record.issue}"
    if not record.title and record.volume and record.issue:
        yield f"u{record.stems} {record.year} {record.volume} {record.issue}"
