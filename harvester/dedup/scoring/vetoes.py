"""Vetoes: contradictions that make two similar records different reports, whatever their probability. Vectorised."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from typing import Final, Self

import numpy as np

from harvester.dedup.arrays import Bools, Codes, Ints, share_value
from harvester.dedup.comparison import levels
from harvester.dedup.comparison.compare import Comparison
from harvester.dedup.comparison.numeric_fields import are_in_supplements
from harvester.dedup.records.columns import Columns
from harvester.dedup.records.normalised_record import THESIS
from harvester.dedup.scoring.corpus_statistics import CorpusStatistics


class ReasonCode(IntEnum):
    """A reason for the outcome of a pair: a number in arrays, with the sentence that explains it to a person."""

    sentence: str

    def __new__(cls, code: int, sentence: str = "") -> Self:
        """Make a member of its code and sentence."""
        member = int.__new__(cls, code)
        member._value_ = code
        member.sentence = sentence
        return member

    @property
    def kind(self) -> str:
        """The code stored with a judgement, such as "two-pmids"."""
        return self.name.lower().replace("_", "-")


class Veto(ReasonCode):
    """Why two records are different reports. A pair with a veto is never merged by rule."""

    NONE = 0, "no contradiction"
    SERIAL = 1, "they are different parts, numbers or editions of a series"
    ROLE = 2, "one is an erratum, reply, comment, protocol or introduction about the other"
    PREPRINT = 3, "one is a preprint, the other its published article"
    VERSION = 4, "they are different versions of a Cochrane review"
    REGISTRY = 5, "one is a register entry, the other a report"
    MEETING = 6, "one is a conference abstract, the other the article, and their places differ"
    OTHER_PLACE = 7, "they have different volumes or issues and different pages"
    SHARED_DOI = 8, "they share a DOI, but title and authors or place differ"
    GENERIC_TITLE = 9, "their title is a heading of many reports, and volume, pages or issue, and authors disagree"
    TWO_PMIDS = 10, "they are two PubMed records in different places"
    MISSING_TITLE = 11, "title missing, and no number in common"
    SUPPLEMENT = 12, "they have different pages, as abstracts of one supplement do"
    UNLIKE = 13, "they are too different from each other, although other records link them"
    THESIS = 14, "one is a thesis, the other is in a journal or book"
    TWO_REGISTRATIONS = 15, "they are two register entries with different numbers"


_COCHRANE_JOURNAL: Final = "cochrane database"
MIN_TRUST: Final = 0.5
"""A field with less trust than this supports no veto."""


def find_vetoes(columns: Columns, a: Ints, b: Ints, comparison: Comparison, corpus: CorpusStatistics) -> Codes:
    """Return the veto of each pair of rows: shape (n,), members of :class:`Veto`; the first of the table applies."""
    codes = np.zeros(a.size, dtype=np.int8)
    features = PairFeatures(comparison, corpus)
    for veto, rule in reversed(VETO_RULES.items()):
        codes[rule(columns, a, b, features)] = veto
    return codes


class PairFeatures:
    """Features of n pairs that several rules use: each of shape (n,), bool; ``title`` holds levels."""

    def __init__(self, comparison: Comparison, corpus: CorpusStatistics) -> None:
        """Derive the features from the levels; a different issue counts only where issues can be trusted."""
        trusted_issues = corpus.trust("issue") > MIN_TRUST
        self.title = comparison.title
        self.same_doi = comparison.doi == levels.DoiLevel.SAME
        self.same_registration = comparison.accession == levels.AccessionLevel.SAME_REGISTRATION
        self.same_identifier = (comparison.pmid == levels.PmidLevel.SAME) | levels.SAME_ACCESSION[comparison.accession]
        self.same_volume = comparison.volume == levels.VolumeLevel.SAME
        self.other_volume = comparison.volume == levels.VolumeLevel.DIFFERENT
        self.same_page = levels.SAME_PAGE[comparison.pages]
        self.other_page = levels.OTHER_PAGE[comparison.pages]
        self.next_page = comparison.pages == levels.PagesLevel.ADJACENT
        self.same_issue = comparison.issue == levels.IssueLevel.SAME
        self.same_authors = levels.SAME_AUTHORS[comparison.authors]
        self.same_abstract = comparison.abstract == levels.AbstractLevel.SAME
        self.near_year = levels.NEAR_YEAR[comparison.year]
        self.other_issue = levels.OTHER_ISSUE[comparison.issue] & trusted_issues
        self.any_other_issue = levels.ANY_OTHER_ISSUE[comparison.issue] & trusted_issues
        self.stated_other_issue = levels.ANY_OTHER_ISSUE[comparison.issue]
        self.shifted_place = comparison.issue == levels.IssueLevel.SHIFTED
        self.identical_authors = comparison.authors == levels.AuthorsLevel.SAME
        self.other_authors = levels.FEW_SHARED_AUTHORS[comparison.authors]
        self.no_common_author = comparison.authors == levels.AuthorsLevel.DIFFERENT
        self.other_doi = levels.OTHER_DOI[comparison.doi]
        self.same_journal = comparison.journal == levels.JournalLevel.SAME
        self.other_journal = levels.OTHER_JOURNAL[comparison.journal]
        self.other_pmid = comparison.pmid == levels.PmidLevel.DIFFERENT
        self.other_year = levels.OTHER_YEAR[comparison.year]
        self.replaced_word = levels.REPLACED_WORD[comparison.words]
        self.unrelated_word = levels.UNRELATED_WORD[comparison.words]
        self.other_or_unclear_page = levels.OTHER_OR_UNCLEAR_PAGE[comparison.pages]
        self.other_number = levels.OTHER_NUMBER[comparison.numbers]
        self.only_number_differs = comparison.numbers == levels.NumbersLevel.ONLY_DIFFERENCE

    @property
    def same_place(self) -> Bools:
        """On the same page of the same volume."""
        return self.same_volume & self.same_page

    @property
    def lacks_publication_type(self) -> Bools:
        """Same identifier and title: a role on one side is a publication type that the other source left out."""
        return self.same_identifier & (self.title == levels.TitleLevel.EXACT) & ~self.other_doi

    @property
    def same_document(self) -> Bools:
        """One DOI in one place, and authors that do not differ: what else a title says, one source added or left out.

        The DOI of a notice is not that of its article, nor is its issue.
        """
        placed = self.same_volume & (self.same_issue | self.same_page) & ~self.any_other_issue
        return self.same_doi & placed & ~self.other_page & ~self.other_authors & ~self.other_pmid

    @property
    def other_place(self) -> Bools:
        """In another volume or issue, on another page, or under another DOI."""
        return self.other_volume | self.other_page | self.other_issue | self.other_doi

    @property
    def without_common_identifier(self) -> Bools:
        """With neither DOI nor PubMed, accession or registration number in common."""
        return ~self.same_doi & ~self.same_identifier


def differ_in_serial(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """Veto parts, editions, years of a report or types of a disease whose numbers differ.

    A part number on one side only is a veto when the two records are in different places.
    """
    parts = _differ_on_both_sides(columns.serials[a], columns.serials[b])
    elsewhere = (columns.serials[a] != columns.serials[b]) & features.other_place
    apart = ~features.same_place & features.without_common_identifier
    renumbered = features.only_number_differs & apart
    other_number = features.other_number & apart & ~(features.same_volume & features.same_issue)
    return (parts | elsewhere | renumbered | other_number) & ~features.same_registration


def _differ_on_both_sides(left: Ints, right: Ints) -> Bools:
    return ((left & ~right) != 0) & ((right & ~left) != 0)


def differ_in_role(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """Veto a notice (erratum, reply, comment ...) against its report, unless both are in one place.

    In one place, or under one DOI and not in two places, a database may have dropped the heading that says what the
    notice is. An entry of a register under one number may have a public and a scientific title.
    """
    same_place = features.same_place & ~features.other_doi
    same_place |= features.same_doi & ~features.other_place & ~features.other_authors & ~features.other_year
    same_place |= features.same_registration
    return (columns.roles[a] != columns.roles[b]) & ~same_place & ~features.lacks_publication_type


def differ_in_preprint(columns: Columns, a: Ints, b: Ints, _features: PairFeatures) -> Bools:
    """Veto a preprint against an article, whatever else agrees."""
    return columns.preprint[a] != columns.preprint[b]


def are_other_versions(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """Veto versions of a Cochrane review: different ".pub" numbers, or different years where the DOI has none.

    Without the number of the review, its title in another year and issue of the database is another version.
    """
    same_review = (columns.cochrane[a] != 0) & (columns.cochrane[a] == columns.cochrane[b])
    left, right = columns.version[a], columns.version[b]
    both_versions = (left != 0) & (right != 0)
    years = (columns.year[a] != 0) & (columns.year[b] != 0) & (columns.year[a] != columns.year[b])
    names = columns.journal_names
    in_cochrane = np.fromiter((_COCHRANE_JOURNAL in name for name in names), np.bool_, names.size)
    reviews = in_cochrane[columns.journal[a]] & in_cochrane[columns.journal[b]] & levels.SAME_TITLE[features.title]
    later = reviews & years & (features.other_issue | ~features.near_year) & features.without_common_identifier
    return same_review & np.where(both_versions, left != right, years) | later


def differ_in_registry(columns: Columns, a: Ints, b: Ints, _features: PairFeatures) -> Bools:
    """Veto a register entry against an article."""
    return columns.registry[a] != columns.registry[b]


def have_other_registrations(columns: Columns, a: Ints, b: Ints, _features: PairFeatures) -> Bools:
    """Veto two register entries with different numbers, in one register or in two.

    Two entries of one register may name one number of another register, as those of a trial and of its extension do.
    """
    numbered = columns.register != 0
    entries = columns.registry[a] & columns.registry[b] & numbered[a] & numbered[b]
    own = columns.registrations[:, 0] if columns.registrations.shape[1] else columns.register
    two_of_one_register = (columns.register[a] == columns.register[b]) & (own[a] != own[b])
    return entries & (two_of_one_register | ~share_value(columns.registrations, a, b))


def differ_in_meeting(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """Veto a conference abstract against a full article when any part of their places differs.

    Records paginated as supplement abstracts count as abstracts.
    """
    typed = columns.meeting[a] != columns.meeting[b]
    typed &= (features.other_place | features.other_journal) & ~features.same_place & ~features.same_identifier
    brief, full = is_like_abstract(columns), _is_like_article(columns)
    paginated = brief[a] & full[b] | brief[b] & full[a]
    return typed | paginated & features.other_page & features.without_common_identifier


def is_like_abstract(columns: Columns) -> Bools:
    """Flag the records with the pages of a meeting abstract: shape (records,), bool.

    On one page or two, in a supplement or with a lettered page.
    """
    placed = columns.page_lettered | (columns.supplement > 0)
    short = ~columns.page_article & (columns.page_first > 0) & (columns.page_last - columns.page_first <= 1)
    return columns.meeting | placed & short


def _is_like_article(columns: Columns) -> Bools:
    """Flag the records on three or more pages of an ordinary issue."""
    ordinary = ~columns.page_lettered & ~columns.page_article & (columns.supplement == 0) & ~columns.meeting
    return ordinary & (columns.page_last - columns.page_first >= 2)


def are_in_other_places(_columns: Columns, _a: Ints, _b: Ints, features: PairFeatures) -> Bools:
    """Veto a different volume or issue together with different pages: one dirty field is no veto, two are."""
    return (features.other_volume | features.other_issue) & features.other_page & features.without_common_identifier


def share_wrong_doi(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """Veto one DOI for a whole supplement, or a wrong DOI: titles differ, and so do authors or place."""
    generic = columns.generic[a] | columns.generic[b]
    doubtful = ~features.identical_authors & ~generic | are_in_supplements(columns, a, b)
    differs = features.other_authors | features.other_volume | features.other_page | doubtful
    return features.same_doi & ~features.same_identifier & levels.OTHER_TITLE[features.title] & differs


def are_supplement_neighbours(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """Veto abstracts on different single or lettered pages of a supplement, where similar abstracts are neighbours."""
    single = (columns.page_first[a] == columns.page_last[a]) & (columns.page_first[b] == columns.page_last[b])
    other_page = features.other_page & are_in_supplements(columns, a, b) | features.next_page & single
    return other_page & ~features.same_identifier


def differ_under_generic_title(_columns: Columns, _a: Ints, _b: Ints, features: PairFeatures) -> Bools:
    """Veto two records under a generic title when anything differs but the DOI, as a publisher may give two DOIs."""
    placed = features.same_place & features.identical_authors & ~features.other_page
    elsewhere = features.other_volume | features.other_page | features.other_issue | features.other_doi & ~placed
    differs = elsewhere | features.any_other_issue | features.other_authors | ~features.near_year
    return (features.title == levels.TitleLevel.GENERIC) & ~features.same_identifier & differs


def have_two_pmids_elsewhere(_columns: Columns, _a: Ints, _b: Ints, features: PairFeatures) -> Bools:
    """Veto two PubMed numbers in different places: PubMed lists a report once."""
    return features.other_pmid & (features.other_page | features.other_volume) & ~features.same_doi


def lack_title(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """Veto a missing title without an identifier in common; records of a whole issue are shown to a person instead."""
    untitled = (features.title == levels.TitleLevel.MISSING) & features.without_common_identifier
    return untitled & ~denote_same_issue(columns, a, b, features)


def denote_same_issue(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """Flag the pairs that may both be records of one issue as a whole: shape (n,), bool.

    Both name the issue and nothing in it: no title, no authors, no pages.
    """
    unnamed = (columns.title_hash == 0) & (columns.author_count == 0) & (columns.page_first == 0)
    same_issue = unnamed[a] & unnamed[b] & features.same_volume & features.same_issue & ~features.other_year
    return same_issue & ~features.other_journal & ~features.other_pmid


def differ_in_thesis(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """Veto a thesis against an article or chapter, though an article may have its title."""
    left, right = columns.form[a] == THESIS, columns.form[b] == THESIS
    placed = (columns.volume > 0) | (columns.page_first > 0)
    return (left & ~right & placed[b] | right & ~left & placed[a]) & features.without_common_identifier


VetoRule = Callable[[Columns, Ints, Ints, PairFeatures], Bools]

VETO_RULES: Final[dict[Veto, VetoRule]] = {
    Veto.ROLE: differ_in_role,
    Veto.SERIAL: differ_in_serial,
    Veto.PREPRINT: differ_in_preprint,
    Veto.VERSION: are_other_versions,
    Veto.REGISTRY: differ_in_registry,
    Veto.THESIS: differ_in_thesis,
    Veto.TWO_REGISTRATIONS: have_other_registrations,
    Veto.MEETING: differ_in_meeting,
    Veto.OTHER_PLACE: are_in_other_places,
    Veto.SHARED_DOI: share_wrong_doi,
    Veto.SUPPLEMENT: are_supplement_neighbours,
    Veto.GENERIC_TITLE: differ_under_generic_title,
    Veto.TWO_PMIDS: have_two_pmids_elsewhere,
    Veto.MISSING_TITLE: lack_title,
}
"""Veto → rule, in order of precedence. :attr:`Veto.UNLIKE` is set by :mod:`harvester.dedup.pipeline`."""
