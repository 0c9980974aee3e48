"""Count the flow of a review: the searches since the last release, or several windows as one, at any moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy.orm import Session

from harvester.errors import UsageError
from harvester.prisma import Flow, FlowInput, Layout, Template, compute_flow
from harvester.store import retrievals
from harvester.store.releases import ReleaseRow, load_releases
from harvester.workflow.context import ReviewContext
from harvester.workflow.reporting.flow_input import FlowScope, build_flow_input, flow_scope
from harvester.workflow.screening.report_states import ScreeningState, load_screening_state, report_numbers

__all__ = ["CountedFlow", "Layout", "count_flow", "count_layout", "count_release", "count_scope", "end_of_day"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedFlow:
    """A flow and what it was counted from."""

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
    """The flow today, or as it was at the end of a day (UTC): later events are as if they had not happened.

    Of a layout of several parts it is the last one: the latest window, or the updates combined. Raises ``UsageError``
    for a template that would hide numbers.
    """
    with context.store.read() as session:
        reasons = context.review.screening.exclusion_reasons
        return count_layout(session, reasons, until=end_of_day(as_of), layout=layout, template=template)


def count_release(context: ReviewContext, name: str) -> CountedFlow:
    """The flow of a release counted anew as of its moment, so that its numbers can be opened.

    Raises ``UsageError`` for an unknown name.
    """
    with context.store.read() as session:
        releases = load_releases(session)
        index = index_of_release(releases, name)
        scope = flow_scope(releases, index, index, until=releases[index].made_at)
        return count_scope(session, context.review.screening.exclusion_reasons, scope)


def count_layout(
    session: Session,
    reasons: tuple[str, ...],
    *,
    until: datetime | None = None,
    layout: Layout = "latest+previous",
    template: Template | None = None,
) -> CountedFlow:
    """The same as :func:`count_flow` inside a transaction."""
    releases = load_releases(session, until=until)
    first = {"all": 0, "base+updates": min(1, len(releases))}.get(layout, len(releases))
    scope = flow_scope(releases, first, len(releases), until=until)
    return count_scope(session, reasons, scope, layout=layout, template=template)


def count_scope(
    session: Session,
    reasons: tuple[str, ...],
    scope: FlowScope,
    *,
    layout: Layout = "latest+previous",
    template: Template | None = None,
) -> CountedFlow:
    """The flow of some windows."""
    report_of = report_numbers(session, until=scope.until)
    screening_state = load_screening_state(session, report_of, reasons, until=scope.until)
    flow_input = build_flow_input(session, scope, report_of, screening_state)
    return CountedFlow(
        flow=compute_flow(flow_input, template=template),
        flow_input=flow_input,
        screening_state=screening_state,
        layout=layout,
        last_run=retrievals.last_finished_run_id(session, until=scope.until),
        no_search_since=scope.base.name if scope.base and not flow_input.searches else "",
    )


def end_of_day(day: date | None) -> datetime | None:
    """The last moment of a day in UTC."""
    return None if day is None else datetime.combine(day, time.max, tzinfo=UTC)


def index_of_release(releases: Sequence[ReleaseRow], name: str) -> int:
    """The place of a release among all. Raises ``UsageError`` that names those there are."""
    names = [row.name for row in releases]
    if name not in names:
        raise UsageError(f"There is no release {name!r}.", hint=f"Releases: {', '.join(names) or 'none yet'}.")
    return names.index(name)
