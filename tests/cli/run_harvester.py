"""Ask the program as its user does, and small reviews to ask about."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from click.testing import CliRunner

from harvester.cli import main
from tests.templates import copy_of, shared_by_workers

ENVIRONMENT: Final = {"HARVESTER_REVIEW": None, "ELSEVIER_API_KEY": None, "NCBI_API_KEY": None, "COLUMNS": "80"}

REVIEW: Final = """\
[review]
id = "fever"
title = "Colchicine for periodic fevers"
contact = "team@example.org"
database = "sqlite:///harvest.db"

[[search]]
key = "pubmed"
source = "file"
name = "PubMed"
kind = "database"
strategy = "pubmed.txt"

[[search]]
key = "embase"
source = "file"
name = "Embase"
kind = "database"
strategy = "pubmed.txt"

[screening]
exclusion_reasons = ["wrong population", "no primary data"]
"""

NBIB: Final = """\
PMID- 30000001
STAT- MEDLINE
DP  - 2019 Mar
TI  - Colchicine in adult familial Mediterranean fever: a randomised trial.
PG  - 221-8
FAU - Okafor, Ngozi
AU  - Okafor N
LA  - eng
PT  - Randomized Controlled Trial
TA  - J Fever Res
JT  - Journal of fever research
VI  - 12
IP  - 3
AID - 10.5555/jfr.2019.221 [doi]

PMID- 30000002
STAT- MEDLINE
DP  - 2020
TI  - Periodic fever with aphthous stomatitis in Norwegian children.
PG  - 14-20
FAU - Lindström, Åsa
AU  - Lindström Å
LA  - eng
PT  - Journal Article
TA  - Acta Paediatr Nord
JT  - Acta paediatrica nordica
VI  - 44
IP  - 1
AID - 10.5555/apn.44.14 [doi]

PMID- 30000003
STAT- MEDLINE
DP  - 2021 Jul
TI  - Renal amyloidosis regresses under interleukin-1 blockade: case series.
PG  - e88
FAU - Demir, Elif
AU  - Demir E
LA  - eng
PT  - Case Reports
TA  - Nephrol Cases
JT  - Nephrology cases
VI  - 7
AID - 10.5555/nc.e88 [doi]
"""

UNMARKED_RIS: Final = """\
TY  - JOUR
TI  - Colchicine in adult familial Mediterranean fever: a randomised trial.
AU  - Okafor, N.
PY  - 2019
ER  -

TY  - JOUR
TI  - Periodic fever with aphthous stomatitis in Norwegian children.
AU  - Lindström, Å.
PY  - 2020
ER  -

TY  - JOUR
TI  - Renal amyloidosis regresses under interleukin-1 blockade: case series.
AU  - Demir, E.
PY  - 2021
ER  -
"""
"""Three records as a reference manager writes them: nothing says from which database they are."""

RIS: Final = """\
TY  - JOUR
T1  - Colchicine in adult familial Mediterranean fever: A randomised trial
A1  - Okafor, N.
Y1  - 2019
JF  - Journal of Fever Research
VL  - 12
IS  - 3
SP  - 221
EP  - 228
DO  - 10.5555/jfr.2019.221
U2  - L700000001
DB  - Embase
ER  -

TY  - JOUR
T1  - Anakinra on demand in cryopyrin-associated syndromes
A1  - Haddad, R.
Y1  - 2022
JF  - Rare Autoinflammation
VL  - 3
SP  - 55
EP  - 61
DO  - 10.5555/ra.3.55
U2  - L700000002
DB  - Embase
ER  -
"""


@dataclass(frozen=True, slots=True)
class Said:
    """What the program answered."""

    exit_code: int
    out: str
    err: str
    raw: bytes

    @property
    def document(self) -> dict[str, Any]:
        """Standard output as the one JSON document it must be."""
        found: dict[str, Any] = json.loads(self.out)
        return found


def harvester(*words: str | Path, env: Mapping[str, str | None] | None = None) -> Said:
    runner = CliRunner(env=ENVIRONMENT | dict(env or {}))
    result = runner.invoke(main, [str(word) for word in words])
    return Said(result.exit_code, result.stdout, result.stderr, result.stdout_bytes)


def new_review(folder: Path, text: str = REVIEW) -> Path:
    folder.mkdir()
    (folder / "review.toml").write_text(text, encoding="utf-8")
    (folder / "pubmed.txt").write_text("colchicine[tiab] AND fever[tiab]\n", encoding="utf-8")
    return folder


def put(folder: Path, search: str, name: str, text: str) -> Path:
    path = folder / "imports" / search / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def harvested_review(folder: Path) -> Path:
    """A review with five records of four reports."""
    return copy_of(_harvest, folder)


def _harvest(folder: Path) -> None:
    new_review(folder)
    put(folder, "pubmed", "pubmed.nbib", NBIB)
    put(folder, "embase", "embase.ris", RIS)
    _update(folder)


def _update(folder: Path) -> None:
    result = harvester("--review", folder, "update")
    assert result.exit_code == 0, result.err


LATER_NBIB: Final = """\
PMID- 30000004
STAT- Publisher
DP  - 2022
TI  - Anakinra on demand in cryopyrin-associated syndromes.
FAU - Haddad, Rania
AU  - Haddad R
LA  - eng
PT  - Journal Article
TA  - Autoinflamm Lett
JT  - Autoinflammation letters
"""
"""A later export whose one record resembles a known one without being it for sure."""


def doubtful_review(folder: Path) -> Path:
    """A review with one pair that a person should look at."""
    return copy_of(_harvest_doubtful, folder)


def _harvest_doubtful(folder: Path) -> None:
    harvested_review(folder)
    put(folder, "pubmed", "later.nbib", LATER_NBIB)
    _update(folder)


def demo_review(factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of the demonstration, run once for all tests, and what it printed. Copy the folder to change it."""
    folder = shared_by_workers(factory, "demo", _run_demo)
    return folder / "a review", (folder / "output.txt").read_text(encoding="utf-8")


def _run_demo(folder: Path) -> None:
    result = harvester("demo", folder / "a review")
    assert (result.exit_code, result.err) == (0, "")
    (folder / "output.txt").write_text(result.out, encoding="utf-8")
