"""Simulated services, and sources connected to them with a clock that never waits."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

from tests.simulators.clinicaltrials import ClinicalTrialsService
from tests.simulators.clock import FakeClock
from tests.simulators.corpus import Corpus
from tests.simulators.embase import EmbaseService
from tests.simulators.europepmc import EuropePmcService
from tests.simulators.eutils import EutilsService
from tests.simulators.server import Simulator
from tests.sources.opening import ELSEVIER_KEY, SourceOpener


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False
        yield session


@pytest.fixture
def corpus() -> Corpus:
    return Corpus.sized(30)


@pytest.fixture
def eutils(corpus: Corpus) -> EutilsService:
    return EutilsService(corpus)


@pytest.fixture
def ncbi(eutils: EutilsService) -> Iterator[Simulator]:
    with Simulator(eutils) as simulator:
        yield simulator


@pytest.fixture
def elsevier_service(corpus: Corpus) -> EmbaseService:
    return EmbaseService(corpus, key=ELSEVIER_KEY)


@pytest.fixture
def elsevier(elsevier_service: EmbaseService) -> Iterator[Simulator]:
    with Simulator(elsevier_service) as simulator:
        yield simulator


@pytest.fixture
def ebi_service(corpus: Corpus) -> EuropePmcService:
    return EuropePmcService(corpus, preprints_from=30_000_025)


@pytest.fixture
def ebi(ebi_service: EuropePmcService) -> Iterator[Simulator]:
    with Simulator(ebi_service) as simulator:
        yield simulator


@pytest.fixture
def register_service(corpus: Corpus) -> ClinicalTrialsService:
    return ClinicalTrialsService(corpus)


@pytest.fixture
def register(register_service: ClinicalTrialsService) -> Iterator[Simulator]:
    with Simulator(register_service) as simulator:
        yield simulator


@pytest.fixture
def opened(session: requests.Session, clock: FakeClock) -> SourceOpener:
    return SourceOpener(session, clock)
