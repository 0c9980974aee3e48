"""What the review includes: new, kept and removed reports, and the studies they belong to."""

from __future__ import annotations

from dataclasses import dataclass

from harvester.prisma.flow_input import FlowInput
from harvester.screening.decisions import Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class InclusionSets:
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


def derive_inclusion(flow_input: FlowInput, new: frozenset[int]) -> InclusionSets:
    """Put the reports included in this window beside those of the last release.

    A study is new when no report of it was included before. A study is removed when all its included reports are.
    """
    frozen_studies = flow_input.previous.studies if flow_input.previous else frozenset[int]()
    frozen_reports = flow_input.previous.reports if flow_input.previous else frozenset[int]()
    included_before = flow_input.included_before
    removed = included_before & (
        flow_input.current_reports(flow_input.removed) | _excluded_since(flow_input, included_before)
    )
    total = (included_before - removed) | new
    studies_of_new_reports = flow_input.studies_of(new)
    old_studies = flow_input.studies_of(included_before) | (studies_of_new_reports & frozen_studies)
    in_analysis = flow_input.studies_of(flow_input.current_reports(flow_input.meta_analysed))
    meta_analysed = frozenset(report for report in total if flow_input.study(report) in in_analysis)
    return InclusionSets(
        previous_studies=frozen_studies,
        previous_reports=frozen_reports,
        kept_reports=included_before - removed,
        removed_reports=removed,
        removed_studies=flow_input.studies_of(removed) - flow_input.studies_of(total),
        new_reports=new,
        studies_of_new_reports=studies_of_new_reports,
        new_studies=studies_of_new_reports - old_studies,
        total_studies=flow_input.studies_of(total),
        total_reports=total,
        studies_meta_analysed=flow_input.studies_of(meta_analysed),
        reports_meta_analysed=meta_analysed,
        joined_reports=_joined(flow_input, frozen_reports),
        relinked_studies=len(old_studies) - len(frozen_studies),
    )


def _excluded_since(flow_input: FlowInput, reports: frozenset[int]) -> frozenset[int]:
    return frozenset(report for report in reports if flow_input.state_of(report).full_text == Decision.EXCLUDE)


def _joined(flow_input: FlowInput, reports: frozenset[int]) -> frozenset[int]:
    first_of_report = {
        next(iter(flow_input.current_reports(frozenset({report})))): report for report in sorted(reports, reverse=True)
    }
    return reports - frozenset(first_of_report.values())
