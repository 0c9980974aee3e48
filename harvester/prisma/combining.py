"""Why a number of several windows counted together is not the sum of the numbers published for each: the adjustments.

A report may have been counted in two windows since its screening was not finished at a release, or since it was two
reports then; and another decision may have moved it since. What was published never changes, so the difference is shown
as a signed line of its own (PRISMA.md, Z3).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from harvester.prisma.boxes import BOXES, RESULTS, SPECIFIC
from harvester.prisma.flow import Check, Flow
from harvester.prisma.living import Adjustment
from harvester.prisma.units import unit_of
from harvester.prisma.window import Window

_OF_RECORDS: Final = {"duplicates", *RESULTS.values(), *SPECIFIC.values()}
_NO_SUMS: Final = ("previous", "included")

SUMMED: Final = tuple(
    box.key for box in BOXES if box.column not in _NO_SUMS or box.key in {"new_studies", "new_reports"}
)
"""The boxes that add up over windows; what was included before, and in all, does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """A window counted for itself: the flow (as published, where it was) and what it was counted from at that time."""

    name: str
    flow: Flow
    members: Mapping[str, frozenset[int]]
    window: Window


def adjustments(whole: Flow, window: Window, parts: Sequence[Counting]) -> tuple[Adjustment, ...]:
    """What is to be added to the sum of the parts, for every box where that is not 0."""
    found = (_adjustment(key, whole, window, parts) for key in SUMMED)
    return tuple(each for each in found if each.merged or each.carried or each.decided)


def checks(whole: Flow, parts: Sequence[Counting], adjusted: Sequence[Adjustment]) -> tuple[Check, ...]:
    """Z3 for every box: the whole is the sum of its windows and of what was adjusted."""
    added = {adjustment.key: adjustment.n for adjustment in adjusted}
    return tuple(_check(key, whole, parts, added.get(key, 0)) for key in SUMMED)


def _check(key: str, whole: Flow, parts: Sequence[Counting], added: int) -> Check:
    left, right = whole.number(key), sum(part.flow.number(key) for part in parts) + added
    return Check(f"Z3 {key} = sum of {', '.join(part.name for part in parts)} + adjustment", left, right, left == right)


def _adjustment(key: str, whole: Flow, window: Window, parts: Sequence[Counting]) -> Adjustment:
    if key == "duplicates":
        first_seen = _of_sets("first_seen", whole, window, parts)
        return Adjustment(key=key, merged=-first_seen.merged, carried=-first_seen.carried, decided=-first_seen.decided)
    return Adjustment(key=key) if key in _OF_RECORDS else _of_sets(key, whole, window, parts)


def _of_sets(key: str, whole: Flow, window: Window, parts: Sequence[Counting]) -> Adjustment:
    """Compare the members of the windows, under the numbers they bear now, with those of the whole."""
    now = whole.members[key]
    seen: dict[int, bool] = {}
    """Number now → whether it is that of another report, which all that were counted under it have joined."""
    counted = carried = 0
    for part in parts:
        taken_up = part.members["carried_over"] | part.members["carried_over_other"]
        today = {number: _today(number, key, window) for number in part.members[key]}
        carried += sum(number in taken_up and bears in seen for number, bears in today.items())
        counted += len(today)
        for number, bears in today.items():
            seen[bears] = seen.get(bears, True) and number != bears
    gained, lost = now - seen.keys(), seen.keys() - now
    parted = sum(_had_joined(number, parts) for number in gained) if unit_of(key) == "report" else 0
    joined = sum(seen[number] for number in lost) if unit_of(key) == "report" else 0
    return Adjustment(
        key=key,
        merged=len(seen) - counted + carried + parted - joined,
        carried=-carried,
        decided=len(gained) - len(lost) - parted + joined,
    )


def _today(number: int, key: str, window: Window) -> int:
    """The number that a report or study of a window bears now."""
    report = window.report_of[number]
    return window.study(report) if unit_of(key) == "study" else report


def _had_joined(report: int, parts: Sequence[Counting]) -> bool:
    """Whether a report was counted as another one in one of the windows."""
    return any(part.window.report_of.get(report, report) != report for part in parts)
