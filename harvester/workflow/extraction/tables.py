"""Write tables to fill in for the extraction form, import filled-in tables, withdraw rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from sqlalchemy.orm import Session

from harvester.citation_links import permanent_url
from harvester.citation_text import short_citation
from harvester.errors import UsageError
from harvester.events import EventKind
from harvester.extraction import (
    WITHDRAWN,
    ExtractedAnswer,
    ExtractionForm,
    latest_answers,
)
from harvester.extraction.form.template import TemplateReport, form_to_csv, form_to_sheets
from harvester.extraction.read_table import CellMistake, ParsedRow, read_extraction_tables
from harvester.formats.tables.grid import read_grids
from harvester.formats.tables.writer import write_workbook
from harvester.identifiers import report_name
from harvester.normalise import doi as bare_doi
from harvester.store import extraction, links
from harvester.store.events import NewEvent
from harvester.store.extraction import NewAnswer
from harvester.workflow.context import ReviewContext
from harvester.workflow.extraction.answers import included_reports, load_answers, require_form
from harvester.workflow.files import read_file_bytes
from harvester.workflow.merged_citations import load_merged_citations
from harvester.workflow.record_lookup import resolve_record

TableFormat = Literal["csv", "xlsx"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractionTemplate:
    """A table to fill in: its bytes, and the number of its reports and of answers filled in already."""

    content: bytes
    format: TableFormat
    reports: int
    answers: int

    def to_json(self) -> dict[str, Any]:
        """For ``harvester extract template --json``."""
        return {"format": self.format, "reports": self.reports, "answers": self.answers}


def build_template(
    context: ReviewContext, names: Sequence[str], table_format: TableFormat, *, extractor: str = "", flat: bool = False
) -> ExtractionTemplate:
    """Return the form as a table, filled in with the answers of ``extractor``, never with another extractor's.

    Without names the table is for all included reports. Raises ``UsageError`` where none is included, and for an
    unknown report.
    """
    form = require_form(context)
    with context.store.read() as session:
        report_ids = [resolve_record(session, name).report_id for name in names] or list(
            included_reports(session, context)
        )
        cited = load_merged_citations(session, context, report_ids)
        answers = (
            answers_by_row(form, [answer for answer in load_answers(session) if answer.extractor == extractor])
            if extractor
            else {}
        )
    if not report_ids:
        raise UsageError(
            "No report is included yet, so there is nothing to extract from.",
            hint="Decide at full text first, or name reports: harvester extract template R000012 -o FILE",
        )
    reports = [
        TemplateReport(
            name=outgoing.report_id,
            citation=short_citation(outgoing.citation),
            link=permanent_url(outgoing.citation),
            answers=answers.get(report),
        )
        for report, outgoing in cited
    ]
    if table_format == "csv":
        content = form_to_csv(form, reports).encode()
    else:
        content = write_workbook(form_to_sheets(form, reports, flat=flat), title=form.title or context.review.title)
    shown = sum(len(cells) for report in reports for cells in (report.answers or {}).values())
    return ExtractionTemplate(content=content, format=table_format, reports=len(reports), answers=shown)


def answers_by_row(
    form: ExtractionForm, answers: Sequence[ExtractedAnswer]
) -> dict[int, dict[tuple[str, tuple[str, ...]], Mapping[str, str]]]:
    """Return report → row → field → text entered, for the fields that the form still has."""
    by_report: dict[int, dict[tuple[str, tuple[str, ...]], dict[str, str]]] = {}
    for (_, report, _), cells in latest_answers(answers).items():
        for (level, place, key), answer in cells.items():
            if form.has_field(key) and form.field(key).level == level:
                by_report.setdefault(report, {}).setdefault((level, place), {})[key] = answer.entered or answer.value
    return {report: dict(rows) for report, rows in by_report.items()}


AnswerAddress = tuple[int, str, tuple[str, ...], str]
"""The address of an answer: report, level, names of the row, field."""


@dataclass(frozen=True, slots=True)
class _EnteredAnswer:
    """An answer to import, and the row it comes from."""

    entered: str
    value: str
    row: ParsedRow


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractionImport:
    """Counts of an import of tables.

    ``new`` answers are first ones, ``corrected`` replace earlier ones of the same extractor, ``unchanged`` were stored
    before; ``stored`` is false when a mistake prevented the import.
    """

    extractor: str
    files: tuple[str, ...]
    rows: int
    reports: tuple[str, ...]
    new: int = 0
    corrected: int = 0
    unchanged: int = 0
    mistakes: tuple[CellMistake, ...] = ()
    stored: bool = True

    def to_json(self) -> dict[str, Any]:
        """For ``harvester extract import --json``."""
        return {
            "extractor": self.extractor,
            "files": list(self.files),
            "stored": self.stored,
            "rows": self.rows,
            "reports": list(self.reports),
            "new": self.new,
            "corrected": self.corrected,
            "unchanged": self.unchanged,
            "mistakes": [
                {"file": mistake.file, "sheet": mistake.sheet, "row": mistake.row, "column": mistake.column,
                 "value": mistake.value, "problem": mistake.problem, "allowed": mistake.allowed}
                for mistake in self.mistakes
            ],
        }  # fmt: skip


def import_tables(
    context: ReviewContext, paths: Sequence[Path], *, extractor: str, settles: bool = False, partial: bool = False
) -> ExtractionImport:
    """Store the answers of some tables as those of an extractor; unchanged answers are not stored again.

    With any mistake nothing is stored, or, when ``partial``, all rows without one. ``settles``: the answers settle
    disagreements. Raises ``FormatError`` for a file that is no table, ``ReviewError`` or ``UsageError`` for the form.
    """
    form = require_form(context)
    if not extractor.strip():
        raise UsageError("Who extracted this?", hint="Give a name: --reviewer NAME.")
    contents = dict(zip(distinct_file_names(paths), map(read_file_bytes, paths), strict=True))
    tables = [read_extraction_tables(form, read_grids(data, name=name), file=name) for name, data in contents.items()]
    mistakes = [mistake for table in tables for mistake in table.mistakes]
    with context.store.write() as session:
        matched, unmatched = match_rows_to_reports(session, [row for table in tables for row in table.rows])
        entered, contradictions = combine_answers(matched, settles=settles)
        mistakes += unmatched + contradictions
        result = ExtractionImport(
            extractor=extractor,
            files=tuple(contents),
            rows=len({(row.file, row.sheet, row.row) for row, _ in matched}),
            reports=tuple(report_name(number) for number in sorted({address[0] for address in entered})),
            mistakes=tuple(sorted(mistakes, key=lambda mistake: (mistake.file, mistake.sheet, mistake.row))),
        )
        if mistakes and not partial:
            return replace(result, stored=False)
        return _store(session, context, result, entered, contents, settles=settles)


def distinct_file_names(paths: Sequence[Path]) -> list[str]:
    """Return the name of each file in messages: its file name, or its path where two have the same name."""
    names = [path.name for path in paths]
    return [name if names.count(name) == 1 else str(path) for path, name in zip(paths, names, strict=True)]


def withdraw_row(
    context: ReviewContext, name: str, *, level: str, place: Sequence[str], extractor: str, settles: bool = False
) -> ExtractionImport:
    """Withdraw a row that an extractor filled in by mistake; its answers stay in the history.

    ``settles``: settle that there is no such row. Raises ``UsageError``.
    """
    form = require_form(context)
    _check_place(form, level, place)
    with context.store.write() as session:
        report = resolve_record(session, name).report_id
        extractors = {
            answer.extractor
            for answer in load_answers(session)
            if (answer.report, answer.level, answer.place) == (report, level, tuple(place)) and answer.field
        }
        if not extractors or (not settles and extractor not in extractors):
            raise UsageError(
                f"{extractor} has no such row: {report_name(report)}, {level} {' / '.join(place)}.",
                hint=f"Extracted by: {', '.join(sorted(extractors))}."
                if extractors
                else "harvester extract export lists them.",
            )
        withdrawal = NewAnswer(report_id=report, level=level, place=tuple(place), field=WITHDRAWN)
        event = NewEvent(session=session, kind=EventKind.EXTRACTION, made_at=context.now(), person=extractor)
        extraction.add_answers(session, [withdrawal], extractor=extractor, settles=settles, event=event)
    return ExtractionImport(extractor=extractor, files=(), rows=1, reports=(report_name(report),), corrected=1)


def _check_place(form: ExtractionForm, level: str, place: Sequence[str]) -> None:
    known = [form_level.key for form_level in form.levels]
    if level not in known:
        raise UsageError(f"The form has no level {level!r}.", hint=f"Its levels are: {', '.join(known)}.")
    if len(place) != form.depth(level):
        names = " ".join(f"--row {form_level.upper()}" for form_level in known[1 : form.depth(level) + 1]) or "no --row"
        raise UsageError(f"Which row of level {level!r}?", hint=f"It is named by {names}.")


def match_rows_to_reports(
    session: Session, rows: Iterable[ParsedRow]
) -> tuple[list[tuple[ParsedRow, int]], list[CellMistake]]:
    """Return each row with its report, and a mistake for each row that matches none or several."""
    listed = list(rows)
    numbers = {number for row in listed for number in _link_numbers(row)}
    by_number = links.reports_by_number(session, numbers)
    by_name: dict[str, int | str] = {}
    for name in {row.naming.report for row in listed} - {""}:
        try:
            by_name[name] = resolve_record(session, name).report_id
        except UsageError as error:
            by_name[name] = error.message
    matched: list[tuple[ParsedRow, int]] = []
    mistakes: list[CellMistake] = []
    for row in listed:
        report = by_name.get(row.naming.report) if row.naming.report else None
        if isinstance(report, int):
            matched.append((row, report))
            continue
        linked = next((reports for number in _link_numbers(row) if (reports := by_number.get(number))), frozenset())
        if report is None and len(linked) == 1:
            matched.append((row, next(iter(linked))))
            continue
        several = ", ".join(report_name(number) for number in sorted(linked))
        problem = f"means several reports ({several})" if linked else report or "means no report of this review"
        column = "report" if row.naming.report else "doi" if row.naming.doi else "pmid"
        mistakes.append(row.mistake(column, str(row.naming), str(problem), "a report of this review, such as R000123"))
    return matched, mistakes


def _link_numbers(row: ParsedRow) -> list[str]:
    doi = bare_doi(row.naming.doi) or row.naming.doi.lower()
    return [f"doi:{doi}"] * bool(doi) + [f"pmid:{row.naming.pmid}"] * bool(row.naming.pmid)


def combine_answers(
    rows: Iterable[tuple[ParsedRow, int]], *, settles: bool
) -> tuple[dict[AnswerAddress, _EnteredAnswer], list[CellMistake]]:
    """Return address → answer. A filled cell outweighs an empty one; two that differ are a mistake.

    An empty cell of a wide table settles nothing: only a long table can say that there is no answer.
    """
    entered_answers: dict[AnswerAddress, _EnteredAnswer] = {}
    mistakes = []
    for row, report in rows:
        for key, (entered, value) in row.answers.items():
            if settles and row.is_wide and not value:
                continue
            address = (report, row.level, row.place, key)
            earlier = entered_answers.get(address)
            if earlier is None or not earlier.value:
                entered_answers[address] = _EnteredAnswer(entered, value, row)
            elif value and value != earlier.value:
                allowed = f'one answer ("{earlier.entered}" is in {earlier.row.file}, row {earlier.row.row})'
                mistakes.append(row.mistake(key, entered, "contradicts another row", allowed))
    return entered_answers, mistakes


def _store(
    session: Session,
    context: ReviewContext,
    result: ExtractionImport,
    entered: Mapping[AnswerAddress, _EnteredAnswer],
    contents: Mapping[str, bytes],
    *,
    settles: bool,
) -> ExtractionImport:
    current = current_values(load_answers(session), result.extractor, settles=settles)
    absent = None if settles else ""
    changed = {address: answer for address, answer in entered.items() if current.get(address, absent) != answer.value}
    event = NewEvent(session=session, kind=EventKind.EXTRACTION, made_at=context.now(), person=result.extractor)
    for name, data in contents.items():
        new_answers = [
            NewAnswer(report_id=report, level=level, place=place, field=key, value=entry.value, entered=entry.entered)
            for (report, level, place, key), entry in changed.items()
            if entry.row.file == name
        ]
        extraction.add_answers(
            session, new_answers, extractor=result.extractor, settles=settles, event=event, file=(name, data)
        )
    corrected = sum(address in current for address in changed)
    answered = sum(bool(answer.value) or address in current for address, answer in entered.items())
    return replace(result, new=len(changed) - corrected, corrected=corrected, unchanged=answered - len(changed))


def current_values(answers: Iterable[ExtractedAnswer], extractor: str, *, settles: bool) -> dict[AnswerAddress, str]:
    """Return address → current value of an extractor, or the settled value."""
    if settles:
        chosen = [replace(answer, settles=False, extractor="") for answer in answers if answer.settles]
    else:
        chosen = [answer for answer in answers if answer.extractor == extractor]
    current: dict[AnswerAddress, tuple[int, str]] = {}
    for (_, report, _), cells in latest_answers(chosen).items():
        for (level, place, key), answer in cells.items():
            address = (report, level, place, key)
            if address not in current or current[address][0] < answer.order:
                current[address] = (answer.order, answer.value)
    return {address: value for address, (_, value) in current.items()}
