"""Extracted data in: tables that were filled in become answers, each in a version of its own; rows are taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from harvester.errors import UsageError
from harvester.extraction import WITHDRAWN, Answer, CellMistake, FilledRow, Form, latest, read_filled
from harvester.formats.grids import read_grids
from harvester.normalise import doi as bare_doi
from harvester.store import extraction, links
from harvester.store.extraction_values import NewAnswer
from harvester.workflow.desk import Desk
from harvester.workflow.extracted import answers_of
from harvester.workflow.extraction_form import form_of
from harvester.workflow.files import read_bytes
from harvester.workflow.reference import record_meant
from harvester.workflow.results import report_name

Address = tuple[int, str, tuple[str, ...], str]
"""Where an answer belongs: report, level, place, field."""


@dataclass(frozen=True, slots=True)
class _Given:
    """An answer to take in, and the row it came with."""

    entered: str
    value: str
    row: FilledRow


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """How tables were taken in. ``new`` answers were given for the first time, ``corrected`` replace earlier ones of
    the same extractor, ``unchanged`` were known; ``stored`` is false when a mistake kept everything out."""

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
                {"file": each.file, "sheet": each.sheet, "row": each.row, "column": each.column, "value": each.value,
                 "problem": each.problem, "allowed": each.allowed}
                for each in self.mistakes
            ],
        }  # fmt: skip


def take_in(
    desk: Desk, paths: Sequence[Path], *, extractor: str, settles: bool = False, partial: bool = False
) -> TakenIn:
    """Store the answers in some tables as those of an extractor; what did not change is not stored again.

    With a mistake anywhere nothing is stored, or, when ``partial``, all rows without one. ``settles``: the answers end
    disagreements. Raises ``FormatError`` for a file that is no table, ``ReviewError`` or ``UsageError`` for the form.
    """
    form = form_of(desk)
    if not extractor.strip():
        raise UsageError("Who extracted this?", hint="Give a name: --reviewer NAME.")
    contents = dict(zip(_labels(paths), map(read_bytes, paths), strict=True))
    filled = [read_filled(form, read_grids(data, name=name), file=name) for name, data in contents.items()]
    mistakes = [mistake for each in filled for mistake in each.mistakes]
    with desk.store.write() as session:
        found, strange = _with_reports(session, [row for each in filled for row in each.rows])
        given, contradictions = _combined(found, settles=settles)
        mistakes += strange + contradictions
        result = TakenIn(
            extractor=extractor,
            files=tuple(contents),
            rows=len({(row.file, row.sheet, row.row) for row, _ in found}),
            reports=tuple(report_name(number) for number in sorted({address[0] for address in given})),
            mistakes=tuple(sorted(mistakes, key=lambda each: (each.file, each.sheet, each.row))),
        )
        if mistakes and not partial:
            return replace(result, stored=False)
        return _store(session, desk, result, given, contents, settles=settles)


def _labels(paths: Sequence[Path]) -> list[str]:
    """What each file is called in messages: its name, or its whole path where two have the same."""
    names = [path.name for path in paths]
    return [name if names.count(name) == 1 else str(path) for path, name in zip(paths, names, strict=True)]


def withdraw(
    desk: Desk, name: str, *, level: str, place: Sequence[str], extractor: str, settles: bool = False
) -> TakenIn:
    """Take a row back that an extractor filled in by mistake; what it said stays in the history.

    ``settles`` ends the disagreement about whether there is such a row: there is none. Raises ``UsageError``.
    """
    form = form_of(desk)
    _check_place(form, level, place)
    with desk.store.write() as session:
        report = record_meant(session, name).report_id
        having = {
            answer.extractor
            for answer in answers_of(session)
            if (answer.report, answer.level, answer.place) == (report, level, tuple(place)) and answer.field
        }
        if not having or (not settles and extractor not in having):
            raise UsageError(
                f"{extractor} has no such row: {report_name(report)}, {level} {' / '.join(place)}.",
                hint=f"Extracted by: {', '.join(sorted(having))}."
                if having
                else "harvester extract export lists them.",
            )
        taken_back = NewAnswer(report_id=report, level=level, place=tuple(place), field=WITHDRAWN)
        extraction.add_answers(session, [taken_back], extractor=extractor, settles=settles, now=desk.now())
    return TakenIn(extractor=extractor, files=(), rows=1, reports=(report_name(report),), corrected=1)


def _check_place(form: Form, level: str, place: Sequence[str]) -> None:
    known = [each.key for each in form.levels]
    if level not in known:
        raise UsageError(f"The form has no level {level!r}.", hint=f"Its levels are: {', '.join(known)}.")
    if len(place) != form.depth(level):
        names = " ".join(f"--row {each.upper()}" for each in known[1 : form.depth(level) + 1]) or "no --row"
        raise UsageError(f"Which row of level {level!r}?", hint=f"It is named by {names}.")


def _with_reports(session: Session, rows: Iterable[FilledRow]) -> tuple[list[tuple[FilledRow, int]], list[CellMistake]]:
    """Each row with the report it means, and the rows that mean none or several."""
    listed = list(rows)
    numbers = {number for row in listed for number in _numbers(row)}
    by_number = links.reports_numbered(session, numbers)
    by_name: dict[str, int | str] = {}
    for name in {row.naming.report for row in listed} - {""}:
        try:
            by_name[name] = record_meant(session, name).report_id
        except UsageError as error:
            by_name[name] = error.message
    found: list[tuple[FilledRow, int]] = []
    mistakes: list[CellMistake] = []
    for row in listed:
        named = by_name.get(row.naming.report) if row.naming.report else None
        if isinstance(named, int):
            found.append((row, named))
            continue
        meant = next((reports for number in _numbers(row) if (reports := by_number.get(number))), frozenset())
        if named is None and len(meant) == 1:
            found.append((row, next(iter(meant))))
            continue
        several = ", ".join(report_name(number) for number in sorted(meant))
        problem = f"means several reports ({several})" if meant else named or "means no report of this review"
        column = "report" if row.naming.report else "doi" if row.naming.doi else "pmid"
        mistakes.append(row.mistake(column, str(row.naming), str(problem), "a report of this review, such as R000123"))
    return found, mistakes


def _numbers(row: FilledRow) -> list[str]:
    doi = bare_doi(row.naming.doi) or row.naming.doi.lower()
    return [f"doi:{doi}"] * bool(doi) + [f"pmid:{row.naming.pmid}"] * bool(row.naming.pmid)


def _combined(
    rows: Iterable[tuple[FilledRow, int]], *, settles: bool
) -> tuple[dict[Address, _Given], list[CellMistake]]:
    """Address → answer. A filled cell outweighs an empty one; two that differ are a mistake.

    An empty cell of a wide table settles nothing: only a long table can say that the answer is that there is none.
    """
    given: dict[Address, _Given] = {}
    mistakes = []
    for row, report in rows:
        for key, (entered, value) in row.answers.items():
            if settles and row.whole and not value:
                continue
            address = (report, row.level, row.place, key)
            before = given.get(address)
            if before is None or not before.value:
                given[address] = _Given(entered, value, row)
            elif value and value != before.value:
                allowed = f'one answer ("{before.entered}" stands in {before.row.file}, row {before.row.row})'
                mistakes.append(row.mistake(key, entered, "contradicts another row about the same", allowed))
    return given, mistakes


def _store(
    session: Session,
    desk: Desk,
    result: TakenIn,
    given: Mapping[Address, _Given],
    contents: Mapping[str, bytes],
    *,
    settles: bool,
) -> TakenIn:
    before = _held(answers_of(session), result.extractor, settles=settles)
    absent = None if settles else ""
    changed = {address: answer for address, answer in given.items() if before.get(address, absent) != answer.value}
    for name, data in contents.items():
        made = [
            NewAnswer(report_id=report, level=level, place=place, field=key, value=each.value, entered=each.entered)
            for (report, level, place, key), each in changed.items()
            if each.row.file == name
        ]
        extraction.add_answers(
            session, made, extractor=result.extractor, settles=settles, now=desk.now(), file=(name, data)
        )
    corrected = sum(address in before for address in changed)
    answered = sum(bool(answer.value) or address in before for address, answer in given.items())
    return replace(result, new=len(changed) - corrected, corrected=corrected, unchanged=answered - len(changed))


def _held(answers: Iterable[Answer], extractor: str, *, settles: bool) -> dict[Address, str]:
    """What an extractor says now, or what is settled."""
    if settles:
        chosen = [replace(answer, settles=False, extractor="") for answer in answers if answer.settles]
    else:
        chosen = [answer for answer in answers if answer.extractor == extractor]
    held: dict[Address, tuple[int, str]] = {}
    for (_, report, _), cells in latest(chosen).items():
        for (level, place, key), answer in cells.items():
            address = (report, level, place, key)
            if address not in held or held[address][0] < answer.order:
                held[address] = (answer.order, answer.value)
    return {address: value for address, (_, value) in held.items()}
