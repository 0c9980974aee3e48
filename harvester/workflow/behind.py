"""Open a number of the flow: the records, reports or studies that it counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from harvester.errors import UsageError
from harvester.prisma import BOX, Flow
from harvester.store import records
from harvester.store.values import RecordRow
from harvester.workflow.count import Counted, Layout, count_flow
from harvester.workflow.desk import Desk
from harvester.workflow.results import report_name

_OF_RECORDS: Final = frozenset({"other_dups"})
"""Numbers that are no box of PRISMA's and count records; all the others count reports."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """A number of the flow and what it counts. ``repeats``: by how much the number exceeds its members, since several
    searches retrieved the same record."""

    box: str
    says: str
    unit: str
    n: int
    repeats: int
    members: tuple[RecordRow, ...]

    def to_json(self) -> dict[str, Any]:
        """For ``harvester prisma --open BOX --json``."""
        return {
            "box": self.box,
            "label": self.says,
            "unit": self.unit,
            "n": self.n,
            "repeats": self.repeats,
            "members": [
                {
                    "report": report_name(row.report_id),
                    "record": row.name,
                    "title": row.citation.title,
                    "year": row.citation.year,
                    "doi": row.citation.doi or None,
                }
                for row in self.members
            ],
        }


def open_box(desk: Desk, box: str, *, as_of: date | None = None, layout: Layout = "latest+previous") -> Behind:
    """What stands behind a box, a line of a list ("dbr_excluded/wrong route"), or a number that is pending.

    Raises ``UsageError`` that lists the boxes there are.
    """
    counted = count_flow(desk, as_of=as_of, layout=layout)
    key = _meant(counted, box)
    numbers = counted.flow.members[key]
    name = key.partition("/")[0]
    with desk.store.read() as session:
        rows = records.records(session, numbers)
    repeats = counted.flow.repeats.get(key, 0)
    return Behind(
        box=key,
        says=_says(counted.flow, key),
        unit=BOX[name].holds if name in BOX else "record" if name in _OF_RECORDS else "report",
        n=len(numbers) + repeats,
        repeats=repeats,
        members=tuple(sorted(rows, key=lambda row: row.id)),
    )


def _meant(counted: Counted, box: str) -> str:
    members = counted.flow.members
    for key in (box, f"pending_{box}"):
        if key in members:
            return key
    filled = ", ".join(key for key in members if members[key])
    raise UsageError(f"The flow has no box {box!r}.", hint=f"Boxes with something in them: {filled or 'none'}.")


def _says(flow: Flow, key: str) -> str:
    name, _, line = key.partition("/")
    wording = BOX[name].says(updated=flow.template.updated) if name in BOX else name.replace("_", " ")
    return f"{wording}: {line}" if line else wording
