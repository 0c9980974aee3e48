"""Covidence's exports: the list that was exported is the decision; reasons stand in its notes. Pure.

A list (irrelevant, included, excluded …) is exported as CSV or RIS. Of excluded reports the notes say
``Exclusion reason: Wrong study design;``; tags are free labels (Covidence's help on exporting and on tagging).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from harvester.screening.imports.model import ImportedRow, RowWithDecisions, split_list

_REASON: Final = re.compile(r"Exclusion reason:\s*([^;|\n]+)", re.IGNORECASE)


def read_covidence(rows: Sequence[ImportedRow]) -> list[RowWithDecisions]:
    """The rows of a list with what their notes and tags say; which decision the list is, it does not say itself."""
    return [_read_row(row) for row in rows]


def _read_row(row: ImportedRow) -> RowWithDecisions:
    texts = [value for name, value in row.fields if name.casefold() in {"notes", "n1"} and value]
    return RowWithDecisions(
        row=row,
        reasons=tuple(dict.fromkeys(reason.strip() for text in texts for reason in _REASON.findall(text))),
        labels=split_list(row.first_value("tags")),
        note="; ".join(left for text in texts if (left := _REASON.sub("", text).strip(" ;|"))),
    )
