"""ASReview's exports: a label for each record, in a column of its own or in a note. Pure.

CSV, TSV and XLSX have ``asreview_label`` (1 relevant, 0 irrelevant, empty: not seen) with ``asreview_time`` (seconds
since 1970), ``asreview_note``, ``asreview_tag_…`` and, where several people screen, ``asreview_user_name``; tables of
older versions ``included`` or a name like it. RIS has the notes ``ASReview_relevant``, ``ASReview_irrelevant`` or
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
from harvester.screening.consensus import Verdict
from harvester.screening.returned import Returned, Row, Vote, moment

_LABELS: Final = (
    "asreview_label", "included", "label", "final_included", "label_included", "included_label", "included_final",
    "included_flag", "include",
)  # fmt: skip
_VERDICTS: Final[dict[str, Verdict]] = {
    "1": "include", "1.0": "include", "true": "include", "relevant": "include",
    "0": "exclude", "0.0": "exclude", "false": "exclude", "irrelevant": "exclude",
}  # fmt: skip
_UNSEEN: Final = frozenset(["", "-1", "-1.0", "na", "nan", "none", "<na>", "not_seen"])
_SET: Final = frozenset(["1", "1.0", "true"])
_FEW: Final = 20
_IN_NOTES: Final = re.compile(r"ASReview_(relevant|irrelevant|not_seen)")
_FIELD: Final = re.compile(r"(asreview_\w+):\s*(.*)", re.DOTALL)
_TAG: Final = "asreview_tag_"


def returned(rows: Sequence[Row]) -> list[Returned]:
    """The votes of ASReview's records (table or RIS); records that nobody has seen have none.

    Raises FormatError for labels that are none of ASReview's.
    """
    wrong = [(row.line, name, label) for row in rows for name, label in [_label(row)] if not _understood(label)]
    if wrong:
        listed = "".join(f"\n  line {line}: {name}: {label!r}" for line, name, label in wrong[:_FEW])
        raise FormatError(
            f"{len(wrong)} labels are none of ASReview's:{listed}",
            hint="A label is 1 (relevant), 0 (irrelevant) or empty (not seen); a table made by hand: --from csv",
        )
    return [_one(row) for row in rows]


def _label(row: Row) -> tuple[str, str]:
    """The column of labels that counts, and what it says; ("", "") where there is none."""
    said: dict[str, str] = {}
    for name, value in row.fields:
        said.setdefault(name.strip().casefold(), value.strip())
    if "asreview_label" in said:
        return "asreview_label", said["asreview_label"]
    return next(((name, said[name]) for name in _LABELS if said.get(name)), ("", ""))


def _understood(label: str) -> bool:
    return label.casefold() in _VERDICTS or label.casefold() in _UNSEEN


def _one(row: Row) -> Returned:
    notes = [re.sub(r"</?p>", "", value) for name, value in row.fields if name in {"N1", "notes"}]
    said = {**_from_notes(notes), **{name.casefold(): value.strip() for name, value in row.fields if value.strip()}}
    verdict = _verdict(_label(row)[1], notes)
    if verdict is None:
        return Returned(row=row)
    vote = Vote(
        verdict=verdict,
        reviewer=said.get("asreview_user_name", "") or said.get("asreview_user_email", ""),
        labels=tuple(
            name.removeprefix(_TAG)
            for name, value in said.items()
            if name.startswith(_TAG) and value.casefold() in _SET
        ),
        note=said.get("asreview_note", ""),
        date=moment(said.get("asreview_time", "")),
    )
    return Returned(row=row, votes=(vote,))


def _verdict(label: str, notes: Sequence[str]) -> Verdict | None:
    if label:
        return _VERDICTS.get(label.casefold())
    found = next((match[1] for note in notes if (match := _IN_NOTES.search(note))), "")
    return {"relevant": "include", "irrelevant": "exclude"}.get(found)  # type: ignore[return-value]


def _from_notes(notes: Sequence[str]) -> dict[str, str]:
    found = (match for note in notes if (match := _FIELD.fullmatch(note.strip())))
    return {match[1]: text for match in found if (text := _value(match[2]))}


def _value(text: str) -> str:
    try:
        value = json.loads(text)
    except ValueError:
        return text.strip()
    return "" if value is None else str(value)
