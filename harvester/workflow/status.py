"""How a review stands: its searches, their last runs, what waits for whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from harvester.store import harvest, records, screening, sightings
from harvester.store.alerts import count_open
from harvester.store.values import RunRow
from harvester.workflow.desk import Desk
from harvester.workflow.extracted import merged
from harvester.workflow.extraction_form import has_form
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
class ExtractionStatus:
    """How far the extraction is: of the ``included`` reports those with data, and the disagreements about them that
    nobody settled."""

    included: int
    extracted: int
    disagreements: int

    @property
    def to_extract(self) -> int:
        """The included reports nobody has extracted data from."""
        return self.included - self.extracted

    def to_json(self) -> dict[str, int]:
        """As the contract prints it."""
        return {
            "included": self.included,
            "extracted": self.extracted,
            "to_extract": self.to_extract,
            "disagreements": self.disagreements,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The whole review at a glance; ``extraction`` is None where the review has no form for it."""

    review: str
    title: str
    searches: tuple[SearchStatus, ...]
    records: int
    reports: int
    to_review: int
    conflicts: int
    alerts: int
    waiting: Counter[str]
    extraction: ExtractionStatus | None
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
            "extraction": self.extraction and self.extraction.to_json(),
            "releases": list(self.releases),
        }


def status(desk: Desk) -> Status:
    """How the review stands now."""
    reasons = desk.review.screening.exclusion_reasons
    with desk.store.read() as session:
        reports = sightings.counted_reports(session)
        at = stages(session, reasons)
        return Status(
            review=desk.review.id,
            title=desk.review.title,
            searches=_searches(desk, session),
            records=sum(map(len, reports.values())),
            reports=len(reports),
            to_review=len(open_pairs(session)),
            conflicts=len(standing(session, records.report_of(session), reasons).consensus.conflicts),
            alerts=count_open(session),
            waiting=Counter(at.values()),
            extraction=_extraction(session, at) if has_form(desk) else None,
            releases=tuple(row.name for row in screening.releases(session)),
        )


def _extraction(session: Session, at: Mapping[int, str]) -> ExtractionStatus:
    included = {report for report, stage in at.items() if stage == "included"}
    now = merged(session)
    return ExtractionStatus(
        included=len(included),
        extracted=len(included & {row.report for row in now.rows}),
        disagreements=sum(each.report in included for each in now.disagreements),
    )


def _searches(desk: Desk, session: Session) -> tuple[SearchStatus, ...]:
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
