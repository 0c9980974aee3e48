"""Normalise one citation: everything that blocking and comparison use."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from harvester import normalise
from harvester.citation import Author, Citation
from harvester.dedup.records import title_traits
from harvester.normalise import Locator
from harvester.registrations import REGISTRATION_KINDS, find_registrations, parse_registration, registration_in_address
from harvester.title_notes import is_translated_title

PREPRINT_SERVERS: Final = (
    "arxiv", "biorxiv", "medrxiv", "chemrxiv", "psyarxiv", "socarxiv", "research square", "preprint", "ssrn", "osf",
    "authorea", "techrxiv", "engrxiv", "edarxiv",
)  # fmt: skip
PREPRINT_DOIS: Final = ("10.1101/", "10.48550/", "10.21203/", "10.2139/ssrn", "10.20944/", "10.31234/", "10.31235/",
                        "10.26434/", "10.22541/", "10.36227/", "10.2196/preprints", "10.64898/")  # fmt: skip
"""Registrant prefixes of preprint servers, as Crossref and DataCite list them."""

_OPEN_REVIEW: Final = re.compile(
    r"10\.5194/(?:[a-z]+-20\d\d-\d+(?:-v\d+)?$|egusphere-"
    r"|(?:acp|amt|bg|cp|esd|essd|gmd|hess|nhess|npg|os|soil|tc)d-\d)"
)
"""Manuscripts under open review at Copernicus, whose articles are "10.5194/acp-11-5678-2011" with volume and page."""
_CORR: Final = re.compile(r"\W*(?:corr|computing research repository)\b\W*(?:abs/|$)", re.IGNORECASE)
_ARXIV_VOLUME: Final = re.compile(r"abs/(?:\d{4}\.\d{4}|[a-z-]+/\d{7})")
"""How DBLP lists manuscripts at arXiv: in "CoRR", volume "abs/1509.09999"."""
_REGISTERS: Final = re.compile(
    r"\b(?:clinicaltrials\.gov|trialsearch|isrctn\.(?:com|org)|isrctn regist\w+|anzctr|chictr\.org"
    r"|clinicaltrialsregister|controlled-trials\.com|ctri\.nic\.in|irct\.ir|drks\.de|umin\.ac\.jp/ctr)\b",
    re.IGNORECASE,
)
"""What CENTRAL and others give as the journal of a trial's registration, mostly with its address."""
_DISCUSSION_JOURNAL: Final = re.compile(r"(?!faraday|\W*economic).{8,}\bdiscuss(?:ions)?\W*$", re.IGNORECASE)
"""Journals of such manuscripts, named after the journal that prints the article."""

STUDY_NUMBER_KINDS: Final = REGISTRATION_KINDS | {"grant"}
"""Kinds of identifiers of a study, shared by all its reports: they do not identify a report."""

MIN_PII_LETTERS: Final = 14
"""A publisher item identifier identifies a report only with an ISSN in it (S0140-6736(…)…); often it has none."""

MIN_ACCESSION_LETTERS: Final = 6

MAX_AUTHORS: Final = 40
MAX_ABSTRACT_LETTERS: Final = 320
_CDSR: Final = re.compile(r"\bcd(\d{6})(?:\.pub(\d+))?")
_INITIALS: Final = re.compile(r"(?:\w\.[\s-]?){1,4}|[^\W\d_]|(?!NG$)[B-DF-HJ-NP-TV-XZ]{2,3}")
"""Given names in the field of the family name: letters with full stops, one letter, or no vowel."""
_VENUE: Final = re.compile(r"\b(?:conference|workshop|symposium|congress)\b", re.IGNORECASE)
ANONYMOUS_NAMES: Final = frozenset(
    (
        "anonymous", "anon", "anon.", "no authors listed", "no author", "unknown", "n.n.", "no authorship",
        "no authorship indicated", "author unknown", "unknown author", "not available", "s.n.", "et al", "et al.",
        "al", "al.", "others",
    )
)  # fmt: skip
"""What databases write where no author is known."""

THESIS, BOOK, CHAPTER = 1, 2, 3
_FORM_BY_KIND: Final = {"thesis": THESIS, "book": BOOK, "chapter": CHAPTER}
_THESIS_LISTS: Final = re.compile(
    r"(?:dissertation|masters) abstracts\b|diss\.? abstr\b|proquest (?:dissertations|llc|information and learning)\b",
    re.IGNORECASE,
)
"""Names that databases give as the journal of a thesis."""
_DATED_PREPRINT_DOI: Final = re.compile(r"^10\.1101/(?:20\d\d\.|0|[1-9]\d{5}$)")


class NormalisedRecord(NamedTuple):
    """Normalised citation; 0 and "" where it gives nothing. A tuple, since columns are made of many at once."""

    title: str
    compact: str
    main: str
    rest: str
    original: str
    traits: title_traits.TitleTraits
    families: str
    names: str
    first: str
    first_family: str
    initial: str
    author_count: int
    year: int
    journal: str
    stems: str
    head: str
    acronym: str
    parallels: str
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
    register: str
    abstract: str
    preprint: bool
    meeting: bool
    venue: bool
    translated: bool
    registry: bool
    form: int
    foreign_title: bool
    foreign_names: bool
    cochrane: int
    version: int


def normalise_record(citation: Citation) -> NormalisedRecord:
    """Normalise a citation. Pure; reads every spelling that :mod:`harvester.normalise` knows."""
    title = normalise.title(citation.title)
    main_title, subtitle = normalise.title_parts(citation.title)
    authors = [
        author for author in citation.authors[:MAX_AUTHORS] if author.family.strip("[]").lower() not in ANONYMOUS_NAMES
    ]
    journal = journal_parts(citation.journal or citation.journal_abbreviation, citation.journal_abbreviation)
    registry = journal.register or is_register_entry(citation)
    registrations = registration_numbers(citation) if registry else ()
    if registry:
        authors = [author for author in authors if not registration_as_name(author)]
    names = [name for author in authors if (name := name_parts(author.family, author.given)).whole]
    first = names[0] if names else _NO_NAME
    issue, supplement = _cached_issue(citation.issue)
    cochrane, version = cochrane_number(citation)
    return NormalisedRecord(
        title=title,
        compact=compact_title(title),
        main=compact_title(main_title),
        rest=compact_title(subtitle),
        original=normalise.title(citation.title_original) if citation.title_original else "",
        traits=title_traits.title_traits(citation, title, journal.words),
        families=" ".join([token for name in names for token in name.family]),
        names=" ".join([token for name in names for token in name.whole]),
        first=" ".join(first.whole),
        first_family="".join(first.family),
        initial=first.initial,
        author_count=len(names),
        year=citation.year or 0,
        journal=journal.words,
        stems=journal.stems,
        head=journal.head,
        acronym=journal.acronym,
        parallels=journal.parallels,
        issns=tuple(filter(None, map(normalise.issn, citation.issns))),
        volume=_cached_volume(citation.volume),
        issue=issue,
        supplement=supplement or _cached_issue(citation.volume)[1],
        pages=normalise.page_locator(citation.pages),
        article=normalise.page_locator(citation.article_number),
        doi=citation.doi.lower(),
        pmid=citation.pmid,
        pmcid=citation.pmcid,
        accessions=accession_numbers(citation),
        registrations=registrations,
        register=registrations[0].partition(":")[0] if registrations else "",
        abstract=normalise.words(citation.abstract[:MAX_ABSTRACT_LETTERS]),
        preprint=is_preprint(citation),
        meeting=citation.kind == "conference-abstract",
        venue=journal.venue or citation.kind == "conference-paper",
        translated=is_translated_title(citation.title),
        registry=registry,
        form=THESIS if journal.theses else _FORM_BY_KIND.get(citation.kind, 0),
        foreign_title=is_non_latin(title),
        foreign_names=is_non_latin("".join([token for name in names for token in name.family])),
        cochrane=cochrane,
        version=version,
    )


def is_non_latin(words: str) -> bool:
    """Return whether most letters of normalised words are of another script than Latin."""
    return not words.isascii() and 2 * sum(letter > "\u024f" for letter in words if letter != " ") > len(words)


def compact_title(title: str) -> str:
    """Return a normalised title without spaces, and with British spelling made American."""
    folded = title.replace(" ", "").replace("ae", "e").replace("oe", "e").replace("our", "or")
    return folded.replace("isation", "ization").replace("ise", "ize").replace("yse", "yze")


class _Name(NamedTuple):
    """Parts of an author's name: of the family name; of family and full given names; the first initial."""

    family: tuple[str, ...]
    whole: tuple[str, ...]
    initial: str


_NO_NAME: Final = _Name((), (), "")


@lru_cache(maxsize=100_000)
def name_parts(family: str, given_names: str) -> _Name:
    """Split the name of an author into normalised parts."""
    if _INITIALS.fullmatch(family) and len(given_names) > len(family):
        family, given_names = given_names, family
    parts = tuple([token for token in normalise.words(family).split() if len(token) > 1])
    given_words = normalise.words(given_names)
    full = len(given_names) > 2 and not given_names.isupper()
    all_parts = parts + tuple([token for token in given_words.split() if len(token) > 2]) if full else parts
    return _Name(parts, all_parts, given_words[:1])


@dataclass(frozen=True, slots=True)
class _Journal:
    words: str
    stems: str
    head: str
    acronym: str
    parallels: str
    venue: bool
    preprints: bool
    theses: bool
    register: bool


@lru_cache(maxsize=50_000)
def journal_parts(name: str, abbreviation: str) -> _Journal:
    """Normalise the name of a journal, and tell what kind of publication it is."""
    parallels = dict.fromkeys(normalise.parallel_journal_names(name) + normalise.parallel_journal_names(abbreviation))
    return _Journal(
        normalise.words(name),
        normalise.journal_stems(name),
        normalise.journal_head(name),
        normalise.journal_acronym(name),
        " ".join(parallels),
        bool(_VENUE.search(name)),
        any(server in name.lower() for server in PREPRINT_SERVERS)
        or bool(_DISCUSSION_JOURNAL.match(name) or _CORR.match(name)),
        bool(_THESIS_LISTS.match(name)),
        bool(_REGISTERS.search(name)),
    )


_cached_issue = lru_cache(maxsize=20_000)(normalise.issue)
_cached_volume = lru_cache(maxsize=20_000)(normalise.volume)


def accession_numbers(citation: Citation) -> tuple[str, ...]:
    """Return the identifiers of the report as "kind:value", without short ones and numbers of the study."""
    return tuple(
        f"{kind}:{value.strip().lower()}"
        for kind, value in citation.identifiers
        if kind not in STUDY_NUMBER_KINDS
        and len(value.strip()) >= (MIN_PII_LETTERS if kind == "pii" else MIN_ACCESSION_LETTERS)
    )


def registration_numbers(citation: Citation) -> tuple[str, ...]:
    """Return the registration numbers of a register entry as "kind:value", each written in one way, its own first.

    Sources give it as an identifier, under the kind of its register or as "ictrp"; else as an address in the place of
    the journal, in the name of an author, or as the address or DOI of the entry; else in the title.
    """
    numbers = [
        parse_registration(value) or (kind, value.strip())
        for kind, value in citation.identifiers
        if kind in REGISTRATION_KINDS and value.strip()
    ]
    addresses = (citation.journal, *citation.urls, citation.doi)
    numbers += [number for address in addresses if (number := registration_in_address(address))]
    numbers += [number for author in citation.authors if (number := registration_as_name(author))]
    numbers += find_registrations(citation.journal) or ([] if numbers else find_registrations(citation.title))
    return tuple(dict.fromkeys(f"{kind}:{value.lower()}" for kind, value in numbers))


def is_register_entry(citation: Citation) -> bool:
    """Return whether a citation is an entry of a register, by its kind or because it is placed in a register alone.

    So is one without journal, volume, page, DOI and PubMed number that has the number of an entry as its author, or
    the address of an entry: not every source gives entries a kind of their own.
    """
    if citation.kind == "registry-entry":
        return True
    if citation.kind not in _UNPLACED_KINDS or any(getattr(citation, name) for name in _PLACE_FIELDS):
        return False
    return any(map(registration_in_address, citation.urls)) or any(map(registration_as_name, citation.authors[:1]))


_UNPLACED_KINDS: Final = frozenset(("article", "webpage", "other", "report", "dataset"))
_PLACE_FIELDS: Final = ("journal", "journal_abbreviation", "volume", "issue", "pages", "article_number", "doi", "pmid")


def registration_as_name(author: Author) -> tuple[str, str] | None:
    """Return the registration number that CENTRAL gives as the author of a register entry, or None."""
    return parse_registration(f"{author.family} {author.given}")


def is_preprint(citation: Citation) -> bool:
    """Return whether a citation is a preprint, by its kind, journal, volume or DOI."""
    if citation.kind == "preprint" or journal_parts(citation.journal, citation.journal_abbreviation).preprints:
        return True
    if citation.volume.startswith("abs/") and _ARXIV_VOLUME.match(citation.volume):
        return True
    if citation.doi.startswith("10.1101/"):
        return bool(_DATED_PREPRINT_DOI.match(citation.doi))
    return citation.doi.startswith(PREPRINT_DOIS) or bool(_OPEN_REVIEW.match(citation.doi))


def cochrane_number(citation: Citation) -> tuple[int, int]:
    """Return the numbers of a Cochrane review and of its version, or 0."""
    for text in (citation.doi, citation.pages.lower(), citation.article_number.lower()):
        if "cd" in text and (match := _CDSR.search(text)):
            version = int(match.group(2) or 1) if text is citation.doi else 0
            return int(match.group(1)), version
    return 0, 0
