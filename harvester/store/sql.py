"""Parts of queries: conditions and results with many numbers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeVar

from sqlalchemy import Boolean, ColumnElement, Integer, Select, String, cast, func, select, type_coerce
from sqlalchemy.orm import Session

from harvester.store.models.base import UTCDateTime

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

V = TypeVar("V", bound="DataclassInstance")


def number_in(column: Any, numbers: Iterable[int]) -> ColumnElement[bool]:
    """Return the condition that a column is one of the numbers, however many.

    They are passed as one JSON list, since a statement with a variable for each is limited, and slow to compile.
    """
    values = func.json_each(json.dumps(list(numbers))).table_valued("value")
    condition: ColumnElement[bool] = column.in_(select(values.c.value))
    return condition


def concatenate_numbers(column: ColumnElement[int]) -> ColumnElement[str]:
    """Return the numbers of a group, or of all rows, as one text for :func:`split_numbers`."""
    return func.aggregate_strings(cast(column, String), ",")


def split_numbers(text: str | None) -> list[int]:
    """Return the numbers of such a text; none for a group without rows."""
    return list(map(int, text.split(","))) if text else []


def load_numbers(session: Session, query: Select[int]) -> list[int]:
    """Return the numbers that a query of one column finds, in no order.

    They are transferred as one text, since a row for each is many times slower.
    """
    subquery = query.subquery()
    return split_numbers(session.scalar(select(concatenate_numbers(subquery.c[0]))))


BATCH_SIZE: Final = 500
"""Values in one statement: below the limit of bound variables of every database in use."""


def split_into_batches(values: Iterable[Any]) -> Iterator[list[Any]]:
    """Return the values in lists of at most ``BATCH_SIZE``."""
    listed = list(values)
    return (listed[start : start + BATCH_SIZE] for start in range(0, len(listed), BATCH_SIZE))


def to_value(value_class: type[V], row: object, /, **values: object) -> V:
    """Return a frozen value made of a row's columns of the same names; ``values`` replaces or adds fields."""
    return value_class(
        **{name: getattr(row, name) for name in _field_names(value_class) if name not in values}, **values
    )


def column_values(value: DataclassInstance, /, **values: object) -> dict[str, object]:
    """Return the fields of a value as columns to insert; ``values`` replaces or adds columns."""
    return {name: getattr(value, name) for name in _field_names(type(value))} | values


@cache
def _field_names(value_class: type[DataclassInstance]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(value_class))


def stored_column(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return a column as the database stores it, the same in every database, so that digests of its values agree."""
    if isinstance(column.type, UTCDateTime):
        return type_coerce(column, String)
    return cast(column, Integer) if isinstance(column.type, Boolean) else column
