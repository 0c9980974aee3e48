"""How long the store takes: a large import, a run without news, a thousand records more.

``python -m tests.benchmarks.bench_store [--records 20000] [--more 1000]`` prints a table of seconds by phase.
"""

from __future__ import annotations

import argparse
import itertools
import random
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from harvester.workflow.context import ReviewContext
from harvester.workflow.dedup.deduplicate import deduplicate_store
from harvester.workflow.harvest.import_file import import_file
from harvester.workflow.harvest.run_search import run_search
from harvester.workflow.harvest.update import finish_update, read_retrieved
from harvester.workflow.reporting.flow import count_flow
from harvester.workflow.status import load_status
from tests.reviews import article as plain_article
from tests.reviews import make_review, search_table, write_export
from tests.simulators.corpus import Corpus, SimulatedRecord, invented
from tests.workflow.contexts import Service, open_test_review


@dataclass(slots=True)
class Stopwatch:
    """Seconds by phase."""

    rows: list[tuple[str, float]] = field(default_factory=list)

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.rows.append((name, time.perf_counter() - began))
        print(f"{name:<58} {self.rows[-1][1]:8.2f} s", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="Time the store.")
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--more", type=int, default=1_000)
    options = parser.parse_args()
    watch = Stopwatch()
    with tempfile.TemporaryDirectory() as scratch:
        tables = search_table("embase"), search_table("pubmed", "pubmed")
        with open_test_review(make_review(Path(scratch) / "review", *tables)) as context:
            by_hand(context, watch, options.records, options.more)
            by_service(context, watch, options.records, options.more)


SYLLABLES: Final = (
    "ba",
    "cor",
    "di",
    "fen",
    "gly",
    "hep",
    "ix",
    "ju",
    "kal",
    "lu",
    "mo",
    "nep",
    "os",
    "pul",
    "ren",
    "sta",
)
WORDS: Final = tuple("".join(parts) for parts in itertools.product(SYLLABLES, repeat=3))
"""Invented words, as many as a field of medicine uses: titles made of them differ as titles do."""


def titled(number: int) -> str:
    """The same number gives the same title, another number one of its own."""
    chance = random.Random(number)
    return " ".join(chance.choices(WORDS, k=chance.randint(7, 14))).capitalize()


def article(number: int) -> dict[str, str]:
    """The article of that number; its numbers, journal and authors are as scattered as its title."""
    chance = random.Random(-number - 1)
    first = chance.randint(1, 3000)
    return plain_article(
        number,
        T1=titled(number),
        A1="|".join(f"{chance.choice(WORDS).capitalize()}, {chance.choice('ABCDEFGH')}." for _ in range(4)),
        JF=f"Journal of {chance.choice(WORDS).capitalize()}",
        VL=str(chance.randint(1, 90)),
        SP=str(first),
        EP=str(first + chance.randint(2, 20)),
    )


def corpus(numbers: Iterable[int]) -> list[SimulatedRecord]:
    """What PubMed holds: every other record is one of the export files', the rest are its own."""
    days = ((n, date(2015, 1, 1) + timedelta(days=n // 7)) for n in numbers)
    return [replace(invented(n, day=day), title=titled(n if n % 2 else -n - 1)) for n, day in days]


def by_hand(context: ReviewContext, watch: Stopwatch, records: int, more: int) -> None:
    """Export files: a large one into an empty store, then a smaller one."""
    for name, numbers in (("first", range(records)), ("more", range(records - more // 2, records + more // 2))):
        path = write_export(context.review.folder / f"{name}.ris", [article(number) for number in numbers])
        label = f"RIS of {len(numbers):,}"
        with watch.phase(f"{label}: read and stored"):
            import_file(context, context.search("embase"), path)
        settle(context, watch, label)


def by_service(context: ReviewContext, watch: Stopwatch, records: int, more: int) -> None:
    """PubMed in process: everything, then no news, then some."""
    service = Service(Corpus.of(corpus(range(records))), batch_size=200)
    rounds: tuple[tuple[str, Callable[[], None]], ...] = (
        (f"PubMed, first run of {records:,}", lambda: None),
        (f"PubMed, no news in {records:,}", lambda: None),
        (f"PubMed, {more:,} more", lambda: put_more(service, records, more)),
        (f"PubMed, no news in {records + more:,}", lambda: None),
    )
    for label, change in rounds:
        change()
        with watch.phase(f"{label}: asked and stored"):
            run_search(context, context.search("pubmed"), service.source())
        settle(context, watch, label)


def put_more(service: Service, records: int, more: int) -> None:
    service.corpus.put(*corpus(range(records, records + more)))


def settle(context: ReviewContext, watch: Stopwatch, label: str) -> None:
    with watch.phase(f"{label}: de-duplicated"):
        told = deduplicate_store(context)
    with watch.phase(f"{label}: de-duplicated ({told.judged:,} judged)"):
        finish_update(context, (), before=read_retrieved(context))
    with watch.phase(f"{label}: flow counted"):
        count_flow(context)
    with watch.phase(f"{label}: status"):
        load_status(context)


if __name__ == "__main__":
    main()
