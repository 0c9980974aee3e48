"""Decisions imported from screening tools, and the tools whose files are read. Pure.

Each tool has a reader that returns the same values: rows with the decisions of reviewers
(:class:`harvester.screening.imports.model.RowWithDecisions`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from harvester.screening.decisions import Stage
from harvester.screening.imports.abstrackr import read_abstrackr
from harvester.screening.imports.asreview import read_asreview
from harvester.screening.imports.eppi import read_eppi
from harvester.screening.imports.model import ImportedRow, RowWithDecisions, split_list
from harvester.screening.imports.rayyan import read_rayyan

_REASON: Final = re.compile(r"Exclusion reason:\s*([^;|\n]+)", re.IGNORECASE)


def read_covidence(rows: Sequence[ImportedRow]) -> list[RowWithDecisions]:
    """Return the rows of a list exported from Covidence (CSV or RIS) with their reasons, tags and notes.

    The exported list (irrelevant, included, excluded …) is the decision, and the file does not say which list it is. Of
    excluded reports the notes say ``Exclusion reason: Wrong study design;``; tags are free labels (Covidence's help on
    exporting and on tagging).
    """
    result = []
    for row in rows:
        notes = [value for name, value in row.fields if name.casefold() in {"notes", "n1"} and value]
        reasons = dict.fromkeys(reason.strip() for note in notes for reason in _REASON.findall(note))
        note = "; ".join(text for note in notes if (text := _REASON.sub("", note).strip(" ;|")))
        labels = split_list(row.first_value("tags"))
        result.append(RowWithDecisions(row=row, reasons=tuple(reasons), labels=labels, note=note))
    return result


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningTool:
    """A screening tool: its name in sentences, which signs decisions whose file names nobody, and its reader.

    ``joint``: such decisions are what all reviewers agreed on in the tool.
    """

    title: str
    read: Callable[[Sequence[ImportedRow], Stage], list[RowWithDecisions]]
    joint: bool = False


SCREENING_TOOLS: Final[dict[str, ScreeningTool]] = {
    "rayyan": ScreeningTool(title="Rayyan", read=lambda rows, _: read_rayyan(rows)),
    "covidence": ScreeningTool(title="Covidence", read=lambda rows, _: read_covidence(rows), joint=True),
    "asreview": ScreeningTool(title="ASReview", read=lambda rows, _: read_asreview(rows)),
    "eppi": ScreeningTool(title="EPPI-Reviewer", read=read_eppi, joint=True),
    "abstrackr": ScreeningTool(title="Abstrackr", read=lambda rows, _: read_abstrackr(rows)),
}
"""Tools by the name the command line has for them. A plain table (``csv``) is read by
:mod:`harvester.screening.imports.decision_table`."""

DECISION_TABLE: Final = "csv"
TOOL_NAMES: Final = (*SCREENING_TOOLS, DECISION_TABLE)
"""Every value of ``--from``."""
