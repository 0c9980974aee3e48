"""Read ASReview's exports: a label for each record, in a column of its own or in a note. Pure.

CSV, TSV and XLSX have ``asreview_label`` (1 relevant, 0 irrelevant, empty: not seen) with ``asreview_time`` (seconds
since 1970), ``asreview_note``, ``asreview_tag_…`` and, where several people screen, ``asreview_user_name``; tables of
older versions have ``included`` or a similar name. RIS has the notes ``ASReview_relevant``, ``ASReview_irrelevant`` or
``ASReview_not_seen``, and the other columns as notes ``asreview_time: 172…``, each as JSON (ASReview 3: data/base.py,
data/ris.py, webapp/_api/projects.py; older versions write the label into a sentence of the note). Where a table has
``asreview_label``, a label under another name is one the data set had before anybody screened.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Final

from harvester.errors import FormatError
from harvester.screening.decisions import Decision
from harvester.screening.imports.model import ImportedDecision, ImportedRow, RowWithDecisions, parse_moment

_LABELS: Final = (
    "asreview_label", "included", "label", "final_included", "label_included", "included_label", "included_final",
    "included_flag", "include",
)  # fmt: skip
_DECISIONS: Final = {
    **dict.fromkeys(("1", "1.0", "true", "relevant"), Decision.INCLUDE),
    **dict.fromkeys(("0", "0.0", "false", "irrelevant"), Decision.EXCLUDE),
}
_UNSEEN: Final = frozenset(["", "-1", "-1.0", "na", "nan", "none", "<na>", "not_seen"])
_SET: Final = frozenset(["1", "1.0", "true"])
_FEW: Final = 20
_IN_NOTES: Final = re.compile(r"ASReview_(relevant|irrelevant|not_seen)")
_FIELD: Final = re.compile(r"(asreview_\w+):\s*(.*)", re.DOTALL)
_TAG: Final = "asreview_tag_"


def read_asreview(rows: Sequence[ImportedRow]) -> list[RowWithDecisions]:
    """Return ASReview's records (table or RIS) with their decisions; records that nobody has seen have none.

    Raises ``FormatError`` for unknown labels.
    """
    understood = _DECISIONS.keys() | _UNSEEN
    labels = ((row.line, *find_label(row)) for row in rows)
    wrong = [(line, name, label) for line, name, label in labels if label.casefold() not in understood]
    if wrong:
        listed = "".join(f"\n  line {line}: {name}: {label!r}" for line, name, label in wrong[:_FEW])
        raise FormatError(
            f"{len(wrong)} labels are none of ASReview's:{listed}",
            hint="A label is 1 (relevant), 0 (irrelevant) or empty (not seen); a table made by hand: --from csv",
        )
    return [_read_row(row) for row in rows]


def find_label(row: ImportedRow) -> tuple[str, str]:
    """Return the name and the text of the column of labels that counts; ("", "") where there is none."""
    labels: dict[str, str] = {}
    for name, value in row.fields:
        labels.setdefault(name.strip().casefold(), value.strip())
    if "asreview_label" in labels:
        return "asreview_label", labels["asreview_label"]
    return next(((name, labels[name]) for name in _LABELS if labels.get(name)), ("", ""))


def _read_row(row: ImportedRow) -> RowWithDecisions:
    notes = [re.sub(r"</?p>", "", value) for name, value in row.fields if name in {"N1", "notes"}]
    values = {**parse_notes(notes), **{name.casefold(): value.strip() for name, value in row.fields if value.strip()}}
    decision = _parse_decision(find_label(row)[1], notes)
    if decision is None:
        return RowWithDecisions(row=row)
    imported = ImportedDecision(
        decision=decision,
        reviewer=values.get("asreview_user_name", "") or values.get("asreview_user_email", ""),
        labels=tuple(
            name.removeprefix(_TAG)
            for name, value in values.items()
            if name.startswith(_TAG) and value.casefold() in _SET
        ),
        note=values.get("asreview_note", ""),
        date=parse_moment(values.get("asreview_time", "")),
    )
    return RowWithDecisions(row=row, decisions=(imported,))


def _parse_decision(label: str, notes: Sequence[str]) -> Decision | None:
    if label:
        return _DECISIONS.get(label.casefold())
    relevance = next((match[1] for note in notes if (match := _IN_NOTES.search(note))), "")
    return _DECISIONS.get(relevance)


def parse_notes(notes: Sequence[str]) -> dict[str, str]:
    """Return the fields that ASReview writes into notes."""
    matches = (match for note in notes if (match := _FIELD.fullmatch(note.strip())))
    return {match[1]: text for match in matches if (text := _value(match[2]))}


def _value(text: str) -> str:
    try:
        value = json.loads(text)
    except ValueError:
        return text.strip()
    return "" if value is None else str(value)
