"""The windows of a review's searches, as the flow is counted from them: what was found, known, decided and included."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from harvester.prisma import Previous, SearchFacts, Window
from harvester.store import harvest, sightings
from harvester.store import studies as study_store
from harvester.store.values import ReleaseRow, SearchRow
from harvester.workflow.standing import Standing, numbered_otherwise

Seen = dict[int, frozenset[int]]
"""Search number → the records its finished runs saw."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Which windows are counted together: those after release ``base`` (None: from the first search on).

    ``ends`` are the last runs of the windows, oldest first, None for one that is still open; what happened after
    ``until`` is as if it had not happened.
    """

    base: ReleaseRow | None
    ends: tuple[int | None, ...] = (None,)
    until: datetime | None = None

    @property
    def begins_after(self) -> int:
        """The last run before the first of these windows."""
        return (self.base.last_run_id or 0) if self.base else 0


def reach(releases: Sequence[ReleaseRow], first: int, last: int, *, until: datetime | None = None) -> Reach:
    """From window number ``first`` to ``last``, where window n ends with release n, and the last one may be open."""
    ends = [release.last_run_id or 0 for release in releases[first : last + 1]]
    open_end: tuple[int | None, ...] = (None,) if last >= len(releases) else ()
    return Reach(base=releases[first - 1] if first else None, ends=(*ends, *open_end), until=until)


def window(session: Session, over: Reach, report_of: Mapping[int, int], stands: Standing) -> Window:
    """The window to be counted, with the searches of all windows it combines."""
    rows = {row.id: row for row in harvest.searches(session)}
    searches = _searches(session, over, rows)
    studies = stands.studies
    if over.base is None:
        return Window(
            searches=searches,
            report_of=report_of,
            states=stands.states,
            study_of=studies.study_of,
            meta_analysed=studies.meta_analysed,
        )
    last = over.base
    earlier = sightings.window(session, after_run=0, until_run=over.begins_after, until=over.until)
    included = frozenset(report_of[report] for report in last.included)
    known = frozenset[int]().union(*(map(report_of.__getitem__, found) for found in earlier.values()))
    unfinished = frozenset(report_of[report] for report in last.unfinished) | _parted_since(session, last, known)
    carried = unfinished - included
    studies_then = study_store.frozen(session, last.id)
    return Window(
        searches=searches,
        report_of=report_of,
        known=known,
        carried_over=carried,
        carried_over_other=carried & _by_other_methods_only(earlier, rows, report_of),
        states=stands.states,
        study_of=studies.study_of,
        meta_analysed=studies.meta_analysed,
        previous=Previous(
            name=last.name,
            studies=frozenset(studies_then.get(report, report) for report in last.included),
            reports=last.included,
        ),
        removed=frozenset(report for report in included if not _is_included(stands, report)),
        joined={report: report_of[report] for report in last.included if report_of[report] != report},
    )


def _searches(session: Session, over: Reach, rows: Mapping[int, SearchRow]) -> tuple[SearchFacts, ...]:
    found: list[SearchFacts] = []
    begins = over.begins_after
    for span, end in enumerate(over.ends):
        seen: Seen = {}
        if end is None or end > begins:
            seen = sightings.window(session, after_run=begins, until_run=end, until=over.until)
        found.extend(
            SearchFacts(rows[number].key, rows[number].name, rows[number].kind, records, span)
            for number, records in seen.items()
        )
        begins = begins if end is None else max(begins, end)
    return tuple(found)


def _parted_since(session: Session, last: ReleaseRow, known: frozenset[int]) -> frozenset[int]:
    """Reports that were hidden in another one at the last release, so that nobody has screened them on their own."""
    then = numbered_otherwise(session, last.made_at)
    return frozenset(report for report in known & then.keys() if then[report] != report)


def _by_other_methods_only(
    earlier: Seen, rows: Mapping[int, SearchRow], report_of: Mapping[int, int]
) -> frozenset[int]:
    by: dict[bool, set[int]] = {True: set(), False: set()}
    for number, found in earlier.items():
        by[rows[number].kind in {"database", "register"}].update(map(report_of.__getitem__, found))
    return frozenset(by[False] - by[True])


def _is_included(stands: Standing, report: int) -> bool:
    state = stands.states.get(report)
    return state is not None and state.full_text == "include"
