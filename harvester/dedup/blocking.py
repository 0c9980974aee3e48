"""Blocking: propose pairs of records that share a key, and drop those that no agreement could make duplicates."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from multiprocessing import cpu_count
from typing import Final, TypeVar

import numpy as np
from rapidfuzz import fuzz

from harvester.dedup.arrays import Bools, Ints, Rows, Scores, row_similarity, share_value
from harvester.dedup.comparison.levels import NOT_FAR_YEAR
from harvester.dedup.comparison.numeric_fields import (
    are_in_same_volume,
    compare_year,
    share_author_or_issue,
    share_page,
)
from harvester.dedup.comparison.title import (
    SAME_TITLE_FROM,
    SIMILAR_TITLE_FROM,
    WEAK_TITLE_FROM,
    can_contain_title,
    is_main_title,
    partial_similarity,
)
from harvester.dedup.records.columns import Columns, PrefilterColumns

MAX_BLOCK: Final = 40
"""Up to this many records of a key, all are compared with all; beyond, each with its neighbours in two orders."""

LARGEST_BLOCK: Final = 400
"""A key of more records ("Editorial", the DOI of a supplement) proposes only records with equal content."""

NEIGHBOURS: Final = 6
"""Next records of a large block that each record is compared with, in each of two orders."""

LARGE_SORT: Final = 1_000_000
"""From so many codes on, sorting in two halves by two threads is quicker."""


@dataclass(frozen=True, slots=True, eq=False)
class BlockIndex:
    """Inverted index: ``keys`` and the row of each key's record, ``owners``, both of shape (keys,).

    ``sort_values``, shape (records, 5): order of the title, first page, volume, year, content. Large blocks are sorted
    by title or by year, then page, volume and content, so that neither order depends on the order of the input.
    """

    keys: Ints
    owners: Ints
    sort_values: Ints

    @classmethod
    def of(cls, columns: Columns) -> BlockIndex:
        """Build the index of some records."""
        names = (columns.title_order, columns.page_first, columns.volume, columns.year, columns.content)
        return cls(columns.keys, columns.key_owners, np.stack(names, axis=1))


def candidate_pairs(
    columns: Columns, *, new: Bools | None = None, max_block: int = MAX_BLOCK, copies: bool = True
) -> tuple[Rows, Rows]:
    """Return the unique pairs of rows (a < b) that share a key; with ``new`` (flags), only those with a new record.

    Without ``copies``, a key of too many records proposes nothing, as in a store that looks up single keys.
    """
    a, b = propose_pairs(BlockIndex.of(columns), max_block=max_block, copies=copies)
    if new is not None:
        touched = new[a] | new[b]
        a, b = a[touched], b[touched]
    return a, b


def propose_pairs(
    blocks: BlockIndex, *, max_block: int = MAX_BLOCK, largest: int = LARGEST_BLOCK, copies: bool = False
) -> tuple[Rows, Rows]:
    """Return the unique pairs (a < b) of rows that share a key, ascending. Their number is linear in that of the keys.

    Up to ``max_block`` records of a key form all pairs; up to ``largest``, each forms pairs with the next
    :data:`NEIGHBOURS` records in two orders; of more, none or, with ``copies``, each with the next of equal content. So
    a key gives at most ``max_block`` / 2 pairs a record.
    """
    size = len(blocks.sort_values)
    order = np.argsort(blocks.keys, kind="stable")
    keys, owners = blocks.keys[order], blocks.owners[order]
    starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]]) if keys.size else np.empty(0, dtype=np.int64)
    sizes = np.diff(np.r_[starts, keys.size])
    large = np.repeat((sizes > max_block) & (sizes <= largest), sizes)
    codes = _small_block_pairs(owners, starts, sizes, size, max_block)
    codes += _neighbour_pairs(blocks.sort_values, keys[large], owners[large])
    if copies:
        codes.append(_copy_pairs(blocks.sort_values, sort_unique(owners[np.repeat(sizes > largest, sizes)])))
    unique = sort_unique(np.concatenate(codes)) if codes else np.empty(0, dtype=np.int64)
    return (unique // max(size, 1)).astype(np.int32), (unique % max(size, 1)).astype(np.int32)


def pair_codes(a: Ints, b: Ints, size: int) -> Ints:
    """Return a number for each unordered pair of rows, of integers of any size: shape (n,), int64."""
    return np.minimum(a, b).astype(np.int64) * size + np.maximum(a, b)


def sort_unique(codes: Ints, *, large: int = LARGE_SORT) -> Ints:
    """Return the distinct codes in ascending order; many of them are sorted by two threads."""
    if codes.size < large:
        return _sort_unique(codes)
    middle = np.median(codes[:: codes.size // 1_000])
    below = codes < middle
    return np.concatenate(list(map_threads(_sort_unique, (codes[below], codes[~below]))))


def _sort_unique(codes: Ints) -> Ints:
    ordered = np.sort(codes)
    return ordered[np.r_[True, ordered[1:] != ordered[:-1]]] if ordered.size else ordered


def _small_block_pairs(owners: Ints, starts: Ints, sizes: Ints, size: int, max_block: int) -> list[Ints]:
    codes = []
    for length in range(2, int(min(max_block, sizes.max(initial=0))) + 1):
        first = starts[sizes == length]
        if first.size:
            left, right = np.triu_indices(length, 1)
            block = owners[first[:, None] + np.arange(length)]
            codes.append(pair_codes(block[:, left].ravel(), block[:, right].ravel(), size))
    return codes


def _neighbour_pairs(places: Ints, keys: Ints, owners: Ints) -> list[Ints]:
    if not keys.size:
        return []
    beginning, page, volume, year, content = places[owners].T

    def ordered(begin: Ints) -> list[Ints]:
        order = np.lexsort((content, volume, page, begin, keys))
        return [_pairs_at_distance(keys[order], owners[order], step, len(places)) for step in range(1, NEIGHBOURS + 1)]

    return list(chain.from_iterable(map_threads(ordered, (beginning, year))))


def _copy_pairs(places: Ints, owners: Ints) -> Ints:
    """Return pairs of each record with the next of equal content: copies share all keys, so these form a chain."""
    content = places[owners, -1]
    order = np.argsort(content, kind="stable")
    return _pairs_at_distance(content[order], owners[order], 1, len(places))


def _pairs_at_distance(keys: Ints, owners: Ints, step: int, size: int) -> Ints:
    same = keys[step:] == keys[:-step]
    later, earlier = owners[step:][same], owners[:-step][same]
    return pair_codes(later, earlier, size)


def can_match(columns: PrefilterColumns, a: Ints, b: Ints) -> Bools:
    """Flag the pairs that some agreement could make duplicates: shape (n,), bool; the others need no comparison.

    An identifier in common is enough, or a page and an author. Otherwise titles must be nearly the same; or similar, of
    years near each other, and have an author in common; or somewhat similar, and by the same first author, in the same
    issue, or on the same page. Less similar titles still count where one may be the other shortened or reworded.
    """
    identified = share_identifier(columns, a, b) | is_main_title(columns, a, b)
    page = share_page(columns, a, b)
    related = page | share_author_or_issue(columns, a, b)
    near = NOT_FAR_YEAR[compare_year(columns, a, b)]
    similarity = _similarity_above_cutoff(columns, a, b, near=near, related=related, excluded=identified)
    same_author = may_share_author(columns, a, b)
    matching = identified | (similarity >= SAME_TITLE_FROM) | (similarity > 0) & (related | same_author)
    matching |= page & same_author & (near | are_in_same_volume(columns, a, b))
    rows = np.flatnonzero(near & (related | (similarity > 0)) & ~matching)
    matching[rows] = may_be_shortened(columns, a[rows], b[rows])
    return matching


def _similarity_above_cutoff(
    columns: PrefilterColumns, a: Ints, b: Ints, *, near: Bools, related: Bools, excluded: Bools
) -> Scores:
    """Return the similarity of the titles; 0 below a cutoff that is the higher, the less else agrees."""
    similarity = np.zeros(a.size, dtype=np.float32)
    for cutoff, candidates in (
        (WEAK_TITLE_FROM, related),
        (SIMILAR_TITLE_FROM, near & ~related),
        (SAME_TITLE_FROM, ~near & ~related),
    ):
        rows = np.flatnonzero(candidates & ~excluded & can_be_similar(columns, a, b, cutoff))
        similarity[rows] = row_similarity(columns.title, a[rows], b[rows], fuzz.ratio, score_cutoff=cutoff)
    return similarity


def share_identifier(columns: PrefilterColumns, a: Ints, b: Ints) -> Bools:
    """Flag the pairs with an identifier in common, or without a title, where nothing but an identifier can tell."""
    shared = share_value(columns.accessions, a, b) | share_value(columns.registrations, a, b)
    for column in (columns.doi, columns.pmid, columns.pmcid, columns.cochrane):
        shared |= (column[a] != 0) & (column[a] == column[b])
    return shared | (columns.title_hash[a] == 0) | (columns.title_hash[b] == 0)


def may_share_author(columns: PrefilterColumns, a: Ints, b: Ints) -> Bools:
    """Flag the pairs that may have an author in common, or of which one names no author."""
    left, right = columns.author_bits[a], columns.author_bits[b]
    return ((left & right) != 0) | (left == 0) | (right == 0)


def may_be_shortened(columns: PrefilterColumns, a: Ints, b: Ints) -> Bools:
    """Flag the pairs of which one title can be the other shortened.

    Titles of the same first author may also be in two languages or, in the same volume and issue, reworded.
    """
    other_language = columns.translated[a] != columns.translated[b]
    other_language |= columns.foreign_title[a] != columns.foreign_title[b]
    issue = (columns.issue[a] == columns.issue[b]) | (columns.issue[a] == 0) | (columns.issue[b] == 0)
    reworded = other_language | are_in_same_volume(columns, a, b) & issue
    shorter = can_contain_title(columns, a, b)
    shortened = shorter & share_author_or_issue(columns, a, b) & reworded
    rows = np.flatnonzero(shorter & ~shortened)
    shortened[rows] = partial_similarity(columns, a[rows], b[rows]) > 0
    return shortened


def can_be_similar(columns: PrefilterColumns, a: Ints, b: Ints, cutoff: int) -> Bools:
    """Flag the pairs whose titles are long enough for the similarity, if the longer had all letters of the shorter."""
    left, right = columns.letters[a], columns.letters[b]
    return 200 * np.minimum(left, right) >= cutoff * (left + right)


_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

_MAX_THREADS: Final = 4
"""Each thread holds its arrays, and waits for the others wherever Python code runs."""


def map_threads(work: Callable[[_Item], _Result], items: Sequence[_Item]) -> Iterator[_Result]:
    """Map a function over items with one thread for each processor, few at most; yield the results in order.

    Useful where most time is spent in numpy and rapidfuzz, which release the lock of the interpreter.
    """
    if len(items) < 2:
        yield from map(work, items)
        return
    with ThreadPoolExecutor(min(cpu_count(), _MAX_THREADS)) as threads:
        yield from threads.map(work, items)
