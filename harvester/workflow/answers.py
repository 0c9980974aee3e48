"""Pairs of records handed out as a table, to be judged elsewhere, and the answers taken back."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sqlalchemy.orm import Session

from harvester.citation import Citation
from harvester.errors import ContradictionError, FormatError, UsageError
from harvester.formats.grids import Grid, read_grids
from harvester.formats.table_writer import neutral
from harvester.formats.text import clean
from harvester.store import audits, judgements
from harvester.workflow.consequences import consequences
from harvester.workflow.desk import Desk
from harvester.workflow.doubt import PairView
from harvester.workflow.files import read_bytes
from harvester.workflow.judge import Answer, Judged, store_judgements, two_meant
from harvester.workflow.results import judgement_name, report_name

VERDICTS: Final[Mapping[str, Answer]] = {
    "same": "duplicate",
    "different": "distinct",
    "unsure": "unsure",
    "duplicate": "duplicate",
    "distinct": "distinct",
}
"""What may stand in the column verdict, in any letters; the first three are the words to use."""

SPOKEN: Final[Mapping[str, str]] = {"duplicate": "same", "distinct": "different", "unsure": "unsure"}

_LONGEST: Final = 32_000
"""Characters of a cell; a spreadsheet takes 32,767."""


def _authors(citation: Citation) -> str:
    return "; ".join(str(author) for author in citation.authors)


_FIELDS: Final[Mapping[str, Callable[[Citation], Any]]] = {
    "title": lambda citation: citation.title,
    "authors": _authors,
    "year": lambda citation: citation.year or "",
    "journal": lambda citation: citation.journal or citation.journal_abbreviation,
    "volume": lambda citation: citation.volume,
    "issue": lambda citation: citation.issue,
    "pages": lambda citation: citation.pages or citation.article_number,
    "doi": lambda citation: citation.doi,
    "pmid": lambda citation: citation.pmid,
    "kind": lambda citation: citation.kind,
    "abstract": lambda citation: citation.abstract,
}

COLUMNS: Final = (
    "record_a",
    "record_b",
    "verdict",
    "note",
    *(f"{name}_{side}" for name in _FIELDS for side in "ab"),
    "report_a",
    "report_b",
)
"""The columns of the table; ``probability`` and ``why`` follow where the judge may know what the rules think."""


@dataclass(slots=True, kw_only=True)
class Taken:
    """What a table of answers came to; ``wrong`` tells for each row that was left out its line, and what to do."""

    rows: int = 0
    empty: int = 0
    already: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    consequences: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """For ``harvester dedup pairs --from --json``."""
        return {
            "rows": self.rows,
            "answered": dict(self.answers),
            "already": self.already,
            "empty": self.empty,
            "wrong": len(self.wrong),
            "wrong_rows": self.wrong,
            "consequences": list(self.consequences),
        }


def pairs_table(pairs: Sequence[PairView], *, blind: bool = False) -> bytes:
    """A CSV table (UTF-8 with a mark, so that spreadsheets know) with a row for each pair and an empty ``verdict``.

    Cells that a spreadsheet would take for a formula get an apostrophe in front; long ones are cut at 32,000
    characters. ``blind`` leaves out what the rules think.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS if blind else (*COLUMNS, "probability", "why"))
    for pair in pairs:
        writer.writerow([neutral(clean(str(cell))[:_LONGEST]) for cell in _row(pair, blind=blind)])
    return text.getvalue().encode("utf-8-sig")


def take_answers(desk: Desk, path: Path, *, person: str) -> Taken:
    """Take a filled-in table back; a row without a verdict is left for later, one answered the same before is counted.

    All other rows are stored even where some are wrong. ``person`` signs the rows that name nobody in a column
    ``person``. Raises ``UsageError`` for a file that cannot be read, ``FormatError`` for one that is no such table.
    """
    grid, places = _table(read_bytes(path), str(path))
    taken = Taken()
    touched: set[int] = set()
    now = desk.now()
    with desk.store.write() as session:
        handed = audits.sampled_pairs(session)
        for line, cells in grid.rows[1:]:
            row = {name: cells[place].strip() if place < len(cells) else "" for name, place in places.items()}
            taken.rows += 1
            try:
                if judged := _take(session, row, taken, handed=handed, person=person, now=now):
                    touched |= {each.report_id for each in judged.rows} if judged.moved else set()
            except (UsageError, ContradictionError) as error:
                taken.wrong.append(f"{path.name}:{line}: {error.message} {error.hint}".strip())
        if touched:
            taken.consequences = consequences(session, desk, touched, conflicts_only=True)
    return taken


def _row(pair: PairView, *, blind: bool) -> list[Any]:
    two = pair.left, pair.right
    cells: list[Any] = [pair.left.name, pair.right.name, "", ""]
    cells += [said(row.citation) for said in _FIELDS.values() for row in two]
    cells += [report_name(row.report_id) for row in two]
    if blind:
        return cells
    probability = "" if pair.probability is None else f"{pair.probability:.4f}"
    return [*cells, probability, "; ".join(str(each["sentence"]) for each in pair.evidence)]


def _table(data: bytes, name: str) -> tuple[Grid, dict[str, int]]:
    """The sheet with the columns that are needed, and where they stand."""
    needed = ("record_a", "record_b", "verdict")
    grids = [grid for grid in read_grids(data, name=name) if grid.rows]
    for grid in grids:
        header = [cell.strip().casefold() for cell in grid.rows[0][1]]
        if set(needed) <= set(header):
            return grid, {column: header.index(column) for column in (*needed, "note", "person") if column in header}
    found = ", ".join(grids[0].rows[0][1][:8]) if grids else "nothing"
    raise FormatError(
        f"{name} is no table of pairs: its first line holds {found}.",
        hint=f"It needs the columns {', '.join(needed)}; harvester dedup pairs --csv writes such a table.",
    )


def _take(
    session: Session,
    row: Mapping[str, str],
    taken: Taken,
    *,
    handed: Collection[tuple[int, int]],
    person: str,
    now: Any,
) -> Judged | None:
    """Store the answer of one row. Raises ``UsageError`` or ``ContradictionError``: then this row changes nothing."""
    if not row["verdict"]:
        taken.empty += 1
        return None
    verdict = VERDICTS.get(row["verdict"].casefold())
    if verdict is None:
        raise UsageError(f"verdict: {row['verdict']!r} is none of same, different, unsure.", hint="Mend the cell.")
    left, right = two_meant(session, row["record_a"], row["record_b"])
    pair = left.id, right.id
    said = judgements.history(session, pair)
    if not said and pair not in handed:
        raise UsageError(
            f"record_a, record_b: {left.name} and {right.name} were never handed out as a pair.",
            hint="Were single columns sorted? To judge them all the same: harvester dedup merge, or split.",
        )
    before = next((each for each in said if each.superseded_at is None and each.made_by == "person"), None)
    if before is not None and before.verdict == verdict:
        taken.already += 1
        return None
    if before is not None and before.verdict != "unsure":
        name = judgement_name(before.id)
        raise UsageError(
            f"verdict: {row['verdict']}, but {before.person} answered {SPOKEN[before.verdict]} before ({name}).",
            hint=f"To change it: harvester dedup undo {name}, then take the table again.",
        )
    with session.begin_nested():
        judged = store_judgements(
            session, [pair], verdict, person=row.get("person") or person, note=row.get("note", ""), now=now
        )
    taken.answers[SPOKEN[verdict]] += 1
    return judged
