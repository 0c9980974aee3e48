"""Count the flow of a review from the store: the searches since the last release, or several versions as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from sqlalchemy.orm import Session

from harvester.errors import UsageError
from harvester.prisma import Flow, FlowInput, Layout, PreviousRelease, SearchRecords, Template, compute_flow
from harvester.review import ScreeningSettings
from harvester.screening import ReportStatus
from harvester.store import retrievals, runs
from harvester.store import studies as study_store
from harvester.store.counting.withdrawals import find_uncounted_records
from harvester.store.releases import ReleaseRow, load_releases
from harvester.store.runs import SearchRow
from harvester.workflow.context import ReviewContext
from harvester.workflow.screening.report_states import (
    ScreeningState,
    changed_report_numbers,
    load_screening_state,
    report_numbers,
)

RecordsBySearch = dict[int, frozenset[int]]
"""Search number → the records that its finished runs retrieved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowScope:
    """The windows that are counted together: those after release ``base`` (None: from the first search on).

    ``ends`` are the last runs of the windows, oldest first, None for one that is still open; events after ``until`` are
    ignored.
    """

    base: ReleaseRow | None
    ends: tuple[int | None, ...] = (None,)
    until: datetime | None = None

    @property
    def begins_after(self) -> int:
        """The last run before the first of these windows."""
        return (self.base.last_run_id or 0) if self.base else 0


def flow_scope(releases: Sequence[ReleaseRow], first: int, last: int, *, until: datetime | None = None) -> FlowScope:
    """Return the scope from window ``first`` to ``last``; window n ends with release n, the last one may be open."""
    ends = [release.last_run_id or 0 for release in releases[first : last + 1]]
    open_end: tuple[int | None, ...] = (None,) if last >= len(releases) else ()
    return FlowScope(base=releases[first - 1] if first else None, ends=(*ends, *open_end), until=until)


def build_flow_input(
    session: Session, scope: FlowScope, report_of: Mapping[int, int], screening_state: ScreeningState
) -> FlowInput:
    """Return the input of the flow, with the searches of all windows of the scope."""
    rows = {row.id: row for row in runs.load_searches(session)}
    searches = load_search_records(session, scope, rows)
    studies = screening_state.studies
    if scope.base is None:
        return FlowInput(
            searches=searches,
            report_of=report_of,
            states=screening_state.states,
            study_of=studies.study_of,
            meta_analysed=studies.meta_analysed,
        )
    last = scope.base
    earlier = retrievals.retrieved_records_by_search(
        session, after_run=0, until_run=scope.begins_after, until=scope.until
    )
    included = frozenset(report_of[report] for report in last.included)
    known = frozenset[int]().union(*(map(report_of.__getitem__, retrieved) for retrieved in earlier.values()))
    unfinished = frozenset(report_of[report] for report in last.unfinished) | reports_split_since(session, last, known)
    withdrawn = find_uncounted_records(session, until=scope.until)
    carried = unfinished - included - withdrawn
    studies_then = study_store.load_release_studies(session, last.id)
    return FlowInput(
        searches=searches,
        report_of=report_of,
        known=known,
        carried_over=carried,
        carried_over_other=carried & reports_by_other_methods(earlier, rows, report_of),
        states=screening_state.states,
        study_of=studies.study_of,
        meta_analysed=studies.meta_analysed,
        previous=PreviousRelease(
            name=last.name,
            studies=frozenset(studies_then.get(report, report) for report in last.included),
            reports=last.included,
        ),
        removed=frozenset(
            report for report in included if report in withdrawn or _is_removed(screening_state.status_of(report))
        ),
        joined={report: report_of[report] for report in last.included if report_of[report] != report},
    )


def _is_removed(status: ReportStatus) -> bool:
    """Return whether a report of the last release is out. One that is disputed or decided about again stays in."""
    return status is not ReportStatus.INCLUDED and status not in {
        ReportStatus.AWAITS_FURTHER_FULL_TEXT,
        ReportStatus.CONFLICT_ON_FULL_TEXT,
    }


def load_search_records(session: Session, scope: FlowScope, rows: Mapping[int, SearchRow]) -> tuple[SearchRecords, ...]:
    search_records: list[SearchRecords] = []
    begins = scope.begins_after
    for span, end in enumerate(scope.ends):
        retrieved: RecordsBySearch = {}
        if end is None or end > begins:
            retrieved = retrievals.retrieved_records_by_search(
                session, after_run=begins, until_run=end, until=scope.until
            )
        search_records.extend(
            SearchRecords(rows[number].key, rows[number].name, rows[number].kind, records, span)
            for number, records in retrieved.items()
        )
        begins = begins if end is None else max(begins, end)
    return tuple(search_records)


def reports_split_since(session: Session, last: ReleaseRow, known: frozenset[int]) -> frozenset[int]:
    """Return reports that were merged into another one at the last release, so that nobody has screened them."""
    then = changed_report_numbers(session, last.made_at)
    return frozenset(report for report in known & then.keys() if then[report] != report)


def reports_by_other_methods(
    earlier: RecordsBySearch, rows: Mapping[int, SearchRow], report_of: Mapping[int, int]
) -> frozenset[int]:
    by: dict[bool, set[int]] = {True: set(), False: set()}
    for number, retrieved in earlier.items():
        by[rows[number].kind in {"database", "register"}].update(map(report_of.__getitem__, retrieved))
    return frozenset(by[False] - by[True])


__all__ = ["CountedFlow", "Layout", "count_flow", "count_layout", "count_release", "count_scope", "end_of_day"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedFlow:
    """A flow, its input and its screening states."""

    flow: Flow
    flow_input: FlowInput
    screening_state: ScreeningState
    layout: Layout
    last_run: int | None
    no_search_since: str


def count_flow(
    context: ReviewContext,
    *,
    as_of: date | None = None,
    layout: Layout = "latest+previous",
    template: Template | None = None,
) -> CountedFlow:
    """Count the flow of today, or of the end of a day (UTC), ignoring later events.

    For a layout of several parts it is the last one: the latest window, or the updates combined. Raises ``UsageError``
    for a template that would hide numbers.
    """
    with context.store.read() as session:
        return count_layout(
            session, context.review.screening, until=end_of_day(as_of), layout=layout, template=template
        )


def count_release(context: ReviewContext, name: str) -> CountedFlow:
    """Count the flow of a release again as of its moment, so that its numbers have members.

    Raises ``UsageError`` for an unknown name.
    """
    with context.store.read() as session:
        releases = load_releases(session)
        index = index_of_release(releases, name)
        scope = flow_scope(releases, index, index, until=releases[index].made_at)
        return count_scope(session, context.review.screening, scope)


def count_layout(
    session: Session,
    settings: ScreeningSettings,
    *,
    until: datetime | None = None,
    layout: Layout = "latest+previous",
    template: Template | None = None,
) -> CountedFlow:
    """Count the flow as :func:`count_flow` does, inside a transaction."""
    releases = load_releases(session, until=until)
    first = {"all": 0, "base+updates": min(1, len(releases))}.get(layout, len(releases))
    scope = flow_scope(releases, first, len(releases), until=until)
    return count_scope(session, settings, scope, layout=layout, template=template)


def count_scope(
    session: Session,
    settings: ScreeningSettings,
    scope: FlowScope,
    *,
    layout: Layout = "latest+previous",
    template: Template | None = None,
) -> CountedFlow:
    """Count the flow of some windows."""
    report_of = report_numbers(session, until=scope.until)
    screening_state = load_screening_state(session, report_of, settings, until=scope.until)
    flow_input = replace(
        build_flow_input(session, scope, report_of, screening_state), reason_order=settings.exclusion_reasons
    )
    return CountedFlow(
        flow=compute_flow(flow_input, template=template),
        flow_input=flow_input,
        screening_state=screening_state,
        layout=layout,
        last_run=retrievals.last_finished_run_id(session, until=scope.until),
        no_search_since=scope.base.name if scope.base and not flow_input.searches else "",
    )


def end_of_day(day: date | None) -> datetime | None:
    """Return the last moment of a day in UTC."""
    return None if day is None else datetime.combine(day, time.max, tzinfo=UTC)


def index_of_release(releases: Sequence[ReleaseRow], name: str) -> int:
    """Return the index of a release. Raises ``UsageError`` that lists the releases."""
    names = [row.name for row in releases]
    if name not in names:
        raise UsageError(f"There is no release {name!r}.", hint=f"Releases: {', '.join(names) or 'none yet'}.")
    return names.index(name)
