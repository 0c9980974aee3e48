"""A plain table of decisions, written by people or other programs. Pure.

It has a column ``decision`` (or one of the names in :mod:`plain_columns`) and one or more of ``report`` (R000123),
``doi``, ``pmid``, ``title`` (with ``year`` and ``authors`` or ``first_author``) to tell what it is about; ``reason``,
``reviewer``, ``labels``, ``note``, ``date`` and ``stage`` may follow, others are left alone. Decisions of several
reviewers may stand side by side ("Reviewer 1 decision", "Decision (Ann)"), with a final one that settles them. The rows
that an import could not place are written in these columns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from harvester import normalise
from harvester.citation import Author, Citation
from harvester.errors import FormatError
from harvester.screening.decisions import Decision, Stage
from harvester.screening.imports.decision_table.columns import (
    DECISION,
    FINAL_DECISION,
    IDENTIFYING_COLUMNS,
    REVIEWER,
    DecisionColumn,
    is_ignored,
    parse_stage,
    recognise_columns,
)
from harvester.screening.imports.decision_table.vocabulary import has_no_decision, is_decision_word, parse_decision
from harvester.screening.imports.model import ImportedDecision, ImportedRow, RowWithDecisions, parse_moment, split_list

TableCells = Sequence[tuple[int, Sequence[str]]]
"""The rows of a table with their numbers."""

CONSENSUS_REVIEWER: Final = "consensus"
"""The name that signs a final decision beside those of reviewers."""

_NUMBER: Final = re.compile(r"R0*([1-9]\d{0,15})", re.IGNORECASE)
_MARK: Final = re.compile(r"(?<!\w)lsr[:-]R0*([1-9]\d{0,15})(?!\d)")
_HEADERS_WITHIN: Final = 12
_NEEDS: Final = (
    "It needs decision (or Include?, Reviewer 1 decision, Entscheidung …) and one of report, doi, pmid or title; "
    "reason, reviewer, date may follow. A list of records that were all decided alike needs none: give --decision."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _DecisionColumns:
    """The columns of a table that count at a stage. ``elsewhere`` are decisions of the other stage.

    ``ambiguous_zero``: somewhere in the table stands -1, so that 0 may be maybe, as Abstrackr has it.
    """

    columns: tuple[DecisionColumn, ...]
    decisions: tuple[DecisionColumn, ...]
    final: DecisionColumn | None
    elsewhere: tuple[DecisionColumn, ...]
    stage: str
    ambiguous_zero: bool


def read_decision_table(
    sheets: Sequence[tuple[str, TableCells]],
    *,
    name: str,
    stage: Stage = Stage.TITLE_ABSTRACT,
    listed: bool = False,
) -> list[RowWithDecisions]:
    """The rows of the table among some sheets that holds decisions; a row without one has no vote.

    ``listed``: the table may do without decisions, because it is a list of records that were all decided alike.
    Raises FormatError that lists every wrong row with its line.
    """
    header, columns, rows = _table(sheets, name, listed=listed)
    if not listed:
        _check_all_read(header, columns, rows, name)
    form = _select_columns(columns, rows, name, stage)
    decided_rows, wrong = [], []
    for line, cells in rows:
        try:
            decided_rows.append(_read_row(form, cells, line))
        except ValueError as mistake:
            wrong.append(f"\n  {name}:{line}: {mistake}")
    if wrong:
        raise FormatError(
            f"{len(wrong)} rows cannot be taken over:{''.join(wrong)}",
            hint="Mend these rows. A decision is include, exclude or undecided; empty where nobody has decided.",
        )
    if decided_rows and form.decisions and not listed and all(not row.decisions for row in decided_rows):
        _check_stage(form, rows, name)
    return decided_rows


def _table(
    sheets: Sequence[tuple[str, TableCells]], name: str, *, listed: bool
) -> tuple[Sequence[str], tuple[DecisionColumn, ...], TableCells]:
    """Header, columns and rows of the one sheet with a header of decisions."""
    tables = []
    for title, rows in sheets:
        for place, (_, cells) in enumerate(rows[:_HEADERS_WITHIN]):
            columns = recognise_columns(cells)
            if _is_header(columns, listed=listed):
                tables.append((title, cells, columns, rows[place + 1 :]))
                break
    if len(tables) > 1:
        raise FormatError(
            f"{name} has decisions on {len(tables)} sheets: {', '.join(title for title, *_ in tables)}.",
            hint="Save each as a file of its own; --reviewer signs one that names nobody.",
        )
    if not tables:
        heads = [", ".join(filter(None, rows[0][1])) for _, rows in sheets if rows]
        raise FormatError(
            f"{name} is not a table of decisions: its columns are {'; '.join(heads) or 'none'}.", hint=_NEEDS
        )
    return tables[0][1:]


def _check_all_read(header: Sequence[str], columns: Sequence[DecisionColumn], rows: TableCells, name: str) -> None:
    """No column whose name says nothing is full of decisions: they would be lost."""
    known = {column.place for column in columns}
    for place, title in enumerate(header):
        filled = [cell for _, cells in rows if (cell := cells[place] if place < len(cells) else "").strip()]
        if place in known or is_ignored(title) or not any(map(is_decision_word, filled)):
            continue
        if all(map(_is_decision, filled)):
            raise FormatError(
                f"{name} has decisions in the column {title!r} too, and its name does not tell whose.",
                hint="Name it Decision (NAME), Final decision, or with a stage (Full-text decision); or take it out.",
            )


def _is_header(columns: Sequence[DecisionColumn], *, listed: bool) -> bool:
    kinds = {column.kind for column in columns}
    decides = kinds & {DECISION, FINAL_DECISION} or any(column.kind == REVIEWER and column.who for column in columns)
    return bool(kinds & set(IDENTIFYING_COLUMNS)) and bool(listed or decides)


def _select_columns(columns: tuple[DecisionColumn, ...], rows: TableCells, name: str, stage: str) -> _DecisionColumns:
    deciding = [column for column in columns if column.kind == DECISION] + _find_reviewer_decisions(columns, rows)
    final = [column for column in columns if column.kind == FINAL_DECISION]
    if final and not deciding:
        deciding, final = final, []
    elsewhere = tuple(column for column in deciding if column.stage not in {"", stage})
    columns = _assign_reviewers(columns, {column.who for column in deciding})
    of_stage = _select_stage([column for column in deciding if column not in elsewhere], elsewhere, name, stage)
    finals = [column for column in final if column.stage in {"", stage}]
    for columns_ in (of_stage, finals):
        _check_once(columns_, name)
    return _DecisionColumns(
        columns=columns,
        decisions=tuple(of_stage),
        final=finals[0] if finals else None,
        elsewhere=elsewhere,
        stage=stage,
        ambiguous_zero=any(cell.strip() == "-1" for _, cells in rows for cell in cells),
    )


def _assign_reviewers(columns: Sequence[DecisionColumn], deciding: Collection[str]) -> tuple[DecisionColumn, ...]:
    """The columns, with those that are of nobody who decides made everybody's: "Reason (if excluded)"."""
    names = sum(column.kind == REVIEWER and column.who not in deciding for column in columns)
    return tuple(
        column
        if column.who in deciding
        or (column.kind == REVIEWER and names > 1)
        or column.kind in {DECISION, FINAL_DECISION}
        else replace(column, who="")
        for column in columns
    )


def _find_reviewer_decisions(columns: Sequence[DecisionColumn], rows: TableCells) -> list[DecisionColumn]:
    """Columns such as "Reviewer 1" that hold decisions, not names: all their cells are decisions."""
    deciding_reviewers = {column.who for column in columns if column.kind == DECISION}
    bare = [
        column for column in columns if column.kind == REVIEWER and column.who and column.who not in deciding_reviewers
    ]
    return [column for column in bare if all(_is_decision(_cell(cells, column)) for _, cells in rows)]


def _is_decision(cell: str) -> bool:
    return has_no_decision(cell) or parse_decision(cell) is not None


def _select_stage(
    deciding: list[DecisionColumn], elsewhere: Sequence[DecisionColumn], name: str, stage: str
) -> list[DecisionColumn]:
    """The columns of decisions at the stage; one that names no stage counts where none names another."""
    named = [column for column in deciding if column.stage == stage]
    if named or not elsewhere:
        return named or deciding
    others = ", ".join(f"{column.name!r} ({column.stage})" for column in elsewhere)
    if deciding:
        raise FormatError(
            f"{name} has decisions of another stage, {others}, so that it is not clear of which {deciding[0].name!r} is.",
            hint=f"Put the stage into its name ({stage} {deciding[0].name}), or take that column out.",
        )
    raise FormatError(
        f"{name} has no decisions of the stage {stage}, but of another: {others}.",
        hint=f"Give the stage they are of: --stage {elsewhere[0].stage}",
    )


def _check_once(columns: Sequence[DecisionColumn], name: str) -> None:
    by_reviewer: dict[str, DecisionColumn] = {}
    for column in columns:
        if (earlier := by_reviewer.setdefault(column.who, column)) is not column:
            raise FormatError(
                f"{name} says twice what was decided, in the columns {earlier.name!r} and {column.name!r}.",
                hint="Take one out, or say whose decisions they are: Decision (Ann), Decision (Bob).",
            )


def _check_stage(form: _DecisionColumns, rows: TableCells, name: str) -> None:
    """No row has a decision: told apart are a table where nobody has decided and one of another stage."""
    stages = {parse_stage(_first(form, cells, "stage")) for _, cells in rows} - {None}
    if stages and form.stage not in stages:
        listed = ", ".join(sorted(filter(None, stages)))
        raise FormatError(
            f"{name} has no decisions of the stage {form.stage}: its column stage says {listed}.",
            hint=f"Give the stage they are of: --stage {listed}",
        )
    raise FormatError(
        f"{name} has no decision in {', '.join(repr(column.name) for column in form.decisions)}.",
        hint="Fill in include, exclude or undecided.",
    )


def _read_row(form: _DecisionColumns, cells: Sequence[str], line: int) -> RowWithDecisions:
    read = _reader(form, cells)
    carried = _report_numbers(read("report"), cells)
    if not carried and not any(read(kind) for kind in IDENTIFYING_COLUMNS):
        raise ValueError(f"it names no report: fill in one of {', '.join(IDENTIFYING_COLUMNS)}")
    about = ImportedRow(
        line=line, citation=_citation(read), report_numbers=carried, accession=_accession(read("report"), read)
    )
    if not form.decisions:
        reasons, labels = split_list(read("reason"), ";"), split_list(read("labels"), ";")
        return RowWithDecisions(row=about, reasons=reasons, labels=labels, note=read("note"))
    return RowWithDecisions(
        row=about, decisions=tuple(_read_decisions(form, cells)) if _is_of_stage(read("stage"), form.stage) else ()
    )


def _is_of_stage(named: str, stage: str) -> bool:
    stage_named = parse_stage(named)
    if named and stage_named is None and named not in {"before-screening", "retrieval"}:
        raise ValueError(f"stage: {named!r} is neither title-abstract nor full-text")
    return not named or stage_named == stage


def _read_decisions(form: _DecisionColumns, cells: Sequence[str]) -> Iterator[ImportedDecision]:
    decisions = [_read_decision(form, cells, column) for column in form.decisions]
    decided = [imported for imported in decisions if imported is not None]
    final = _read_decision(form, cells, form.final) if form.final else None
    excluded = [
        imported for imported in (*decided, *([final] if final else [])) if imported.decision == Decision.EXCLUDE
    ]
    reason = _first(form, cells, "reason")
    if (
        reason
        and not excluded
        and not any(_parse_cell(form, cells, column) == Decision.EXCLUDE for column in form.elsewhere)
    ):
        raise ValueError(f"reason: {reason!r} goes with an exclusion only")
    yield from decided
    if final and {imported.decision for imported in decided} != {final.decision}:
        yield _final_decision(final, several=bool(decided))


def _final_decision(final: ImportedDecision, *, several: bool) -> ImportedDecision:
    return ImportedDecision(
        decision=final.decision,
        reviewer=CONSENSUS_REVIEWER,
        reasons=final.reasons,
        labels=final.labels,
        note=final.note,
        date=final.date,
        adjudicates=several,
    )


def _read_decision(form: _DecisionColumns, cells: Sequence[str], column: DecisionColumn) -> ImportedDecision | None:
    decision = _parse_cell(form, cells, column)
    read = _reader(form, cells, column.who)
    date = _parse_date(read("date"))
    if decision is None:
        return None
    return ImportedDecision(
        decision=decision,
        reviewer=(read(REVIEWER) if column.kind != REVIEWER else "") or column.who,
        reasons=split_list(read("reason"), ";") if decision == Decision.EXCLUDE else (),
        labels=split_list(read("labels"), ";"),
        note=read("note"),
        date=date,
    )


def _parse_cell(form: _DecisionColumns, cells: Sequence[str], column: DecisionColumn) -> Decision | None:
    text = _cell(cells, column)
    if has_no_decision(text):
        return None
    if text == "0" and form.ambiguous_zero:
        raise ValueError(f"{column.name}: 0 beside -1 may be exclude or maybe; write which")
    decision = parse_decision(text, answers=not column.both_ways)
    if decision is None:
        raise ValueError(f"{column.name}: {text!r} is none of include, exclude, undecided")
    return decision


def _parse_date(text: str) -> datetime | None:
    parsed = parse_moment(text)
    if text and parsed is None:
        raise ValueError(f"date: {text!r} is not a day; write it like 2026-03-31")
    return parsed


def _cell(cells: Sequence[str], column: DecisionColumn) -> str:
    return cells[column.place].strip() if column.place < len(cells) else ""


def _first(form: _DecisionColumns, cells: Sequence[str], kind: str, who: str | None = None) -> str:
    """The first filled cell of a kind at the stage; with ``who`` that of the reviewer, else one that is nobody's."""
    of_kind = [column for column in form.columns if column.kind == kind and column.stage in {"", form.stage}]
    of_reviewer = [column for column in of_kind if column.who == who] if who else []
    anyones = [column for column in of_kind if not column.who or who is None]
    return next((cell for column in (*of_reviewer, *anyones) if (cell := _cell(cells, column))), "")


def _reader(form: _DecisionColumns, cells: Sequence[str], who: str = "") -> Callable[[str], str]:
    return lambda kind: _first(form, cells, kind, who)


def _citation(read: Callable[[str], str]) -> Citation:
    first = read("first author") or read("authors").partition(";")[0]
    family, _, given_name = first.partition(",")
    return Citation(
        title=read("title"),
        authors=(Author(family.strip(), given_name.strip()),) if family.strip() else (),
        year=normalise.year(read("year")),
        doi=normalise.doi(read("doi")),
        pmid=normalise.pmid(read("pmid")),
    )


def _report_numbers(report: str, cells: Sequence[str]) -> tuple[int, ...]:
    """Our number in its own column, else wherever it survived (an address, a keyword, a note)."""
    if match := _NUMBER.fullmatch(report.strip()):
        return (int(match[1]),)
    return tuple(dict.fromkeys(int(number) for cell in cells for number in _MARK.findall(cell)))


def _accession(report: str, read: Callable[[str], str]) -> str:
    """A record's own name may stand in the place of the report: "pubmed:37344166", or the number alone."""
    named = "" if _NUMBER.fullmatch(report.strip()) else report.rpartition(":")[2].strip()
    return read("accession") or named
