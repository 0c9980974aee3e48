"""A corpus as reviews have them, its truth known: reports of every field at hand, corrupted copies, and look-alikes.

Reports are drawn from every sample under ../shared (labelled sets, exports of many tools, Europe PMC), each once.
Nearly half have copies with one to three corruptions on top of each other, every eighth has a look-alike instead, and
all lose identifiers, DOI or abstract at random, as exports do. No label of a person goes into it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Final

from msgspec.structs import replace

from harvester import formats, normalise
from harvester.citation import Citation
from harvester.formats.service_json.europepmc import parse_europepmc_json
from tests.dedup.corruptions import CORRUPTIONS
from tests.dedup.labelled import SETS, read_rows, read_set
from tests.dedup.lookalikes import LOOKALIKES, made, short_styled
from tests.support import SHARED

DATA: Final = SHARED / "data"
EXPORTS: Final = (
    "exports/litstudy/scopus.csv", "exports/litstudy/ieee.csv", "exports/litstudy/springer.csv",
    "exports/srdedupe/mini_pubmed.nbib", "exports/srdedupe/mini_scopus.bib", "exports/srdedupe/mini_wos.ciw",
    "exports/asreview/web_of_science.txt", "exports/asreview/scopus.ris", "exports/asreview/embase.ris",
    "exports/citation-file-formatting/CSV/_baseline.csv", "exports/citation-file-formatting/RIS/_baseline_pubmed.ris",
    "anakinra/records.csv",
)  # fmt: skip
EUROPE_PMC: Final = ("europepmc/search_1000results_cancer.json", "europepmc/search_cancer_core.json")

WITH_COPIES: Final = 0.45
WITH_LOOK_ALIKE: Final = 0.12
COPIES: Final = (1, 1, 1, 2, 3)
CORRUPTED: Final = (1, 1, 2, 2, 3)
RARE: Final = ("bare", "bare with journal")
_SAME_BEGINNING: Final = 30


@dataclass(frozen=True, slots=True)
class Mixture:
    """``citations`` in random order; ``works``: which report each is a record of; ``kinds``: how each was made."""

    citations: list[Citation]
    works: list[int]
    kinds: list[str]

    def pairs(self) -> set[tuple[int, int]]:
        """All pairs of records of one report, the lower row first."""
        members: dict[int, list[int]] = {}
        for row, work in enumerate(self.works):
            members.setdefault(work, []).append(row)
        return {(a, b) for rows in members.values() for place, a in enumerate(rows) for b in rows[place + 1 :]}


def mixed(reports: int = 4_000, *, seed: int = 11) -> Mixture:
    """A mixture made from so many reports; the same for the same seed."""
    rng = Random(seed)
    drawn = rng.sample(pool(), min(reports, len(pool())))
    rows = [row for work, report in enumerate(drawn) for row in _records(report, 2 * work, rng)]
    rng.shuffle(rows)
    citations, works, kinds = (list(column) for column in zip(*rows, strict=True))
    return Mixture([_thinned(citation, rng) for citation in citations], works, kinds)


def _records(report: Citation, work: int, rng: Random) -> Iterator[tuple[Citation, int, str]]:
    if rng.random() < WITH_LOOK_ALIKE:
        kind = rng.choice(sorted(LOOKALIKES))
        if pair := made(LOOKALIKES[kind], report, rng):
            pair = short_styled(pair, rng) if rng.random() < 0.5 else pair
            yield from ((each, work + place, kind) for place, each in enumerate(pair))
            return
    yield report, work, "as it is"
    for _ in range(rng.choice(COPIES) if rng.random() < WITH_COPIES else 0):
        yield _corrupted(report, work, rng)


def _corrupted(report: Citation, work: int, rng: Random) -> tuple[Citation, int, str]:
    kinds = [rng.choice(sorted(CORRUPTIONS)) for _ in range(rng.choice(CORRUPTED))]
    told = report
    done: list[str] = []
    for kind in kinds:
        if kind in RARE and rng.random() < 0.7:
            continue
        if changed := CORRUPTIONS[kind](told, rng):
            told = changed
            done.append(kind)
    return told, work, " + ".join(done)


def _thinned(citation: Citation, rng: Random) -> Citation:
    """The citation without some of what an export may leave out."""
    if rng.random() < 0.5:
        citation = replace(citation, pmid="", pmcid="", identifiers=())
    if rng.random() < 0.3:
        citation = replace(citation, doi="")
    return replace(citation, abstract="") if rng.random() < 0.3 else citation


@cache
def pool() -> tuple[Citation, ...]:
    """Every report at hand that says who wrote what, when and where, one record of each."""
    found: dict[str, Citation] = {}
    for citation in _at_hand():
        title = normalise.title(citation.title)
        told = citation.authors and citation.year and (citation.journal or citation.journal_abbreviation)
        if told and title.count(" ") >= 3:
            found.setdefault(title.replace(" ", "")[:_SAME_BEGINNING], citation)
    return tuple(found.values())


def _at_hand() -> Iterator[Citation]:
    for name in SETS:
        copies = _copies(DATA / "dedup" / name)
        ids, citations = read_set(DATA / "dedup" / name)
        yield from (citation for own, citation in zip(ids, citations, strict=True) if own not in copies)
    for path in EXPORTS:
        yield from (entry.citation for entry in formats.parse_file((DATA / path).read_bytes(), name=path).records)
    for path in EUROPE_PMC:
        yield from (entry.citation for entry in parse_europepmc_json((DATA / path).read_bytes(), name=path).records)


def _copies(folder: Path) -> set[str]:
    """The records of a labelled set that repeat another."""
    if (folder / "labels.csv").exists():
        return {row["ID"] for row in read_rows(folder / "labels.csv") if row["label"] != "unique"}
    groups = (row["merged_ids"].split(";") for row in read_rows(folder / "merged_ids.csv"))
    return {own for group in groups for own in group[1:]}
