"""Studies: which reports are of one, which were removed from the review, which are in the meta-analysis."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from harvester.errors import UsageError
from harvester.store import records
from harvester.store import studies as store
from harvester.store.study_values import NewStudyEvent, StudyEventKind
from harvester.workflow.desk import Desk
from harvester.workflow.reference import record_meant
from harvester.workflow.results import report_name
from harvester.workflow.standing import standing
from harvester.workflow.studies import Known, before

_STUDY: Final = re.compile(r"[sS](0*\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyReport:
    """A report of a study."""

    report: str
    title: str
    year: int | None
    included: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyView:
    """A study as it stands. ``removed`` says why it was taken out of the review, "" where it was not."""

    study: str
    reports: tuple[StudyReport, ...]
    removed: str
    meta_analysis: bool

    @property
    def included(self) -> bool:
        """Whether the review includes it: a report of it was included, and it was not removed since."""
        return not self.removed and any(report.included for report in self.reports)

    def to_json(self) -> dict[str, Any]:
        """For ``harvester study list --json``."""
        return {
            "study": self.study,
            "included": self.included,
            "removed": self.removed or None,
            "meta_analysis": self.meta_analysis,
            "reports": [
                {"report": each.report, "title": each.title, "year": each.year, "included": each.included}
                for each in self.reports
            ],
        }


def study_name(number: int) -> str:
    """A study's number as people write it: S000123, that of its oldest report."""
    return f"S{number:06d}"


def link(desk: Desk, names: Sequence[str], *, person: str) -> tuple[StudyView, ...]:
    """Say that reports are of one study, with all other reports of the studies they were of.

    Raises ``UsageError`` for an unknown report, or when fewer than two are named.
    """

    def joined(known: Known, reports: Collection[int]) -> Iterator[NewStudyEvent]:
        members = known.fellows(reports)
        yield from known.belonging(members, min(members))

    if len(names) < 2:
        raise UsageError("A study is linked out of two reports or more.", hint="harvester study link R000012 R000031")
    return _say(desk, names, joined, person=person)


def unlink(desk: Desk, names: Sequence[str], *, person: str) -> tuple[StudyView, ...]:
    """Say that each of these reports is a study of its own; what is left of their studies stays together.

    Raises ``UsageError`` for an unknown report or one that is linked to no other.
    """

    def parted(known: Known, reports: Collection[int]) -> Iterator[NewStudyEvent]:
        for report in reports:
            if len(known.fellows([report])) < 2:
                raise UsageError(f"{report_name(report)} is a study of its own already.", hint="harvester study list")
            yield from known.belonging([report], report)
        for rest in known.left_without(reports):
            yield from known.belonging(rest, min(rest))

    return _say(desk, names, parted, person=person)


def remove(desk: Desk, names: Sequence[str], *, reason: str, person: str) -> tuple[StudyView, ...]:
    """Take studies out of the review, each with all its reports: they count no more from now on.

    Raises ``UsageError`` for an unknown study, or for one of which nothing is included.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise UsageError("A study is removed for a reason.", hint='For instance --reason "retraction".')
    return _say(desk, names, _of_included("removed", reason), person=person)


def restore(desk: Desk, names: Sequence[str], *, person: str) -> tuple[StudyView, ...]:
    """Take studies that were removed into the review again. Raises ``UsageError`` for one that was not."""

    def back(known: Known, reports: Collection[int]) -> Iterator[NewStudyEvent]:
        for report in reports:
            gone = [each for each in known.fellows([report]) if each in known.studies.removed]
            if not gone:
                raise UsageError(f"{report_name(report)} was not removed.", hint="harvester study list")
            yield from (NewStudyEvent(kind="restored", report_id=each) for each in gone)

    return _say(desk, names, back, person=person)


def meta_analysis(desk: Desk, names: Sequence[str], *, included: bool, person: str) -> tuple[StudyView, ...]:
    """Say that studies are, or are not, in the meta-analysis. Raises ``UsageError`` for one that is not included."""
    if included:
        return _say(desk, names, _of_included("meta-analysed"), person=person)

    def out(known: Known, reports: Collection[int]) -> Iterator[NewStudyEvent]:
        yield from (NewStudyEvent(kind="not-meta-analysed", report_id=each) for each in known.fellows(reports))

    return _say(desk, names, out, person=person)


def undo(desk: Desk) -> tuple[StudyView, ...]:
    """Take back what was last said of studies; what held before holds again. Raises ``UsageError``."""
    with desk.store.write() as session:
        rows = store.events(session)
        undone = {row.undoes for row in rows}
        last = max((row.action for row in rows if row.undoes is None and row.action not in undone), default=None)
        if last is None:
            raise UsageError("Nothing was said of studies that could be taken back.", hint="harvester study list")
        events = [before(row, rows) for row in rows if row.action == last]
        person = next(row.person for row in rows if row.action == last)
        store.add_events(session, events, person=person, now=desk.now(), undoes=last)
        return _views(session, desk, {event.report_id for event in events})


def list_studies(desk: Desk) -> tuple[StudyView, ...]:
    """Every study that is included, was removed, or has several reports, by its number."""
    with desk.store.read() as session:
        return _views(session, desk, None)


_Saying = Callable[[Known, Sequence[int]], Iterator[NewStudyEvent]]


def _say(desk: Desk, names: Sequence[str], saying: _Saying, *, person: str) -> tuple[StudyView, ...]:
    with desk.store.write() as session:
        reports = list(dict.fromkeys(record_meant(session, _as_report(name)).report_id for name in names))
        known = Known(session, desk.review.screening.exclusion_reasons)
        events = list(saying(known, reports))
        store.add_events(session, events, person=person, now=desk.now())
        return _views(session, desk, known.fellows(reports))


def _of_included(kind: StudyEventKind, reason: str = "") -> _Saying:
    """Say something of whole studies, if something of each is included."""

    def saying(known: Known, reports: Sequence[int]) -> Iterator[NewStudyEvent]:
        included = known.included()
        for report in reports:
            members = known.fellows([report])
            if included.isdisjoint(members):
                raise UsageError(
                    f"{report_name(report)} is no report of an included study.",
                    hint=f"Include it first: harvester screen decide {report_name(report)} include --stage full-text",
                )
            yield from (NewStudyEvent(kind=kind, report_id=each, reason=reason) for each in sorted(members))

    return saying


def _views(session: Session, desk: Desk, reports: Collection[int] | None) -> tuple[StudyView, ...]:
    """The studies of some reports, or all that are worth a line."""
    report_of = records.report_of(session)
    stands = standing(session, report_of, desk.review.screening.exclusion_reasons)
    now = stands.studies
    included = {report for report, state in stands.states.items() if state.full_text == "include"}
    wanted = included | now.removed.keys() | now.study_of.keys() if reports is None else {report_of[r] for r in reports}
    members: dict[int, set[int]] = {now.study(report): {now.study(report)} for report in wanted}
    for report in now.study_of:
        if now.study(report) in members:
            members[now.study(report)].add(report)
    rows = {row.id: row for row in records.records(session, {each for those in members.values() for each in those})}
    return tuple(
        StudyView(
            study=study_name(study),
            reports=tuple(
                StudyReport(
                    report=report_name(each),
                    title=rows[each].citation.title,
                    year=rows[each].citation.year,
                    included=each in included,
                )
                for each in sorted(those)
            ),
            removed=next((now.removed[each] for each in sorted(those) if each in now.removed), ""),
            meta_analysis=not now.meta_analysed.isdisjoint(those),
        )
        for study, those in sorted(members.items())
    )


def _as_report(name: str) -> str:
    """A study's name as that of its oldest report; any other name as it stands."""
    found = _STUDY.fullmatch(name.strip())
    return f"R{found[1]}" if found else name
