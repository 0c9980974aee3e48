"""Two columns of titles side by side → how their numbers differ. Loops over titles, not over pairs of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from harvester.dedup.columns import Bools, Ints, Texts
from harvester.dedup.numerals import numbers_in, without_numbers, without_romans
from harvester.dedup.wordings import numbered

SAME, ONE_SIDED, DIFFERENT, ALL_THAT_DIFFERS = range(4)


def renumbered(titles: Texts, a: Ints, b: Ints) -> Ints:
    """How the numbers of the titles of rows ``a`` and ``b`` differ: 0 not, 1 on one side only, 2 on both, 3 on both and
    nothing else does.
    """
    level = np.zeros(a.size, dtype=np.int64)
    rows, one, two = _among(a, b)
    numbers = [numbers_in(title) for title in titles[rows]]
    _, order = numbered(numbers)
    pairs = np.flatnonzero(order[one] != order[two])
    more, less = _left_over(numbers, one[pairs], two[pairs])
    level[pairs] = np.where(more & less, DIFFERENT, np.where(more | less, ONE_SIDED, SAME))
    both = more & less
    alone = np.zeros(pairs.size, dtype=np.bool_)
    alone[both] = _framed_alike(titles, a[pairs[both]], b[pairs[both]])
    alone[~both] = _late_roman(titles, a[pairs[~both]], b[pairs[~both]])
    level[pairs[alone]] = ALL_THAT_DIFFERS
    return level


def _among(a: Ints, b: Ints) -> tuple[Ints, Ints, Ints]:
    """The rows that occur, each once, and where among them each of ``a`` and of ``b`` stands."""
    rows, places = np.unique(np.r_[a, b], return_inverse=True)
    return rows, places[: a.size], places[a.size :]


def _left_over(numbers: list[tuple[str, ...]], one: Ints, two: Ints) -> tuple[Bools, Bools]:
    """Whether numbers remain on the one side, and on the other, when each takes an equal one away from the other."""
    from scipy.sparse import coo_matrix

    vocabulary, words = numbered([word for told in numbers for word in told])
    owners = np.repeat(np.arange(len(numbers)), [len(told) for told in numbers])
    shape = (len(numbers), max(len(vocabulary), 1))
    counts = coo_matrix((np.ones(words.size, dtype=np.int32), (owners, words)), shape=shape).tocsr()
    left = (counts[one] - counts[two]).tocoo()
    return _rows_of(left.row[left.data > 0], one.size), _rows_of(left.row[left.data < 0], one.size)


def _rows_of(rows: NDArray[np.integer], size: int) -> Bools:
    found = np.zeros(size, dtype=np.bool_)
    found[rows] = True
    return found


def _framed_alike(titles: Texts, a: Ints, b: Ints) -> Bools:
    rows, one, two = _among(a, b)
    _, frames = numbered([without_numbers(title) for title in titles[rows]])
    found: Bools = frames[one] == frames[two]
    return found


def _late_roman(titles: Texts, a: Ints, b: Ints) -> Bools:
    """Whether a single word differs, and "v" or "x", which alone say nothing, stand for it where the other title has a
    Roman number.
    """
    rows, one, two = _among(a, b)
    marked = [without_romans(title) for title in titles[rows]]
    _, frames = numbered([frame for frame, _ in marked])
    values = np.zeros((rows.size, max((len(told) for _, told in marked), default=0)), dtype=np.int8)
    for place, (_, told) in enumerate(marked):
        values[place, : len(told)] = told
    found: Bools = (frames[one] == frames[two]) & ((values[one] != values[two]).sum(axis=1) == 1)
    return found
