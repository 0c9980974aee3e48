"""Count the flow of a review: the searches since the last release, or several windows as one, at any moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy.orm import Session

from harvester.errors import UsageError
from harvester.prisma import Flow, Layout, Template, Window, count
from harvester.store import screening, sightings
from harvester.store.values import ReleaseRow
from harvester.workflow.desk import Desk
from harvester.workflow.standing import Standing, report_numbers, standing
from harvester.workflow.windows import Reach, reach, window

__all__ = ["Counted", "Layout", "count_flow", "count_release", "counted", "counted_over", "end_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A flow and what it was counted from."""

    flow: Flow
    window: Window
    standing: Standing
    layout: Layout
    last_run: int | None
    nothing_since: str


def count_flow(
    desk: Desk, *, as_of: date | None = None, layout: Layout = "latest+previous", template: Template | None = None
) -> Counted:
    """The flow today, or as it was at the end of a day (UTC): later events are as if they had not happened.

    Of a layout of several parts it is the last one: the latest window, or the updates combined. Raises ``UsageError``
    for a template that would hide numbers.
    """
    with desk.store.read() as session:
        reasons = desk.review.screening.exclusion_reasons
        return counted(session, reasons, until=end_of(as_of), layout=layout, template=template)


def count_release(desk: Desk, name: str) -> Counted:
    """The flow of a release counted anew as of its moment, so that its numbers can be opened.

    Raises ``UsageError`` for an unknown name.
    """
    with desk.store.read() as session:
        releases = screening.releases(session)
        place = release_named(releases, name)
        over = reach(releases, place, place, until=releases[place].made_at)
        return counted_over(session, desk.review.screening.exclusion_reasons, over)


def counted(
    session: Session,
    reasons: tuple[str, ...],
    *,
    until: datetime | None = None,
    layout: Layout = "latest+previous",
    template: Template | None = None,
) -> Counted:
    """The same as :func:`count_flow` inside a transaction."""
    releases = screening.releases(session, until=until)
    first = {"all": 0, "base+updates": min(1, len(releases))}.get(layout, len(releases))
    over = reach(releases, first, len(releases), until=until)
    return counted_over(session, reasons, over, layout=layout, template=template)


def counted_over(
    session: Session,
    reasons: tuple[str, ...],
    over: Reach,
    *,
    layout: Layout = "latest+previous",
    template: Template | None = None,
) -> Counted:
    """The flow of some windows."""
    report_of = report_numbers(session, until=over.until)
    stands = standing(session, report_of, reasons, until=over.until)
    seen = window(session, over, report_of, stands)
    return Counted(
        flow=count(seen, template=template),
        window=seen,
        standing=stands,
        layout=layout,
        last_run=sightings.last_finished_run(session, until=over.until),
        nothing_since=over.base.name if over.base and not seen.searches else "",
    )


def end_of(day: date | None) -> datetime | None:
    """The last moment of a day in UTC."""
    return None if day is None else datetime.combine(day, time.max, tzinfo=UTC)


def release_named(releases: Sequence[ReleaseRow], name: str) -> int:
    """The place of a release among all. Raises ``UsageError`` that names those there are."""
    names = [row.name for row in releases]
    if name not in names:
        raise UsageError(f"There is no release {name!r}.", hint=f"Releases: {', '.join(names) or 'none yet'}.")
    return names.index(name)
