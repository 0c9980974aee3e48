"""Prepared records as texts: what comparing needs of each, to be kept, so that no citation is prepared twice. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import fields
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from harvester.dedup.arrays import Ints
from harvester.dedup.records.columns import JOURNAL_TEXTS, Columns, PrefilterColumns, build_columns

RecordText = tuple[str, str]
"""A record: its outline, which tells what it is worth comparing with, and all else. Two JSON lists of values."""

_NO_KEYS: Final = np.empty(0, dtype=np.int64)


def dump_records(columns: Columns, rows: Sequence[int]) -> list[RecordText]:
    """All that each of some rows says, its journal at the end; its blocking keys are not among it."""
    indices = np.array(rows, dtype=np.int64)
    journals = columns.journal[indices]
    named = [getattr(columns, name)[journals].tolist() for name in JOURNAL_TEXTS]
    outlined, others = (
        [_values(getattr(columns, name)[indices]) for name in names] for names in (_prefilter_names(), _other_names())
    )
    return list(zip(_json_rows(outlined), _json_rows([*others, *named]), strict=True))


def load_prefilter_columns(texts: Iterable[str]) -> PrefilterColumns:
    """The outlines of what was packed (the first text of each record), in the order given.

    Raises ``ValueError`` for a text that :func:`packed` of this version did not write.
    """
    rows = _parse_rows(texts)
    return PrefilterColumns(
        size=len(rows), **_columns(_prefilter_names(), _values_by_column(rows, len(_prefilter_names())))
    )


def load_records(texts: Sequence[RecordText], keys: Ints = _NO_KEYS, key_owners: Ints = _NO_KEYS) -> Columns:
    """The columns of what was packed, in the order given; ``keys`` and the rows of their owners in ascending order.

    Raises ``ValueError`` for a text that :func:`packed` of this version did not write.
    """
    other_names = _other_names()
    outlined = _values_by_column(_parse_rows(outline for outline, _ in texts), len(_prefilter_names()))
    by_name = _values_by_column(
        _parse_rows(other_values for _, other_values in texts), len(other_names) + len(JOURNAL_TEXTS)
    )
    columns = _columns(_prefilter_names(), outlined) | _columns(other_names, by_name[: len(other_names)])
    codes: dict[tuple[str, ...], int] = {("",) * len(JOURNAL_TEXTS): 0}
    numbers = [codes.setdefault(names, len(codes)) for names in zip(*by_name[len(other_names) :], strict=True)]
    columns["journal"] = np.array(numbers, dtype=np.int64)
    for name, values in zip(JOURNAL_TEXTS, zip(*codes, strict=True), strict=True):
        columns[name] = _object_column(values)
    return Columns(size=len(texts), keys=keys, key_owners=key_owners, **columns)


@cache
def _empty_columns() -> Columns:
    return build_columns(())


@cache
def _prefilter_names() -> tuple[str, ...]:
    """The columns of an outline, in the order in which they are declared."""
    return tuple([field.name for field in fields(PrefilterColumns) if field.name != "size"])


@cache
def _other_names() -> tuple[str, ...]:
    """The other columns that have a row for each record, in the order in which they are declared."""
    excluded = {"size", "journal", "keys", "key_owners", *JOURNAL_TEXTS, *_prefilter_names()}
    return tuple([field.name for field in fields(Columns) if field.name not in excluded])


def _json_rows(values: Sequence[Sequence[Any]]) -> list[str]:
    """A JSON list for each record, of its value in each of some columns."""
    return [json.dumps(row, separators=(",", ":")) for row in zip(*values, strict=True)]


def _parse_rows(texts: Iterable[str]) -> list[list[Any]]:
    """What some JSON lists say, read as one text: one by one, half the time would go into beginning."""
    rows: list[list[Any]] = json.loads(f"[{','.join(texts)}]")
    return rows


def _values_by_column(rows: Sequence[Sequence[Any]], width: int) -> list[tuple[Any, ...]]:
    by_name = list(zip(*rows, strict=True)) or [()] * width
    if len(by_name) != width:
        raise ValueError("a prepared record has other parts than this version of harvester gives one")
    return by_name


def _values(column: NDArray[Any]) -> list[Any]:
    """A value for each record; of a matrix its row without the zeros that fill it up."""
    values: list[Any] = column.tolist()
    return values if column.ndim == 1 else [[value for value in row if value] for row in values]


def _columns(names: Sequence[str], by_name: Sequence[Sequence[Any]]) -> dict[str, NDArray[Any]]:
    return {name: _column(name, values) for name, values in zip(names, by_name, strict=True)}


def _column(name: str, values: Sequence[Any]) -> NDArray[Any]:
    kind: NDArray[Any] = getattr(_empty_columns(), name)
    if kind.dtype == object:
        return _object_column(values)
    if kind.ndim == 1:
        return np.array(values, dtype=kind.dtype)
    matrix = np.zeros((len(values), max(map(len, values), default=0)), dtype=kind.dtype)
    for place, row in enumerate(values):
        if row:
            matrix[place, : len(row)] = row
    return matrix


def _object_column(values: Sequence[Any]) -> NDArray[Any]:
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column
