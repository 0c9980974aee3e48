"""Parts of queries: conditions and results with many numbers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, String, cast, func, select
from sqlalchemy.orm import Session


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


CHUNK_SIZE: Final = 500
"""Values in one statement: below the limit of bound variables of every database in use."""


def split_into_chunks(values: Iterable[Any]) -> Iterator[list[Any]]:
    """Return the values in lists of at most ``CHUNK_SIZE``."""
    listed = list(values)
    return (listed[start : start + CHUNK_SIZE] for start in range(0, len(listed), CHUNK_SIZE))
