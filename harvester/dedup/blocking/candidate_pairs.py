"""Which pairs are worth comparing: those sharing a blocking key. Pure, over arrays."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import Final

import numpy as np

from harvester.dedup.arrays import Bools, Ints, Rows
from harvester.dedup.records.columns import Columns
from harvester.dedup.threads import map_threads

MAX_BLOCK: Final = 40
"""Up to this many records of one key, all are compared with all; beyond, each with its neighbours in two orders."""

LARGEST_BLOCK: Final = 400
"""A key borne by more records ("Editorial", the DOI of a supplement) proposes only records that say the same."""

NEIGHBOURS: Final = 6
"""So many of the next records of a large block are compared with each, in each of its two orders."""

LARGE_SORT: Final = 1_000_000
"""From so many codes on, to sort them in two halves pays."""


@dataclass(frozen=True, slots=True, eq=False)
class BlockIndex:
    """The records that share keys: ``keys`` and, beside each, the row of its ``owners``; ``places`` by row.

    ``places`` (rows × 5: beginning of the title, first page, volume, year, content) says where a record stands in a
    large block: by title or by year, then page and volume. ``content`` tells records apart that agree in all of it,
    so that neither order depends on how the records arrived.
    """

    keys: Ints
    owners: Ints
    sort_values: Ints

    @classmethod
    def of(cls, columns: Columns) -> BlockIndex:
        """The blocks of some records, all taken together."""
        names = (columns.beginning, columns.page_first, columns.volume, columns.year, columns.content)
        return cls(columns.keys, columns.key_owners, np.stack(names, axis=1))


def candidate_pairs(
    columns: Columns, *, new: Bools | None = None, max_block: int = MAX_BLOCK, copies: bool = True
) -> tuple[Rows, Rows]:
    """The unique pairs (a < b) that share a key; with ``new``, only pairs with at least one new record.

    Without ``copies``, a key borne by too many proposes nothing, as in a store that looks up single keys.
    """
    a, b = propose_pairs(BlockIndex.of(columns), max_block=max_block, copies=copies)
    if new is not None:
        touched = new[a] | new[b]
        a, b = a[touched], b[touched]
    return a, b


def propose_pairs(
    blocks: BlockIndex, *, max_block: int = MAX_BLOCK, largest: int = LARGEST_BLOCK, copies: bool = False
) -> tuple[Rows, Rows]:
    """The unique pairs (a < b) of rows that share a key, in ascending order. Their number grows with that of the keys.

    Up to ``max_block`` bearers of a key make all their pairs, up to ``largest`` each meets ``WINDOW`` neighbours in
    two orders, and of more none or, with ``copies``, each the next that says the same: at most ``max_block`` / 2 pairs
    a key and record, however the records look.
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
    """One number for each unordered pair of rows, however short the integers are in which they come."""
    return np.minimum(a, b).astype(np.int64) * size + np.maximum(a, b)


def sort_unique(codes: Ints, *, large: int = LARGE_SORT) -> Ints:
    """The codes in ascending order, each once; ``large`` ones by two threads."""
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
    """Each of some records with the next that says the same: copies share all their keys, so they make a chain."""
    content = places[owners, -1]
    order = np.argsort(content, kind="stable")
    return _pairs_at_distance(content[order], owners[order], 1, len(places))


def _pairs_at_distance(keys: Ints, owners: Ints, step: int, size: int) -> Ints:
    same = keys[step:] == keys[:-step]
    later, earlier = owners[step:][same], owners[:-step][same]
    return pair_codes(later, earlier, size)
