"""Why a number of several windows counted together is not the sum of the numbers published for each: the adjustments.

A report may have been counted in two windows since its screening was not finished at a release, or since it was two
reports then; and another decision may have moved it since. What was published never changes, so the difference is shown
as a signed line of its own (PRISMA.md, Z3).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from harvester.prisma.boxes import BOXES, LIST_BOX_OF_KIND, RESULTS_BOX_OF_KIND
from harvester.prisma.flow import EquationCheck, Flow
from harvester.prisma.flow_input import FlowInput
from harvester.prisma.units import unit_of
from harvester.prisma.versions.layout import Adjustment

_RECORD_BOXES: Final = {"duplicates", *RESULTS_BOX_OF_KIND.values(), *LIST_BOX_OF_KIND.values()}
_COLUMNS_WITHOUT_SUMS: Final = ("previous", "included")

SUMMABLE_BOXES: Final = tuple(
    box.key for box in BOXES if box.column not in _COLUMNS_WITHOUT_SUMS or box.key in {"new_studies", "new_reports"}
)
"""The boxes that add up over windows; what was included before, and in all, does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowCount:
    """A window counted for itself: the flow (as published, where it was) and what it was counted from at that time."""

    name: str
    flow: Flow
    members: Mapping[str, frozenset[int]]
    flow_input: FlowInput


def compute_adjustments(combined: Flow, flow_input: FlowInput, parts: Sequence[WindowCount]) -> tuple[Adjustment, ...]:
    """What is to be added to the sum of the parts, for every box where that is not 0."""
    differences = (_adjustment(key, combined, flow_input, parts) for key in SUMMABLE_BOXES)
    return tuple(
        adjustment for adjustment in differences if adjustment.merged or adjustment.carried or adjustment.decided
    )


def check_adjustments(
    combined: Flow, parts: Sequence[WindowCount], differences: Sequence[Adjustment]
) -> tuple[EquationCheck, ...]:
    """Z3 for every box: the whole is the sum of its windows and of what was adjusted."""
    added = {adjustment.key: adjustment.n for adjustment in differences}
    return tuple(_check(key, combined, parts, added.get(key, 0)) for key in SUMMABLE_BOXES)


def _check(key: str, combined: Flow, parts: Sequence[WindowCount], added: int) -> EquationCheck:
    left, right = combined.number(key), sum(part.flow.number(key) for part in parts) + added
    return EquationCheck(
        f"Z3 {key} = sum of {', '.join(part.name for part in parts)} + adjustment", left, right, left == right
    )


def _adjustment(key: str, combined: Flow, flow_input: FlowInput, parts: Sequence[WindowCount]) -> Adjustment:
    if key == "duplicates":
        first_seen = _compare_sets("first_seen", combined, flow_input, parts)
        return Adjustment(key=key, merged=-first_seen.merged, carried=-first_seen.carried, decided=-first_seen.decided)
    return Adjustment(key=key) if key in _RECORD_BOXES else _compare_sets(key, combined, flow_input, parts)


def _compare_sets(key: str, combined: Flow, flow_input: FlowInput, parts: Sequence[WindowCount]) -> Adjustment:
    """Compare the members of the windows, under the numbers they bear now, with those of the whole."""
    current = combined.members[key]
    joined_into: dict[int, bool] = {}
    """Number now → whether it is that of another report, which all that were counted under it have joined."""
    member_count = carried = 0
    for part in parts:
        carried_over = part.members["carried_over"] | part.members["carried_over_other"]
        current_numbers = {number: _current_number(number, key, flow_input) for number in part.members[key]}
        carried += sum(
            number in carried_over and current_number in joined_into
            for number, current_number in current_numbers.items()
        )
        member_count += len(current_numbers)
        for number, current_number in current_numbers.items():
            joined_into[current_number] = joined_into.get(current_number, True) and number != current_number
    gained, lost = current - joined_into.keys(), joined_into.keys() - current
    newly_separate = sum(_was_joined(number, parts) for number in gained) if unit_of(key) == "report" else 0
    joined = sum(joined_into[number] for number in lost) if unit_of(key) == "report" else 0
    return Adjustment(
        key=key,
        merged=len(joined_into) - member_count + carried + newly_separate - joined,
        carried=-carried,
        decided=len(gained) - len(lost) - newly_separate + joined,
    )


def _current_number(number: int, key: str, flow_input: FlowInput) -> int:
    """The number that a report or study of a window bears now."""
    report = flow_input.report_of[number]
    return flow_input.study(report) if unit_of(key) == "study" else report


def _was_joined(report: int, parts: Sequence[WindowCount]) -> bool:
    """Whether a report was counted as another one in one of the windows."""
    return any(part.flow_input.report_of.get(report, report) != report for part in parts)
