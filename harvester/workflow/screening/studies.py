"""Group reports into studies; remove, restore and meta-analyse studies; undo."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from harvester.errors import UsageError
from harvester.events import EventKind
from harvester.identifiers import report_name, study_as_report_name, study_name
from harvester.review import ScreeningSettings
from harvester.screening import ReportStatus
from harvester.screening.study_groups import StudyChangeKind
from harvester.store import records
from harvester.store import studies as store
from harvester.store.events import NewEvent, record_event
from harvester.store.studies import NewStudyEvent
from harvester.workflow.context import ReviewContext
from harvester.workflow.record_lookup import resolve_record
from harvester.workflow.screening.report_states import load_screening_state


class StudyContext:
    """The studies of a review at the moment of a change."""

    def __init__(self, session: Session, settings: ScreeningSettings) -> None:
        """Load the studies as they are now."""
        self.report_of = records.report_of_each_record(session)
        self.rows = store.load_study_events(session)
        self._screening_state = load_screening_state(session, self.report_of, settings)
        self.studies = self._screening_state.studies
        self._numbers: dict[int, set[int]] = {}
        for row in self.rows:
            self._numbers.setdefault(self.report_of[row.report_id], set()).add(row.report_id)
        self._members: dict[int, set[int]] = {}
        for report, study in self.studies.study_of.items():
            self._members.setdefault(study, {study}).add(report)

    def included(self) -> frozenset[int]:
        """Return the reports included on full text."""
        return self._screening_state.reports_with(ReportStatus.INCLUDED)

    def study_members(self, reports: Collection[int]) -> set[int]:
        """Return all reports of the studies of some reports."""
        return {member for report in reports for member in self._members_of(report)}

    def remaining_members(self, reports: Collection[int]) -> Iterator[set[int]]:
        """Yield the remaining reports of each study once some reports leave it."""
        for study in {self.studies.study(report) for report in reports}:
            if remaining := self._members_of(study) - set(reports):
                yield remaining

    def membership_events(self, reports: Collection[int], study: int) -> Iterator[NewStudyEvent]:
        """Yield events that put reports into a study, under every number with an earlier event."""
        for report in reports:
            for number in sorted({report} | self._numbers.get(report, set())):
                yield NewStudyEvent(kind=StudyChangeKind.BELONGS, report_id=number, study_id=study)

    def _members_of(self, report: int) -> set[int]:
        study = self.studies.study(report)
        return self._members.get(study, {study})


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyReport:
    """A report of a study."""

    report: str
    title: str
    year: int | None
    included: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyView:
    """A study; ``removed`` is the reason for its removal from the review, "" if it was not removed."""

    study: str
    reports: tuple[StudyReport, ...]
    removed: str
    meta_analysis: bool

    @property
    def included(self) -> bool:
        """Whether a report of the study was included and the study was not removed since."""
        return not self.removed and any(report.included for report in self.reports)

    def to_json(self) -> dict[str, Any]:
        """For ``harvester study list --json``."""
        return {
            "study": self.study,
            "included": self.included,
            "removed": self.removed or None,
            "meta_analysis": self.meta_analysis,
            "reports": [
                {"report": report.report, "title": report.title, "year": report.year, "included": report.included}
                for report in self.reports
            ],
        }


def link_reports(context: ReviewContext, names: Sequence[str], *, person: str) -> tuple[StudyView, ...]:
    """Link reports, with all other reports of their studies, into one study.

    Raises ``UsageError`` for an unknown report, or for fewer than two.
    """

    def join(known: StudyContext, reports: Collection[int]) -> Iterator[NewStudyEvent]:
        members = known.study_members(reports)
        yield from known.membership_events(members, min(members))

    if len(names) < 2:
        raise UsageError("Linking needs two reports or more.", hint="harvester study link R000012 R000031")
    return _store_events(context, names, join, person=person)


def unlink_reports(context: ReviewContext, names: Sequence[str], *, person: str) -> tuple[StudyView, ...]:
    """Make each of these reports a study of its own; the remaining reports of their studies stay together.

    Raises ``UsageError`` for an unknown report or one that is linked to no other.
    """

    def part(known: StudyContext, reports: Collection[int]) -> Iterator[NewStudyEvent]:
        for report in reports:
            if len(known.study_members([report])) < 2:
                raise UsageError(f"{report_name(report)} is a study of its own already.", hint="harvester study list")
            yield from known.membership_events([report], report)
        for remaining in known.remaining_members(reports):
            yield from known.membership_events(remaining, min(remaining))

    return _store_events(context, names, part, person=person)


def remove_studies(context: ReviewContext, names: Sequence[str], *, reason: str, person: str) -> tuple[StudyView, ...]:
    """Remove studies from the review, each with all its reports, which are no longer counted.

    Raises ``UsageError`` for an unknown study, or for one without an included report.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise UsageError("The removal of a study needs a reason.", hint='For instance --reason "retraction".')
    return _store_events(context, names, _events_of_included(StudyChangeKind.REMOVED, reason), person=person)


def restore_studies(context: ReviewContext, names: Sequence[str], *, person: str) -> tuple[StudyView, ...]:
    """Restore removed studies. Raises ``UsageError`` for one that was not removed."""

    def restoring_events(known: StudyContext, reports: Collection[int]) -> Iterator[NewStudyEvent]:
        for report in reports:
            removed = [
                report_removed
                for report_removed in known.study_members([report])
                if report_removed in known.studies.removed
            ]
            if not removed:
                raise UsageError(f"{report_name(report)} was not removed.", hint="harvester study list")
            yield from (
                NewStudyEvent(kind=StudyChangeKind.RESTORED, report_id=report_removed) for report_removed in removed
            )

    return _store_events(context, names, restoring_events, person=person)


def set_meta_analysis(
    context: ReviewContext, names: Sequence[str], *, included: bool, person: str
) -> tuple[StudyView, ...]:
    """Put studies into the meta-analysis or take them out. Raises ``UsageError`` for one that is not included."""
    if included:
        return _store_events(context, names, _events_of_included(StudyChangeKind.META_ANALYSED), person=person)

    def leaving_events(known: StudyContext, reports: Collection[int]) -> Iterator[NewStudyEvent]:
        yield from (
            NewStudyEvent(kind=StudyChangeKind.NOT_META_ANALYSED, report_id=member)
            for member in known.study_members(reports)
        )

    return _store_events(context, names, leaving_events, person=person)


def undo_study_action(context: ReviewContext) -> tuple[StudyView, ...]:
    """Undo the last change of studies. Raises ``UsageError`` when there is none."""
    with context.store.write() as session:
        rows = store.load_study_events(session)
        if not rows:
            raise UsageError("There is no change of studies to undo.", hint="harvester study list")
        last = rows[-1]
        record_event(session, EventKind.UNDO, now=context.now(), person=context.user, undoes=last.event_id)
        changed = {row.report_id for row in rows if row.event_id == last.event_id}
        return load_study_views(session, context, changed)


def list_studies(context: ReviewContext) -> tuple[StudyView, ...]:
    """Return every study that is included, was removed, or has several reports, by number."""
    with context.store.read() as session:
        return load_study_views(session, context, None)


_EventRule = Callable[[StudyContext, Sequence[int]], Iterator[NewStudyEvent]]


def _store_events(
    context: ReviewContext, names: Sequence[str], rule: _EventRule, *, person: str
) -> tuple[StudyView, ...]:
    with context.store.write() as session:
        reports = list(dict.fromkeys(resolve_record(session, study_as_report_name(name)).report_id for name in names))
        known = StudyContext(session, context.review.screening)
        events = list(rule(known, reports))
        event = NewEvent(session=session, kind=EventKind.STUDY, made_at=context.now(), person=person)
        store.add_study_events(session, events, event=event)
        return load_study_views(session, context, known.study_members(reports))


def _events_of_included(kind: StudyChangeKind, reason: str = "") -> _EventRule:
    """Return a rule that makes an event for each report of studies with an included report."""

    def rule(known: StudyContext, reports: Sequence[int]) -> Iterator[NewStudyEvent]:
        included = known.included()
        for report in reports:
            members = known.study_members([report])
            if included.isdisjoint(members):
                raise UsageError(
                    f"{report_name(report)} is no report of an included study.",
                    hint=f"Include it first: harvester screen decide {report_name(report)} include --stage full-text",
                )
            yield from (NewStudyEvent(kind=kind, report_id=member, reason=reason) for member in sorted(members))

    return rule


def load_study_views(
    session: Session, context: ReviewContext, reports: Collection[int] | None
) -> tuple[StudyView, ...]:
    """Return the studies of some reports; for None all that are included, removed or have several reports."""
    known = StudyContext(session, context.review.screening)
    studies, included = known.studies, known.included()
    listed = (
        included | studies.removed.keys() | studies.study_of.keys()
        if reports is None
        else {known.report_of[report] for report in reports}
    )
    rows = {row.id: row for row in records.load_records(session, known.study_members(listed))}
    return tuple(
        StudyView(
            study=study_name(study),
            reports=tuple(
                StudyReport(
                    report=report_name(member),
                    title=rows[member].citation.title,
                    year=rows[member].citation.year,
                    included=member in included,
                )
                for member in members
            ),
            removed=next((studies.removed[member] for member in members if member in studies.removed), ""),
            meta_analysis=not studies.meta_analysed.isdisjoint(members),
        )
        for study in sorted({studies.study(report) for report in listed})
        for members in [sorted(known.study_members([study]))]
    )
