"""A living review's flow in parts: which versions stand apart and which are combined. Values only.

The four layouts are those that Kahale et al. (F1000Res 2021;10:192) found in, and propose for, living reviews. Each
version has its *window* of searches: from the release before it to its own release, the last one up to now.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from harvester.prisma.flow import EquationCheck, Flow

Layout = Literal["each", "base+updates", "latest+previous", "all"]
"""Base and each update apart; base apart and the updates combined; the latest apart and all before it combined; all
combined."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """Why a number of a combined part is not the sum of its windows' published numbers. Each term is signed.

    ``merged``   reports counted in different windows that turned out to be one since (negative), or parted (positive).
    ``carried``  reports whose screening was not finished at a release, or was taken up again: both windows counted them
                 (negative).
    ``decided``  reports that another decision has moved since their window was published.
    """

    key: str
    merged: int = 0
    carried: int = 0
    decided: int = 0

    @property
    def n(self) -> int:
        """What is to be added to the sum of the windows."""
        return self.merged + self.carried + self.decided


@dataclass(frozen=True, slots=True, kw_only=True)
class LayoutPart:
    """One diagram of a layout.

    ``label``        as printed above it: "Base review (v1)", "Updates combined (v2, v3, since v3)".
    ``windows``      the names of its windows, oldest first; what came after the last release is named "since NAME".
    ``published``    whether it is a release's own flow, as frozen: then nothing behind its numbers is at hand.
    ``adjustments``  only those that are not 0; for each key, flow = sum of windows + adjustment.
    ``checks``       that this is so for every box of a combined part (Z3).
    """

    label: str
    windows: tuple[str, ...]
    flow: Flow
    published: bool = False
    adjustments: tuple[Adjustment, ...] = ()
    checks: tuple[EquationCheck, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LivingFlow:
    """The parts of a layout, oldest first. A review that was never released has one part in every layout.

    ``windows`` is the table all layouts are sums of: each window for itself, as published where it was.
    """

    layout: Layout
    parts: tuple[LayoutPart, ...]
    windows: tuple[LayoutPart, ...]
