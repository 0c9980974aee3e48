"""Gather the records and reports of each source, their fate in screening, and the yield of every update."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time

from harvester.prisma.search_overlap import compare_searches
from harvester.source_evaluation import SearchedSource, SourceResults, UpdatePoint
from harvester.store import retrievals
from harvester.store.releases import load_releases
from harvester.workflow.context import ReviewContext
from harvester.workflow.reporting.flow import count_layout


def evaluate_sources(context: ReviewContext, *, as_of: date | None = None) -> SourceResults:
    """Return the searches of a review over all its versions, today or at the end of a day (UTC)."""
    until = None if as_of is None else datetime.combine(as_of, time.max, tzinfo=UTC)
    with context.store.read() as session:
        counted_flow = count_layout(session, context.review.screening, until=until, layout="all")
        arrivals = retrievals.load_first_retrievals(session, until=until)
        released = [row.made_at for row in load_releases(session, until=until)]
    members = counted_flow.flow.members
    return SourceResults(
        sources=tuple(
            SearchedSource(
                key=search_yield.key,
                name=search_yield.name,
                kind=search_yield.kind,
                raw=len(search_yield.records),
                reports=search_yield.reports,
            )
            for search_yield in compare_searches(counted_flow.flow_input)
        ),
        screened_in=members["dbr_sought_reports"] | members["other_sought_reports"],
        included=members["total_reports"],
        updates=update_points(arrivals, counted_flow.flow_input.report_of, released),
    )


def update_points(
    arrivals: Mapping[int, tuple[datetime, str]], report_of: Mapping[int, int], releases: Sequence[datetime] = ()
) -> tuple[UpdatePoint, ...]:
    """Return the updates of a review, oldest first.

    The records of one day are one update, unless a version was released in between; a report belongs to the update of
    its first record. ``arrivals``: record → time of its first retrieval, and the ISO day of its search. An update is
    named by its latest search day: an export of March, imported in May, belongs to March.
    """

    def update(moment: datetime) -> _Update:
        return bisect_left(releases, moment), moment.date()

    firsts: dict[int, datetime] = {}
    records: Counter[_Update] = Counter()
    searched: dict[_Update, str] = {}
    for record, (moment, day) in arrivals.items():
        report, key = report_of[record], update(moment)
        firsts[report] = min(firsts.get(report, moment), moment)
        records[key] += 1
        searched[key] = max(searched.get(key, ""), day)
    reports: defaultdict[_Update, set[int]] = defaultdict(set)
    for report, moment in firsts.items():
        reports[update(moment)].add(report)
    days = Counter(searched.values())
    parts: Counter[str] = Counter()
    points: list[UpdatePoint] = []
    for key in sorted(records):
        day = searched[key]
        parts[day] += 1
        part = parts[day] if days[day] > 1 else 0
        points.append(
            UpdatePoint(day=date.fromisoformat(day), records=records[key], reports=frozenset(reports[key]), part=part)
        )
    return tuple(points)


_Update = tuple[int, date]
"""Number of versions released before, and the day of the first retrievals."""
