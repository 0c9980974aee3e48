"""What the review includes: new, kept and removed reports, and the studies they belong to."""

from __future__ import annotations

from dataclasses import dataclass

from harvester.prisma.window import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Included:
    """The included reports and studies, before this window and after it.

    ``previous_*`` are as frozen by the last release. ``relinked_studies`` is signed: how many more or fewer studies
    the reports of the last release make as people link them today. ``joined_reports`` are those that turned out to be
    duplicates of others among them, by the number they had.
    """

    previous_studies: frozenset[int]
    previous_reports: frozenset[int]
    kept_reports: frozenset[int]
    removed_reports: frozenset[int]
    removed_studies: frozenset[int]
    new_reports: frozenset[int]
    studies_of_new_reports: frozenset[int]
    new_studies: frozenset[int]
    total_studies: frozenset[int]
    total_reports: frozenset[int]
    studies_meta_analysed: frozenset[int]
    reports_meta_analysed: frozenset[int]
    joined_reports: frozenset[int]
    relinked_studies: int


def include(window: Window, new: frozenset[int]) -> Included:
    """Put the reports included in this window beside those of the last release.

    A study is new when no report of it was included before. A study is removed when all its included reports are.
    """
    frozen_studies = window.previous.studies if window.previous else frozenset[int]()
    frozen_reports = window.previous.reports if window.previous else frozenset[int]()
    before = window.included_before
    removed = before & (window.today(window.removed) | _excluded_since(window, before))
    total = (before - removed) | new
    studies_of_new = window.studies(new)
    old_studies = window.studies(before) | (studies_of_new & frozen_studies)
    in_analysis = window.studies(window.today(window.meta_analysed))
    meta_analysed = frozenset(report for report in total if window.study(report) in in_analysis)
    return Included(
        previous_studies=frozen_studies,
        previous_reports=frozen_reports,
        kept_reports=before - removed,
        removed_reports=removed,
        removed_studies=window.studies(removed) - window.studies(total),
        new_reports=new,
        studies_of_new_reports=studies_of_new,
        new_studies=studies_of_new - old_studies,
        total_studies=window.studies(total),
        total_reports=total,
        studies_meta_analysed=window.studies(meta_analysed),
        reports_meta_analysed=meta_analysed,
        joined_reports=_joined(window, frozen_reports),
        relinked_studies=len(old_studies) - len(frozen_studies),
    )


def _excluded_since(window: Window, reports: frozenset[int]) -> frozenset[int]:
    return frozenset(report for report in reports if window.state(report).full_text == "exclude")


def _joined(window: Window, reports: frozenset[int]) -> frozenset[int]:
    kept = {next(iter(window.today(frozenset({report})))): report for report in sorted(reports, reverse=True)}
    return reports - frozenset(kept.values())
