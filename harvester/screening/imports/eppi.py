"""Read EPPI-Reviewer's exports: decisions are codes on items, or the list that was exported. Pure.

RIS has no decisions, so the list is the decision. Excel and CSV reports of codes have a column for each code ("EXCLUDE
on population"), filled where an item has it, and one for doubts ("Uncertain") beside them; lists of items have
``Included`` with I (included) or E (excluded), full coding reports ``I/E/D/S flag`` with (I) or (E). The JSON export
names each item's codes (formats/raw_fields.py turns them into the same columns).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from harvester.screening.decisions import Decision, Stage
from harvester.screening.imports.model import ImportedDecision, ImportedRow, RowWithDecisions

_CODE: Final = re.compile(
    r"(include|exclude)d?\b(?:\s+at\s+\S+)?\s*(?:(?:based\s+)?on\b|because(?:\s+of)?\b|as\b)?[\s:–—-]*(.*)",
    re.IGNORECASE | re.DOTALL,
)
_DOUBT: Final = re.compile(r"(?:uncertain|unsure|maybe)\b(?:\s+(?:on|at)\s.*)?", re.IGNORECASE | re.DOTALL)
_STAGES: Final = {
    Stage.FULL_TEXT: re.compile(r"full[\s-]*(?:text|report)", re.IGNORECASE),
    Stage.TITLE_ABSTRACT: re.compile(r"\b(?:title|abstract|t\s*[&/]\s*a)\b", re.IGNORECASE),
}
_EMPTY: Final = frozenset(["", "0", "no", "false", "n"])
_STATUS: Final = {
    **dict.fromkeys(("i", "(i)", "included"), Decision.INCLUDE),
    **dict.fromkeys(("e", "(e)", "excluded"), Decision.EXCLUDE),
}


def read_eppi(rows: Sequence[ImportedRow], stage: Stage) -> list[RowWithDecisions]:
    """Return EPPI-Reviewer's items with their decisions. Codes that name a stage count at that stage only.

    Codes go before the column ``Included``, which is "I" for every item that nobody has excluded yet.
    """
    coded = any(list_codes(row, stage) for row in rows)
    return [_by_codes(row, stage) if coded else _by_status(row) for row in rows]


def _by_codes(row: ImportedRow, stage: str) -> RowWithDecisions:
    codes = list_codes(row, stage)
    kinds = {kind for kind, _, _ in codes}
    doubts = [
        name
        for name, value in row.fields
        if _DOUBT.fullmatch(name.strip()) and _filled(value) and _is_of_stage(name, stage)
    ]
    if doubts:
        names = ", ".join([*doubts, *(name for name, value in row.fields if _CODE.fullmatch(name) and _filled(value))])
        return RowWithDecisions(
            row=row, decisions=(ImportedDecision(decision=Decision.UNSURE, note=f"coded: {names}"),)
        )
    if not kinds:
        return RowWithDecisions(row=row)
    reasons = tuple(reason for kind, reason, _ in codes if kind == "exclude" and reason)
    note = "; ".join(text for _, _, text in codes if text)
    if len(kinds) > 1:
        names = ", ".join(name for name, value in row.fields if _CODE.fullmatch(name) and _filled(value))
        return RowWithDecisions(
            row=row,
            decisions=(ImportedDecision(decision=Decision.UNSURE, note=f"coded to include and to exclude: {names}"),),
        )
    decision = Decision.EXCLUDE if kinds == {"exclude"} else Decision.INCLUDE
    return RowWithDecisions(row=row, decisions=(ImportedDecision(decision=decision, reasons=reasons, note=note),))


def _by_status(row: ImportedRow) -> RowWithDecisions:
    decision = _STATUS.get(
        row.first_value("included", "i/e", "i/e/d/s flag", "itemstatus", "status").strip().casefold()
    )
    return RowWithDecisions(row=row, decisions=(ImportedDecision(decision=decision),) if decision else ())


def list_codes(row: ImportedRow, stage: str) -> list[tuple[str, str, str]]:
    """Return (include or exclude, reason, text beside the code) for every code of the item that counts at the stage."""
    codes: list[tuple[str, str, str]] = []
    for name, value in row.fields:
        match = _CODE.fullmatch(name.strip())
        if (
            match
            and name.strip().casefold() not in {"included", "excluded"}
            and _filled(value)
            and _is_of_stage(name, stage)
        ):
            text = value.strip()
            codes.append((match[1].casefold(), match[2].strip(), text if len(text) > 1 and text != name else ""))
    return codes


def _is_of_stage(name: str, stage: str) -> bool:
    named = {key for key, pattern in _STAGES.items() if pattern.search(name)}
    return not named or stage in named


def _filled(value: str) -> bool:
    return value.strip().casefold() not in _EMPTY
