"""One citation in normal form: everything that blocking and comparison look at, and nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from harvester import normalise
from harvester.citation import Author, Citation
from harvester.dedup import titles
from harvester.normalise import Locator

PREPRINT_SERVERS: Final = (
    "arxiv", "biorxiv", "medrxiv", "chemrxiv", "psyarxiv", "socarxiv", "research square", "preprint", "ssrn", "osf",
    "authorea", "techrxiv", "engrxiv", "edarxiv",
)  # fmt: skip
PREPRINT_DOIS: Final = ("10.1101/", "10.48550/", "10.21203/", "10.2139/ssrn", "10.20944/", "10.31234/", "10.31235/",
                        "10.26434/", "10.22541/", "10.36227/", "10.2196/preprints", "10.64898/")  # fmt: skip
"""Registrant prefixes of preprint servers, as Crossref and DataCite list them."""

REGISTRATIONS: Final = frozenset(
    ("nct", "isrctn", "eudract", "ctri", "chictr", "drks", "actrn", "umin", "irct", "grant")
)
"""Numbers of a study, shared by all its reports: no identity of a report."""

AUTHORS_READ: Final = 40
ABSTRACT_READ: Final = 320
_CDSR: Final = re.compile(r"\bcd(\d{6})(?:\.pub(\d+))?")
_VENUE: Final = re.compile(r"\b(?:conference|workshop|symposium|congress)\b", re.IGNORECASE)
_DATED: Final = re.compile(r"^10\.1101/(?:20\d\d\.|0|[1-9]\d{5}$)")


@dataclass(frozen=True, slots=True)
class Normal:
    """A citation's comparable form; 0 and "" mean "says nothing"."""

    title: str
    main: str
    original: str
    traits: titles.Traits
    families: str
    names: str
    first: str
    initial: str
    author_count: int
    year: int
    journal: str
    stems: str
    head: str
    acronym: str
    issns: tuple[str, ...]
    volume: int
    issue: int
    supplement: int
    pages: Locator
    article: Locator
    doi: str
    pmid: str
    pmcid: str
    accessions: tuple[str, ...]
    registrations: tuple[str, ...]
    abstract: str
    preprint: bool
    meeting: bool
    venue: bool
    translated: bool
    registry: bool
    cochrane: int
    version: int


def normal(citation: Citation) -> Normal:
    """The normal form of a citation. Pure; reads every spelling that :mod:`harvester.normalise` knows."""
    title = normalise.title(citation.title)
    authors = citation.authors[:AUTHORS_READ]
    issue, supplement = normalise.issue(citation.issue)
    journal = citation.journal or citation.journal_abbreviation
    cochrane, version = _cochrane(citation)
    registry = citation.kind == "registry-entry"
    return Normal(
        title=title,
        main=normalise.main_title(citation.title),
        original=normalise.title(citation.title_original) if citation.title_original else "",
        traits=titles.traits(citation, title),
        families=_families(authors),
        names=_names(authors),
        first=_first(authors),
        initial=_initial(authors),
        author_count=len(authors),
        year=citation.year or 0,
        journal=normalise.words(journal),
        stems=normalise.journal(journal),
        head=normalise.journal_head(journal),
        acronym=normalise.acronym(journal),
        issns=tuple(filter(None, map(normalise.issn, citation.issns))),
        volume=normalise.volume(citation.volume),
        issue=issue,
        supplement=supplement or normalise.issue(citation.volume)[1],
        pages=normalise.locator(citation.pages),
        article=normalise.locator(citation.article_number),
        doi=citation.doi.lower(),
        pmid=citation.pmid,
        pmcid=citation.pmcid,
        accessions=_accessions(citation),
        registrations=_registrations(citation) if registry else (),
        abstract=normalise.words(citation.abstract[:ABSTRACT_READ]),
        preprint=_preprint(citation),
        meeting=citation.kind == "conference-abstract",
        venue=bool(_VENUE.search(journal)) or citation.kind == "conference-paper",
        translated=citation.title.lstrip().startswith("["),
        registry=registry,
        cochrane=cochrane,
        version=version,
    )


def _families(authors: tuple[Author, ...]) -> str:
    return " ".join(token for author in authors for token in normalise.words(author.family).split() if len(token) > 1)


def _names(authors: tuple[Author, ...]) -> str:
    return " ".join(token for author in authors for token in _long_names(author))


def _long_names(author: Author) -> list[str]:
    family = [token for token in normalise.words(author.family).split() if len(token) > 1]
    given = author.given
    if len(given) < 3 or given.isupper():
        return family
    return family + [token for token in normalise.words(given).split() if len(token) > 2]


def _first(authors: tuple[Author, ...]) -> str:
    return " ".join(_long_names(authors[0])) if authors else ""


def _initial(authors: tuple[Author, ...]) -> str:
    return normalise.words(authors[0].given)[:1] if authors else ""


def _accessions(citation: Citation) -> tuple[str, ...]:
    return tuple(
        f"{kind}:{value.strip().lower()}"
        for kind, value in citation.identifiers
        if value.strip() and kind not in REGISTRATIONS
    )


def _registrations(citation: Citation) -> tuple[str, ...]:
    return tuple(f"{kind}:{value.strip().lower()}" for kind, value in citation.identifiers if kind in REGISTRATIONS)


def _preprint(citation: Citation) -> bool:
    if citation.kind == "preprint":
        return True
    journal = citation.journal.lower()
    if any(server in journal for server in PREPRINT_SERVERS):
        return True
    if citation.doi.startswith("10.1101/"):
        return bool(_DATED.match(citation.doi))
    return citation.doi.startswith(PREPRINT_DOIS)


def _cochrane(citation: Citation) -> tuple[int, int]:
    for text in (citation.doi, citation.pages.lower(), citation.article_number.lower()):
        if "cd" in text and (found := _CDSR.search(text)):
            version = int(found.group(2) or 1) if text is citation.doi else 0
            return int(found.group(1)), version
    return 0, 0
