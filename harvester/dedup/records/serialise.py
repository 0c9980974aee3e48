"""Serialise the columns of records as texts, to be stored, so that no citation is normalised twice. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import fields
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from harvester.dedup.arrays import Ints, as_texts
from harvester.dedup.records.columns import JOURNAL_TEXTS, Columns, PrefilterColumns, build_columns

RecordText = tuple[str, str]
"""A record as two JSON lists: the values of the prefilter columns, and those of all other columns."""

_NO_KEYS: Final = np.empty(0, dtype=np.int64)


def dump_columns(columns: Columns, rows: Sequence[int]) -> list[RecordText]:
    """Return some rows as texts: all columns but the blocking keys, with the names of the journal at the end."""
    indices = np.array(rows, dtype=np.int64)
    journals = columns.journal[indices]
    named = [getattr(columns, name)[journals].tolist() for name in JOURNAL_TEXTS]
    first, others = (
        [_values(getattr(columns, name)[indices]) for name in names] for names in (prefilter_names(), remaining_names())
    )
    return list(zip(_json_rows(first), _json_rows([*others, *named]), strict=True))


def restore_prefilter_columns(texts: Iterable[str]) -> PrefilterColumns:
    """Return the prefilter columns of records, given the first text of each, in the order of the texts.

    Raises ``ValueError`` for a text that :func:`dump_columns` of this version did not write.
    """
    names, rows = prefilter_names(), _parse_rows(texts)
    return PrefilterColumns(size=len(rows), **_columns(names, _values_by_column(rows, len(names))))


def restore_columns(texts: Sequence[RecordText], keys: Ints = _NO_KEYS, key_owners: Ints = _NO_KEYS) -> Columns:
    """Return the columns of records, in the order of the texts, with ``keys`` and the rows of their owners, ascending.

    Raises ``ValueError`` for a text that :func:`dump_columns` of this version did not write.
    """
    first_names, other_names = prefilter_names(), remaining_names()
    first = _values_by_column(_parse_rows(text for text, _ in texts), len(first_names))
    by_name = _values_by_column(_parse_rows(text for _, text in texts), len(other_names) + len(JOURNAL_TEXTS))
    columns = _columns(first_names, first) | _columns(other_names, by_name[: len(other_names)])
    codes: dict[tuple[str, ...], int] = {("",) * len(JOURNAL_TEXTS): 0}
    numbers = [codes.setdefault(names, len(codes)) for names in zip(*by_name[len(other_names) :], strict=True)]
    columns["journal"] = np.array(numbers, dtype=np.int64)
    for name, values in zip(JOURNAL_TEXTS, zip(*codes, strict=True), strict=True):
        columns[name] = as_texts(values)
    return Columns(size=len(texts), keys=keys, key_owners=key_owners, **columns)


@cache
def prefilter_names() -> tuple[str, ...]:
    """Return the names of the prefilter columns, in their order."""
    return tuple([field.name for field in fields(PrefilterColumns) if field.name != "size"])


@cache
def remaining_names() -> tuple[str, ...]:
    """Return the names of the other columns with a row for each record, in their order."""
    excluded = {"size", "journal", "keys", "key_owners", *JOURNAL_TEXTS, *prefilter_names()}
    return tuple([field.name for field in fields(Columns) if field.name not in excluded])


def _json_rows(values: Sequence[Sequence[Any]]) -> list[str]:
    """Return a JSON list for each record, of its values in some columns."""
    return [json.dumps(row, separators=(",", ":")) for row in zip(*values, strict=True)]


def _parse_rows(texts: Iterable[str]) -> list[list[Any]]:
    """Parse JSON lists as one text: one by one, half the time would be overhead."""
    rows: list[list[Any]] = json.loads(f"[{','.join(texts)}]")
    return rows


def _values_by_column(rows: Sequence[Sequence[Any]], width: int) -> list[tuple[Any, ...]]:
    by_name = list(zip(*rows, strict=True)) or [()] * width
    if len(by_name) != width:
        raise ValueError("a prepared record has other parts than this version of harvester gives one")
    return by_name


def _values(column: NDArray[Any]) -> list[Any]:
    """Return the value of each record; of a matrix its row without padding."""
    values: list[Any] = column.tolist()
    return values if column.ndim == 1 else [[value for value in row if value] for row in values]


def _columns(names: Sequence[str], by_name: Sequence[Sequence[Any]]) -> dict[str, NDArray[Any]]:
    like = build_columns(())
    return {name: _column(getattr(like, name), values) for name, values in zip(names, by_name, strict=True)}


def _column(like: NDArray[Any], values: Sequence[Any]) -> NDArray[Any]:
    """Return values as a column of the type of another."""
    if like.dtype == object:
        return as_texts(values)
    if like.ndim == 1:
        return np.array(values, dtype=like.dtype)
    matrix = np.zeros((len(values), max(map(len, values), default=0)), dtype=like.dtype)
    for place, row in enumerate(values):
        if row:
            matrix[place, : len(row)] = row
    return matrix
