"""Every command the README shows does what it says, on a fresh review against a simulated PubMed."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pages import Typed, fill_in, quiet_environment, run, steps
from tests.reviews import article, ris
from tests.screening.rewrites import rayyan
from tests.simulators.corpus import Corpus, SimulatedRecord
from tests.simulators.eutils import EutilsService
from tests.simulators.server import Simulator
from tests.support import ROOT


def shown() -> list[tuple[str, ...]]:
    """The commands of the README in their order."""
    return [step.words for step in steps("README.md") if isinstance(step, Typed)]


def harvester_commands() -> list[tuple[str, ...]]:
    return [words[1:] for words in shown() if words[0] == "harvester"]


@pytest.fixture
def pubmed() -> Iterator[str]:
    corpus = Corpus.sized(12)
    corpus.put(SimulatedRecord(pmid="37344166", title="Intravenous anakinra for macrophage activation: a review"))
    with Simulator(EutilsService(corpus)) as simulator:
        yield simulator.url


def test_the_make_targets_the_readme_names_exist() -> None:
    targets = [words[1] for words in shown() if words[0] == "make"]
    assert targets == ["demo", "test"]
    for target in targets:
        subprocess.run(["make", "--dry-run", target], cwd=ROOT, check=True, capture_output=True)


def test_every_command_is_one_of_make_harvester_or_the_shell() -> None:
    assert {words[0] for words in shown()} == {"make", "harvester", "export", "."}


def test_the_readme_can_be_followed_from_top_to_bottom(tmp_path: Path, pubmed: str) -> None:
    environment = quiet_environment()
    for arguments in harvester_commands():
        prepare(tmp_path, arguments, pubmed, environment)
        done = run(arguments, folder=tmp_path, environment=environment)
        assert done.returncode == 0, (arguments, done.stdout, done.stderr)
    for made in (
        "to-screen.ris",
        "flow.svg",
        "appendix.docx",
        "results.html",
        "unique.ris",
        "clusters.csv",
        "pairs.csv",
    ):
        assert (tmp_path / made).stat().st_size > 0


def prepare(folder: Path, arguments: tuple[str, ...], pubmed: str, environment: dict[str, str]) -> None:
    """What the reader of the README has done by then: searches named, export files and decisions at hand."""
    if arguments[0] == "update":
        environment["HARVESTER_REVIEW"] = "my-review"
        name_the_searches(folder / "my-review", pubmed)
        write_files(folder)
    if arguments[:2] == ("screen", "import"):
        handed = (folder / "to-screen.ris").read_text(encoding="utf-8")
        verdicts = ["include", *["undecided"] * (handed.count("TY  - ") - 1)]
        (folder / "rayyan.csv").write_bytes(rayyan.as_csv(handed, verdicts, who="EB"))
    if arguments[:2] == ("extract", "import"):
        fill_in(folder / arguments[2])


def name_the_searches(review: Path, pubmed: str) -> None:
    toml = (review / "review.toml").read_text(encoding="utf-8")
    embase = (
        '[[search]]\nkey = "embase"\nsource = "embase"\nname = "Embase"\nkind = "database"\nstrategy = "embase.txt"\n\n'
    )
    toml = toml.replace('source = "pubmed"', f'source = "pubmed"\nbase_url = "{pubmed}"')
    (review / "review.toml").write_text(toml.replace("[screening]", embase + "[screening]"), encoding="utf-8")
    (review / "embase.txt").write_text("anakinra:ti,ab,kw", encoding="utf-8")


def write_files(folder: Path) -> None:
    numbered = [article(number, U2=f"L{2024000000 + number}") for number in range(1, 215)]
    (folder / "embase-export.ris").write_text(ris(*numbered), encoding="utf-8")
    (folder / "embase.ris").write_text(ris(article(1), article(2)), encoding="utf-8")
    (folder / "pubmed.nbib").write_text("PMID- 37344166\nTI  - Intravenous anakinra.\nDP  - 2023\n", encoding="utf-8")
    decided = "".join(f"R{number:06d},title-abstract,exclude,,EB\n" for number in range(2, 228))
    decided += "R000001,retrieval,retrieved,,EB\nR000001,full-text,include,,EB\n"
    rows = f"report,stage,decision,reason,reviewer\n{decided}"
    (folder / "decisions.csv").write_text(rows, encoding="utf-8")
