"""A column of numbers out of the store as one text: a row for each would cost many times the reading of it."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, String, cast, func, select
from sqlalchemy.orm import Session


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
