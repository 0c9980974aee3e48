"""Helpers of the workflow tests: a ticking clock, contexts of small reviews, a service that answers in process."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from harvester.events import EventKind
from harvester.review import Search
from harvester.sources import Settings, Source, open_source
from harvester.store.events import NewEvent
from harvester.store.models.base import Base
from harvester.workflow.context import ReviewContext, open_review
from harvester.workflow.harvest.results import RunResult, UpdateResult
from harvester.workflow.harvest.run import DateWindow
from harvester.workflow.harvest.run_search import run_search
from harvester.workflow.harvest.update import import_files
from tests.reviews import article, make_review, search_table, write_export
from tests.simulators.clock import FakeClock
from tests.simulators.corpus import Corpus
from tests.simulators.eutils import EutilsService
from tests.simulators.server import SimulatorRequest, SimulatorResponse
from tests.simulators.transport import session_to
from tests.stores import empty_store
from tests.templates import template_folder

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)


@dataclass(slots=True)
class TickingClock:
    """A second passes whenever somebody looks at it, so that no two events happen at once."""

    moment: datetime = MONDAY

    def now(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment

    def sleep_days(self, days: int) -> None:
        self.moment += timedelta(days=days)


@contextmanager
def open_test_review(folder: Path, *, clock: TickingClock | None = None) -> Iterator[ReviewContext]:
    """The review of a folder, opened for work, with nothing in its environment."""
    if not (folder / "harvest.db").exists():
        empty_store(folder / "harvest.db")
    with open_review(folder, now=(clock or TickingClock()).now, environ={}) as context:
        yield context


def new_event(context: ReviewContext, session: Session, kind: EventKind = EventKind.DEDUPLICATION) -> NewEvent:
    """An event of now, for rows that a test stores itself."""
    return NewEvent(session=session, kind=kind, made_at=context.now())


def manual_review(folder: Path, *keys: str) -> Path:
    """A review whose searches are run by hand elsewhere."""
    return make_review(folder, *(search_table(key) for key in keys or ("embase", "ovid")))


def prepare(
    context: ReviewContext, clock: TickingClock, work: Callable[[ReviewContext, TickingClock], object]
) -> ReviewContext:
    """Bring a new manual review to where ``work`` leads: it is done once in a process, and copied from then on."""
    folder, clock.moment = _prepared(work)
    target = context.review.folder
    shutil.copytree(folder, target, ignore=shutil.ignore_patterns("harvest.*"), dirs_exist_ok=True)
    with (
        closing(sqlite3.connect(folder / "harvest.db")) as done,
        closing(sqlite3.connect(target / "harvest.db")) as new,
    ):
        done.backup(new)
    return context


@cache
def _prepared(work: Callable[[ReviewContext, TickingClock], object]) -> tuple[Path, datetime]:
    clock = TickingClock()
    folder = manual_review(template_folder() / f"{work.__module__}.{work.__qualname__}")
    with open_test_review(folder, clock=clock) as context:
        work(context, clock)
    return folder, clock.moment


def import_articles(context: ReviewContext, key: str, *numbers: int, file: str | None = None) -> UpdateResult:
    """Import an export of these articles into a search."""
    name = file or f"{key}-{'-'.join(map(str, numbers[:5]))}-{len(numbers)}.ris"
    path = write_export(context.review.folder / "exports" / name, [article(number) for number in numbers])
    return import_files(context, [path], key, search_date=context.now().date(), anyway=True)


def rows_of(context: ReviewContext) -> dict[str, int]:
    """Table → how many rows it holds."""
    with context.store.read() as session:
        return {
            name: session.scalar(select(func.count()).select_from(table)) or 0
            for name, table in Base.metadata.tables.items()
        }


@dataclass(slots=True)
class Service:
    """PubMed in process. ``before`` may look at a request first, and answer it in PubMed's place."""

    corpus: Corpus
    before: Callable[[SimulatorRequest], SimulatorResponse | None] = lambda _: None
    batch_size: int = 10
    fetched: list[str] = field(default_factory=list)

    def source(self, name: str = "pubmed") -> Source:
        settings = Settings(contact="team@example.org", environ={}, batch_size=self.batch_size, attempts=2)
        return open_source(name, settings=settings, session=session_to(self._answer), clock=FakeClock())

    def _answer(self, asked: SimulatorRequest) -> SimulatorResponse:
        if instead := self.before(asked):
            return instead
        if asked.utility == "efetch.fcgi":
            self.fetched.extend(asked.parameters["id"].split(","))
        return EutilsService(self.corpus)(asked)


def service_review(folder: Path, *keys: str) -> Path:
    """A review whose searches PubMed answers."""
    return make_review(folder, *(search_table(key, "pubmed") for key in keys or ("pubmed",)))


def run(
    context: ReviewContext,
    service: Service,
    key: str = "pubmed",
    *,
    refetch: bool = False,
    window: DateWindow | None = None,
) -> RunResult:
    """Run one search against the service."""
    return run_search(context, search_named(context, key), service.source(), refetch=refetch, window=window)


def search_named(context: ReviewContext, key: str) -> Search:
    return context.search(key)


def counts(result: RunResult) -> Mapping[str, int | str | None]:
    """The numbers of a run."""
    told = result.to_json()
    return {name: told[name] for name in ("status", "promised", "retrieved", "new", "known", "changed", "gone")}
