"""A living review's layout as JSON and as one table with a column for each part."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from harvester.prisma.boxes import BOX_BY_KEY
from harvester.prisma.flow import Flow, Note, NoteKind
from harvester.prisma.serialise import FlowTableRow, flow_to_json, flow_to_table
from harvester.prisma.versions.layout import Adjustment, LayoutPart, LivingFlow


@dataclass(frozen=True, slots=True)
class LivingRow:
    """A row of the table: its place and words, and its number in each part, None where the part has no such row."""

    section: str
    label: str
    indent: int
    key: str
    numbers: tuple[int | None, ...]


def living_flow_to_json(living: LivingFlow, *, as_of: str) -> dict[str, Any]:
    """Parts and windows as plain lists, dicts, numbers and texts; each flow as :func:`to_json` gives it."""
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
    """The rows of all parts, each once, in the order of the flow."""
    tables = [
        {row.key or f"{row.section}: {row.label}": row for row in flow_to_table(part.flow)} for part in living.parts
    ]
    order: list[str] = []
    for table in tables:
        _merge(order, list(table))
    return [_row([table.get(place) for table in tables]) for place in order]


def add_adjustment_note(part: LayoutPart) -> Flow:
    """The flow of a part, with its adjustments as one more note."""
    if not part.adjustments:
        return part.flow
    sentences = "; ".join(map(describe_adjustment, part.adjustments))
    note = Note(NoteKind.ADJUSTMENTS, f"Adjustments to the sum of the versions: {sentences}.")
    return replace(part.flow, notes=(*part.flow.notes, note))


def describe_adjustment(adjustment: Adjustment) -> str:
    """An adjustment in words: "Records excluded −1 (merged or parted since)"."""
    causes = {
        "merged or parted since": adjustment.merged,
        "counted in two versions, since screening was not finished or was taken up again": adjustment.carried,
        "decided anew since": adjustment.decided,
    }
    nonzero = {cause: n for cause, n in causes.items() if n}
    explanation = ", ".join(f"{_signed(n)} {cause}" if len(nonzero) > 1 else cause for cause, n in nonzero.items())
    return f"{BOX_BY_KEY[adjustment.key].wording} {_signed(adjustment.n)} ({explanation})"


def _signed(n: int) -> str:
    return f"{n:+,}".replace("-", "−")


def _merge(order: list[str], rows: list[str]) -> None:
    """Put the rows that are missing behind the row they follow."""
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
