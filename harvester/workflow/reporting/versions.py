"""Lay out the flow of a living review: released versions as stored, several versions combined with adjustments."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from sqlalchemy.orm import Session

from harvester.prisma import Layout, LayoutPart, LivingFlow, flow_from_json
from harvester.prisma.versions import WindowCount, check_adjustments, compute_adjustments
from harvester.review import ScreeningSettings
from harvester.store.releases import ReleaseRow, load_releases
from harvester.workflow.context import ReviewContext
from harvester.workflow.reporting.flow import CountedFlow, count_scope, end_of_day, flow_scope

_DECIDED: Final = (
    "records_excluded",
    "dbr_notretrieved_reports",
    "dbr_excluded",
    "other_notretrieved_reports",
    "other_excluded",
    "new_reports",
)
_CHANGED: Final = ("removed_reports", "joined_reports", "relinked_studies")


def layout_versions(context: ReviewContext, layout: Layout, *, as_of: date | None = None) -> LivingFlow:
    """Return the flow of every version, single or combined as the layout says, today or at the end of a day."""
    with context.store.read() as session:
        until = end_of_day(as_of)
        windows = _WindowCounts(session, context.review.screening, load_releases(session, until=until), until)
        return LivingFlow(
            layout=layout,
            parts=tuple(windows.part(first, last) for first, last in group_windows(layout, windows.number)),
            windows=tuple(windows.part(place, place) for place in range(windows.number)),
        )


def group_windows(layout: Layout, number: int) -> tuple[tuple[int, int], ...]:
    """Return the first and last window of each part of a layout."""
    last = number - 1
    if layout == "each":
        return tuple((place, place) for place in range(number))
    if layout == "all" or number == 1:
        return ((0, last),)
    return ((0, 0), (1, last)) if layout == "base+updates" else ((0, last - 1), (last, last))


@dataclass
class _WindowCounts:
    """The windows of a review up to a moment; each is counted once, when needed."""

    session: Session
    settings: ScreeningSettings
    releases: Sequence[ReleaseRow]
    until: datetime | None
    _counted: dict[tuple[int, int], CountedFlow] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """The number of windows; the one after the last release exists only if it has content."""
        return len(self.releases) + (not self.releases or self._open_window_has_content())

    def part(self, first: int, last: int) -> LayoutPart:
        """Return one window, or several combined."""
        names = tuple(self.name(place) for place in range(first, last + 1))
        label = self.label(first, last, names)
        if first == last:
            published = first < len(self.releases)
            flow = flow_from_json(json.loads(self.releases[first].flow)) if published else self.count(first, first).flow
            return LayoutPart(label=label, windows=names, flow=flow, published=published)
        combined = self.count(first, last)
        parts = [self.window_count(place) for place in range(first, last + 1)]
        adjusted = compute_adjustments(combined.flow, combined.flow_input, parts)
        return LayoutPart(
            label=label,
            windows=names,
            flow=combined.flow,
            adjustments=adjusted,
            checks=check_adjustments(combined.flow, parts, adjusted),
        )

    def window_count(self, place: int) -> WindowCount:
        count = self.count(place, place)
        return WindowCount(
            name=self.name(place),
            flow=self.part(place, place).flow,
            members=count.flow.members,
            flow_input=count.flow_input,
        )

    def count(self, first: int, last: int) -> CountedFlow:
        """Count windows as of their last release, or of ``until`` if there was none."""
        if (first, last) not in self._counted:
            ended = self.moment_of(first, last)
            scope = flow_scope(self.releases, first, last, until=ended)
            self._counted[first, last] = count_scope(self.session, self.settings, scope)
        return self._counted[first, last]

    def moment_of(self, first: int, last: int) -> datetime | None:
        """Return the moment of a count: now for a combination up to the last window, else that of the release."""
        if last >= len(self.releases) or (
            first < last and last == len(self.releases) - 1 and not self._open_window_has_content()
        ):
            return self.until
        return self.releases[last].made_at

    def _open_window_has_content(self) -> bool:
        place = len(self.releases)
        if (place, place) not in self._counted:
            scope = flow_scope(self.releases, place, place, until=self.until)
            self._counted[place, place] = count_scope(self.session, self.settings, scope)
        count = self._counted[place, place]
        changed = any(count.flow.number(key) for key in _DECIDED) or any(count.flow.terms[key] for key in _CHANGED)
        return bool(count.flow_input.searches) or changed

    def name(self, place: int) -> str:
        if place < len(self.releases):
            return self.releases[place].name
        return f"since {self.releases[-1].name}" if self.releases else "now"

    def label(self, first: int, last: int, names: Sequence[str]) -> str:
        listed = ", ".join(names)
        if first == last:
            return f"Base review ({listed})" if first == 0 else f"Update ({listed})"
        if first == 0:
            return (
                f"All versions combined ({listed})"
                if last == self.number - 1
                else f"Previous versions combined ({listed})"
            )
        return f"Updates combined ({listed})"
