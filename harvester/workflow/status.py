"""How a review stands: its searches, their last runs, what waits for whom."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from harvester.store import harvest, records, screening, sightings
from harvester.store.alerts import count_open
from harvester.store.values import RunRow
from harvester.workflow.desk import Desk
from harvester.workflow.standing import standing
from harvester.workflow.tally import open_pairs
from harvester.workflow.waiting import STAGES, stages


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchStatus:
    """A search with its last run, if it ever ran."""

    key: str
    name: str
    source: str
    records: int
    last_run: RunRow | None

    def to_json(self) -> dict[str, Any]:
        """As the contract prints it."""
        return {
            "key": self.key,
            "name": self.name,
            "source": self.source,
            "records": self.records,
            "last_run": self.last_run and {
                "run": self.last_run.id,
                "date": self.last_run.search_date,
                "status": self.last_run.status,
                "retrieved": self.last_run.retrieved,
                "error": self.last_run.error,
            },
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The whole review at a glance."""

    review: str
    title: str
    searches: tuple[SearchStatus, ...]
    records: int
    reports: int
    to_review: int
    conflicts: int
    alerts: int
    waiting: Counter[str]
    releases: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """As the contract prints it."""
        return {
            "review": self.review,
            "title": self.title,
            "records": self.records,
            "reports": self.reports,
            "searches": [search.to_json() for search in self.searches],
            "to_review": self.to_review,
            "to_screen": self.waiting["title-abstract"],
            "conflicts": self.conflicts,
            "alerts": self.alerts,
            "stages": {stage: self.waiting[stage] for stage in STAGES},
            "releases": list(self.releases),
        }


def status(desk: Desk) -> Status:
    """How the review stands now."""
    reasons = desk.review.screening.exclusion_reasons
    with desk.store.read() as session:
        reports = sightings.counted_reports(session)
        return Status(
            review=desk.review.id,
            title=desk.review.title,
            searches=_searches(desk, session),
            records=sum(map(len, reports.values())),
            reports=len(reports),
            to_review=len(open_pairs(session)),
            conflicts=len(standing(session, records.report_of(session), reasons).consensus.conflicts),
            alerts=count_open(session),
            waiting=Counter(stages(session, reasons).values()),
            releases=tuple(row.name for row in screening.releases(session)),
        )


def _searches(desk: Desk, session: Any) -> tuple[SearchStatus, ...]:
    stored = {row.key: row for row in harvest.searches(session)}
    held = sightings.records_per_search(session)
    last = {run.search: run for run in harvest.runs(session)}
    listed = {search.key: (search.name, search.source) for search in desk.review.searches}
    listed |= {row.key: (row.name, row.source) for row in stored.values() if row.key not in listed}
    return tuple(
        SearchStatus(
            key=key,
            name=name,
            source=source,
            records=held.get(stored[key].id, 0) if key in stored else 0,
            last_run=last.get(key),
        )
        for key, (name, source) in listed.items()
    )
