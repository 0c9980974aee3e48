"""Group reports into studies from the log of study events. Pure.

A study has the number of its oldest report, as a report has that of its oldest record. When two reports of different
studies turn out to be one, the studies become one too; when they are separated again, so are the studies.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class StudyChangeKind(StrEnum):
    """A kind of change to studies."""

    BELONGS = "belongs"
    REMOVED = "removed"
    RESTORED = "restored"
    META_ANALYSED = "meta-analysed"
    NOT_META_ANALYSED = "not-meta-analysed"


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyChange:
    """A change to the study of a report, under the number the report had then; ``study`` is the one it "belongs" to."""

    kind: StudyChangeKind
    report: int
    study: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyGroups:
    """The studies, under the report numbers of one moment.

    ``study_of`` maps a report to its study; a report that is absent is a study of its own. ``removed`` maps a report of
    a study that was removed to the reason ("retraction", "criteria change" …). ``meta_analysed`` are the reports whose
    study is in the meta-analysis.
    """

    study_of: Mapping[int, int] = field(default_factory=dict)
    removed: Mapping[int, str] = field(default_factory=dict)
    meta_analysed: frozenset[int] = frozenset()

    def study(self, report: int) -> int:
        """Return the study a report belongs to."""
        return self.study_of.get(report, report)


def group_studies(changes: Iterable[StudyChange], report_of: Mapping[int, int]) -> StudyGroups:
    """Group reports into studies by all changes, oldest first; ``report_of`` maps former report numbers to those of
    now.
    """
    belongs: dict[int, int] = {}
    removal: dict[int, StudyChange] = {}
    analysis: dict[int, StudyChange] = {}
    for change in changes:
        if change.study is not None:
            belongs[change.report] = change.study
        elif change.kind in {StudyChangeKind.REMOVED, StudyChangeKind.RESTORED}:
            removal[report_of[change.report]] = change
        else:
            analysis[report_of[change.report]] = change
    return StudyGroups(
        study_of=join_reports((report_of[report], report_of[study]) for report, study in belongs.items()),
        removed={report: last.reason for report, last in removal.items() if last.kind == StudyChangeKind.REMOVED},
        meta_analysed=frozenset(
            report for report, last in analysis.items() if last.kind == StudyChangeKind.META_ANALYSED
        ),
    )


def join_reports(pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Return report → the smallest report it is joined to, over any number of pairs; reports that are alone are left
    out.
    """
    parent: dict[int, int] = {}

    def root(report: int) -> int:
        while (above := parent.setdefault(report, report)) != report:
            parent[report] = report = parent[above]
        return report

    for first, second in pairs:
        low, high = sorted((root(first), root(second)))
        parent[high] = low
    return {report: root(report) for report in list(parent) if root(report) != report}
