"""Gather the search appendix of a review (PRISMA-S): every search, its text as run, dates and counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy.orm import Session

from harvester import __version__
from harvester.prisma.appendix import AppendixFacts, RunFacts, SearchDescription, StrategyText
from harvester.review import Search
from harvester.store import harvest, sightings
from harvester.store.values import RunRow, SearchRow
from harvester.workflow.account import account
from harvester.workflow.count import counted
from harvester.workflow.desk import Desk


def appendix(desk: Desk) -> AppendixFacts:
    """What the appendix is written from, for every search the store has known and every one review.toml names."""
    with desk.store.read() as session:
        flow = counted(session, desk.review.screening.exclusion_reasons, layout="all").flow
        return AppendixFacts(
            title=desk.review.title,
            software=f"harvester {__version__}",
            searches=_searches(desk, session),
            duplicates=flow.duplicates_detail,
            deduplication=account(session).sentences,
            **asdict(desk.review.search_report),
        )


def _searches(desk: Desk, session: Session) -> tuple[SearchDescription, ...]:
    stored = {row.key: row for row in harvest.searches(session)}
    held = sightings.records_per_search(session)
    runs: dict[str, list[RunRow]] = {}
    for run in harvest.runs(session):
        runs.setdefault(run.search, []).append(run)
    listed = [search.key for search in desk.review.searches]
    keys = [*listed, *(key for key in stored if key not in listed)]
    return tuple(
        _description(desk.review.search(key), stored.get(key), runs.get(key, []), held)
        for key in keys
        if key in stored or desk.review.search(key)
    )


def _description(
    said: Search | None, row: SearchRow | None, runs: list[RunRow], held: dict[int, int]
) -> SearchDescription:
    """A search as review.toml describes it, or, once it is gone from there, as the store remembers it."""
    told = said or Search(key=row.key if row else "", source=row.source if row else "", name=row.name if row else "",
                          kind=row.kind if row else "database")  # fmt: skip
    ran = runs[-1] if runs else None
    strategy = ran.strategy if ran and ran.strategy else told.strategy
    *earlier, current = _wordings(runs, strategy)
    heard = _heard(strategy, runs)
    return SearchDescription(
        key=told.key,
        name=told.name,
        kind=told.kind,
        source=told.source,
        strategy=without_remarks(strategy),
        translation=heard.translation if heard else "",
        warnings=heard.warnings if heard else (),
        runs=tuple(_run(run) for run in runs),
        earlier=tuple(earlier),
        current=current,
        records=held.get(row.id, 0) if row else 0,
        platform=told.platform or (ran.platform if ran else ""),
        limits=told.limits,
        limits_justification=told.limits_justification,
        filters=told.filters,
        prior_work=told.prior_work,
        peer_review=told.peer_review,
        seeds=told.seeds,
        direction=told.direction,
    )


def _wordings(runs: Sequence[RunRow], strategy: str) -> tuple[StrategyText, ...]:
    """Every text that was run to its end, by its last run, the one of now at the end; remarks make no new text."""
    run_on: dict[str, list[str]] = {}
    for run in runs:
        if run.strategy and run.status in {"complete", "partial"}:
            run_on.setdefault(without_remarks(run.strategy), []).append(run.search_date)
    now = without_remarks(strategy)
    days = run_on.pop(now, [])
    earlier = [_wording(text, those) for text, those in run_on.items()]
    return (*sorted(earlier, key=lambda each: each.last), _wording(now, days))


def _wording(text: str, days: Sequence[str]) -> StrategyText:
    return StrategyText(text=text, first=min(days, default=""), last=max(days, default=""), runs=len(days))


def without_remarks(strategy: str) -> str:
    """A strategy exactly as it is run: its lines but for those that begin with ``//``, which are for people."""
    return "\n".join(line for line in strategy.splitlines() if not line.lstrip().startswith("//")).strip("\n")


def _heard(strategy: str, runs: Sequence[RunRow]) -> RunRow | None:
    """The latest run in which the database said how it understood that text; a window's dates would be part of it."""
    speaking = [run for run in runs if run.strategy == strategy and (run.translation or run.warnings)]
    return max(speaking, key=lambda run: (run.mode == "full", run.id), default=None)


def _run(run: RunRow) -> RunFacts:
    return RunFacts(
        date=run.search_date,
        status=run.status,
        promised=run.promised,
        retrieved=run.retrieved,
        window="the latest days only" if run.mode == "window" else "",
    )
