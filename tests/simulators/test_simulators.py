"""The simulators behave as awkwardly as the services."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from harvester.formats.pubmed_xml.reader import parse_pubmed_xml
from harvester.sources import Settings, open_source
from tests.simulators.clock import FakeClock
from tests.simulators.corpus import Corpus, SimulatedRecord
from tests.simulators.eutils import EutilsService
from tests.simulators.pubmed_xml import pubmed_xml
from tests.simulators.server import PASSING, Fault, Simulator, SimulatorRequest
from tests.support import ROOT, shared_data


def esearch(corpus: Corpus, **parameters: str) -> bytes:
    asked = SimulatorRequest("GET", "/esearch.fcgi", {"db": "pubmed", "retmode": "json", **parameters}, {}, "")
    return EutilsService(corpus)(asked).body


def test_past_the_window_the_simulated_json_is_as_invalid_as_the_recorded_one() -> None:
    recorded = shared_data("eutils/esearch_diagnostics/split/ventana-superada.body.invalid-json.txt").read_bytes()
    simulated = esearch(Corpus.sized(3), term="x", retstart="9999", retmax="1")

    assert recorded[:200] == simulated[:200]
    with pytest.raises(json.JSONDecodeError):
        json.loads(simulated)


def test_simulated_search_results_have_the_members_of_recorded_ones() -> None:
    recorded = json.loads(shared_data("eutils/esearch_diagnostics/split/restricciones-ajustadas.json").read_bytes())
    simulated = json.loads(esearch(Corpus.sized(12_000), term="x", retstart="9990", retmax="20"))

    assert simulated["header"] == recorded["header"]
    assert simulated["esearchresult"].keys() == recorded["esearchresult"].keys()
    assert simulated["esearchresult"]["warninglist"] == recorded["esearchresult"]["warninglist"]


def test_simulated_pubmed_xml_is_read_like_the_real_one() -> None:
    record = SimulatedRecord(
        pmid="31000001",
        title="Effects of A < B & C in <i>vitro</i>",
        doi="10.5555/sim.1",
        pages="221-8",
        abstract="Nothing.",
        authors=(("Müller", "Jörg K"),),
    )

    found = parse_pubmed_xml(pubmed_xml([record]), name="simulated")

    (entry,) = found.records
    assert found.unreadable == ()
    assert (entry.accession, entry.citation.doi, entry.citation.year) == ("31000001", "10.5555/sim.1", 2024)
    assert entry.citation.authors[0].family == "Müller"
    assert entry.citation.title.startswith("Effects of A < B & C")


def test_a_file_of_records_gives_the_same_records_back(tmp_path: Path) -> None:
    corpus = Corpus.sized(5)
    corpus.write(tmp_path / "records.jsonl")

    assert Corpus.read(tmp_path / "records.jsonl") == corpus


def test_the_results_of_a_strategy_can_be_set_in_a_corpus() -> None:
    corpus = Corpus.sized(9)
    corpus.answers["rare"] = frozenset(["30000004", "30000002"])

    assert [record.pmid for record in corpus.found("rare")] == ["30000004", "30000002"]
    assert len(corpus.found("anything else")) == 9


@contextmanager
def running(module: str, *options: str) -> Iterator[str]:
    """A simulator as a process of its own; gives its URL."""
    command = [sys.executable, "-m", f"tests.simulators.{module}", "--port", "0", *options]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def test_as_a_process_it_reads_its_records_again_when_they_change(tmp_path: Path) -> None:
    records = tmp_path / "records.jsonl"
    Corpus.sized(10).write(records)
    with running("eutils", "--records", str(records)) as url, requests.Session() as session:
        settings = Settings(contact="team@example.org", base_url=url, environ={})
        source = open_source("pubmed", settings=settings, session=session, clock=FakeClock())
        first = next(source.search("x")).hits
        Corpus.sized(12).write(records)
        second = next(source.search("x")).hits

    assert (first, second) == (10, 12)


def test_as_a_process_it_can_be_spoiled_from_outside_and_tells_what_it_was_asked() -> None:
    with running("eutils", "--count", "3", "--fault", "500") as url, requests.Session() as session:
        session.post(f"{url}_simulator/faults", json=[{"kind": "html"}], timeout=5).raise_for_status()
        settings = Settings(contact="team@example.org", base_url=url, environ={})
        source = open_source("pubmed", settings=settings, session=session, clock=FakeClock())
        (page,) = source.search("x")
        seen = session.get(f"{url}_simulator/seen", timeout=5).json()

    assert page.hits == 3
    assert [path for _, path, _ in seen] == ["/esearch.fcgi"] * 3


def test_embase_runs_as_a_process_as_well() -> None:
    environ = {"ELSEVIER_API_KEY": "a-key-for-this-test"}
    with running("embase", "--count", "3", "--key", environ["ELSEVIER_API_KEY"]) as url, requests.Session() as session:
        settings = Settings(contact="team@example.org", base_url=url, environ=environ)
        source = open_source("embase", settings=settings, session=session, clock=FakeClock())
        (page,) = source.search("x")

    assert page.hits == 3


@pytest.mark.parametrize("module", ["europepmc", "clinicaltrials"])
def test_the_services_without_keys_run_as_processes_too(module: str) -> None:
    with running(module, "--records", "7") as url, requests.Session() as session:
        settings = Settings(contact="team@example.org", base_url=url, environ={})
        pages = list(open_source(module, settings=settings, session=session, clock=FakeClock()).search("x"))

    assert pages[-1].hits == sum(len(page.ids) for page in pages) == 7


def test_faults_at_random_are_the_same_for_the_same_seed() -> None:
    def statuses(seed: int) -> list[int]:
        asked = SimulatorRequest("GET", "/esearch.fcgi", {"db": "pubmed", "term": "x"}, {}, "")
        with Simulator(EutilsService(Corpus.sized(1)), fault_rate=0.4, seed=seed) as simulator:
            found = [simulator.next_fault(asked) for _ in range(60)]
        return [PASSING.index(fault.kind) if fault else -1 for fault in found]

    assert statuses(1) == statuses(1) != statuses(2)
    assert 0.2 < sum(number >= 0 for number in statuses(1)) / 60 < 0.6


def test_each_reply_takes_the_latency_that_was_set() -> None:
    with Simulator(EutilsService(Corpus.sized(1)), latency=0.1) as simulator, requests.Session() as session:
        begun = time.perf_counter()
        session.get(f"{simulator.url}esearch.fcgi?db=pubmed&term=x", timeout=5)
        assert time.perf_counter() - begun >= 0.1


def test_a_fault_can_be_limited_to_one_utility() -> None:
    with Simulator(EutilsService(Corpus.sized(2))) as simulator, requests.Session() as session:
        simulator.spoil(Fault("500", only="efetch.fcgi"))
        search = session.get(f"{simulator.url}esearch.fcgi?db=pubmed&term=x", timeout=5)
        fetch = session.get(f"{simulator.url}efetch.fcgi?db=pubmed&id=30000001", timeout=5)

    assert (search.status_code, fetch.status_code) == (200, 500)
