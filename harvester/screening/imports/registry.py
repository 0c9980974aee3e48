"""The tools whose decisions are read: one line for each. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from harvester.screening.decisions import Stage
from harvester.screening.imports import abstrackr, asreview, covidence, eppi, rayyan
from harvester.screening.imports.model import ImportedRow, RowWithDecisions


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningTool:
    """A screening tool: its name in sentences, which signs what its files sign with no name, and its reader."""

    title: str
    read: Callable[[Sequence[ImportedRow], Stage], list[RowWithDecisions]]


SCREENING_TOOLS: Final[dict[str, ScreeningTool]] = {
    "rayyan": ScreeningTool(title="Rayyan", read=lambda rows, _: rayyan.read_rayyan(rows)),
    "covidence": ScreeningTool(title="Covidence", read=lambda rows, _: covidence.read_covidence(rows)),
    "asreview": ScreeningTool(title="ASReview", read=lambda rows, _: asreview.read_asreview(rows)),
    "eppi": ScreeningTool(title="EPPI-Reviewer", read=eppi.read_eppi),
    "abstrackr": ScreeningTool(title="Abstrackr", read=lambda rows, _: abstrackr.read_abstrackr(rows)),
}
"""By the name the command line has for them. A plain table (``csv``) is read by :mod:`harvester.screening.imports.decision_table.reader`."""

DECISION_TABLE: Final = "csv"
TOOL_NAMES: Final = (*SCREENING_TOOLS, DECISION_TABLE)
"""Every value of ``--from``."""
