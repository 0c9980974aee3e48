"""Extracted data out: what holds, where extractors disagree, what is still to do, and every version of every answer."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from harvester.extraction import Answer, Disagreement, Form, Merged, merge
from harvester.extraction.cells import allowed_in
from harvester.formats.table_writer import neutral
from harvester.store import extraction, records
from harvester.store.extraction_values import AnswerRow
from harvester.workflow.desk import Desk
from harvester.workflow.extraction_form import form_of
from harvester.workflow.results import report_name
from harvester.workflow.waiting import stages

VERSION_COLUMNS: Final = ("field", "value", "entered", "extractor", "version", "status", "settles", "at", "file")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportProgress:
    """How far the extraction of a report is: by whom, how many disagreements are open, which required answers lack."""

    report: str
    title: str
    included: bool
    extractors: tuple[str, ...]
    open: int
    missing: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """For ``harvester extract status --json``."""
        return {
            "report": self.report,
            "title": self.title,
            "included": self.included,
            "extractors": list(self.extractors),
            "disagreements": self.open,
            "missing": list(self.missing),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """A disagreement with the names people know its parts by."""

    report: str
    title: str
    level: str
    place: tuple[str, ...]
    field: str
    label: str
    given: Mapping[str, str]
    allowed: str

    def to_json(self) -> dict[str, Any]:
        """For ``harvester extract conflicts --json``."""
        return {
            "report": self.report,
            "title": self.title,
            "level": self.level,
            "place": list(self.place),
            "field": self.field or None,
            "given": dict(self.given),
        }


def answers_of(session: Session) -> tuple[Answer, ...]:
    """Every answer in every version, under the report's number of today."""
    report_of = records.report_of(session)
    return tuple(_answer(row, report_of) for row in extraction.answers(session))


def merged(session: Session) -> Merged:
    """What all answers add up to."""
    return merge(answers_of(session))


def included(session: Session, desk: Desk) -> tuple[int, ...]:
    """The reports that are in the review after full text, in order."""
    at = stages(session, desk.review.screening.exclusion_reasons)
    return tuple(sorted(report for report, stage in at.items() if stage == "included"))


def progress(desk: Desk) -> tuple[ReportProgress, ...]:
    """Every included report, and those from which data were extracted although they are not (any more)."""
    form = form_of(desk)
    with desk.store.read() as session:
        now = merged(session)
        wanted = included(session, desk)
        titles = _titles(session, {*wanted, *now.extractors, *(row.report for row in now.rows)})
    disputes = Counter(each.report for each in now.disagreements)
    missing = _missing(form, now)
    return tuple(
        ReportProgress(
            report=report_name(report),
            title=titles[report],
            included=report in wanted,
            extractors=now.extractors.get(report, ()),
            open=disputes[report],
            missing=tuple(missing.get(report, ())),
        )
        for report in [*wanted, *sorted(titles.keys() - set(wanted))]
    )


def disputes(desk: Desk) -> tuple[Dispute, ...]:
    """Every disagreement between extractors that nobody settled yet."""
    form = form_of(desk)
    with desk.store.read() as session:
        found = merged(session).disagreements
        titles = _titles(session, {each.report for each in found})
    ordered = sorted(found, key=lambda each: (each.report, _depth(form, each.level)))
    return tuple(_dispute(each, form, titles) for each in ordered)


def disputes_csv(desk: Desk) -> tuple[str, int]:
    """The disagreements as a long table to fill in (column ``value``) and take in again; and how many there are."""
    form = form_of(desk)
    found = disputes(desk)
    levels = [level.key for level in form.levels[1:]]
    rows = [
        (
            each.report, each.title, *_places(each.place, levels), each.field,
            "; ".join(f"{who}: {said or '(empty)'}" for who, said in each.given.items()), each.allowed, "",
        )
        for each in found
        if each.field
    ]  # fmt: skip
    return _csv(("report", "title", *levels, "field", "given", "allowed", "value"), rows), len(found)


def versions_csv(desk: Desk) -> tuple[str, int]:
    """Every answer in every version as a long table (docs/extraction.md); and how many there are.

    ``status`` is "holds" for what counts today, "earlier" for what was corrected or settled otherwise, "disputed",
    "withdrawn".
    """
    form = form_of(desk)
    with desk.store.read() as session:
        rows = extraction.answers(session)
        report_of = records.report_of(session)
    answers = [_answer(row, report_of) for row in rows]
    status = _statuses(answers)
    levels = list(dict.fromkeys([*(level.key for level in form.levels[1:]), *(row.level for row in rows)]))
    levels = [level for level in levels if level != form.levels[0].key]
    counted: Counter[tuple[object, ...]] = Counter()
    lines = []
    for row, answer in zip(rows, answers, strict=True):
        cell = (answer.given_as, answer.level, answer.place, answer.field, row.extractor, row.settles)
        counted[cell] += 1
        lines.append(
            (
                report_name(answer.report), *_places(row.place, levels), row.level, row.field, row.value, row.entered,
                row.extractor, str(counted[cell]), status[row.id], "yes" if row.settles else "no",
                row.made_at.isoformat(timespec="seconds"), row.file_name,
            )
        )  # fmt: skip
    return _csv(("report", *levels, "level", *VERSION_COLUMNS), lines), len(lines)


def _statuses(answers: Iterable[Answer]) -> dict[int, str]:
    """Order of an answer → what became of it."""
    listed = list(answers)
    now = merge(listed)
    holds = {(row.report, row.level, row.place, key): value for row in now.rows for key, value in row.values.items()}
    disputed = {(row.report, row.level, row.place, key) for row in now.rows for key in row.disputed}
    last = {(each.extractor, each.settles, each.given_as, each.level, each.place, each.field): each.order
            for each in listed}  # fmt: skip
    found = {}
    for each in listed:
        address = (each.report, each.level, each.place, each.field)
        latest = last[each.extractor, each.settles, each.given_as, each.level, each.place, each.field] == each.order
        if not each.field:
            found[each.order] = "withdrawal"
        elif latest and address in disputed:
            found[each.order] = "disputed"
        elif latest and holds.get(address) == each.value:
            found[each.order] = "holds"
        else:
            found[each.order] = "earlier" if address in holds or address in disputed else "withdrawn"
    return found


def _answer(row: AnswerRow, report_of: Mapping[int, int]) -> Answer:
    return Answer(
        order=row.id,
        report=report_of[row.report_id],
        given_as=row.report_id,
        level=row.level,
        place=row.place,
        field=row.field,
        value=row.value,
        entered=row.entered,
        extractor=row.extractor,
        settles=row.settles,
    )


def _missing(form: Form, now: Merged) -> dict[int, list[str]]:
    """Report → the required answers that are absent, by row."""
    found: dict[int, list[str]] = {}
    for row in now.rows:
        for field in form.fields_at(row.level):
            if field.required and not row.values.get(field.key) and field.key not in row.disputed:
                found.setdefault(row.report, []).append(" / ".join((*row.place, field.label)))
    return found


def _dispute(found: Disagreement, form: Form, titles: Mapping[int, str]) -> Dispute:
    known = form.has(found.field)
    return Dispute(
        report=report_name(found.report),
        title=titles[found.report],
        level=found.level,
        place=found.place,
        field=found.field,
        label=form.field(found.field).label if known else found.field or "the row itself",
        given=found.given,
        allowed=allowed_in(form.field(found.field)) if known else "",
    )


def _titles(session: Session, reports: set[int]) -> dict[int, str]:
    return {row.id: row.citation.title for row in records.records(session, reports)}


def _depth(form: Form, level: str) -> int:
    keys = [each.key for each in form.levels]
    return keys.index(level) if level in keys else len(keys)


def _places(place: tuple[str, ...], levels: list[str]) -> list[str]:
    return [*place, *[""] * (len(levels) - len(place))]


def _csv(heading: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(heading)
    writer.writerows([neutral(cell) for cell in row] for row in rows)
    return stream.getvalue()
