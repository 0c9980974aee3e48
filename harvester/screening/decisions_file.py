"""A table of decisions: CSV with the columns ``search,accession,doi,stage,decision,reason,reviewer``.

Each row names a report by a record of it (search and accession number), or by its DOI, or by our own number in a column
``report``. ``stage`` is before-screening, title-abstract, full-text or retrieval; ``decision`` is include, exclude or
undecided, and for the stage retrieval: retrieved or not retrieved.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Final

from harvester.errors import FormatError
from harvester.normalise import doi as bare_doi

STAGES: Final = {
    "before-screening": ("exclude",),
    "title-abstract": ("include", "exclude", "undecided"),
    "full-text": ("include", "exclude", "undecided"),
    "retrieval": ("retrieved", "not retrieved"),
}

_NEEDED: Final = ("stage", "decision")
_NAMES: Final = ("report", "accession", "doi")


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionLine:
    """One row of the table, checked. ``doi`` is bare and lower-case, or whatever stood there if it is none."""

    line: int
    report: str
    search: str
    accession: str
    doi: str
    stage: str
    decision: str
    reason: str
    reviewer: str


def read_decisions(data: bytes, *, name: str, reviewer: str) -> tuple[DecisionLine, ...]:
    """The rows of a decisions table; ``reviewer`` signs those that name none.

    Raises ``FormatError`` that lists every wrong row with its line: then nothing of the table is to be stored.
    """
    rows = _rows(data, name)
    lines = [_line(row, number, reviewer) for number, row in rows]
    if wrong := [line for line in lines if isinstance(line, str)]:
        listed = "".join(f"\n  {name}:{mistake}" for mistake in wrong)
        raise FormatError(
            f"{len(wrong)} of {len(lines)} decisions cannot be taken over:{listed}", hint="Mend these rows."
        )
    return tuple(line for line in lines if not isinstance(line, str))


def _rows(data: bytes, name: str) -> list[tuple[int, dict[str, str]]]:
    try:
        reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        columns = [column.strip().lower() for column in reader.fieldnames or ()]
        reader.fieldnames = columns
        rows = [(reader.line_num, {k: (v or "").strip() for k, v in row.items() if k}) for row in reader]
    except (UnicodeDecodeError, csv.Error) as error:
        raise FormatError(f"{name} is not a table of decisions: {error}.", hint="Save it as CSV in UTF-8.") from error
    if not set(_NEEDED) <= set(columns) or not set(_NAMES) & set(columns):
        raise FormatError(
            f"{name} is not a table of decisions: its columns are {', '.join(columns) or 'none'}.",
            hint="It needs stage, decision, and one of report, accession or doi; search, reason, reviewer may follow.",
        )
    return rows


def _line(row: dict[str, str], number: int, reviewer: str) -> DecisionLine | str:
    stage, decision = row.get("stage", "").lower(), row.get("decision", "").lower()
    if stage not in STAGES:
        return f"{number}: stage: {stage!r} is none of {', '.join(STAGES)}"
    if decision not in STAGES[stage]:
        return f"{number}: decision: {decision!r} is none of {', '.join(STAGES[stage])} (stage {stage})"
    if not any(row.get(column) for column in _NAMES):
        return f"{number}: it names no report: fill in report, or search and accession, or doi"
    if row.get("reason") and decision not in {"exclude", "not retrieved"}:
        return f"{number}: reason: {row['reason']!r} goes with an exclusion only"
    return DecisionLine(
        line=number,
        report=row.get("report", ""),
        search=row.get("search", ""),
        accession=row.get("accession", ""),
        doi=bare_doi(row.get("doi", "")) or row.get("doi", ""),
        stage=stage,
        decision=decision,
        reason=row.get("reason", ""),
        reviewer=row.get("reviewer", "") or reviewer,
    )
