"""The same papers as many tools export them: what each tool loses, named; what the readers give, compared. Data.

A reference is the database's own export; a follower is the same records taken through a tool, or out of the same
database in another format. A difference that is not named here is a fault of a reader.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from harvester.citation import Citation
from harvester.formats import parse_file
from harvester.normalise import words
from tests.support import SHARED

FOLDER: Final = SHARED / "data" / "exports" / "citation-file-formatting"


def _first_author(citation: Citation) -> str:
    if not citation.authors:
        return ""
    first = citation.authors[0]
    return f"{words(first.family)} {words(first.given)[:1]}"


FIELDS: Final[dict[str, Callable[[Citation], str]]] = {
    "title": lambda citation: words(citation.title),
    "first author": _first_author,
    "year": lambda citation: str(citation.year or ""),
    "journal": lambda citation: words(citation.journal),
    "volume": lambda citation: citation.volume,
    "pages": lambda citation: citation.pages or citation.article_number,
    "DOI": lambda citation: citation.doi,
    "abstract": lambda citation: words(citation.abstract),
}
"""What finds a paper again, as it is compared: words without case and punctuation, the first author's family and
initial, everything else to the letter."""


@dataclass(frozen=True, slots=True)
class Loss:
    """What a tool does to a field, and in how many of the records both files hold."""

    field: str
    records: int
    what: str


@dataclass(frozen=True, slots=True)
class Follower:
    """An export of papers the reference holds too: its file, how many both hold, and what the tool loses."""

    file: str
    tool: str
    shared: int
    losses: tuple[Loss, ...] = ()


_ABBREVIATED: Final = "only the abbreviated name is exported"
_PARTICLES: Final = "the particle is part of the family name here, and behind the given name in the reference"

PAPERS: Final[dict[str, tuple[Follower, ...]]] = {
    "RIS/_baseline_embase.ris": (
        Follower("CSV/_baseline_embase.csv", "Embase.com, CSV with its query in front", 10),
        Follower("CSV/_baseline_excel.csv", "Embase.com's CSV saved by Excel with semicolons", 10),
        Follower("XLSX/_baseline_embase.xlsx", "Embase.com, Excel", 10),
        Follower("RIS/_baseline_endnote.ris", "EndNote", 10),
        Follower("RIS/_baseline_zotero.ris", "Zotero, RIS", 10),
        Follower("CSV/_baseline_zotero.csv", "Zotero, CSV", 10),
        Follower("RIS/_baseline_mendeley.ris", "Mendeley", 10),
        Follower(
            "RIS/_baseline_refworks.ris", "RefWorks, RIS", 10, (Loss("journal", 6, f"{_ABBREVIATED} for some records"),)
        ),
        Follower("RIS/_baseline_rayyan.ris", "Rayyan, RIS", 10, (Loss("journal", 9, _ABBREVIATED),)),
        Follower("CSV/_baseline_rayyan.csv", "Rayyan, CSV", 10, (Loss("journal", 9, _ABBREVIATED),)),
        Follower("RIS/_baseline_eppireviewer.ris", "EPPI-Reviewer, RIS", 10),
        Follower(
            "XLSX/_baseline_eppireviewer.xlsx",
            "EPPI-Reviewer, Excel report",
            10,
            tuple(
                Loss(field, records, "no such column: the report has title and year only")
                for field, records in (
                    ("first author", 10),
                    ("journal", 10),
                    ("volume", 9),
                    ("pages", 7),
                    ("DOI", 10),
                    ("abstract", 8),
                )
            ),
        ),
        Follower("RIS/_baseline_covidence_endnote.ris", "Covidence, for EndNote", 8),
        Follower("RIS/_baseline_covidence_mendeley.ris", "Covidence, for Mendeley", 8),
        Follower("RIS/_baseline_covidence_refworks.ris", "Covidence, for RefWorks", 8),
        Follower("RIS/_baseline_covidence_zotero.ris", "Covidence, for Zotero", 8),
        Follower("CSV/_baseline_covidence.csv", "Covidence, CSV", 8),
        Follower(
            "CSV/_baseline_abstrackr.csv",
            "abstrackr",
            10,
            (
                *(
                    Loss(field, records, "no such column")
                    for field, records in (("year", 10), ("volume", 9), ("pages", 7), ("DOI", 10))
                ),
                Loss("journal", 9, _ABBREVIATED),
                Loss("abstract", 1, "letters with an accent are cut out of words"),
            ),
        ),
    ),
    "RIS/_baseline.ris": (
        Follower("CSV/_baseline.csv", "Lens, CSV", 100, (Loss("first author", 4, _PARTICLES),)),
        Follower("TSV/_baseline.tsv", "Lens, tab-separated", 100, (Loss("first author", 4, _PARTICLES),)),
        Follower("XLSX/_baseline.xlsx", "Lens, Excel", 100, (Loss("first author", 4, _PARTICLES),)),
        Follower(
            "RIS/_baseline_citavi.ris", "Citavi", 100, (Loss("first author", 4, 'the particle ("de") is left out'),)
        ),
        Follower("TSV/_baseline_refworks.tsv", "RefWorks, tab-separated", 100),
    ),
    "RIS/_baseline_cochrane_endnote.ris": (
        Follower("RIS/_baseline_cochrane_procite.ris", "Cochrane Library, for ProCite", 3),
        Follower("RIS/_baseline_cochrane_refman.ris", "Cochrane Library, for Reference Manager", 3),
        Follower("CSV/_baseline_cochrane.csv", "Cochrane Library, CSV", 3),
    ),
    "RIS/_baseline_cinahl.ris": (
        Follower(
            "CSV/_baseline_cinahl.csv",
            "EBSCOhost (CINAHL), CSV",
            9,
            (Loss("pages", 9, "the first page and a count of pages replace the last page"),),
        ),
    ),
    "RIS/_baseline_scopus.ris": (Follower("CSV/_baseline_scopus.csv", "Scopus, CSV", 10),),
    "RIS/_baseline_openalex.ris": (Follower("CSV/_baseline_openalex.csv", "OpenAlex, CSV", 9),),
    "RIS/_baseline_googlescholar.ris": (Follower("CSV/_baseline_googlescholar.csv", "Google Scholar, CSV", 10),),
    "RIS/_baseline_pubmed.ris": (
        Follower(
            "CSV/_baseline_pubmed.csv",
            "PubMed, CSV",
            10,
            (Loss("journal", 8, _ABBREVIATED), Loss("abstract", 10, "no such column")),
        ),
    ),
}
"""Reference → its followers."""

REFERENCES: Final = {
    "RIS/_baseline_embase.ris": "Embase.com, RIS",
    "RIS/_baseline.ris": "Lens, RIS",
    "RIS/_baseline_cochrane_endnote.ris": "Cochrane Library, for EndNote",
    "RIS/_baseline_cinahl.ris": "EBSCOhost (CINAHL), RIS",
    "RIS/_baseline_scopus.ris": "Scopus, RIS",
    "RIS/_baseline_openalex.ris": "OpenAlex, RIS",
    "RIS/_baseline_googlescholar.ris": "Google Scholar, RIS",
    "RIS/_baseline_pubmed.ris": "PubMed (nbib)",
}


def pairs(reference: str, follower: str) -> Iterator[tuple[Citation, Citation]]:
    """Citations of both files that are of one paper: by DOI, by title where the follower has none."""
    held = citations_of(reference)
    by_doi = {citation.doi: citation for citation in held if citation.doi}
    by_title = {words(citation.title): citation for citation in held}
    for citation in citations_of(follower):
        found = by_doi.get(citation.doi) if citation.doi else by_title.get(words(citation.title))
        if found is not None:
            yield found, citation


def differences(reference: str, follower: str) -> dict[str, int]:
    """Field → in how many of the shared records the two files differ; fields without a difference are left out."""
    found = dict.fromkeys(FIELDS, 0)
    for one, other in pairs(reference, follower):
        for field, value in FIELDS.items():
            found[field] += value(one) != value(other)
    return {field: count for field, count in found.items() if count}


@lru_cache
def citations_of(file: str) -> tuple[Citation, ...]:
    """The citations in a file of the folder."""
    return tuple(entry.citation for entry in parse_file((FOLDER / file).read_bytes(), name=file).records)
