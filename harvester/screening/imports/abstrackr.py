"""Read Abstrackr's export: a table with a column for each reviewer. Pure.

``consensus`` and the columns of reviewers hold 1 (relevant), 0 (maybe), -1 (irrelevant) or "o" (not labelled); each
reviewer's column is followed by ``labeled_at``, and the table ends with columns such as ``general notes (Reviewer)``
(seen in an export; Abstrackr writes the columns of all reviewers between ``consensus`` and the notes).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from harvester.errors import FormatError
from harvester.screening.decisions import Decision
from harvester.screening.imports.model import ImportedDecision, ImportedRow, RowWithDecisions, parse_moment, split_list

_DECISIONS: Final = {
    **dict.fromkeys(("1", "1.0"), Decision.INCLUDE),
    **dict.fromkeys(("0", "0.0"), Decision.UNSURE),
    **dict.fromkeys(("-1", "-1.0"), Decision.EXCLUDE),
}
_NONE: Final = frozenset(["", "o", "x", "na", "nan", "NA", "NaN"])
_FEW: Final = 20
_NOTES: Final = re.compile(r"\w[\w/ ]* notes \((.*)\)")
ABSTRACKR_CONSENSUS: Final = "abstrackr consensus"
"""The name that signs what the column ``consensus`` says."""


def read_abstrackr(rows: Sequence[ImportedRow]) -> list[RowWithDecisions]:
    """Return Abstrackr's rows with their decisions. A consensus of people who disagree settles the conflict.

    Raises ``FormatError`` for a table without Abstrackr's columns, and for unknown labels.
    """
    if any("consensus" not in {name.casefold() for name, _ in row.fields} for row in rows):
        raise FormatError(
            "This is not Abstrackr's table: it has no column consensus.",
            hint="Export the labels in Abstrackr (Export > all fields).",
        )
    check_labels(rows)
    return [_read_row(row) for row in rows]


def check_labels(rows: Sequence[ImportedRow]) -> None:
    """Check that a column with labels holds nothing else, so that no decision is lost. Raises ``FormatError``."""
    cells = [(row.line, name, value.strip()) for row in rows for name, value in label_columns(row)]
    reviewers = {name for _, name, value in cells if value in _DECISIONS}
    wrong = [cell for cell in cells if cell[1] in reviewers and cell[2] not in _DECISIONS and cell[2] not in _NONE]
    if wrong:
        listed = "".join(f"\n  line {line}: {name}: {value!r}" for line, name, value in wrong[:_FEW])
        raise FormatError(
            f"{len(wrong)} labels are none of Abstrackr's:{listed}",
            hint="A label is 1 (relevant), 0 (maybe), -1 (irrelevant) or o (none). Mend these, or export again.",
        )


def label_columns(row: ImportedRow) -> list[tuple[str, str]]:
    """Return the columns of reviewers with what they hold."""
    begin = [name.casefold() for name, _ in row.fields].index("consensus")
    after = row.fields[begin + 1 :]
    return [(name, value) for name, value in after if name.casefold() != "labeled_at" and not _NOTES.fullmatch(name)]


def _read_row(row: ImportedRow) -> RowWithDecisions:
    names = [name.casefold() for name, _ in row.fields]
    begin = names.index("consensus")
    columns = list(row.fields[begin + 1 :])
    labels = split_list(row.first_value("tags"))
    decisions: list[ImportedDecision] = []
    for place, (name, value) in enumerate(columns):
        if name.casefold() == "labeled_at" or _NOTES.fullmatch(name) or value.strip() not in _DECISIONS:
            continue
        after = columns[place + 1] if place + 1 < len(columns) else ("", "")
        decisions.append(
            ImportedDecision(
                decision=_DECISIONS[value.strip()],
                reviewer=name,
                labels=labels,
                note=_notes_of(name, columns),
                date=parse_moment(after[1]) if after[0].casefold() == "labeled_at" else None,
            )
        )
    agreed = _DECISIONS.get(row.fields[begin][1].strip())
    if agreed is not None and {imported.decision for imported in decisions} != {agreed}:
        settled = parse_moment(columns[0][1]) if columns and columns[0][0].casefold() == "labeled_at" else None
        decisions.append(
            ImportedDecision(
                decision=agreed, reviewer=ABSTRACKR_CONSENSUS, labels=labels, date=settled, adjudicates=bool(decisions)
            )
        )
    return RowWithDecisions(row=row, decisions=tuple(decisions))


def _notes_of(reviewer: str, columns: Sequence[tuple[str, str]]) -> str:
    matches = ((_NOTES.fullmatch(name), value.strip()) for name, value in columns)
    return "; ".join(value for match, value in matches if match and match[1] == reviewer and value)
