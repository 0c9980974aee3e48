"""A table of decisions, written by people or other programs. Pure.

It has a column ``decision`` (or one of the names in :mod:`harvester.screening.imports.decision_columns`) and one or
more of ``report`` (R000123), ``doi``, ``pmid``, ``accession`` (with ``search``, the key of the search that found it),
``title`` (with ``year`` and ``authors`` or ``first_author``) to name the report; ``reason``, ``reviewer``, ``labels``,
``note``, ``date`` and ``stage`` may follow, others are ignored. Decisions of several reviewers may be side by side
("Reviewer 1 decision", "Decision (Ann)"), with a final one that settles them. Rows that an import could not match are
written in these columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from harvester import normalise
from harvester.citation import Author, Citation
from harvester.errors import FormatError
from harvester.screening.decisions import Decision, RetrievalStatus, Stage
from harvester.screening.imports.decision_columns import (
    DECISION,
    FINAL_DECISION,
    IDENTIFYING_COLUMNS,
    REVIEWER,
    STAGE,
    DecisionColumn,
    DecisionColumns,
    TableCells,
    cell_text,
    has_no_decision,
    is_decision,
    is_decision_word,
    is_ignored,
    parse_decision,
    parse_stage,
    recognise_columns,
    select_columns,
)
from harvester.screening.imports.model import ImportedDecision, ImportedRow, RowWithDecisions, parse_moment, split_list

CONSENSUS_REVIEWER: Final = "consensus"
"""The name that signs a final decision beside those of reviewers."""

RETRIEVAL: Final = "retrieval"
"""What the column ``stage`` holds for a row that says whether the full text was retrieved."""

_NUMBER: Final = re.compile(r"R0*([1-9]\d{0,15})", re.IGNORECASE)
_MARK: Final = re.compile(r"(?<!\w)lsr[:-]R0*([1-9]\d{0,15})(?!\d)")
_HEADERS_WITHIN: Final = 12
_NEEDS: Final = (
    "It needs decision (or Include?, Reviewer 1 decision, Entscheidung …) and one of report, doi, pmid or title; "
    "reason, reviewer, date may follow. A list of records that were all decided alike needs none: give --decision."
)
_FIX: Final = "Fix these rows. A decision is include, exclude or undecided; empty where nobody has decided."
_ALLOWED: Final[dict[str, tuple[str, ...]]] = {
    Stage.BEFORE_SCREENING: (Decision.EXCLUDE,),
    Stage.TITLE_ABSTRACT: tuple(Decision),
    Stage.FULL_TEXT: tuple(Decision),
    RETRIEVAL: tuple(RetrievalStatus),
}
"""The decisions each row may have in a table that gives the stage of each row."""


def read_decision_table(
    sheets: Sequence[tuple[str, TableCells]],
    *,
    name: str,
    stage: Stage = Stage.TITLE_ABSTRACT,
    listed: bool = False,
) -> list[RowWithDecisions]:
    """Return the rows of the one sheet that holds decisions of a stage; a row without one has no decisions.

    ``listed``: the table may have no decisions, because it is a list of records that were all decided alike.
    Raises ``FormatError`` that lists every wrong row with its line.
    """
    header, columns, rows = find_decision_table(sheets, name, listed=listed)
    if not listed:
        check_all_columns_read(header, columns, rows, name)
    selected = select_columns(columns, rows, name, stage)
    decided_rows, wrong = [], []
    for line, cells in rows:
        try:
            decided_rows.append(TableRow(selected, cells, line).read())
        except ValueError as mistake:
            wrong.append(f"\n  {name}:{line}: {mistake}")
    if wrong:
        raise FormatError(f"{len(wrong)} rows cannot be imported:{''.join(wrong)}", hint=_FIX)
    if decided_rows and selected.decisions and not listed and all(not row.decisions for row in decided_rows):
        raise _no_decisions_error(selected, rows, name)
    return decided_rows


def read_staged_table(
    sheets: Sequence[tuple[str, TableCells]], *, name: str
) -> dict[Stage | None, list[RowWithDecisions]]:
    """Return the rows of a table whose column ``stage`` gives the stage of each row, by stage.

    Under None are the rows of the stage ``retrieval``, which have a retrieval status in place of decisions. Raises
    ``FormatError`` that lists every wrong row with its line.
    """
    _, columns, rows = find_decision_table(sheets, name, listed=False)
    stage_column = next((column for column in columns if column.kind == STAGE), None)
    if stage_column is None:
        raise FormatError(
            f"{name} is not a table of decisions of several stages: it has no column stage.",
            hint="Add the column stage, or give the stage: harvester screen import FILE --from csv --stage STAGE",
        )
    selected: dict[Stage, DecisionColumns] = {}
    by_stage: dict[Stage | None, list[RowWithDecisions]] = {}
    wrong = []
    for line, cells in rows:
        try:
            stage = parse_stage_cell(cell_text(cells, stage_column))
            columns_of = stage or Stage.FULL_TEXT
            if columns_of not in selected:
                selected[columns_of] = select_columns(columns, rows, name, columns_of)
            row = TableRow(selected[columns_of], cells, line)
            by_stage.setdefault(stage, []).append(row.read_staged(stage))
        except ValueError as mistake:
            wrong.append(f"\n  {name}:{line}: {mistake}")
    if wrong:
        raise FormatError(f"{len(wrong)} of {len(rows)} decisions cannot be imported:{''.join(wrong)}", hint=_FIX)
    return by_stage


def find_decision_table(
    sheets: Sequence[tuple[str, TableCells]], name: str, *, listed: bool
) -> tuple[Sequence[str], tuple[DecisionColumn, ...], TableCells]:
    """Return header, columns and rows of the one sheet with a header of decisions. Raises ``FormatError``."""
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


def check_all_columns_read(
    header: Sequence[str], columns: Sequence[DecisionColumn], rows: TableCells, name: str
) -> None:
    """Check that no column with an unknown name is full of decisions, which would be lost. Raises ``FormatError``."""
    known = {column.place for column in columns}
    for place, title in enumerate(header):
        filled = [cell for _, cells in rows if (cell := cells[place] if place < len(cells) else "").strip()]
        if place in known or is_ignored(title) or not any(map(is_decision_word, filled)):
            continue
        if all(map(is_decision, filled)):
            raise FormatError(
                f"{name} has decisions in the column {title!r} too, and its name does not say whose.",
                hint="Name it Decision (NAME), Final decision, or with a stage (Full-text decision); or remove it.",
            )


def _is_header(columns: Sequence[DecisionColumn], *, listed: bool) -> bool:
    kinds = {column.kind for column in columns}
    decides = kinds & {DECISION, FINAL_DECISION} or any(column.kind == REVIEWER and column.who for column in columns)
    return bool(kinds & set(IDENTIFYING_COLUMNS)) and bool(listed or decides)


def parse_stage_cell(text: str) -> Stage | None:
    """Return the stage a cell names, None for ``retrieval``. Raises ``ValueError`` for any other text."""
    stage = parse_stage(text)
    if stage is None and text.casefold() != RETRIEVAL:
        raise ValueError(f"stage: {text!r} is none of {', '.join(_ALLOWED)}")
    return stage


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table of decisions; ``line`` is its line in the file (1-based)."""

    selected: DecisionColumns
    cells: Sequence[str]
    line: int

    def value(self, kind: str, who: str | None = "") -> str:
        """Return the first filled cell of a kind at the stage: in a column of the reviewer, else in one of nobody.

        With None for ``who`` any column counts.
        """
        stages = {"", self.selected.stage}
        of_kind = [column for column in self.selected.columns if column.kind == kind and column.stage in stages]
        of_reviewer = [column for column in of_kind if column.who == who] if who else []
        general = [column for column in of_kind if who is None or not column.who]
        return next(filter(None, (cell_text(self.cells, column) for column in (*of_reviewer, *general))), "")

    def read(self) -> RowWithDecisions:
        """Return the row with its decisions at the stage. Raises ``ValueError`` that says what is wrong with it."""
        about = self.about()
        if not self.selected.decisions:
            reasons, labels = split_list(self.value("reason"), ";"), split_list(self.value("labels"), ";")
            return RowWithDecisions(row=about, reasons=reasons, labels=labels, note=self.value("note"))
        stage = self.value(STAGE)
        is_of_stage = not stage or parse_stage_cell(stage) == self.selected.stage
        return RowWithDecisions(row=about, decisions=tuple(self.decisions()) if is_of_stage else ())

    def read_staged(self, stage: Stage | None) -> RowWithDecisions:
        """Return the row with its decisions at its own stage, or (None) with its retrieval status.

        The row's number in a database is read together with the database or the search. Raises ``ValueError``.
        """
        database = self.value("report").rpartition(":")[0].strip()
        about = self.about(source=self.value("search") or database)
        text = cell_text(self.cells, self.selected.decisions[0])
        allowed = _ALLOWED[stage or RETRIEVAL]
        decision = text.casefold() if stage is None else parse_decision(text)
        if decision not in allowed:
            raise ValueError(f"decision: {text!r} is none of {', '.join(allowed)} (stage {stage or RETRIEVAL})")
        if stage is not None:
            return RowWithDecisions(row=about, decisions=tuple(self.decisions()))
        status, reason = RetrievalStatus(decision), self.value("reason")
        if reason and status == RetrievalStatus.RETRIEVED:
            raise ValueError(f"reason: {reason!r} goes with an exclusion only")
        return RowWithDecisions(
            row=about, reasons=(reason,) if reason else (), retrieval=status, reviewer=self.value(REVIEWER)
        )

    def about(self, source: str = "") -> ImportedRow:
        """Return what the row says about its report. Raises ``ValueError`` where it says nothing."""
        report = self.value("report").strip()
        report_numbers = self._report_numbers(report)
        if not report_numbers and not any(map(self.value, IDENTIFYING_COLUMNS)):
            raise ValueError(f"it names no report: fill in one of {', '.join(IDENTIFYING_COLUMNS)}")
        # A record's own name may be in the column report: "pubmed:37344166", or the number alone.
        accession = "" if _NUMBER.fullmatch(report) else report.rpartition(":")[2].strip()
        return ImportedRow(
            line=self.line,
            citation=self.citation(),
            report_numbers=report_numbers,
            accession=self.value("accession") or accession,
            source=source,
            fields=(("doi", self.value("doi")),),
        )

    def _report_numbers(self, report: str) -> tuple[int, ...]:
        """Return our number in its own column, else wherever it survived (an address, a keyword, a note)."""
        if match := _NUMBER.fullmatch(report):
            return (int(match[1]),)
        return tuple(dict.fromkeys(int(number) for cell in self.cells for number in _MARK.findall(cell)))

    def citation(self) -> Citation:
        """Return the bibliographic fields of the row."""
        first_author = self.value("first author") or self.value("authors").partition(";")[0]
        family, _, given_name = first_author.partition(",")
        return Citation(
            title=self.value("title"),
            authors=(Author(family.strip(), given_name.strip()),) if family.strip() else (),
            year=normalise.year(self.value("year")),
            doi=normalise.doi(self.value("doi")),
            pmid=normalise.pmid(self.value("pmid")),
        )

    def decisions(self) -> Iterator[ImportedDecision]:
        """Yield the decisions of the row, a final one that differs from them last. Raises ``ValueError``."""
        decided = [decision for column in self.selected.decisions if (decision := self.decision(column))]
        final = self.decision(self.selected.final) if self.selected.final else None
        excluded = any(imported.decision == Decision.EXCLUDE for imported in (*decided, *([final] if final else [])))
        reason = self.value("reason", None)
        if reason and not excluded:
            elsewhere = (self._parse_decision(column) for column in self.selected.elsewhere)
            if Decision.EXCLUDE not in elsewhere:
                raise ValueError(f"reason: {reason!r} goes with an exclusion only")
        yield from decided
        if final and {imported.decision for imported in decided} != {final.decision}:
            yield ImportedDecision(
                decision=final.decision,
                reviewer=CONSENSUS_REVIEWER,
                reasons=final.reasons,
                labels=final.labels,
                note=final.note,
                date=final.date,
                adjudicates=bool(decided),
                joint=True,
            )

    def decision(self, column: DecisionColumn) -> ImportedDecision | None:
        """Return the decision in a column, None where nobody has decided. Raises ``ValueError``."""
        decision = self._parse_decision(column)
        date = parse_date(self.value("date", column.who))
        if decision is None:
            return None
        return ImportedDecision(
            decision=decision,
            reviewer=(self.value(REVIEWER, column.who) if column.kind != REVIEWER else "") or column.who,
            reasons=split_list(self.value("reason", column.who), ";") if decision == Decision.EXCLUDE else (),
            labels=split_list(self.value("labels", column.who), ";"),
            note=self.value("note", column.who),
            date=date,
            joint=column.kind == FINAL_DECISION and not column.who,
        )

    def _parse_decision(self, column: DecisionColumn) -> Decision | None:
        text = cell_text(self.cells, column)
        if has_no_decision(text):
            return None
        if text == "0" and self.selected.ambiguous_zero:
            raise ValueError(f"{column.name}: 0 beside -1 may be exclude or maybe; write which")
        decision = parse_decision(text, answers=not column.both_ways)
        if decision is None:
            raise ValueError(f"{column.name}: {text!r} is none of include, exclude, undecided")
        return decision


def parse_date(text: str) -> datetime | None:
    """Return the day or time a cell gives, in UTC; None for an empty one. Raises ``ValueError``."""
    parsed = parse_moment(text)
    if text and parsed is None:
        raise ValueError(f"date: {text!r} is not a day; write it like 2026-03-31")
    return parsed


def _no_decisions_error(selected: DecisionColumns, rows: TableCells, name: str) -> FormatError:
    """Return the error for a table without decisions: nobody has decided, or all are of another stage."""
    texts = (TableRow(selected, cells, line).value(STAGE, None) for line, cells in rows)
    stages = sorted({stage for text in texts if (stage := parse_stage(text)) is not None})
    if stages and selected.stage not in stages:
        listed = ", ".join(stages)
        return FormatError(
            f"{name} has no decisions of the stage {selected.stage}: its column stage says {listed}.",
            hint=f"Give the stage they are of: --stage {listed}",
        )
    return FormatError(
        f"{name} has no decision in {', '.join(repr(column.name) for column in selected.decisions)}.",
        hint="Fill in include, exclude or undecided.",
    )
