"""Records as they are compared, out of the index of de-duplication: nothing it holds is prepared again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from types import MappingProxyType
from typing import Final

import numpy as np
from sqlalchemy.orm import Session

from harvester import dedup
from harvester.dedup.records.columns import Columns, Ints
from harvester.store import dedup_index

_NONE: Final[Mapping[int, dedup_index.PreparedForm]] = MappingProxyType({})
_NO_KEYS: Final = np.empty((0, 2), dtype=np.int64)


def load_columns(
    session: Session,
    numbers: Sequence[int],
    *,
    forms: Mapping[int, dedup_index.PreparedForm] = _NONE,
    keyed: Ints = _NO_KEYS,
) -> Columns:
    """The columns of records (numbers, ascending) with their keys.

    ``forms`` and ``keyed`` (key, record) are those of records that the index does not hold as they are now. Raises
    ``KeyError`` for a record in neither, ``ValueError`` where the index was made by another version of harvester.
    """
    rows = np.array(numbers, dtype=np.int64)
    older = set(numbers) - forms.keys()
    known = {**dedup_index.load_prepared_forms(session, older), **forms}
    table = np.concatenate((keyed[np.isin(keyed[:, 1], rows)], keys_array(dedup_index.keys_of_records(session, older))))
    owners = np.searchsorted(rows, table[:, 1])
    order = np.lexsort((table[:, 0], owners))
    return dedup.load_records([known[number] for number in numbers], table[order, 0], owners[order])


def keys_array(keyed: Sequence[tuple[int, int]]) -> Ints:
    """(key, record) for every key of some records, as two columns."""
    return np.fromiter(chain.from_iterable(keyed), dtype=np.int64, count=2 * len(keyed)).reshape(-1, 2)
