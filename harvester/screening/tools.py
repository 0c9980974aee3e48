"""The tools whose decisions are read: one line for each. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from harvester.screening import abstrackr, asreview, covidence, eppi, rayyan
from harvester.screening.returned import Returned, Row

ScreeningStage = Literal["title-abstract", "full-text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A screening tool: its name in sentences, which signs what its files sign with no name, and its reader."""

    title: str
    read: Callable[[Sequence[Row], ScreeningStage], list[Returned]]


TOOLS: Final[dict[str, Tool]] = {
    "rayyan": Tool(title="Rayyan", read=lambda rows, _: rayyan.returned(rows)),
    "covidence": Tool(title="Covidence", read=lambda rows, _: covidence.returned(rows)),
    "asreview": Tool(title="ASReview", read=lambda rows, _: asreview.returned(rows)),
    "eppi": Tool(title="EPPI-Reviewer", read=eppi.returned),
    "abstrackr": Tool(title="Abstrackr", read=lambda rows, _: abstrackr.returned(rows)),
}
"""By the name the command line has for them. A plain table (``csv``) is read by :mod:`harvester.screening.plain`."""

PLAIN: Final = "csv"
NAMES: Final = (*TOOLS, PLAIN)
"""Every value of ``--from``."""
