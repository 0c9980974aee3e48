"""A clock, a review run by hand, a review that PubMed answers; each test has its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from harvester.workflow.desk import Desk
from tests.simulators.corpus import Corpus
from tests.workflow.desks import Service, TickingClock, desk_on, hand_review, service_review


@pytest.fixture
def clock() -> TickingClock:
    return TickingClock()


@pytest.fixture
def desk(tmp_path: Path, clock: TickingClock) -> Iterator[Desk]:
    """Two searches run by hand: embase and ovid."""
    with desk_on(hand_review(tmp_path / "review"), clock=clock) as desk:
        yield desk


@pytest.fixture
def service() -> Service:
    return Service(Corpus.sized(30))


@pytest.fixture
def asking(tmp_path: Path, clock: TickingClock) -> Iterator[Desk]:
    """Two searches of PubMed: pubmed and second."""
    with desk_on(service_review(tmp_path / "asking", "pubmed", "second"), clock=clock) as desk:
        yield desk
