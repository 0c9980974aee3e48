"""The flow of a living review in parts: which versions are shown apart and which combined, and why sums differ.

The four layouts are those that Kahale et al. (F1000Res 2021;10:192) found in, and propose for, living reviews. Each
version has its *window* of searches: from the release before it to its own release, the last one up to now.

A report may have been counted in two windows because its screening was not finished at a release, or because it was two
reports then; and a later decision may have changed its status. Published numbers never change, so the difference is
shown as a signed *adjustment* (PRISMA.md, Z3).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, Literal

from harvester.prisma.boxes import BOX_BY_KEY, BOXES, LIST_BOX_OF_KIND, RESULTS_BOX_OF_KIND, unit_of
from harvester.prisma.flow import EquationCheck, Flow, Note, NoteKind
from harvester.prisma.flow_input import FlowInput
from harvester.prisma.serialise import FlowTableRow, flow_to_json, flow_to_table

Layout = Literal["each", "base+updates", "latest+previous", "all"]
"""Base and each update apart; base apart, updates combined; the latest apart, earlier ones combined; all combined."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """Why a number of a combined part is not the sum of its windows' published numbers. Each term is signed.

    ``merged``   reports counted in different windows that became one since (negative), or were separated (positive).
    ``carried``  reports whose screening was unfinished at a release, or resumed later: both windows counted them
                 (negative).
    ``decided``  reports decided differently since their window was published.
    """

    key: str
    merged: int = 0
    carried: int = 0
    decided: int = 0

    @property
    def n(self) -> int:
        """The number to add to the sum of the windows."""
        return self.merged + self.carried + self.decided


@dataclass(frozen=True, slots=True, kw_only=True)
class LayoutPart:
    """One diagram of a layout.

    ``label``        as printed above it: "Base review (v1)", "Updates combined (v2, v3, since v3)".
    ``windows``      the names of its windows, oldest first; what came after the last release is named "since NAME".
    ``published``    whether it is a release's own flow; then the members of its numbers are not available.
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


@dataclass(frozen=True, slots=True)
class LivingRow:
    """A row of the table with its number in each part; None where the part has no such row."""

    section: str
    label: str
    indent: int
    key: str
    numbers: tuple[int | None, ...]


def living_flow_to_json(living: LivingFlow, *, as_of: str) -> dict[str, Any]:
    """Return parts and windows as JSON; each flow as :func:`flow_to_json` gives it."""
    return {
        "parts": [
            {
                "label": part.label,
                "windows": list(part.windows),
                "published": part.published,
                "flow": flow_to_json(part.flow, as_of=as_of, layout=living.layout),
                "adjustments": [asdict(adjustment) | {"n": adjustment.n} for adjustment in part.adjustments],
                "checks": [asdict(check) for check in part.checks],
            }
            for part in living.parts
        ],
        "windows": [_window_json(part) for part in living.windows],
    }


def living_flow_to_table(living: LivingFlow) -> list[LivingRow]:
    """Return the rows of all parts, each once, in the order of the flow."""
    tables = [
        {row.key or f"{row.section}: {row.label}": row for row in flow_to_table(part.flow)} for part in living.parts
    ]
    order: list[str] = []
    for table in tables:
        merge_row_order(order, list(table))
    return [_row([table.get(place) for table in tables]) for place in order]


def add_adjustment_note(part: LayoutPart) -> Flow:
    """Return the flow of a part, with its adjustments as one more note."""
    if not part.adjustments:
        return part.flow
    sentences = "; ".join(map(describe_adjustment, part.adjustments))
    note = Note(NoteKind.ADJUSTMENTS, f"Adjustments to the sum of the versions: {sentences}.")
    return replace(part.flow, notes=(*part.flow.notes, note))


def describe_adjustment(adjustment: Adjustment) -> str:
    """Return an adjustment in words: "Records excluded −1 (merged or separated since)"."""
    causes = {
        "merged or separated since": adjustment.merged,
        "counted in two versions, because screening was unfinished or resumed": adjustment.carried,
        "decided again since": adjustment.decided,
    }
    nonzero = {cause: n for cause, n in causes.items() if n}
    explanation = ", ".join(f"{_signed(n)} {cause}" if len(nonzero) > 1 else cause for cause, n in nonzero.items())
    return f"{BOX_BY_KEY[adjustment.key].wording} {_signed(adjustment.n)} ({explanation})"


def _signed(n: int) -> str:
    return f"{n:+,}".replace("-", "−")


def merge_row_order(order: list[str], rows: list[str]) -> None:
    """Insert the rows that are missing behind the row they follow."""
    position = 0
    for row in rows:
        if row in order:
            position = order.index(row) + 1
        else:
            order.insert(position, row)
            position += 1


def _row(rows: list[FlowTableRow | None]) -> LivingRow:
    first_row = next(row for row in rows if row is not None)
    return LivingRow(
        first_row.section,
        first_row.label,
        first_row.indent,
        first_row.key,
        tuple(None if row is None else row.n for row in rows),
    )


def _window_json(part: LayoutPart) -> dict[str, Any]:
    boxes = flow_to_json(part.flow, as_of="", layout="")["boxes"]
    return {"window": part.windows[0], "published": part.published, "boxes": boxes}


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
    """Return what is to be added to the sum of the parts, for every box where that is not 0."""
    differences = (compute_adjustment(key, combined, flow_input, parts) for key in SUMMABLE_BOXES)
    return tuple(
        adjustment for adjustment in differences if adjustment.merged or adjustment.carried or adjustment.decided
    )


def check_adjustments(
    combined: Flow, parts: Sequence[WindowCount], differences: Sequence[Adjustment]
) -> tuple[EquationCheck, ...]:
    """Check Z3 for every box: the combined number is the sum of its windows plus the adjustment."""
    added = {adjustment.key: adjustment.n for adjustment in differences}
    return tuple(_check(key, combined, parts, added.get(key, 0)) for key in SUMMABLE_BOXES)


def _check(key: str, combined: Flow, parts: Sequence[WindowCount], added: int) -> EquationCheck:
    left, right = combined.number(key), sum(part.flow.number(key) for part in parts) + added
    return EquationCheck(
        f"Z3 {key} = sum of {', '.join(part.name for part in parts)} + adjustment", left, right, left == right
    )


def compute_adjustment(key: str, combined: Flow, flow_input: FlowInput, parts: Sequence[WindowCount]) -> Adjustment:
    """Return the adjustment of one box; numbers of records need none."""
    if key == "duplicates":
        first_seen = compare_window_members("first_seen", combined, flow_input, parts)
        return Adjustment(key=key, merged=-first_seen.merged, carried=-first_seen.carried, decided=-first_seen.decided)
    return Adjustment(key=key) if key in _RECORD_BOXES else compare_window_members(key, combined, flow_input, parts)


def compare_window_members(key: str, combined: Flow, flow_input: FlowInput, parts: Sequence[WindowCount]) -> Adjustment:
    """Compare the members of the windows, by their current numbers, with those of the combined flow."""
    current = combined.members[key]
    # current number → whether every member counted under it was another report then, and has joined this one since
    joined_into: dict[int, bool] = {}
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
    """Return the current number of a report or study."""
    report = flow_input.report_of[number]
    return flow_input.study(report) if unit_of(key) == "study" else report


def _was_joined(report: int, parts: Sequence[WindowCount]) -> bool:
    """Return whether a report was part of another report in one of the windows."""
    return any(part.flow_input.report_of.get(report, report) != report for part in parts)
