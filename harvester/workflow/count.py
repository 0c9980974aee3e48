"""Count the flow of a review: the searches since the last release, or all of them, at any moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Literal

from sqlalchemy.orm import Session

from harvester.prisma import Flow, Previous, SearchFacts, Window, count
from harvester.store import harvest, screening, sightings
from harvester.store import studies as study_store
from harvester.store.values import ReleaseRow, SearchRow
from harvester.workflow.desk import Desk
from harvester.workflow.standing import Standing, report_numbers, standing

Layout = Literal["latest+previous", "all"]
"""Which windows a flow shows: what came since the last release, as an updated review; or everything as one review."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A flow and what it was counted from."""

    flow: Flow
    window: Window
    standing: Standing
    layout: Layout
    last_run: int | None
    nothing_since: str


def count_flow(desk: Desk, *, as_of: date | None = None, layout: Layout = "latest+previous") -> Counted:
    """The flow today, or as it was at the end of a day (UTC): later events are as if they had not happened."""
    until = None if as_of is None else datetime.combine(as_of, time.max, tzinfo=UTC)
    with desk.store.read() as session:
        return counted(session, desk.review.screening.exclusion_reasons, until=until, layout=layout)


def counted(
    session: Session, reasons: tuple[str, ...], *, until: datetime | None = None, layout: Layout = "latest+previous"
) -> Counted:
    """The same inside a transaction."""
    releases = screening.releases(session, until=until)
    last = releases[-1] if releases and layout == "latest+previous" else None
    after = (last.last_run_id or 0) if last else 0
    report_of = report_numbers(session, until=until)
    stands = standing(session, report_of, reasons, until=until)
    window = _window(session, last, after, report_of, stands, until=until)
    return Counted(
        flow=count(window),
        window=window,
        standing=stands,
        layout=layout,
        last_run=sightings.last_finished_run(session, until=until),
        nothing_since=last.name if last and not window.searches else "",
    )


def _window(
    session: Session,
    last: ReleaseRow | None,
    after: int,
    report_of: dict[int, int],
    stands: Standing,
    *,
    until: datetime | None,
) -> Window:
    seen = sightings.window(session, after_run=after, until=until)
    rows = {row.id: row for row in harvest.searches(session)}
    searches = tuple(
        SearchFacts(key=rows[number].key, name=rows[number].name, kind=rows[number].kind, records=found)
        for number, found in seen.items()
    )
    studies = stands.studies
    if last is None:
        return Window(
            searches=searches,
            report_of=report_of,
            states=stands.states,
            study_of=studies.study_of,
            meta_analysed=studies.meta_analysed,
        )
    studies_then = study_store.frozen(session, last.id)
    earlier = sightings.window(session, after_run=0, until_run=after, until=until)
    included = frozenset(report_of[report] for report in last.included)
    known = frozenset(report_of[record] for found in earlier.values() for record in found)
    unfinished = frozenset(report_of[report] for report in last.unfinished) | _parted_since(session, last, known)
    carried = unfinished - included
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


def _parted_since(session: Session, last: ReleaseRow, known: frozenset[int]) -> frozenset[int]:
    """Reports that were hidden in another one at the last release, so that nobody has screened them on their own."""
    then = report_numbers(session, until=last.made_at)
    return frozenset(report for report in known if then[report] != report)


def _by_other_methods_only(
    earlier: dict[int, frozenset[int]], rows: dict[int, SearchRow], report_of: dict[int, int]
) -> frozenset[int]:
    by: dict[bool, set[int]] = {True: set(), False: set()}
    for number, found in earlier.items():
        by[rows[number].kind in {"database", "register"}].update(report_of[record] for record in found)
    return frozenset(by[False] - by[True])


def _is_included(stands: Standing, report: int) -> bool:
    state = stands.states.get(report)
    return state is not None and state.full_text == "include"
