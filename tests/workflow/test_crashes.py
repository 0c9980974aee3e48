"""Crashes before, within or after any transaction: the next command goes on where the last one ended.

A kill from outside (tests/test_killed.py) hits wherever it happens to hit. Here the store itself lets the program fall
at a transaction chosen at random, so that every boundary is met, also those a kill finds once in a thousand times.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from harvester.prisma import flow_to_json
from harvester.store import Store
from harvester.store.models import Page, Record, Run
from harvester.workflow.alerts.alerts import raise_alerts
from harvester.workflow.context import ReviewContext
from harvester.workflow.dedup.deduplicate import deduplicate_store
from harvester.workflow.harvest.import_file import import_waiting_files
from harvester.workflow.reporting.flow import count_flow
from harvester.workflow.store_check import check_store
from tests.reviews import article, make_review, search_table, write_export
from tests.simulators.corpus import Corpus, SimulatedRecord
from tests.support import NIGHTLY
from tests.workflow.contexts import MONDAY, Service, open_test_review, run, search_named

FALLS_A_REVIEW: Final = 20
SEEDS: Final = range(10 if NIGHTLY else 3)
MOMENTS: Final = ("before", "within", "after")
STARTED_WITH: Final = 24
DEEPEST: Final = 14
"""A command makes about so many transactions; a fall set deeper lets it end."""


class Fallen(BaseException):
    """The program is gone: nothing may catch this, and nothing after it is done."""


class FallingStore(Store):
    """A store whose ``at``-th transaction for writing is the last thing that happens."""

    def __init__(self, inner: Store, *, at: int, moment: str) -> None:
        self.inner = inner
        self.location = inner.location
        self.left = at
        self.moment = moment

    @contextmanager
    def write(self) -> Iterator[Session]:
        self.left -= 1
        falls = self.left == 0
        if falls and self.moment == "before":
            raise Fallen
        with self.inner.write() as session:
            yield session
            if falls and self.moment == "within":
                session.flush()
                raise Fallen
        if falls:
            raise Fallen

    @contextmanager
    def read(self) -> Iterator[Session]:
        with self.inner.read() as session:
            yield session


@dataclass(slots=True)
class World:
    """What the sources hold: PubMed answers from its corpus, files lie in imports/ovid."""

    folder: Path
    service: Service
    files: int = 0

    def goes_on(self) -> None:
        """PubMed gains a record and revises one; a new export is put into imports/."""
        number = len(self.service.corpus.records) + 1
        revised = replace(pubmed_record(1 + number % STARTED_WITH), volume=str(number), lr=f"{MONDAY:%Y-%m-%d}")
        self.service.corpus.put(pubmed_record(number), revised)
        self.files += 1
        brought = [article(100 + self.files), article(number % STARTED_WITH + 1)]
        write_export(self.folder / "imports" / "ovid" / f"{self.files}.ris", brought)


def pubmed_record(number: int) -> SimulatedRecord:
    """The article that the export files tell of under the same number."""
    told = article(number)
    names = [name.split(", ") for name in told["A1"].split("|")]
    return SimulatedRecord(
        pmid=str(31_000_000 + number),
        title=told["T1"],
        authors=tuple((family, given) for family, given in names),
        journal=told["JF"],
        volume=told["VL"],
        issue="",
        doi=told["DO"],
        year=int(told["Y1"]),
        pages=f"{told['SP']}-{told['EP']}",
    )


def update(context: ReviewContext, world: World) -> None:
    import_waiting_files(context, search_named(context, "ovid"))
    run(context, world.service)
    deduplicate_store(context)
    raise_alerts(context)


def begun(folder: Path) -> World:
    make_review(folder, search_table("pubmed", "pubmed"), search_table("ovid"))
    corpus = Corpus.of(pubmed_record(number) for number in range(1, STARTED_WITH + 1))
    return World(folder, Service(corpus, batch_size=5))


def fall(world: World, chance: random.Random) -> bool:
    """Let an update fall at a transaction chosen at random; whether it fell before its end."""
    with open_test_review(world.folder) as context:
        store = FallingStore(context.store, at=chance.randint(1, DEEPEST), moment=chance.choice(MOMENTS))
        try:
            update(replace(context, store=store), world)
        except Fallen:
            return True
    return False


def flow(context: ReviewContext) -> dict[str, Any]:
    """The flow, but for the order in which its searches were first run."""
    told = flow_to_json(count_flow(context).flow, as_of="", layout="")
    told["boxes"]["database_specific_results"].sort(key=str)
    return {name: told[name] for name in ("boxes", "duplicates_detail", "pending", "checks")}


def numbers(context: ReviewContext) -> list[str]:
    with context.store.read() as session:
        return sorted(session.scalars(select(Record.accession).where(Record.source == "pubmed")))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_review_that_fell_again_and_again_ends_as_one_that_never_did(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    world, undisturbed = begun(tmp_path / "falling"), begun(tmp_path / "standing")
    fallen = 0
    while fallen < FALLS_A_REVIEW:
        fallen += fall(world, chance)
        if chance.random() < 0.3:
            world.goes_on()
            undisturbed.goes_on()
    for each in (world, undisturbed):
        with open_test_review(each.folder) as context:
            update(context, each)
    with open_test_review(world.folder) as context, open_test_review(undisturbed.folder) as standing:
        assert check_store(context) == ()
        assert numbers(context) == sorted(world.service.corpus.records) == numbers(standing)
        assert unread(context) == 0
        assert unfinished(context) == 0
        assert flow(context) == flow(standing)


def unread(context: ReviewContext) -> int:
    with context.store.read() as session:
        waiting = (Page.holds == "records", Page.parsed_at.is_(None))
        return session.scalar(select(func.count()).select_from(Page).where(*waiting)) or 0


def unfinished(context: ReviewContext) -> int:
    with context.store.read() as session:
        return session.scalar(select(func.count()).select_from(Run).where(Run.status == "running")) or 0
