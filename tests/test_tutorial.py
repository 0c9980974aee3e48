"""The tutorial can be followed as it is written, against a simulated PubMed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pages import Saved, Typed, fill_in, quiet_environment, run, steps
from tests.reviews import article, ris
from tests.simulators.corpus import Corpus
from tests.simulators.eutils import EutilsService
from tests.simulators.server import Simulator

PAGE = "docs/tutorial.md"


@pytest.fixture
def pubmed() -> Iterator[str]:
    with Simulator(EutilsService(Corpus.sized(12))) as simulator:
        yield simulator.url


def test_the_tutorial_can_be_followed_from_top_to_bottom(tmp_path: Path, pubmed: str) -> None:
    environment = quiet_environment()
    for step in steps(PAGE):
        if isinstance(step, Saved):
            save(tmp_path / step.path, step.text, pubmed)
        elif step.words[0] == "export":
            name, _, value = step.words[1].partition("=")
            environment[name] = value
        else:
            before(step.words, tmp_path)
            done = run(step.words[1:], folder=tmp_path, environment=environment)
            assert done.returncode == 0, (step.words, done.stdout, done.stderr)
    for made in ("to-screen.ris", "flow.svg", "flow.html", "search-appendix.docx", "results.docx"):
        assert (tmp_path / made).stat().st_size > 0


def test_three_commands_lead_from_nothing_to_a_review_of_ones_own(tmp_path: Path, pubmed: str) -> None:
    """init, edit, update: what a newcomer must do to see the records of a search."""
    environment = quiet_environment()
    assert run(("init", "mine"), folder=tmp_path, environment=environment).returncode == 0
    toml = tmp_path / "mine" / "review.toml"
    edited = toml.read_text(encoding="utf-8").replace("you@example.org", "ann@example.org")
    toml.write_text(redirected(edited, pubmed), encoding="utf-8")
    done = run(("--review", "mine", "update"), folder=tmp_path, environment=environment)
    assert done.returncode == 0, done.stderr
    assert "12 records, 12 reports" in done.stdout


def test_every_command_is_harvester_or_the_shell() -> None:
    assert {step.words[0] for step in steps(PAGE) if isinstance(step, Typed)} == {"harvester", "export"}


def save(path: Path, text: str, pubmed: str) -> None:
    assert path.parent.is_dir(), f"{path}: the reader has no such folder yet"
    path.write_text(redirected(text, pubmed), encoding="utf-8")


def redirected(toml: str, pubmed: str) -> str:
    return toml.replace('source = "pubmed"', f'source = "pubmed"\nbase_url = "{pubmed}"')


def before(words: tuple[str, ...], folder: Path) -> None:
    """What the reader has done outside harvester by then: an export saved, a workbook filled in."""
    if words[1] == "import":
        exported = ris(*(article(number, U2=f"L{2024000000 + number}") for number in range(1, 13)))
        (folder / "embase-export.ris").write_text(exported, encoding="utf-8")
    if words[1:3] == ("extract", "import"):
        fill_in(folder / words[3])
