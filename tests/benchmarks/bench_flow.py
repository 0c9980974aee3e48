"""How long counting takes: a store of 100,000 records in four searches, screened, with a release in between.

``python -m tests.benchmarks flow`` keeps processor seconds of each count, best of three; ``python -m
tests.benchmarks.bench_flow [--records 100000]`` only prints them. The store is written row by row into its
tables, since importing and de-duplicating so many is measured elsewhere.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import insert
from sqlalchemy.orm import Session

from harvester.store import models
from harvester.workflow.context import ReviewContext
from harvester.workflow.reporting.flow import count_flow
from harvester.workflow.reporting.release import create_release
from harvester.workflow.reporting.versions import layout_versions
from tests.benchmarks.incremental import seconds
from tests.benchmarks.options import Options
from tests.benchmarks.page import Table
from tests.reviews import make_review, search_table
from tests.workflow.contexts import TickingClock, open_test_review

KEYS: Final = ("embase", "ovid", "central", "scopus")
NOTE: Final = (
    "A tenth of the records came after the release. The counts are the best of three; release and layouts, once."
)
SHARED: Final = 0.35
"""Of the records of a search, how many are of a report that an earlier search found too."""


def tables(options: Options) -> list[Table]:
    """A row for each count of each size of store."""
    rows = [(f"{size:,}", *row) for size in options.sizes or (100_000,) for row in counted(size)]
    return [Table("Counting", ("records", "what is counted", "processor seconds"), rows, NOTE)]


def main() -> None:
    parser = argparse.ArgumentParser(description="Time counting.")
    parser.add_argument("--records", type=int, default=100_000)
    print(tables(Options(sizes=(parser.parse_args().records,)))[0].text())


def counted(records: int) -> Iterator[tuple[str, str]]:
    """What is counted, and the processor seconds it takes."""
    clock = TickingClock()
    base = records * 9 // 10
    with tempfile.TemporaryDirectory() as scratch:
        folder = make_review(Path(scratch) / "review", *(search_table(key) for key in KEYS))
        with open_test_review(folder, clock=clock) as context:
            fill(context, base, first=1)
            yield timed("new review, everything screened", lambda: count_flow(context))
            yield timed("release", lambda: create_release(context, "v1", allow_pending=True), times=1)
            day = clock.moment.date()
            clock.sleep_days(30)
            fill(context, records - base, first=base + 1)
            yield timed("update after a release", lambda: count_flow(context))
            yield timed("all versions combined", lambda: count_flow(context, layout="all"))
            yield timed("a day before the release", lambda: count_flow(context, as_of=day - timedelta(days=1)))
            yield timed("the day of the release", lambda: count_flow(context, as_of=day))
            yield timed("layout all, with its adjustments", lambda: layout_versions(context, "all"), times=1)


def timed(name: str, work: Callable[[], object], *, times: int = 3) -> tuple[str, str]:
    """The best of some times, in seconds of the processor."""
    return name, f"{min(seconds(work)[1] for _ in range(times)):.2f}"


def fill(context: ReviewContext, number: int, *, first: int) -> None:
    """Put records into the store, their duplicates judged, nearly all of their reports decided on."""
    chance = random.Random(first)
    with context.store.write() as session:
        searches = list(_searches(session))
        share = number // len(searches)
        reports: dict[int, int] = {}
        pairs: list[tuple[int, int]] = []
        for place, search in enumerate(searches):
            numbers = range(first + place * share, first + (place + 1) * share)
            run = _run(session, context, search, len(numbers))
            originals = [record for record, report in reports.items() if record == report]
            for record in numbers:
                other = chance.choice(originals) if originals and chance.random() < SHARED else record
                reports[record] = other
                if other != record:
                    pairs.append((other, record))
            _records(session, numbers, reports, search=search, run=run)
        _judge(session, context, pairs)
        _decide(session, context, sorted(set(reports.values())), chance)


def _searches(session: Session) -> Iterator[int]:
    for place, key in enumerate(KEYS, 1):
        if session.get(models.Search, place) is None:
            session.execute(insert(models.Search).values(id=place, key=key, source="file", name=key, kind="database"))
        yield place


def _run(session: Session, context: ReviewContext, search: int, promised: int) -> int:
    now = context.now()
    run = models.Run(
        search_id=search, origin="file", mode="full", status="complete", started_at=now, finished_at=now,
        search_date=str(date(2026, 11, 23)), promised=promised, retrieved=promised, software="bench",
        file_sha256=f"{now.isoformat()}-{search}",
    )  # fmt: skip
    session.add(run)
    session.flush()
    return run.id


def _records(session: Session, numbers: range, reports: dict[int, int], *, search: int, run: int) -> None:
    rows: list[dict[str, Any]] = [
        {"id": n, "source": KEYS[search - 1], "accession": str(n), "report_id": reports[n], "first_run_id": run,
         "revision": 1, "judged": 1}
        for n in numbers
    ]  # fmt: skip
    session.execute(insert(models.Record), rows)
    seen = [{"search_id": search, "record_id": n, "from_run_id": run, "to_run_id": run} for n in numbers]
    session.execute(insert(models.Retrieval), seen)


def _judge(session: Session, context: ReviewContext, pairs: list[tuple[int, int]]) -> None:
    now = context.now()
    rows = [
        {"record_a": one, "record_b": other, "verdict": "duplicate", "made_by": "rule", "person": "",
         "probability": 0.99, "evidence": "[]", "software": "bench", "made_at": now}
        for one, other in pairs
    ]  # fmt: skip
    session.execute(insert(models.Judgement), rows)


def _decide(session: Session, context: ReviewContext, reports: list[int], chance: random.Random) -> None:
    """Two reviewers exclude most reports; of the others some are not retrieved, some excluded, some included."""
    now = context.now()

    def decision(report: int, stage: str, verdict: str, reviewer: str, reason: str = "") -> dict[str, Any]:
        return {"report_id": report, "stage": stage, "verdict": verdict, "reason": reason, "reviewer": reviewer,
                "tool": "bench", "automation": False, "adjudicates": False, "made_at": now}  # fmt: skip

    rows: list[dict[str, Any]] = []
    statuses: list[dict[str, Any]] = []
    for report in reports:
        goes_on = chance.random() < 0.05
        verdict = "include" if goes_on else "exclude"
        rows += [decision(report, "title-abstract", verdict, who) for who in ("Ann", "Bob")]
        if goes_on:
            there = chance.random() < 0.9
            status = "retrieved" if there else "not retrieved"
            statuses.append({"report_id": report, "status": status, "reason": "", "reviewer": "Ann", "made_at": now})
            if there and chance.random() < 0.3:
                rows.append(decision(report, "full-text", "include", "Ann"))
            elif there:
                rows.append(
                    decision(report, "full-text", "exclude", "Ann", chance.choice(("wrong route", "wrong population")))
                )
    session.execute(insert(models.DecisionEvent), rows)
    session.execute(insert(models.RetrievalEvent), statuses)


if __name__ == "__main__":
    main()
