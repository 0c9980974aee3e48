"""Records as they are compared, out of the index of de-duplication: nothing it holds is prepared again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from types import MappingProxyType
from typing import Final

import numpy as np
from sqlalchemy.orm import Session

from harvester import dedup
from harvester.dedup.columns import Columns, Ints
from harvester.store import index

Keyed = Iterable[tuple[int, int]]
"""(key, record) for every key of some records."""

_NONE: Final[Mapping[int, index.Form]] = MappingProxyType({})


def columns_of(
    session: Session, numbers: Sequence[int], *, forms: Mapping[int, index.Form] = _NONE, keyed: Keyed = ()
) -> Columns:
    """The columns of records (numbers, ascending) with their keys.

    ``forms`` and ``keyed`` are those of records that the index does not hold as they are now. Raises ``KeyError`` for a
    record that is in neither, ``ValueError`` where the index was made by another version of harvester.
    """
    wanted = set(numbers)
    older = wanted - forms.keys()
    known = {**index.forms(session, older), **forms}
    table = keys_table([*(pair for pair in keyed if pair[1] in wanted), *index.keys_of(session, older)])
    owners = np.searchsorted(np.array(numbers, dtype=np.int64), table[:, 1])
    order = np.lexsort((table[:, 0], owners))
    return dedup.unpacked([known[number] for number in numbers], table[order, 0], owners[order])


def keys_table(keyed: Keyed) -> Ints:
    """(key, record) as two columns."""
    return np.fromiter(chain.from_iterable(keyed), dtype=np.int64).reshape(-1, 2)
