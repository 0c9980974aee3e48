"""Gather what each source found, what became of it, and what every update brought."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from itertools import groupby

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
    brought: Mapping[int, datetime], report_of: Mapping[int, int], releases: Sequence[datetime] = ()
) -> tuple[Moment, ...]:
    """The days on which records came in for the first time; a report belongs to the day of its first record.

    What came in on one day is one update, unless a version was released in between.
    """

    def update(moment: datetime) -> tuple[date, int]:
        return moment.date(), bisect_left(releases, moment)

    firsts: dict[int, datetime] = {}
    for record, moment in brought.items():
        report = report_of[record]
        firsts[report] = min(firsts.get(report, moment), moment)
    records = Counter(map(update, brought.values()))
    reports: defaultdict[tuple[date, int], set[int]] = defaultdict(set)
    for report, moment in firsts.items():
        reports[update(moment)].add(report)
    found: list[Moment] = []
    for day, group in groupby(sorted(records), key=lambda key: key[0]):
        keys = list(group)
        for place, key in enumerate(keys, 1):
            part = place if len(keys) > 1 else 0
            found.append(Moment(day=day, records=records[key], reports=frozenset(reports[key]), part=part))
    return tuple(found)
