"""Contradictions: what makes a pair of look-alikes two reports, whatever the weights add up to. Vectorised."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from harvester.dedup.comparison.compare import SAME_PAGES, Comparison, Levels, level_of
from harvester.dedup.comparison.similarity import share_value
from harvester.dedup.records.columns import Bools, Columns, Ints
from harvester.dedup.records.normalised_record import THESIS
from harvester.dedup.scoring import weights as w
from harvester.dedup.scoring.corpus_statistics import CorpusStatistics


def find_vetoes(columns: Columns, a: Ints, b: Ints, compared: Comparison, corpus: CorpusStatistics) -> NDArray[np.int8]:
    """The veto on each pair, 0 for none; of several, the first of the table."""
    codes = np.zeros(a.size, dtype=np.int8)
    features = PairFeatures.of(compared, corpus)
    for code, veto in reversed(VETOES):
        codes[veto(columns, a, b, features)] = code
    return codes


_SAME_TITLE: Final = 1
_CDSR: Final = "cochrane database"
MIN_TRUST: Final = 0.5
"""A field trusted less than this takes no part in a contradiction."""


@dataclass(frozen=True, slots=True, eq=False)
class PairFeatures:
    """What several vetoes ask about the pairs."""

    title: Levels
    same_doi: Bools
    same_identifier: Bools
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
    identical_authors: Bools
    other_authors: Bools
    no_common_author: Bools
    other_doi: Bools
    same_journal: Bools
    other_journal: Bools
    other_pmid: Bools
    other_year: Bools
    replaced_word: Bools
    unrelated_word: Bools
    other_or_unknown_pages: Bools
    other_number: Bools
    only_number_differs: Bools

    @classmethod
    def of(cls, compared: Comparison, corpus: CorpusStatistics) -> PairFeatures:
        """What the levels of some pairs say; an issue that means nothing in this corpus differs from no other."""

        def at(field: str, *levels: int) -> Bools:
            return np.isin(level_of(compared, field), levels)

        return cls(
            title=level_of(compared, "title"),
            same_doi=at("doi", 1),
            same_identifier=at("pmid", 1) | at("accession", 1, 3),
            same_volume=at("volume", 1),
            other_volume=at("volume", 2),
            same_page=at("pages", *SAME_PAGES),
            other_page=at("pages", 4, 5),
            next_page=at("pages", 4),
            same_issue=at("issue", 1),
            same_authors=at("authors", 1, 2),
            same_abstract=at("abstract", 1),
            near_year=at("year", 0, 1, 2, 5),
            other_issue=at("issue", 3, 4) & (corpus.trust("issue") > MIN_TRUST),
            any_other_issue=at("issue", 2, 3, 4) & (corpus.trust("issue") > MIN_TRUST),
            identical_authors=at("authors", 1),
            other_authors=at("authors", 4, 5, 6),
            no_common_author=at("authors", 5),
            other_doi=at("doi", 2, 3),
            same_journal=at("journal", 1),
            other_journal=at("journal", 4, 5, 6),
            other_pmid=at("pmid", 2),
            other_year=at("year", 2, 3, 4, 5),
            replaced_word=at("words", 1, 2, 3),
            unrelated_word=at("words", 1, 3),
            other_or_unknown_pages=at("pages", 3, 4, 5),
            other_number=at("numbers", 2, 3),
            only_number_differs=at("numbers", 3),
        )

    @property
    def same_place(self) -> Bools:
        """On the same page of the same volume."""
        return self.same_volume & self.same_page

    @property
    def lacks_publication_type(self) -> Bools:
        """The same number under the same title: a role on one side is a publication type the other side left out."""
        found: Bools = self.same_identifier & (self.title == _SAME_TITLE) & ~self.other_doi
        return found

    @property
    def other_place(self) -> Bools:
        """In another volume or issue, on another page, or under another DOI."""
        return self.other_volume | self.other_page | self.other_issue | self.other_doi


def _serial(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """Parts, editions, years of a report or types of a disease: numbers differ, or one has a part number elsewhere."""
    parts = _differ_on_both_sides(columns.serials[a], columns.serials[b])
    elsewhere = (columns.serials[a] != columns.serials[b]) & features.other_place
    apart = (
        ~features.same_place
        & ~features.same_doi
        & ~features.same_identifier
        & ~(features.same_volume & features.same_issue)
    )
    renumbered = features.only_number_differs & ~features.same_place & ~features.same_doi & ~features.same_identifier
    found: Bools = parts | elsewhere | renumbered | (features.other_number & apart)
    return found


def _differ_on_both_sides(left: Ints, right: Ints) -> Bools:
    found: Bools = ((left & ~right) != 0) & ((right & ~left) != 0)
    return found


def _role(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """A notice about a report stands elsewhere; where it does not, a database may have dropped a heading."""
    found: Bools = (
        (columns.roles[a] != columns.roles[b])
        & ~(features.same_place & ~features.other_doi)
        & ~features.lacks_publication_type
    )
    return found


def _preprint(columns: Columns, a: Ints, b: Ints, _seen: PairFeatures) -> Bools:
    """A preprint and an article are two reports, whatever else agrees."""
    found: Bools = columns.preprint[a] != columns.preprint[b]
    return found


def _version(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """Cochrane versions: other ".pub" numbers of one review; or, where the DOI tells none, other years.

    Without the review's number on either side, its title in another year and issue of that database says the same.
    """
    same_review = (columns.cochrane[a] != 0) & (columns.cochrane[a] == columns.cochrane[b])
    left, right = columns.version[a], columns.version[b]
    both_versions = (left != 0) & (right != 0)
    years = (columns.year[a] != 0) & (columns.year[b] != 0) & (columns.year[a] != columns.year[b])
    found: Bools = same_review & np.where(both_versions, left != right, years)
    in_cochrane = np.fromiter((_CDSR in name for name in columns.journal_names), np.bool_, columns.journal_names.size)
    reviews = in_cochrane[columns.journal[a]] & in_cochrane[columns.journal[b]] & np.isin(features.title, (1, 2, 3))
    later_version: Bools = (
        reviews & years & (features.other_issue | ~features.near_year) & ~features.same_doi & ~features.same_identifier
    )
    return found | later_version


def _registry(columns: Columns, a: Ints, b: Ints, _seen: PairFeatures) -> Bools:
    """A register entry is no article."""
    found: Bools = columns.registry[a] != columns.registry[b]
    return found


def _two_registrations(columns: Columns, a: Ints, b: Ints, _seen: PairFeatures) -> Bools:
    """Two entries under different numbers, in one register or in two."""
    numbered = (columns.registrations != 0).any(axis=1)
    found: Bools = columns.registry[a] & columns.registry[b] & numbered[a] & numbered[b]
    return found & ~share_value(columns.registrations, a, b)


def _meeting(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """A conference abstract is no article, if anything of their places differs; nor is what stands as one does."""
    differ = columns.meeting[a] != columns.meeting[b]
    found: Bools = (
        differ & (features.other_place | features.other_journal) & ~features.same_place & ~features.same_identifier
    )
    brief, full = is_like_abstract(columns), _is_like_article(columns)
    sides = brief[a] & full[b] | brief[b] & full[a]
    return found | sides & features.other_page & ~features.same_doi & ~features.same_identifier


def is_like_abstract(columns: Columns) -> Bools:
    """Which records stand where the abstracts of a meeting do: on a page or two, in a supplement or lettered."""
    placed = columns.page_lettered | (columns.supplement > 0)
    brief: Bools = columns.meeting | placed & ~columns.page_article & (columns.page_first > 0) & (
        _page_count(columns) <= 1
    )
    return brief


def _is_like_article(columns: Columns) -> Bools:
    """Which records stand on three or more pages of an ordinary issue."""
    placed: Bools = ~columns.page_lettered & ~columns.page_article & (columns.supplement == 0) & ~columns.meeting
    return placed & (_page_count(columns) >= 2)


def _page_count(columns: Columns) -> Ints:
    length: Ints = columns.page_last - columns.page_first
    return length


def _other_place(_columns: Columns, _a: Ints, _b: Ints, features: PairFeatures) -> Bools:
    """Volume or issue, and pages, differ: one dirty field is no contradiction, two are."""
    found: Bools = (
        (features.other_volume | features.other_issue)
        & features.other_page
        & ~features.same_identifier
        & ~features.same_doi
    )
    return found


def _shared_doi(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """One DOI for a whole supplement, or a wrong one: titles differ, and so do authors or place."""
    generic = columns.generic[a] | columns.generic[b]
    doubtful = ~features.identical_authors & ~generic | are_in_supplements(columns, a, b)
    unlike = np.isin(features.title, (6, 7)) & (
        features.other_authors | features.other_volume | features.other_page | doubtful
    )
    found: Bools = features.same_doi & ~features.same_identifier & unlike
    return found


def _supplement(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """Abstracts of a supplement stand on single or lettered pages, similar ones next to each other."""
    single = (columns.page_first[a] == columns.page_last[a]) & (columns.page_first[b] == columns.page_last[b])
    found: Bools = (
        features.other_page & are_in_supplements(columns, a, b) | features.next_page & single
    ) & ~features.same_identifier
    return found


def are_in_supplements(columns: Columns, a: Ints, b: Ints) -> Bools:
    """On lettered pages, or in supplements, both of them: where several abstracts stand on a page."""
    lettered = columns.page_lettered[a] & columns.page_lettered[b]
    found: Bools = lettered | (columns.supplement[a] > 0) & (columns.supplement[b] > 0)
    return found


def _generic_title(_columns: Columns, _a: Ints, _b: Ints, features: PairFeatures) -> Bools:
    """Under a heading, anything that differs makes two reports; a DOI alone does not, as a publisher may give two."""
    placed = features.same_place & features.identical_authors & ~features.other_page
    elsewhere = features.other_volume | features.other_page | features.other_issue | features.other_doi & ~placed
    differs = elsewhere | features.any_other_issue | features.other_authors | ~features.near_year
    found: Bools = (features.title == 8) & ~features.same_identifier & differs
    return found


def _two_pmids(_columns: Columns, _a: Ints, _b: Ints, features: PairFeatures) -> Bools:
    """PubMed lists a report once: two numbers and another place are two reports."""
    found: Bools = features.other_pmid & (features.other_page | features.other_volume) & ~features.same_doi
    return found


def _missing_title(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """Without a title on one side, only an equal number makes duplicates; whole issues are asked about."""
    found: Bools = (features.title == 0) & ~features.same_doi & ~features.same_identifier
    return found & ~denote_same_issue(columns, a, b, features)


def denote_same_issue(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """Both name an issue and nothing in it, neither title nor authors nor pages: they may be records of that issue."""
    unnamed = (columns.title_hash == 0) & (columns.author_count == 0) & (columns.page_first == 0)
    found: Bools = unnamed[a] & unnamed[b] & features.same_volume & features.same_issue & ~features.other_year
    return found & ~features.other_journal & ~features.other_pmid


def _thesis(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """A thesis is no article or chapter, though an article may bear its title."""
    left, right = columns.form[a] == THESIS, columns.form[b] == THESIS
    placed = (columns.volume > 0) | (columns.page_first > 0)
    found: Bools = (left & ~right & placed[b]) | (right & ~left & placed[a])
    return found & ~features.same_doi & ~features.same_identifier


VetoRule = Callable[[Columns, Ints, Ints, PairFeatures], Bools]

VETOES: Final[tuple[tuple[int, VetoRule], ...]] = (
    (w.ROLE, _role),
    (w.SERIAL, _serial),
    (w.PREPRINT, _preprint),
    (w.VERSION, _version),
    (w.REGISTRY, _registry),
    (w.THESIS, _thesis),
    (w.TWO_REGISTRATIONS, _two_registrations),
    (w.MEETING, _meeting),
    (w.OTHER_PLACE, _other_place),
    (w.SHARED_DOI, _shared_doi),
    (w.SUPPLEMENT, _supplement),
    (w.GENERIC_TITLE, _generic_title),
    (w.TWO_PMIDS, _two_pmids),
    (w.MISSING_TITLE, _missing_title),
)
"""Code → rule; their sentences are :data:`harvester.dedup.scoring.weights.VETO_SENTENCES`."""
