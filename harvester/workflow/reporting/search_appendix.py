"""Gather the search appendix of a review (PRISMA-S): every search as run, dates, counts, and the de-duplication."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy.orm import Session

from harvester import __version__
from harvester.pluralise import count_noun
from harvester.prisma.prisma_s import AppendixData, AppendixRun, SearchDescription, StrategyText
from harvester.review import Search
from harvester.store import judgements, records, retrievals
from harvester.store import runs as store_runs
from harvester.store.counting.withdrawals import load_uncounted_records
from harvester.store.dedup import dedup_audits
from harvester.store.runs import RunRow, SearchRow
from harvester.workflow.context import ReviewContext
from harvester.workflow.dedup.audit import audit_report
from harvester.workflow.dedup.review_queue import open_pairs
from harvester.workflow.dedup.sampling_frame import merged_pairs
from harvester.workflow.reporting.flow import count_layout


def load_search_appendix(context: ReviewContext) -> AppendixData:
    """Return the content of the appendix, for every search in the store or in review.toml."""
    with context.store.read() as session:
        flow = count_layout(session, context.review.screening, layout="all").flow
        return AppendixData(
            title=context.review.title,
            software=f"harvester {__version__}",
            searches=describe_searches(context, session),
            duplicates=flow.duplicates_detail,
            deduplication=summarise_dedup(session).sentences,
            **asdict(context.review.search_report),
        )


def describe_searches(context: ReviewContext, session: Session) -> tuple[SearchDescription, ...]:
    """Describe every search, those of review.toml first, in its order."""
    stored = {row.key: row for row in store_runs.load_searches(session)}
    records_per_search = retrievals.count_records_by_search(session)
    runs: dict[str, list[RunRow]] = {}
    for run in store_runs.load_counting_runs(session):
        runs.setdefault(run.search, []).append(run)
    listed = [search.key for search in context.review.searches]
    keys = [*listed, *(key for key in stored if key not in listed)]
    return tuple(
        describe_search(context.review.search(key), stored.get(key), runs.get(key, []), records_per_search)
        for key in keys
        if key in stored or context.review.search(key)
    )


def describe_search(
    configured: Search | None, row: SearchRow | None, runs: list[RunRow], records_per_search: dict[int, int]
) -> SearchDescription:
    """Describe a search as in review.toml, or, when it is missing there, as stored."""
    search = configured or Search(
        key=row.key if row else "",
        source=row.source if row else "",
        name=row.name if row else "",
        kind=row.kind if row else "database",
    )
    last_run = runs[-1] if runs else None
    strategy = last_run.strategy if last_run and last_run.strategy else search.strategy
    *earlier, current = list_strategy_texts(runs, strategy)
    translated = find_translated_run(strategy, runs)
    of_the_runs = {
        "strategy": strip_comments(strategy),
        "platform": search.platform or (last_run.platform if last_run else ""),
        "translation": translated.translation if translated else "",
        "warnings": translated.warnings if translated else (),
        "runs": tuple(map(_run_facts, runs)),
        "earlier": tuple(earlier),
        "current": current,
        "records": records_per_search.get(row.id, 0) if row else 0,
    }
    return SearchDescription(**asdict(search) | of_the_runs)


def list_strategy_texts(runs: Sequence[RunRow], strategy: str) -> tuple[StrategyText, ...]:
    """Return every strategy that was run to its end, by its last run, the current one last; comments do not count."""
    run_on: dict[str, list[str]] = {}
    for run in runs:
        if run.strategy and run.is_finished:
            run_on.setdefault(strip_comments(run.strategy), []).append(run.search_date)
    current = strip_comments(strategy)
    days = run_on.pop(current, [])
    earlier = [_strategy_text(text, search_dates) for text, search_dates in run_on.items()]
    return (*sorted(earlier, key=lambda strategy_text: strategy_text.last), _strategy_text(current, days))


def _strategy_text(text: str, days: Sequence[str]) -> StrategyText:
    return StrategyText(text=text, first=min(days, default=""), last=max(days, default=""), runs=len(days))


def strip_comments(strategy: str) -> str:
    """Return a strategy as it is run, without the lines that begin with ``//``."""
    return "\n".join(line for line in strategy.splitlines() if not line.lstrip().startswith("//")).strip("\n")


def find_translated_run(strategy: str, runs: Sequence[RunRow]) -> RunRow | None:
    """Return the latest run with a translation of that text, preferably a full one: a window adds dates to it."""
    translated = [run for run in runs if run.strategy == strategy and (run.translation or run.warnings)]
    return max(translated, key=lambda run: (run.mode == "full", run.id), default=None)


def _run_facts(run: RunRow) -> AppendixRun:
    return AppendixRun(
        date=run.search_date,
        status=run.status,
        promised=run.promised,
        retrieved=run.retrieved,
        window="the latest days only" if run.mode == "window" else "",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DedupSummary:
    """Counts of de-duplication: duplicates by rule and by people, pairs judged by people, pairs to review.

    ``audit`` is the sentence of the last audit sample, empty where there is none or too little was judged.
    """

    records: int
    reports: int
    by_rule: int
    by_people: int
    judged_same: int
    judged_different: int
    judged_unsure: int
    in_doubt: int
    audit: str = ""

    @property
    def sentences(self) -> tuple[str, ...]:
        """Sentences on the method, the numbers, the judgements of people, and the audit."""
        judged = self.judged_same + self.judged_different + self.judged_unsure
        method = (
            f"Records were de-duplicated with harvester {__version__}: records that share a key are compared field by "
            "field, the weights of what agrees and differs add up to a probability, contradictions veto a merge, and "
            "unsure pairs are left to a person; every judgement is stored with its evidence and can be undone."
        )
        numbers = (
            f"{self.records - self.reports:,} of {count_noun(self.records, 'record')} were duplicates: "
            f"{self.by_rule:,} found by rule, {self.by_people:,} by people."
        )
        people = (
            f"People judged {count_noun(judged, 'pair')}: {self.judged_same:,} the same report, "
            f"{self.judged_different:,} different, {self.judged_unsure:,} unsure; "
            f"{count_noun(self.in_doubt, 'unsure pair')} not judged."
        )
        return tuple(sentence for sentence in (method, numbers, people, self.audit) if sentence)

    def to_json(self) -> dict[str, Any]:
        """Return the counts and the sentences."""
        names = ("records", "reports", "by_rule", "by_people", "judged_same", "judged_different", "judged_unsure")
        figures = {name: getattr(self, name) for name in (*names, "in_doubt")}
        return {**figures, "sentences": list(self.sentences)}


def summarise_dedup(session: Session) -> DedupSummary:
    """Summarise the de-duplication of all records by the current judgements."""
    uncounted = load_uncounted_records(session)
    report_of_record = {
        number: report for number, report in records.report_of_each_record(session).items() if number not in uncounted
    }
    by_rule = len(merged_pairs(session))
    outcomes = [
        row.verdict
        for row in judgements.load_manual_judgements(session)
        if row.superseded_at is None and not uncounted.keys() & {row.record_a, row.record_b}
    ]
    sample = dedup_audits.load_last_audit_sample(session)
    return DedupSummary(
        records=len(report_of_record),
        reports=len(set(report_of_record.values())),
        by_rule=by_rule,
        by_people=len(report_of_record) - len(set(report_of_record.values())) - by_rule,
        judged_same=outcomes.count("duplicate"),
        judged_different=outcomes.count("distinct"),
        judged_unsure=outcomes.count("unsure"),
        in_doubt=len(open_pairs(session)),
        audit=audit_report(session, sample).sentence if sample is not None else "",
    )
