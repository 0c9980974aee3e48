"""Export pairs of records as a table to be judged elsewhere, and import the answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sqlalchemy.orm import Session

from harvester.citation import Citation
from harvester.csv_table import write_table
from harvester.errors import ContradictionError, FormatError, UsageError
from harvester.events import EventKind
from harvester.formats.tables.grid import Grid, read_grids
from harvester.formats.text.cleaning import clean_line
from harvester.identifiers import judgement_name, report_name
from harvester.store import judgements
from harvester.store.dedup import dedup_audits
from harvester.store.events import NewEvent
from harvester.store.judgements import JudgementRow
from harvester.workflow.context import ReviewContext
from harvester.workflow.dedup.judge import (
    PersonOutcome,
    StoredJudgements,
    list_screening_effects,
    resolve_pair,
    store_judgements,
)
from harvester.workflow.dedup.review_queue import PairView
from harvester.workflow.files import read_file_bytes

OUTCOME_OF_WORD: Final[Mapping[str, PersonOutcome]] = {
    "same": "duplicate",
    "different": "distinct",
    "unsure": "unsure",
    "duplicate": "duplicate",
    "distinct": "distinct",
}
"""Words allowed in the column verdict, in any case; the first three are the recommended ones."""

WORD_OF_OUTCOME: Final[Mapping[str, str]] = {"duplicate": "same", "distinct": "different", "unsure": "unsure"}

_MAX_CELL: Final = 32_000
"""Maximum characters of a cell; spreadsheets allow 32,767."""


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

PAIR_COLUMNS: Final = (
    "record_a",
    "record_b",
    "verdict",
    "note",
    *(f"{name}_{side}" for name in _FIELDS for side in "ab"),
    "report_a",
    "report_b",
)
"""Columns of the table; ``probability`` and ``why`` follow unless the table is blind."""


@dataclass(slots=True, kw_only=True)
class TableImport:
    """The result of importing a table of answers; ``wrong`` has line, reason and remedy of each row left out."""

    rows: int = 0
    empty: int = 0
    already: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    consequences: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the JSON of ``harvester dedup pairs --from --json``."""
        return {
            "rows": self.rows,
            "answered": dict(self.answers),
            "already": self.already,
            "empty": self.empty,
            "wrong": len(self.wrong),
            "wrong_rows": self.wrong,
            "consequences": list(self.consequences),
        }


def write_pair_table(pairs: Sequence[PairView], *, blind: bool = False) -> bytes:
    """Return a CSV table (UTF-8 with byte order mark) with a row for each pair and an empty column ``verdict``.

    Cells that a spreadsheet would read as a formula begin with an apostrophe; long ones are cut at 32,000 characters.
    ``blind`` omits probability and evidence.
    """
    header = PAIR_COLUMNS if blind else (*PAIR_COLUMNS, "probability", "why")
    rows = ([clean_line(str(cell))[:_MAX_CELL] for cell in _pair_cells(pair, blind=blind)] for pair in pairs)
    return write_table(header, rows, line_end="\r\n").encode("utf-8-sig")


def import_pair_table(context: ReviewContext, path: Path, *, person: str) -> TableImport:
    """Import a table of answers: store each row that has a new verdict, even where other rows are wrong.

    Rows without a verdict, and those answered the same before, are counted. ``person`` is the reviewer of rows with an
    empty column ``person``. Raises ``UsageError`` for a file that cannot be read, ``FormatError`` for another table.
    """
    grid, column_positions = _find_table(read_file_bytes(path), str(path))
    result = TableImport()
    affected_reports: set[int] = set()
    with context.store.write() as session:
        event = NewEvent(session=session, kind=EventKind.JUDGEMENT, made_at=context.now(), person=person)
        listed_pairs = dedup_audits.load_sampled_pairs(session)
        for line, cells in grid.rows[1:]:
            row = {
                name: cells[position].strip() if position < len(cells) else ""
                for name, position in column_positions.items()
            }
            result.rows += 1
            try:
                if stored := _import_row(session, row, result, listed_pairs=listed_pairs, event=event):
                    affected_reports |= {record.report_id for record in stored.rows} if stored.moved else set()
            except (UsageError, ContradictionError) as error:
                result.wrong.append(f"{path.name}:{line}: {error.message} {error.hint}".strip())
        if affected_reports:
            result.consequences = list_screening_effects(session, context, affected_reports, conflicts_only=True)
    return result


def _pair_cells(pair: PairView, *, blind: bool) -> list[Any]:
    both = pair.left, pair.right
    cells: list[Any] = [pair.left.name, pair.right.name, "", ""]
    cells += [value_of(row.citation) for value_of in _FIELDS.values() for row in both]
    cells += [report_name(row.report_id) for row in both]
    if blind:
        return cells
    probability = "" if pair.probability is None else f"{pair.probability:.4f}"
    return [*cells, probability, "; ".join(item.sentence for item in pair.evidence)]


def _find_table(data: bytes, name: str) -> tuple[Grid, dict[str, int]]:
    """Return the sheet with the required columns, and column name → position."""
    needed = ("record_a", "record_b", "verdict")
    grids = [grid for grid in read_grids(data, name=name) if grid.rows]
    for grid in grids:
        header = [cell.strip().casefold() for cell in grid.rows[0][1]]
        if set(needed) <= set(header):
            return grid, {column: header.index(column) for column in (*needed, "note", "person") if column in header}
    first_cells = ", ".join(grids[0].rows[0][1][:8]) if grids else "nothing"
    raise FormatError(
        f"{name} is no table of pairs: its first line has {first_cells}.",
        hint=f"It needs the columns {', '.join(needed)}; harvester dedup pairs --csv writes such a table.",
    )


def _import_row(
    session: Session,
    row: Mapping[str, str],
    result: TableImport,
    *,
    listed_pairs: Collection[tuple[int, int]],
    event: NewEvent,
) -> StoredJudgements | None:
    """Store the answer of a row; None where it changes nothing. Raises ``UsageError`` or ``ContradictionError``."""
    if not row["verdict"]:
        result.empty += 1
        return None
    verdict = OUTCOME_OF_WORD.get(row["verdict"].casefold())
    if verdict is None:
        raise UsageError(f"verdict: {row['verdict']!r} is none of same, different, unsure.", hint="Correct the cell.")
    left, right = resolve_pair(session, row["record_a"], row["record_b"])
    pair = left.id, right.id
    earlier = judgements.load_judgement_history(session, pair)
    if not earlier and pair not in listed_pairs:
        raise UsageError(
            f"record_a, record_b: {left.name} and {right.name} were never exported as a pair.",
            hint="Were single columns sorted? To judge them anyway: harvester dedup merge, or split.",
        )
    live = (judgement for judgement in earlier if judgement.superseded_at is None)
    manual = next((judgement for judgement in live if judgement.made_by == "person"), None)
    if manual is not None and manual.verdict == verdict:
        result.already += 1
        return None
    if manual is not None and manual.verdict != "unsure":
        raise _judged_before(row["verdict"], manual)
    with session.begin_nested():
        stored = store_judgements(
            session, [pair], verdict, person=row.get("person") or event.person, note=row.get("note", ""), event=event
        )
    result.answers[WORD_OF_OUTCOME[verdict]] += 1
    return stored


def _judged_before(verdict: str, earlier: JudgementRow) -> UsageError:
    name = judgement_name(earlier.id)
    return UsageError(
        f"verdict: {verdict}, but {earlier.person} answered {WORD_OF_OUTCOME[earlier.verdict]} before ({name}).",
        hint=f"To change it: harvester dedup undo {name}, then import the table again.",
    )
