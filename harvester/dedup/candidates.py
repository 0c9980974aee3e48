"""Which pairs are worth comparing: those sharing a blocking key. Pure, over arrays."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from harvester.dedup.columns import Bools, Columns, Ints

Rows = NDArray[np.int32]

MAX_BLOCK: Final = 40
"""Up to this many records of one key, all are compared with all; beyond, each with its neighbours in two orders."""

_WINDOW: Final = 6
_LETTERS: Final = 8


def candidates(columns: Columns, *, new: Bools | None = None, max_block: int = MAX_BLOCK) -> tuple[Rows, Rows]:
    """The unique pairs (a < b) that share a key; with ``new``, only pairs with at least one new record.

    A key shared by more than ``max_block`` records (a supplement's DOI, "Editorial") costs no square: its records
    are put in the order of their titles, then of their places, and each is paired with the next few.
    """
    keys, owners = columns.keys, columns.key_owners
    order = np.argsort(keys, kind="stable")
    keys, owners = keys[order], owners[order]
    starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]]) if keys.size else np.empty(0, dtype=np.int64)
    sizes = np.diff(np.r_[starts, keys.size])
    codes = _squares(owners, starts, sizes, columns.size, max_block)
    codes += _neighbours(columns, keys, owners, np.repeat(sizes > max_block, sizes))
    unique = distinct(np.concatenate(codes)) if codes else np.empty(0, dtype=np.int64)
    a, b = unique // columns.size if columns.size else unique, unique % max(columns.size, 1)
    if new is not None:
        touched = new[a] | new[b]
        a, b = a[touched], b[touched]
    return a.astype(np.int32), b.astype(np.int32)


def pair_codes(a: Ints, b: Ints, size: int) -> Ints:
    """One number for each unordered pair of rows."""
    return np.minimum(a, b) * size + np.maximum(a, b)


def distinct(codes: Ints) -> Ints:
    """The codes in ascending order, each once."""
    ordered = np.sort(codes)
    return ordered[np.r_[True, ordered[1:] != ordered[:-1]]] if ordered.size else ordered


def _squares(owners: Ints, starts: Ints, sizes: Ints, size: int, max_block: int) -> list[Ints]:
    found = []
    for length in range(2, int(min(max_block, sizes.max(initial=0))) + 1):
        first = starts[sizes == length]
        if first.size:
            one, two = np.triu_indices(length, 1)
            block = owners[first[:, None] + np.arange(length)]
            found.append(pair_codes(block[:, one].ravel(), block[:, two].ravel(), size))
    return found


def _neighbours(columns: Columns, keys: Ints, owners: Ints, oversized: Bools) -> list[Ints]:
    keys, owners = keys[oversized], owners[oversized]
    if not keys.size:
        return []
    places = (columns.page_first[owners], columns.volume[owners])
    by_title = np.lexsort((*places, _beginnings(columns, owners), keys))
    by_place = np.lexsort((*places, columns.year[owners], keys))
    return [
        _shifted(keys[order], owners[order], step, columns.size)
        for order in (by_title, by_place)
        for step in range(1, _WINDOW + 1)
    ]


def _beginnings(columns: Columns, owners: Ints) -> Ints:
    """The first letters of the titles as numbers that sort alike."""
    distinct_owners, where = np.unique(owners, return_inverse=True)
    starts = (
        columns.title[owner][:_LETTERS].encode(errors="surrogatepass")[:_LETTERS].ljust(_LETTERS, b" ")
        for owner in distinct_owners
    )
    return np.fromiter((int.from_bytes(start) >> 1 for start in starts), dtype=np.int64)[where]


def _shifted(keys: Ints, owners: Ints, step: int, size: int) -> Ints:
    same = keys[step:] == keys[:-step]
    one, two = owners[step:][same], owners[:-step][same]
    return pair_codes(one, two, size)
