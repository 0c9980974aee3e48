"""Rows whose column is one of many numbers."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, func, select


def among(column: Any, numbers: Iterable[int]) -> ColumnElement[bool]:
    """Whether a column is one of some numbers, however many: they go to the database as one value, a JSON list.

    Naming each by itself, a statement holds few of them, and most of its time goes into being written.
    """
    wanted = func.json_each(json.dumps(list(numbers))).table_valued("value")
    told: ColumnElement[bool] = column.in_(select(wanted.c.value))
    return told
