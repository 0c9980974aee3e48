"""Europe PMC and ClinicalTrials.gov in a review: what a first and a second update make of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from harvester.sources import Settings, open_source
from harvester.workflow.context import NullProgress, ReviewContext
from harvester.workflow.dedup.deduplicate import deduplicate_store
from harvester.workflow.harvest.results import RunResult
from harvester.workflow.harvest.run_search import run_search
from harvester.workflow.status import load_status
from tests.reviews import make_review, search_table
from tests.simulators.clinicaltrials import ClinicalTrialsService
from tests.simulators.clock import FakeClock
from tests.simulators.corpus import Corpus
from tests.simulators.europepmc import EuropePmcService
from tests.simulators.eutils import EutilsService
from tests.simulators.server import SimulatorRequest, SimulatorResponse
from tests.simulators.transport import session_to
from tests.workflow.contexts import MONDAY, TickingClock, counts, open_test_review, rows_of

SERVICES: dict[str, Callable[[Corpus], Callable[[SimulatorRequest], SimulatorResponse]]] = {
    "pubmed": EutilsService,
    "europepmc": EuropePmcService,
    "clinicaltrials": ClinicalTrialsService,
}
OTHERS = ("europepmc", "clinicaltrials")


@pytest.fixture
def context(tmp_path: Path) -> Iterator[ReviewContext]:
    tables = [
        search_table("pubmed", "pubmed"),
        search_table("europepmc", "europepmc"),
        search_table("clinicaltrials", "clinicaltrials", kind="register"),
    ]
    with open_test_review(make_review(tmp_path / "review", *tables)) as context:
        yield context


def run(context: ReviewContext, name: str, corpus: Corpus, *, refetch: bool = False) -> RunResult:
    settings = Settings(contact="team@example.org", environ={}, page_size=10 if len(corpus.records) < 100 else None)
    source = open_source(name, settings=settings, session=session_to(SERVICES[name](corpus)), clock=FakeClock())
    return run_search(context, context.search(name), source, refetch=refetch)


@pytest.mark.parametrize("name", OTHERS)
def test_a_first_update_stores_every_record_the_search_promised(name: str, context: ReviewContext) -> None:
    result = run(context, name, Corpus.sized(25))

    told = {"promised": 25, "retrieved": 25, "new": 25, "known": 0, "changed": 0, "gone": 0}
    assert counts(result) == {"status": "complete"} | told
    assert rows_of(context)["record"] == 25


@pytest.mark.parametrize("refetch", [False, True])
@pytest.mark.parametrize("name", OTHERS)
def test_a_second_update_without_news_changes_nothing(name: str, refetch: bool, context: ReviewContext) -> None:
    corpus = Corpus.sized(25)
    run(context, name, corpus)
    before = rows_of(context)

    result = run(context, name, corpus, refetch=refetch)

    assert (result.status, result.new, result.known, len(result.changed_records)) == ("complete", 0, 25, 0)
    assert all(rows_of(context)[table] == before[table] for table in ("record", "revision"))


@pytest.mark.parametrize("name", OTHERS)
def test_a_changed_a_new_and_a_withdrawn_record_are_told_apart(name: str, context: ReviewContext) -> None:
    corpus = Corpus.sized(25)
    run(context, name, corpus)
    corpus.put(replace(corpus.records["30000004"], title="Another title altogether"))
    corpus.put(replace(corpus.records["30000005"], pmid="31000001", title="A record of this month"))
    corpus.withdraw("30000006")

    result = run(context, name, corpus)

    assert (result.status, result.new, result.known, len(result.changed_records), result.gone) == (
        "complete",
        1,
        24,
        1,
        1,
    )


def reports_found(context: ReviewContext, *names: str) -> int:
    corpus = Corpus.sized(25)
    for name in names:
        run(context, name, corpus)
    deduplicate_store(context)
    return int(load_status(context).to_json()["reports"])


def test_an_article_that_pubmed_and_europe_pmc_both_have_is_one_report(context: ReviewContext) -> None:
    assert reports_found(context, "pubmed", "europepmc") == 25


def test_an_entry_of_the_register_is_never_the_article_of_the_same_title(context: ReviewContext) -> None:
    assert reports_found(context, "pubmed", "clinicaltrials") == 50


@dataclass
class Listening(NullProgress):
    """Keeps the sentences that were worth a line of their own."""

    heard: list[str] = field(default_factory=list)

    def message(self, text: str) -> None:
        self.heard.append(text)


@pytest.mark.parametrize(("hour", "warned"), [(17, True), (8, False)])
def test_a_large_first_harvest_in_the_busy_hours_of_nlm_is_told_before_it_begins(
    hour: int, warned: bool, tmp_path: Path
) -> None:
    clock = TickingClock(MONDAY.replace(hour=hour))
    with open_test_review(make_review(tmp_path / "review", search_table("pubmed", "pubmed")), clock=clock) as context:
        listening = Listening()
        corpus = Corpus.sized(3_000)
        first = run(replace(context, progress=listening), "pubmed", corpus)
        heard = [sentence for sentence in listening.heard if "busy hours" in sentence]
        listening.heard.clear()
        run(replace(context, progress=listening), "pubmed", corpus)

    assert (first.status, first.new) == ("complete", 3_000)
    assert len(heard) == warned
    assert listening.heard == []
