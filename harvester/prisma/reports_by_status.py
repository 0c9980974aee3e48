"""The reports of each column of the flow, grouped by their status."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping

from harvester.prisma.flow_input import FlowInput
from harvester.screening.report_status import ReportState, ReportStatus, report_status, status_without_screening


class ReportsByStatus:
    """The reports of one column, by status."""

    def __init__(self, reports: Mapping[ReportStatus, frozenset[int]]) -> None:
        self._reports = reports

    def with_status(self, *statuses: ReportStatus) -> frozenset[int]:
        """Return the reports that have any of these statuses."""
        return frozenset[int]().union(*(self._reports.get(status, frozenset()) for status in statuses))

    @property
    def total(self) -> int:
        """The sum over all statuses: more than the reports there are, if one had two."""
        return sum(map(len, self._reports.values()))


def group_screened_reports(flow_input: FlowInput, reports: frozenset[int]) -> ReportsByStatus:
    """Group the reports of the column "databases and registers"."""
    return _group(flow_input, reports, report_status)


def group_sought_reports(flow_input: FlowInput, reports: frozenset[int]) -> ReportsByStatus:
    """Group the reports of the column "other methods", which has no screening box: one nobody excluded is sought."""
    return _group(flow_input, reports, status_without_screening)


def _group(
    flow_input: FlowInput, reports: frozenset[int], status_of: Callable[[ReportState], ReportStatus]
) -> ReportsByStatus:
    by_status: defaultdict[ReportStatus, set[int]] = defaultdict(set)
    for state, group in flow_input.group_by_state(reports):
        by_status[status_of(state)].update(group)
    return ReportsByStatus({status: frozenset(group) for status, group in by_status.items()})
