"""Rows whose column is one of many numbers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, String, cast, func, select
from sqlalchemy.orm import Session


def number_in(column: Any, numbers: Iterable[int]) -> ColumnElement[bool]:
    """Whether a column is one of some numbers, however many: they go to the database as one value, a JSON list.

    Naming each by itself, a statement holds few of them, and most of its time goes into being written.
    """
    values = func.json_each(json.dumps(list(numbers))).table_valued("value")
    condition: ColumnElement[bool] = column.in_(select(values.c.value))
    return condition


def concatenate_numbers(column: ColumnElement[int]) -> ColumnElement[str]:
    """The numbers of a group, or of all rows, as one text for :func:`parted`."""
    return func.aggregate_strings(cast(column, String), ",")


def split_numbers(text: str | None) -> list[int]:
    """The numbers of such a text; none for a group without rows."""
    return list(map(int, text.split(","))) if text else []


def load_numbers(session: Session, query: Select[int]) -> list[int]:
    """What a query of one column of numbers finds, in no order."""
    subquery = query.subquery()
    return split_numbers(session.scalar(select(concatenate_numbers(subquery.c[0]))))


CHUNK_SIZE: Final = 500
"""How many values one statement names: under the limit of bound variables of every database in use."""


def split_into_chunks(values: Iterable[Any]) -> Iterator[list[Any]]:
    """The values in lists of at most ``CHUNK``."""
    listed = list(values)
    return (listed[start : start + CHUNK_SIZE] for start in range(0, len(listed), CHUNK_SIZE))
