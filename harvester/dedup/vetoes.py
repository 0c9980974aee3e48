"""Contradictions: what makes a pair of look-alikes two reports, whatever the weights add up to. Vectorised."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from harvester.dedup import weights as w
from harvester.dedup.columns import Bools, Columns, Ints
from harvester.dedup.compare import SAME_PAGES, Compared, Levels, level_of
from harvester.dedup.corpus import Corpus
from harvester.dedup.likeness import shares
from harvester.dedup.normal import THESIS


def contradictions(columns: Columns, a: Ints, b: Ints, compared: Compared, corpus: Corpus) -> NDArray[np.int8]:
    """The veto on each pair, 0 for none; of several, the first of the table."""
    codes = np.zeros(a.size, dtype=np.int8)
    seen = Seen.of(compared, corpus)
    for code, veto in reversed(VETOES):
        codes[veto(columns, a, b, seen)] = code
    return codes


_SAME_TITLE: Final = 1
_CDSR: Final = "cochrane database"
TRUSTED: Final = 0.5
"""A field trusted less than this takes no part in a contradiction."""


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What several vetoes ask about the pairs."""

    title: Levels
    same_doi: Bools
    same_number: Bools
    same_volume: Bools
    other_volume: Bools
    same_page: Bools
    other_page: Bools
    next_page: Bools
    same_issue: Bools
    same_authors: Bools
    same_abstract: Bools
    near_year: Bools
    other_issue: Bools
    any_other_issue: Bools
    very_authors: Bools
    other_authors: Bools
    strangers: Bools
    other_doi: Bools
    same_journal: Bools
    other_journal: Bools
    other_pmid: Bools
    other_year: Bools
    other_word: Bools
    far_word: Bools
    far_pages: Bools
    other_number: Bools
    only_number: Bools

    @classmethod
    def of(cls, compared: Compared, corpus: Corpus) -> Seen:
        """What the levels of some pairs say; an issue that means nothing in this corpus differs from no other."""

        def at(field: str, *levels: int) -> Bools:
            return np.isin(level_of(compared, field), levels)

        return cls(
            title=level_of(compared, "title"),
            same_doi=at("doi", 1),
            same_number=at("pmid", 1) | at("accession", 1, 3),
            same_volume=at("volume", 1),
            other_volume=at("volume", 2),
            same_page=at("pages", *SAME_PAGES),
            other_page=at("pages", 4, 5),
            next_page=at("pages", 4),
            same_issue=at("issue", 1),
            same_authors=at("authors", 1, 2),
            same_abstract=at("abstract", 1),
            near_year=at("year", 0, 1, 2, 5),
            other_issue=at("issue", 3, 4) & (corpus.trust("issue") > TRUSTED),
            any_other_issue=at("issue", 2, 3, 4) & (corpus.trust("issue") > TRUSTED),
            very_authors=at("authors", 1),
            other_authors=at("authors", 4, 5, 6),
            strangers=at("authors", 5),
            other_doi=at("doi", 2, 3),
            same_journal=at("journal", 1),
            other_journal=at("journal", 4, 5, 6),
            other_pmid=at("pmid", 2),
            other_year=at("year", 2, 3, 4, 5),
            other_word=at("words", 1, 2, 3),
            far_word=at("words", 1, 3),
            far_pages=at("pages", 3, 4, 5),
            other_number=at("numbers", 2, 3),
            only_number=at("numbers", 3),
        )

    @property
    def same_place(self) -> Bools:
        """On the same page of the same volume."""
        return self.same_volume & self.same_page

    @property
    def only_untyped(self) -> Bools:
        """The same number under the same title: a role on one side is a publication type the other side left out."""
        found: Bools = self.same_number & (self.title == _SAME_TITLE) & ~self.other_doi
        return found

    @property
    def somewhere_else(self) -> Bools:
        """In another volume or issue, on another page, or under another DOI."""
        return self.other_volume | self.other_page | self.other_issue | self.other_doi


def _serial(columns: Columns, a: Ints, b: Ints, seen: Seen) -> Bools:
    """Parts, editions, years of a report or types of a disease: numbers differ, or one has a part number elsewhere."""
    parts = _clash(columns.serials[a], columns.serials[b])
    elsewhere = (columns.serials[a] != columns.serials[b]) & seen.somewhere_else
    apart = ~seen.same_place & ~seen.same_doi & ~seen.same_number & ~(seen.same_volume & seen.same_issue)
    renumbered = seen.only_number & ~seen.same_place & ~seen.same_doi & ~seen.same_number
    found: Bools = parts | elsewhere | renumbered | (seen.other_number & apart)
    return found


def _clash(one: Ints, two: Ints) -> Bools:
    found: Bools = ((one & ~two) != 0) & ((two & ~one) != 0)
    return found


def _role(columns: Columns, a: Ints, b: Ints, seen: Seen) -> Bools:
    """A notice about a report stands elsewhere; where it does not, a database may have dropped a heading."""
    found: Bools = (columns.roles[a] != columns.roles[b]) & ~(seen.same_place & ~seen.other_doi) & ~seen.only_untyped
    return found


def _preprint(columns: Columns, a: Ints, b: Ints, _seen: Seen) -> Bools:
    """A preprint and an article are two reports, whatever else agrees."""
    found: Bools = columns.preprint[a] != columns.preprint[b]
    return found


def _version(columns: Columns, a: Ints, b: Ints, seen: Seen) -> Bools:
    """Cochrane versions: other ".pub" numbers of one review; or, where the DOI tells none, other years.

    Without the review's number on either side, its title in another year and issue of that database says the same.
    """
    same_review = (columns.cochrane[a] != 0) & (columns.cochrane[a] == columns.cochrane[b])
    one, two = columns.version[a], columns.version[b]
    known = (one != 0) & (two != 0)
    years = (columns.year[a] != 0) & (columns.year[b] != 0) & (columns.year[a] != columns.year[b])
    found: Bools = same_review & np.where(known, one != two, years)
    there = np.fromiter((_CDSR in name for name in columns.journal_names), np.bool_, columns.journal_names.size)
    reviews = there[columns.journal[a]] & there[columns.journal[b]] & np.isin(seen.title, (1, 2, 3))
    later: Bools = reviews & years & (seen.other_issue | ~seen.near_year) & ~seen.same_doi & ~seen.same_number
    return found | later


def _registry(columns: Columns, a: Ints, b: Ints, _seen: Seen) -> Bools:
    """A register entry is no article."""
    found: Bools = columns.registry[a] != columns.registry[b]
    return found


def _two_registrations(columns: Columns, a: Ints, b: Ints, _seen: Seen) -> Bools:
    """Two entries under different numbers, in one register or in two."""
    numbered = (columns.registrations != 0).any(axis=1)
    found: Bools = columns.registry[a] & columns.registry[b] & numbered[a] & numbered[b]
    return found & ~shares(columns.registrations, a, b)


def _meeting(columns: Columns, a: Ints, b: Ints, seen: Seen) -> Bools:
    """A conference abstract is no article, if anything of their places differs; nor is what stands as one does."""
    differ = columns.meeting[a] != columns.meeting[b]
    found: Bools = differ & (seen.somewhere_else | seen.other_journal) & ~seen.same_place & ~seen.same_number
    brief, full = as_abstract(columns), _as_article(columns)
    sides = brief[a] & full[b] | brief[b] & full[a]
    return found | sides & seen.other_page & ~seen.same_doi & ~seen.same_number


def as_abstract(columns: Columns) -> Bools:
    """Which records stand where the abstracts of a meeting do: on a page or two, in a supplement or lettered."""
    placed = columns.page_lettered | (columns.supplement > 0)
    brief: Bools = columns.meeting | placed & ~columns.page_article & (columns.page_first > 0) & (_length(columns) <= 1)
    return brief


def _as_article(columns: Columns) -> Bools:
    """Which records stand on three or more pages of an ordinary issue."""
    placed: Bools = ~columns.page_lettered & ~columns.page_article & (columns.supplement == 0) & ~columns.meeting
    return placed & (_length(columns) >= 2)


def _length(columns: Columns) -> Ints:
    length: Ints = columns.page_last - columns.page_first
    return length


def _elsewhere(_columns: Columns, _a: Ints, _b: Ints, seen: Seen) -> Bools:
    """Volume or issue, and pages, differ: one dirty field is no contradiction, two are."""
    found: Bools = (seen.other_volume | seen.other_issue) & seen.other_page & ~seen.same_number & ~seen.same_doi
    return found


def _shared_doi(columns: Columns, a: Ints, b: Ints, seen: Seen) -> Bools:
    """One DOI for a whole supplement, or a wrong one: titles differ, and so do authors or place."""
    generic = columns.generic[a] | columns.generic[b]
    doubtful = ~seen.very_authors & ~generic | in_supplement(columns, a, b)
    unlike = np.isin(seen.title, (6, 7)) & (seen.other_authors | seen.other_volume | seen.other_page | doubtful)
    found: Bools = seen.same_doi & ~seen.same_number & unlike
    return found


def _supplement(columns: Columns, a: Ints, b: Ints, seen: Seen) -> Bools:
    """Abstracts of a supplement stand on single or lettered pages, similar ones next to each other."""
    single = (columns.page_first[a] == columns.page_last[a]) & (columns.page_first[b] == columns.page_last[b])
    found: Bools = (seen.other_page & in_supplement(columns, a, b) | seen.next_page & single) & ~seen.same_number
    return found


def in_supplement(columns: Columns, a: Ints, b: Ints) -> Bools:
    """On lettered pages, or in supplements, both of them: where several abstracts stand on a page."""
    lettered = columns.page_lettered[a] & columns.page_lettered[b]
    found: Bools = lettered | (columns.supplement[a] > 0) & (columns.supplement[b] > 0)
    return found


def _heading(_columns: Columns, _a: Ints, _b: Ints, seen: Seen) -> Bools:
    """Under a heading, anything that differs makes two reports; a DOI alone does not, as a publisher may give two."""
    placed = seen.same_place & seen.very_authors & ~seen.other_page
    elsewhere = seen.other_volume | seen.other_page | seen.other_issue | seen.other_doi & ~placed
    differs = elsewhere | seen.any_other_issue | seen.other_authors | ~seen.near_year
    found: Bools = (seen.title == 8) & ~seen.same_number & differs
    return found


def _two_pmids(_columns: Columns, _a: Ints, _b: Ints, seen: Seen) -> Bools:
    """PubMed lists a report once: two numbers and another place are two reports."""
    found: Bools = seen.other_pmid & (seen.other_page | seen.other_volume) & ~seen.same_doi
    return found


def _untitled(columns: Columns, a: Ints, b: Ints, seen: Seen) -> Bools:
    """Without a title on one side, only an equal number makes duplicates; whole issues are asked about."""
    found: Bools = (seen.title == 0) & ~seen.same_doi & ~seen.same_number
    return found & ~of_one_issue(columns, a, b, seen)


def of_one_issue(columns: Columns, a: Ints, b: Ints, seen: Seen) -> Bools:
    """Both name an issue and nothing in it, neither title nor authors nor pages: they may be records of that issue."""
    unnamed = (columns.title_hash == 0) & (columns.author_count == 0) & (columns.page_first == 0)
    found: Bools = unnamed[a] & unnamed[b] & seen.same_volume & seen.same_issue & ~seen.other_year
    return found & ~seen.other_journal & ~seen.other_pmid


def _thesis(columns: Columns, a: Ints, b: Ints, seen: Seen) -> Bools:
    """A thesis is no article or chapter, though an article may bear its title."""
    one, two = columns.form[a] == THESIS, columns.form[b] == THESIS
    placed = (columns.volume > 0) | (columns.page_first > 0)
    found: Bools = (one & ~two & placed[b]) | (two & ~one & placed[a])
    return found & ~seen.same_doi & ~seen.same_number


Veto = Callable[[Columns, Ints, Ints, Seen], Bools]

VETOES: Final[tuple[tuple[int, Veto], ...]] = (
    (w.ROLE, _role),
    (w.SERIAL, _serial),
    (w.PREPRINT, _preprint),
    (w.VERSION, _version),
    (w.REGISTRY, _registry),
    (w.THESIS, _thesis),
    (w.TWO_REGISTRATIONS, _two_registrations),
    (w.MEETING, _meeting),
    (w.ELSEWHERE, _elsewhere),
    (w.SHARED_DOI, _shared_doi),
    (w.SUPPLEMENT, _supplement),
    (w.HEADING, _heading),
    (w.TWO_PMIDS, _two_pmids),
    (w.UNTITLED, _untitled),
)
"""Code → rule; their sentences are :data:`harvester.dedup.weights.CONTRADICTIONS`."""
