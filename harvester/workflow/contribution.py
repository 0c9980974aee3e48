"""Gather what each source found, what became of it, and what every update brought."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time

from harvester.contribution import Found, Moment, Source
from harvester.prisma.comparison import compare
from harvester.store import screening, sightings
from harvester.workflow.count import counted
from harvester.workflow.desk import Desk


def gather(desk: Desk, *, as_of: date | None = None) -> Found:
    """The searches of a review over all its versions, today or at the end of a day (UTC)."""
    until = None if as_of is None else datetime.combine(as_of, time.max, tzinfo=UTC)
    with desk.store.read() as session:
        now = counted(session, desk.review.screening.exclusion_reasons, until=until, layout="all")
        brought = sightings.first_brought(session, until=until)
        released = [row.made_at for row in screening.releases(session, until=until)]
    members = now.flow.members
    return Found(
        sources=tuple(
            Source(key=one.key, name=one.name, kind=one.kind, raw=len(one.records), reports=one.reports)
            for one in compare(now.window)
        ),
        screened_in=members["dbr_sought_reports"] | members["other_sought_reports"],
        included=members["total_reports"],
        moments=moments(brought, now.window.report_of, released),
    )


def moments(
    brought: Mapping[int, tuple[datetime, str]], report_of: Mapping[int, int], releases: Sequence[datetime] = ()
) -> tuple[Moment, ...]:
    """What came in on one day is one update, unless a version was released in between; a report belongs to the update
    of its first record. ``brought``: record → when it came, and the ISO day its run searched on.

    An update is called by the latest day searched in it: an export of March taken in in May shows what March brought.
    """

    def update(moment: datetime) -> _Update:
        return bisect_left(releases, moment), moment.date()

    firsts: dict[int, datetime] = {}
    records: Counter[_Update] = Counter()
    searched: dict[_Update, str] = {}
    for record, (moment, day) in brought.items():
        report, key = report_of[record], update(moment)
        firsts[report] = min(firsts.get(report, moment), moment)
        records[key] += 1
        searched[key] = max(searched.get(key, ""), day)
    reports: defaultdict[_Update, set[int]] = defaultdict(set)
    for report, moment in firsts.items():
        reports[update(moment)].add(report)
    days = Counter(searched.values())
    parts: Counter[str] = Counter()
    found: list[Moment] = []
    for key in sorted(records):
        day = searched[key]
        parts[day] += 1
        part = parts[day] if days[day] > 1 else 0
        found.append(
            Moment(day=date.fromisoformat(day), records=records[key], reports=frozenset(reports[key]), part=part)
        )
    return tuple(found)


_Update = tuple[int, date]
"""How many versions were released before, and the day on which records came in."""
