"""A clock, a review run by hand, a review that PubMed answers; each test has its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from harvester.workflow.context import ReviewContext
from tests.simulators.corpus import Corpus
from tests.workflow.contexts import Service, TickingClock, manual_review, open_test_review, service_review


@pytest.fixture
def clock() -> TickingClock:
    return TickingClock()


@pytest.fixture
def context(tmp_path: Path, clock: TickingClock) -> Iterator[ReviewContext]:
    """Two searches run by hand: embase and ovid."""
    with open_test_review(manual_review(tmp_path / "review"), clock=clock) as context:
        yield context


@pytest.fixture
def service() -> Service:
    return Service(Corpus.sized(30))


@pytest.fixture
def asking(tmp_path: Path, clock: TickingClock) -> Iterator[ReviewContext]:
    """Two searches of PubMed: pubmed and second."""
    with open_test_review(service_review(tmp_path / "asking", "pubmed", "second"), clock=clock) as context:
        yield context
