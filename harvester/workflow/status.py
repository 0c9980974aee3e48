"""Status of a review: searches, last runs, record and report counts, open tasks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from harvester.review import SCREENING_STAGES, Search
from harvester.screening import OpenQuestion, ReportStage
from harvester.store import records, retrievals, runs
from harvester.store.alerts import count_open_alerts
from harvester.store.releases import load_releases
from harvester.store.runs import RunRow
from harvester.workflow.context import ReviewContext
from harvester.workflow.dedup.review_queue import open_pairs
from harvester.workflow.extraction.answers import has_form, reconciled_answers
from harvester.workflow.harvest.run_notices import NoticeCode, RunNotice, find_change_since, find_notices
from harvester.workflow.screening.progress import ReviewerProgress, list_reviewer_progress
from harvester.workflow.screening.report_states import load_screening_state


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchStatus:
    """A search with its last run, None before the first, and what a person should look at.

    ``removed`` says that the search is not in review.toml any more.
    """

    key: str
    name: str
    source: str
    records: int
    last_run: RunRow | None
    removed: bool = False
    notices: tuple[RunNotice, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the JSON of ``harvester status --json``."""
        return {
            "key": self.key,
            "name": self.name,
            "source": self.source,
            "records": self.records,
            "removed": self.removed,
            "notices": [notice.to_json() for notice in self.notices],
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
    """The progress of data extraction: ``included`` reports, those with data, and their open disagreements."""

    included: int
    extracted: int
    disagreements: int

    @property
    def to_extract(self) -> int:
        """The number of included reports without data."""
        return self.included - self.extracted

    def to_json(self) -> dict[str, int]:
        """Return the JSON of ``harvester status --json``."""
        return {
            "included": self.included,
            "extracted": self.extracted,
            "to_extract": self.to_extract,
            "disagreements": self.disagreements,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The status of a review.

    ``further_decisions`` counts, of the reports at a stage, those that fewer people than ``required_reviewers`` have
    decided about; ``progress`` says for each reviewer how far they are. ``extraction`` is None where the review has no
    extraction form.
    """

    review: str
    title: str
    searches: tuple[SearchStatus, ...]
    records: int
    reports: int
    to_review: int
    conflicts: int
    alerts: int
    stage_counts: Counter[str]
    further_decisions: Counter[str]
    required_reviewers: Mapping[str, int]
    progress: tuple[ReviewerProgress, ...]
    extraction: ExtractionStatus | None
    releases: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the JSON of ``harvester status --json``."""
        return {
            "review": self.review,
            "title": self.title,
            "records": self.records,
            "reports": self.reports,
            "searches": [search.to_json() for search in self.searches],
            "to_review": self.to_review,
            "to_screen": self.stage_counts[ReportStage.TITLE_ABSTRACT],
            "conflicts": self.conflicts,
            "alerts": self.alerts,
            "stages": {stage: self.stage_counts[stage] for stage in ReportStage},
            "further_decisions": {stage: self.further_decisions[stage] for stage in SCREENING_STAGES},
            "required_reviewers": dict(self.required_reviewers),
            "progress": [reviewer.to_json() for reviewer in self.progress],
            "extraction": self.extraction and self.extraction.to_json(),
            "releases": list(self.releases),
        }


def load_status(context: ReviewContext) -> Status:
    """Return the current status of a review."""
    with context.store.read() as session:
        reports = retrievals.load_retrieved_reports(session)
        report_of = records.report_of_each_record(session)
        screening_state = load_screening_state(session, report_of, context.review.screening)
        status_of = {report: screening_state.status_of(report) for report in reports}
        stage_of_report = {report: status.stage for report, status in status_of.items()}
        return Status(
            review=context.review.id,
            title=context.review.title,
            searches=_searches(context, session),
            records=sum(map(len, reports.values())),
            reports=len(reports),
            to_review=len(open_pairs(session)),
            conflicts=len(screening_state.consensus.conflicts),
            alerts=count_open_alerts(session),
            stage_counts=Counter(stage_of_report.values()),
            further_decisions=Counter(
                status.stage for status in status_of.values() if status.open_question == OpenQuestion.FURTHER_DECISIONS
            ),
            required_reviewers={stage: context.review.screening.reviewers_at(stage) for stage in SCREENING_STAGES},
            progress=list_reviewer_progress(session, context, status_of, report_of),
            extraction=_extraction(session, stage_of_report) if has_form(context) else None,
            releases=tuple(row.name for row in load_releases(session)),
        )


def _extraction(session: Session, stage_of_report: Mapping[int, ReportStage]) -> ExtractionStatus:
    included = {report for report, stage in stage_of_report.items() if stage == ReportStage.INCLUDED}
    reconciled = reconciled_answers(session)
    return ExtractionStatus(
        included=len(included),
        extracted=len(included & {row.report for row in reconciled.rows}),
        disagreements=sum(disagreement.report in included for disagreement in reconciled.disagreements),
    )


def _notices(search: Search | None, search_runs: Sequence[RunRow]) -> tuple[RunNotice, ...]:
    """Return the notices about the last finished run of a search, and whether its strategy has changed since."""
    finished = [run for run in search_runs if run.is_finished]
    if not finished:
        return ()
    notices = find_notices(finished[-1], finished[:-1])
    since = find_change_since(finished[-1], search.strategy) if search is not None else ()
    return (*(notice for notice in notices if not since or notice.code != NoticeCode.STRATEGY_CHANGED), *since)


def _searches(context: ReviewContext, session: Session) -> tuple[SearchStatus, ...]:
    stored = {row.key: row for row in runs.load_searches(session)}
    record_counts = retrievals.count_records_by_search(session)
    runs_of_search: dict[str, list[RunRow]] = {}
    for run in runs.load_counting_runs(session):
        runs_of_search.setdefault(run.search, []).append(run)
    listed = {search.key: (search.name, search.source) for search in context.review.searches}
    listed |= {row.key: (row.name, row.source) for row in stored.values() if row.key not in listed}
    return tuple(
        SearchStatus(
            key=key,
            name=name,
            source=source,
            records=record_counts.get(stored[key].id, 0) if key in stored else 0,
            last_run=runs_of_search[key][-1] if key in runs_of_search else None,
            removed=context.review.search(key) is None,
            notices=_notices(context.review.search(key), runs_of_search.get(key, [])),
        )
        for key, (name, source) in listed.items()
    )
