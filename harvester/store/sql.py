"""Rows whose column is one of many numbers."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, func, select


def number_in(column: Any, numbers: Iterable[int]) -> ColumnElement[bool]:
    """Whether a column is one of some numbers, however many: they go to the database as one value, a JSON list.

    Naming each by itself, a statement holds few of them, and most of its time goes into being written.
    """
    values = func.json_each(json.dumps(list(numbers))).table_valued("value")
    condition: ColumnElement[bool] = column.in_(select(values.c.value))
    return condition
