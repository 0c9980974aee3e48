"""Web of Science's tables, whose columns are the tags of its text ("Tab-delimited file") → citations. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from harvester.formats.entry import Entry
from harvester.formats.text import plain
from harvester.formats.wos import SEMICOLONS, entry_of

_TELLING: Final = frozenset(["PT", "AU", "TI", "SO", "UT"])


def has_tags(cells: Sequence[str]) -> bool:
    """Whether the names of the columns are Web of Science's tags."""
    return set(cells) >= _TELLING


def entry_of_row(header: Sequence[str], cells: Sequence[str], line: int) -> Entry:
    """The record in a row. Several values in a cell are separated by semicolons, as names are within a tag."""
    values: dict[str, list[str]] = {}
    for tag, cell in zip(header, cells, strict=False):  # rows may be short
        parts = cell.split(";") if tag in SEMICOLONS or tag == "CR" else [cell]
        if kept := [value for part in parts if (value := plain(part))]:
            values[tag] = kept
    return entry_of(values, line)
