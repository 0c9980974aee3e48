"""``harvester update --window``: only the latest days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.cli.run_harvester import REVIEW, harvester, new_review
from tests.simulators.corpus import Corpus, invented
from tests.simulators.eutils import EutilsService
from tests.simulators.server import Simulator

KEY = {"NCBI_API_KEY": "0123456789abcdef0123456789abcdef0123"}


@pytest.fixture
def corpus() -> Corpus:
    return Corpus.sized(12)


@pytest.fixture
def asking(tmp_path: Path, corpus: Corpus) -> Iterator[Path]:
    with Simulator(EutilsService(corpus)) as pubmed:
        first = f'source = "pubmed"\nbase_url = "{pubmed.url}"\nname = "PubMed"'
        yield new_review(tmp_path / "fever", REVIEW.replace('source = "file"\nname = "PubMed"', first))


def update(folder: Path, *words: str) -> dict[str, Any]:
    run: dict[str, Any] = harvester("--review", folder, "update", "--json", *words, env=KEY).document["runs"][0]
    return run


def test_a_window_is_told_as_one(asking: Path, corpus: Corpus) -> None:
    assert update(asking)["mode"] == "full"
    corpus.put(invented(900, day=datetime.now(UTC).date()))
    run = update(asking, "--window")
    assert (run["mode"], run["promised"], run["new"], run["gone"]) == ("window", 1, 1, 0)
    assert "complete (window)" in harvester("--review", asking, "update", "pubmed", "--window", env=KEY).out


def test_a_window_may_be_given_in_days(asking: Path) -> None:
    update(asking)
    assert update(asking, "--window", "30")["mode"] == "window"
    assert update(asking, "--window=30")["mode"] == "window"


def test_the_first_window_is_a_whole_search_and_says_so(asking: Path) -> None:
    said = harvester("--review", asking, "update", "pubmed", "--window", env=KEY)
    assert "so the whole search was run" in " ".join(said.out.split())


@pytest.mark.parametrize("days", ["pubmed", "0", "1.5", "99999", "²"])
def test_what_is_no_number_of_days_is_refused_with_the_way_out(asking: Path, days: str) -> None:
    said = harvester("--review", asking, "update", f"--window={days}")
    assert said.exit_code == 2
    assert "put keys of searches before --window" in " ".join(said.err.split())


@pytest.mark.parametrize("other", ["--full", "--dry-run"])
def test_a_window_goes_with_neither_the_whole_nor_a_rehearsal(asking: Path, other: str) -> None:
    assert harvester("--review", asking, "update", "--window", other).exit_code == 2
