"""Read the extraction form and the stored answers: what applies, where extractors disagree, what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy.orm import Session

from harvester.csv_table import write_table
from harvester.errors import UsageError
from harvester.extraction import (
    FORM_FILE,
    Disagreement,
    ExtractedAnswer,
    ExtractionForm,
    Reconciliation,
    reconcile,
)
from harvester.extraction.form.cell_values import describe_allowed
from harvester.identifiers import report_name
from harvester.review.load import read_text
from harvester.screening import ReportStage
from harvester.store import extraction, records
from harvester.store.extraction import AnswerRow
from harvester.workflow.context import ReviewContext
from harvester.workflow.screening.report_states import load_stages


def read_form(folder: Path) -> ExtractionForm | None:
    """Return the form of a folder; None where it has none. Raises ``ReviewError`` that lists every mistake."""
    from harvester.extraction.form.load import parse_form  # status reads no form

    text = read_text(folder / FORM_FILE, FORM_FILE)
    return None if text is None else parse_form(text)


def has_form(context: ReviewContext) -> bool:
    """Whether the folder of a review has a form, valid or not."""
    return (context.review.folder / FORM_FILE).is_file()


def require_form(context: ReviewContext) -> ExtractionForm:
    """Return the form of a review. Raises ``UsageError`` where it has none, ``ReviewError`` with every mistake."""
    form = read_form(context.review.folder)
    if form is None:
        raise UsageError(
            f"This review has no extraction form: there is no {FORM_FILE} in {context.review.folder}.",
            hint="Describe the form there; harvester init writes a first one, docs/extraction.md explains it.",
        )
    return form


VERSION_COLUMNS: Final = ("field", "value", "entered", "extractor", "version", "status", "settles", "at", "file")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportProgress:
    """The extraction of a report: its extractors, the number of open disagreements, the missing required answers."""

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
class DisagreementView:
    """A disagreement between extractors, with the names of report, level, row and field."""

    report: str
    title: str
    level: str
    place: tuple[str, ...]
    field: str
    label: str
    answers: Mapping[str, str]
    allowed: str

    def to_json(self) -> dict[str, Any]:
        """For ``harvester extract conflicts --json``."""
        return {
            "report": self.report,
            "title": self.title,
            "level": self.level,
            "place": list(self.place),
            "field": self.field or None,
            "given": dict(self.answers),
        }


def load_answers(session: Session) -> tuple[ExtractedAnswer, ...]:
    """Return every version of every answer, under today's report numbers."""
    report_of = records.report_of_each_record(session)
    return tuple(_to_answer(row, report_of) for row in extraction.load_answer_rows(session))


def reconciled_answers(session: Session) -> Reconciliation:
    """Return the answers of all extractors, reconciled."""
    return reconcile(load_answers(session))


def included_reports(session: Session, context: ReviewContext) -> tuple[int, ...]:
    """Return the reports included on full text, by number."""
    stage_of = load_stages(session, context.review.screening)
    return tuple(sorted(report for report, stage in stage_of.items() if stage == ReportStage.INCLUDED))


def extraction_progress(context: ReviewContext) -> tuple[ReportProgress, ...]:
    """Return the progress of every included report, and of reports with extracted data that are not included."""
    form = require_form(context)
    with context.store.read() as session:
        reconciled = reconciled_answers(session)
        wanted = included_reports(session, context)
        titles = load_report_titles(
            session, {*wanted, *reconciled.extractors, *(row.report for row in reconciled.rows)}
        )
    open_disagreements = Counter(disagreement.report for disagreement in reconciled.disagreements)
    missing = missing_answers(form, reconciled)
    return tuple(
        ReportProgress(
            report=report_name(report),
            title=titles[report],
            included=report in wanted,
            extractors=reconciled.extractors.get(report, ()),
            open=open_disagreements[report],
            missing=tuple(missing.get(report, ())),
        )
        for report in [*wanted, *sorted(titles.keys() - set(wanted))]
    )


def list_disagreements(context: ReviewContext) -> tuple[DisagreementView, ...]:
    """Return every unsettled disagreement between extractors."""
    form = require_form(context)
    with context.store.read() as session:
        disagreements = reconciled_answers(session).disagreements
        titles = load_report_titles(session, {disagreement.report for disagreement in disagreements})
    ordered = sorted(
        disagreements, key=lambda disagreement: (disagreement.report, level_depth(form, disagreement.level))
    )
    return tuple(_disagreement_view(disagreement, form, titles) for disagreement in ordered)


def disagreements_to_csv(context: ReviewContext) -> tuple[str, int]:
    """Return the disagreements as a long table to fill in (column ``value``) and to import, and their number."""

    form = require_form(context)
    disagreements = list_disagreements(context)
    levels = [level.key for level in form.levels[1:]]
    rows = [
        (
            disagreement.report, disagreement.title, *_pad_place(disagreement.place, levels), disagreement.field,
            "; ".join(f"{extractor}: {answer or '(empty)'}" for extractor, answer in disagreement.answers.items()),
            disagreement.allowed, "",
        )
        for disagreement in disagreements
        if disagreement.field
    ]  # fmt: skip
    return write_table(("report", "title", *levels, "field", "given", "allowed", "value"), rows), len(disagreements)


def versions_to_csv(context: ReviewContext) -> tuple[str, int]:
    """Return every version of every answer as a long table (docs/extraction.md), and the number of its rows.

    ``status`` is "holds" for the answer that applies today, "earlier" for one that was corrected or settled otherwise,
    "disputed", "withdrawn".
    """

    form = require_form(context)
    with context.store.read() as session:
        rows = extraction.load_answer_rows(session)
        report_of = records.report_of_each_record(session)
    answers = [_to_answer(row, report_of) for row in rows]
    status = answer_statuses(answers)
    levels = list(dict.fromkeys([*(level.key for level in form.levels[1:]), *(row.level for row in rows)]))
    levels = [level for level in levels if level != form.levels[0].key]
    counted: Counter[tuple[object, ...]] = Counter()
    lines = []
    for row, answer in zip(rows, answers, strict=True):
        counted[version_key(answer)] += 1
        lines.append(
            (
                report_name(answer.report), *_pad_place(row.place, levels), row.level, row.field, row.value,
                row.entered, row.extractor, str(counted[version_key(answer)]), status[row.id],
                "yes" if row.settles else "no", row.made_at.isoformat(timespec="seconds"), row.file_name,
            )
        )  # fmt: skip
    return write_table(("report", *levels, "level", *VERSION_COLUMNS), lines), len(lines)


def answer_statuses(answers: Iterable[ExtractedAnswer]) -> dict[int, str]:
    """Return order of an answer → status."""
    listed = list(answers)
    reconciled = reconcile(listed)
    holds = {
        (row.report, row.level, row.place, key): value for row in reconciled.rows for key, value in row.values.items()
    }
    disputed = {(row.report, row.level, row.place, key) for row in reconciled.rows for key in row.disputed}
    last = {version_key(answer): answer.order for answer in listed}
    statuses = {}
    for answer in listed:
        address = (answer.report, answer.level, answer.place, answer.field)
        latest = last[version_key(answer)] == answer.order
        if not answer.field:
            statuses[answer.order] = "withdrawal"
        elif latest and address in disputed:
            statuses[answer.order] = "disputed"
        elif latest and holds.get(address) == answer.value:
            statuses[answer.order] = "holds"
        else:
            statuses[answer.order] = "earlier" if address in holds or address in disputed else "withdrawn"
    return statuses


def version_key(answer: ExtractedAnswer) -> tuple[object, ...]:
    """Return what the versions of an answer have in common."""
    return (
        answer.extractor,
        answer.settles,
        answer.original_report,
        answer.level,
        answer.place,
        answer.field,
    )


def _to_answer(row: AnswerRow, report_of: Mapping[int, int]) -> ExtractedAnswer:
    return ExtractedAnswer(
        order=row.id,
        report=report_of[row.report_id],
        original_report=row.report_id,
        level=row.level,
        place=row.place,
        field=row.field,
        value=row.value,
        entered=row.entered,
        extractor=row.extractor,
        settles=row.settles,
    )


def missing_answers(form: ExtractionForm, reconciled: Reconciliation) -> dict[int, list[str]]:
    """Return report → missing required answers, by row."""
    missing: dict[int, list[str]] = {}
    for row in reconciled.rows:
        for field in form.fields_at(row.level):
            if field.required and not row.values.get(field.key) and field.key not in row.disputed:
                missing.setdefault(row.report, []).append(" / ".join((*row.place, field.label)))
    return missing


def _disagreement_view(disagreement: Disagreement, form: ExtractionForm, titles: Mapping[int, str]) -> DisagreementView:
    known = form.has_field(disagreement.field)
    return DisagreementView(
        report=report_name(disagreement.report),
        title=titles[disagreement.report],
        level=disagreement.level,
        place=disagreement.place,
        field=disagreement.field,
        label=form.field(disagreement.field).label if known else disagreement.field or "the row itself",
        answers=disagreement.answers,
        allowed=describe_allowed(form.field(disagreement.field)) if known else "",
    )


def load_report_titles(session: Session, reports: set[int]) -> dict[int, str]:
    """Return report → title."""
    return {row.id: row.citation.title for row in records.load_records(session, reports)}


def level_depth(form: ExtractionForm, level: str) -> int:
    """Return the depth of a level in the form; levels that the form no longer has come last."""
    keys = [form_level.key for form_level in form.levels]
    return keys.index(level) if level in keys else len(keys)


def _pad_place(place: tuple[str, ...], levels: list[str]) -> list[str]:
    return [*place, *[""] * (len(levels) - len(place))]
