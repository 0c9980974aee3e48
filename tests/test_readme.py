"""Every command the README shows does what it says, on a fresh review against a simulated PubMed."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.reviews import article, ris
from tests.simulators.corpus import Corpus, SimulatedRecord
from tests.simulators.eutils import Eutils
from tests.simulators.server import Simulator
from tests.support import ROOT

BLOCK: Final = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)


def shown() -> list[str]:
    """The commands of the README in their order, comments away."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = [line for block in BLOCK.findall(text) for line in block.splitlines()]
    return [shlex.join(words) for line in lines if (words := shlex.split(line, comments=True))]


def harvester_commands() -> list[list[str]]:
    return [words[1:] for command in shown() if (words := shlex.split(command))[0] == "harvester"]


@pytest.fixture
def pubmed() -> Iterator[str]:
    corpus = Corpus.sized(12)
    corpus.put(SimulatedRecord(pmid="37344166", title="Intravenous anakinra for macrophage activation: a review"))
    with Simulator(Eutils(corpus)) as simulator:
        yield simulator.url


def test_the_make_targets_the_readme_names_exist() -> None:
    targets = [words[1] for command in shown() if (words := shlex.split(command))[0] == "make"]
    assert targets == ["demo", "test"]
    for target in targets:
        subprocess.run(["make", "--dry-run", target], cwd=ROOT, check=True, capture_output=True)


def test_every_command_is_one_of_make_harvester_or_the_shell() -> None:
    assert {shlex.split(command)[0] for command in shown()} == {"make", "harvester", "export", "."}


def test_the_readme_can_be_followed_from_top_to_bottom(tmp_path: Path, pubmed: str) -> None:
    environment = {**os.environ, "NCBI_API_KEY": "", "ELSEVIER_API_KEY": ""}
    environment.pop("HARVESTER_REVIEW", None)
    for arguments in harvester_commands():
        prepare(tmp_path, arguments, pubmed, environment)
        done = run(tmp_path, arguments, environment)
        assert done.returncode == 0, (arguments, done.stdout, done.stderr)
    for made in ("to-screen.ris", "flow.csv", "appendix.md", "unique.ris", "clusters.csv", "pairs.csv"):
        assert (tmp_path / made).stat().st_size > 0


def run(folder: Path, arguments: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "harvester", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=60)


def prepare(folder: Path, arguments: list[str], pubmed: str, environment: dict[str, str]) -> None:
    """What the reader of the README has done by then: searches named, export files and decisions at hand."""
    if arguments[0] == "update":
        environment["HARVESTER_REVIEW"] = "my-review"
        name_the_searches(folder / "my-review", pubmed)
        write_files(folder)


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
    decided = "".join(f"R{number:06d},title-abstract,exclude,,EB\n" for number in range(3, 228))
    rows = f"report,stage,decision,reason,reviewer\n{decided}"
    (folder / "decisions.csv").write_text(rows, encoding="utf-8")
