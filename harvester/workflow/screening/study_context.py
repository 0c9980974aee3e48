"""What holds of studies at a moment, and what is to be stored when somebody says something new of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from sqlalchemy.orm import Session

from harvester.screening import ReportStatus
from harvester.store import records
from harvester.store import studies as store
from harvester.store.rows.studies import NewStudyEvent, StudyEventKind, StudyEventRow
from harvester.workflow.screening.report_states import load_screening_state

_GROUPS: Final[tuple[tuple[StudyEventKind, ...], ...]] = (
    ("belongs",),
    ("restored", "removed"),
    ("not-meta-analysed", "meta-analysed"),
)
"""Kinds that overrule each other; the first of a group holds where nothing was ever said."""


class StudyContext:
    """What is known of studies at the moment of saying something of them."""

    def __init__(self, session: Session, reasons: tuple[str, ...]) -> None:
        self.report_of = records.report_of_each_record(session)
        self.rows = store.load_study_events(session)
        self._screening_state = load_screening_state(session, self.report_of, reasons)
        self.studies = self._screening_state.studies
        self._numbers: dict[int, set[int]] = {}
        for row in self.rows:
            self._numbers.setdefault(self.report_of[row.report_id], set()).add(row.report_id)
        self._members: dict[int, set[int]] = {}
        for report, study in self.studies.study_of.items():
            self._members.setdefault(study, {study}).add(report)

    def included(self) -> frozenset[int]:
        """The reports that were included on full text."""
        return self._screening_state.reports_with(ReportStatus.INCLUDED)

    def study_members(self, reports: Collection[int]) -> set[int]:
        """The reports of all studies that these are of."""
        return {member for report in reports for member in self._members_of(report)}

    def remaining_members(self, reports: Collection[int]) -> Iterator[set[int]]:
        """What is left of each study once these reports are out of it."""
        for study in {self.studies.study(report) for report in reports}:
            if remaining := self._members_of(study) - set(reports):
                yield remaining

    def membership_events(self, reports: Collection[int], study: int) -> Iterator[NewStudyEvent]:
        """That reports are of a study, said of every number under which anything was said of them."""
        for report in reports:
            for number in sorted({report} | self._numbers.get(report, set())):
                yield NewStudyEvent(kind="belongs", report_id=number, study_id=study)

    def _members_of(self, report: int) -> set[int]:
        study = self.studies.study(report)
        return self._members.get(study, {study})


def previous_event(row: StudyEventRow, rows: Sequence[StudyEventRow]) -> NewStudyEvent:
    """What held of a report before a row was stored, to be said again."""
    group = next(group for group in _GROUPS if row.kind in group)
    earlier = [
        event for event in rows if event.report_id == row.report_id and event.kind in group and event.id < row.id
    ]
    if earlier:
        last = earlier[-1]
        return NewStudyEvent(kind=last.kind, report_id=row.report_id, study_id=last.study_id, reason=last.reason)
    own_study = row.report_id if row.kind == "belongs" else None
    return NewStudyEvent(kind=group[0], report_id=row.report_id, study_id=own_study)
