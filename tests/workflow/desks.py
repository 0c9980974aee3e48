"""What workflow tests work with: a clock that ticks, desks on small reviews, a service that answers in process."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from harvester.review import Search
from harvester.sources import Settings, Source, open_source
from harvester.store.tables import Base
from harvester.workflow.ask import ask
from harvester.workflow.desk import Desk, opened
from harvester.workflow.reach import Window
from harvester.workflow.results import RunResult, UpdateResult
from harvester.workflow.update import import_files
from tests.reviews import article, make_review, search_table, write_export
from tests.simulators.clock import FakeClock
from tests.simulators.corpus import Corpus
from tests.simulators.eutils import Eutils
from tests.simulators.server import Asked, Sent
from tests.simulators.transport import session_to
from tests.stores import empty_store

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
def desk_on(folder: Path, *, clock: TickingClock | None = None) -> Iterator[Desk]:
    """The review of a folder, opened for work, with nothing in its environment."""
    if not (folder / "harvest.db").exists():
        empty_store(folder / "harvest.db")
    with opened(folder, now=(clock or TickingClock()).now, environ={}) as desk:
        yield desk


def hand_review(folder: Path, *keys: str) -> Path:
    """A review whose searches are run by hand elsewhere."""
    return make_review(folder, *(search_table(key) for key in keys or ("embase", "ovid")))


def bring(desk: Desk, key: str, *numbers: int, file: str | None = None) -> UpdateResult:
    """Import an export of these articles into a search."""
    name = file or f"{key}-{'-'.join(map(str, numbers[:5]))}-{len(numbers)}.ris"
    path = write_export(desk.review.folder / "exports" / name, [article(number) for number in numbers])
    return import_files(desk, [path], key, search_date=desk.now().date())


def rows_of(desk: Desk) -> dict[str, int]:
    """Table → how many rows it holds."""
    with desk.store.read() as session:
        return {
            name: session.scalar(select(func.count()).select_from(table)) or 0
            for name, table in Base.metadata.tables.items()
        }


@dataclass(slots=True)
class Service:
    """PubMed in process. ``before`` may look at a request first, and answer it in PubMed's place."""

    corpus: Corpus
    before: Callable[[Asked], Sent | None] = lambda _: None
    batch_size: int = 10
    fetched: list[str] = field(default_factory=list)

    def source(self, name: str = "pubmed") -> Source:
        settings = Settings(contact="team@example.org", environ={}, batch_size=self.batch_size, attempts=2)
        return open_source(name, settings=settings, session=session_to(self._answer), clock=FakeClock())

    def _answer(self, asked: Asked) -> Sent:
        if instead := self.before(asked):
            return instead
        if asked.utility == "efetch.fcgi":
            self.fetched.extend(asked.parameters["id"].split(","))
        return Eutils(self.corpus)(asked)


def service_review(folder: Path, *keys: str) -> Path:
    """A review whose searches PubMed answers."""
    return make_review(folder, *(search_table(key, "pubmed") for key in keys or ("pubmed",)))


def run(
    desk: Desk, service: Service, key: str = "pubmed", *, refetch: bool = False, window: Window | None = None
) -> RunResult:
    """Run one search against the service."""
    return ask(desk, search_named(desk, key), service.source(), refetch=refetch, window=window)


def search_named(desk: Desk, key: str) -> Search:
    return desk.search(key)


def counts(result: RunResult) -> Mapping[str, int | str | None]:
    """The numbers of a run."""
    told = result.to_json()
    return {name: told[name] for name in ("status", "promised", "retrieved", "new", "known", "changed", "gone")}
