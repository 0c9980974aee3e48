"""Prepared records as texts: what comparing needs of each, to be kept, so that no citation is prepared twice. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from harvester.dedup.columns import JOURNAL_TEXTS, Columns, Ints, prepare

_NO_KEYS: Final = np.empty(0, dtype=np.int64)


def packed(columns: Columns, rows: Sequence[int]) -> list[str]:
    """Of each of some rows a JSON list of all it says, its journal at the end; its blocking keys are not among it."""
    wanted = np.array(rows, dtype=np.int64)
    told = [_values(getattr(columns, name)[wanted]) for name in _own_columns()]
    journals = columns.journal[wanted]
    named = [getattr(columns, name)[journals].tolist() for name in JOURNAL_TEXTS]
    return [json.dumps(row, separators=(",", ":")) for row in zip(*told, *named, strict=True)]


def unpacked(texts: Sequence[str], keys: Ints = _NO_KEYS, key_owners: Ints = _NO_KEYS) -> Columns:
    """The columns of what was packed, in the order given; ``keys`` and the rows of their owners in ascending order.

    Raises ``ValueError`` for a text that :func:`packed` of this version did not write.
    """
    width = len(_own_columns())
    rows = [json.loads(text) for text in texts]
    by_name = list(zip(*rows, strict=True)) or [()] * (width + len(JOURNAL_TEXTS))
    if len(by_name) != width + len(JOURNAL_TEXTS):
        raise ValueError("a prepared record has other parts than this version of harvester gives one")
    columns = {name: _column(name, values) for name, values in zip(_own_columns(), by_name[:width], strict=True)}
    codes: dict[tuple[str, ...], int] = {("",) * len(JOURNAL_TEXTS): 0}
    numbers = [codes.setdefault(names, len(codes)) for names in zip(*by_name[width:], strict=True)]
    columns["journal"] = np.array(numbers, dtype=np.int64)
    for name, values in zip(JOURNAL_TEXTS, zip(*codes, strict=True), strict=True):
        columns[name] = _filled(values)
    return Columns(size=len(rows), keys=keys, key_owners=key_owners, **columns)


@cache
def _empty() -> Columns:
    return prepare(())


@cache
def _own_columns() -> tuple[str, ...]:
    """The columns that have a row for each record, in the order in which they are declared."""
    others = {"size", "journal", "keys", "key_owners", *JOURNAL_TEXTS}
    return tuple([field.name for field in fields(Columns) if field.name not in others])


def _values(column: NDArray[Any]) -> list[Any]:
    """A value for each record; of a matrix its row without the zeros that fill it up."""
    values: list[Any] = column.tolist()
    return values if column.ndim == 1 else [[value for value in row if value] for row in values]


def _column(name: str, values: Sequence[Any]) -> NDArray[Any]:
    kind: NDArray[Any] = getattr(_empty(), name)
    if kind.dtype == object:
        return _filled(values)
    if kind.ndim == 1:
        return np.array(values, dtype=kind.dtype)
    matrix = np.zeros((len(values), max(map(len, values), default=0)), dtype=kind.dtype)
    for place, row in enumerate(values):
        if row:
            matrix[place, : len(row)] = row
    return matrix


def _filled(values: Sequence[Any]) -> NDArray[Any]:
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column
