"""Review reasons: why a person should see a pair, however probable it is that it is one report. Vectorised.

A veto makes two records different reports. A review reason says that what agrees leaves room for two reports or, for
pairs that the weights keep apart, that what differs leaves room for one report.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import IntEnum
from typing import Final

import numpy as np

from harvester.dedup.arrays import Bools, Codes, Ints, text_lengths
from harvester.dedup.comparison.compare import Comparison
from harvester.dedup.comparison.levels import CLEARLY_SAME_TITLE, SOMEWHAT_SIMILAR_TITLE, TitleLevel
from harvester.dedup.records.columns import Columns
from harvester.dedup.records.normalised_record import BOOK, CHAPTER, THESIS
from harvester.dedup.records.title_traits import NOTICE_ROLES
from harvester.dedup.scoring.corpus_statistics import CorpusStatistics
from harvester.dedup.scoring.vetoes import PairFeatures, are_in_supplements, denote_same_issue, is_like_abstract

_SHORT_TITLE: Final = 30
_FIRST_PAGES: Final = 12
"""Every issue of a volume has these pages, where every issue counts its own pages."""


class ReviewReason(IntEnum):
    """Why a person should see a pair. A pair with a reason is never merged by rule."""

    NONE = 0
    GENERIC_TITLE = 1
    SERIAL_ON_ONE_SIDE = 2
    ABSTRACT_OR_ARTICLE = 3
    NOTICE_ON_ONE_SIDE = 4
    TWO_PMIDS = 5
    WORD_REPLACED = 6
    TWO_JOURNALS = 7
    LATER_YEAR = 8
    YEARLY_TITLE = 9
    BOOK_AND_CHAPTER = 10
    OTHER_AUTHORS = 11
    SAME_PLACE = 12
    SAME_ISSUE = 13
    CONFLICTING = 14

    @property
    def kind(self) -> str:
        """The code stored with a judgement, such as "word-replaced"."""
        return self.name.lower().replace("_", "-")

    @property
    def explanation(self) -> str:
        """What leaves room for doubt, without introduction."""
        return REVIEW_REASON_SENTENCES[self]

    @property
    def sentence(self) -> str:
        """The explanation shown to a person."""
        return f"shown to a person: {REVIEW_REASON_SENTENCES[self]}"


REVIEW_REASON_SENTENCES: Final[Mapping[ReviewReason, str]] = {
    ReviewReason.NONE: "no doubt",
    ReviewReason.GENERIC_TITLE: "the title is a heading of many reports, and the rest agrees in part only",
    ReviewReason.SERIAL_ON_ONE_SIDE: "one title has a part number, and no place or number is shared",
    ReviewReason.ABSTRACT_OR_ARTICLE: "one is a conference abstract, and no place or number is shared",
    ReviewReason.NOTICE_ON_ONE_SIDE: "one title calls itself an erratum, a retraction or a reply",
    ReviewReason.TWO_PMIDS: "they have different PubMed numbers and no DOI in common",
    ReviewReason.WORD_REPLACED: "the titles differ in a word, which may make them two reports",
    ReviewReason.TWO_JOURNALS: "one title in two journals, with no page in common",
    ReviewReason.LATER_YEAR: "years differ, and no place is shared",
    ReviewReason.YEARLY_TITLE: "a short title in two volumes of two years",
    ReviewReason.BOOK_AND_CHAPTER: "one is a book, the other a chapter",
    ReviewReason.OTHER_AUTHORS: "one title on one page, but by other authors",
    ReviewReason.SAME_PLACE: "one title in one issue or on one page of a journal, although the rest speaks against it",
    ReviewReason.SAME_ISSUE: "neither has a title, and all other details of their issue agree",
    ReviewReason.CONFLICTING: "one fits two reports that contradict each other, and was put to the likelier",
}


def find_review_reasons(
    columns: Columns, a: Ints, b: Ints, comparison: Comparison, corpus: CorpusStatistics, *, likely: Bools
) -> Codes:
    """Return the (first) review reason of each pair of rows: shape (n,), members of :class:`ReviewReason`.

    Pairs flagged ``likely`` (shape (n,)) are reviewed for what leaves room for two reports, the others for what leaves
    room for one.
    """
    codes = np.zeros(a.size, dtype=np.int8)
    features = PairFeatures.of(comparison, corpus)
    for rules, asked in ((LIKELY_PAIR_RULES, likely), (UNLIKELY_PAIR_RULES, ~likely)):
        for reason, rule in reversed(rules.items()):
            codes[asked & rule(columns, a, b, features)] = reason
    return codes


def _generic_title(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """A generic title whose volume, pages or issue, and authors agree in part only, or all of these but not the DOI."""
    late = columns.page_first[a] > _FIRST_PAGES
    placed = features.same_volume & (features.same_issue | features.same_page & late)
    placed |= features.same_issue & features.same_page
    known_generic = columns.generic[a] | columns.generic[b]
    named = ~known_generic & features.near_year & (features.same_doi | features.same_page | features.same_abstract)
    agreed = features.same_authors & (placed | named)
    agreed |= features.same_doi & features.same_place & ~features.other_authors
    return (features.title == TitleLevel.GENERIC) & ~features.same_identifier & (~agreed | features.other_doi)


def _serial_on_one_side(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """A part number on one side only."""
    differs = columns.serials[a] != columns.serials[b]
    return differs & ~features.same_place & features.without_common_identifier


def _abstract_or_article(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """An abstract and an article that may be the same."""
    differs = columns.meeting[a] != columns.meeting[b]
    return differs & ~features.same_place & features.without_common_identifier


def _notice_on_one_side(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """A title that calls itself erratum, retraction or reply on one side only."""
    return (((columns.roles[a] ^ columns.roles[b]) & NOTICE_ROLES) != 0) & ~features.lacks_publication_type


def _two_pmids(_columns: Columns, _a: Ints, _b: Ints, features: PairFeatures) -> Bools:
    """Two PubMed numbers without a DOI in common."""
    return features.other_pmid & ~features.same_doi


def _word_replaced(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """A word replaced in a title ("rats", "mice") on different pages, or in a supplement."""
    supplement = are_in_supplements(columns, a, b)
    neighbour = supplement & SOMEWHAT_SIMILAR_TITLE[features.title] & ~features.same_abstract
    replaced = features.unrelated_word & ~features.same_page | features.replaced_word & supplement | neighbour
    return replaced & features.without_common_identifier


def _published_twice(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """One title in two journals, as an abstract given at two meetings or a statement printed twice."""
    apart = ~features.same_page & ~features.same_volume
    apart |= features.other_or_unclear_page & ~features.same_issue
    apart |= features.other_volume & (features.other_doi | are_in_supplements(columns, a, b))
    return features.other_journal & apart & features.without_common_identifier


def _later_year(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """Years that differ with no place in common, elsewhere or of two notices: an abstract and its article."""
    apart = ~features.same_page & ~features.same_volume
    notices = (columns.roles[a] & columns.roles[b] & NOTICE_ROLES) != 0
    supplements = (columns.supplement[a] > 0) & (columns.supplement[b] > 0)
    brief = is_like_abstract(columns)
    earlier = np.where(columns.year[a] < columns.year[b], brief[a] & ~brief[b], brief[b] & ~brief[a])
    online = (_is_ahead_of_print(columns, a, b) | _is_ahead_of_print(columns, b, a)) & features.near_year
    explained = features.same_journal & (features.same_abstract | ~features.other_or_unclear_page | online)
    explained &= ~notices & ~(supplements | earlier)
    both_theses = (columns.form[a] == THESIS) & (columns.form[b] == THESIS) & features.near_year
    return features.other_year & apart & ~explained & ~both_theses & features.without_common_identifier


def _is_ahead_of_print(columns: Columns, a: Ints, b: Ints) -> Bools:
    """Flag the pairs of which ``a`` is ``b`` ahead of print: without volume, issue or page, and not later."""
    unplaced = (columns.volume == 0) & (columns.issue == 0) & (columns.supplement == 0) & ~columns.venue
    ahead = unplaced & ((columns.page_first <= 1) | columns.page_article) & ~columns.page_lettered
    return ahead[a] & ~ahead[b] & (columns.year[a] <= columns.year[b]) & ~is_like_abstract(columns)[b]


def _yearly_short_title(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """A short title in two volumes of two years, as "Presidential address"."""
    sizes = text_lengths(columns.title)
    short = np.minimum(sizes[a], sizes[b]) < _SHORT_TITLE
    return short & features.other_volume & features.other_year & features.without_common_identifier


def _book_and_chapter(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """A book, and a chapter with the title of the book."""
    left, right = columns.form[a], columns.form[b]
    pairs = (left == BOOK) & (right == CHAPTER) | (left == CHAPTER) & (right == BOOK)
    return pairs & features.without_common_identifier


def _other_authors_same_page(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """Letters under one title on one page, each by other authors."""
    single = columns.page_first == columns.page_last
    letters = features.no_common_author & features.same_page & single[a] & single[b]
    return letters & features.without_common_identifier & ~features.same_abstract


def _same_title_same_place(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """One title in one issue of a journal: authors or year may be another record's, copied by mistake."""
    generic = columns.generic[a] | columns.generic[b]
    named = CLEARLY_SAME_TITLE[features.title] & ~generic & ~features.replaced_word
    placed = features.same_journal & features.same_volume & (features.same_issue | features.same_page)
    return named & placed & ~features.other_page & (columns.serials[a] == columns.serials[b])


ReviewRule = Callable[[Columns, Ints, Ints, PairFeatures], Bools]

LIKELY_PAIR_RULES: Final[dict[ReviewReason, ReviewRule]] = {
    ReviewReason.GENERIC_TITLE: _generic_title,
    ReviewReason.SERIAL_ON_ONE_SIDE: _serial_on_one_side,
    ReviewReason.ABSTRACT_OR_ARTICLE: _abstract_or_article,
    ReviewReason.NOTICE_ON_ONE_SIDE: _notice_on_one_side,
    ReviewReason.TWO_PMIDS: _two_pmids,
    ReviewReason.WORD_REPLACED: _word_replaced,
    ReviewReason.TWO_JOURNALS: _published_twice,
    ReviewReason.LATER_YEAR: _later_year,
    ReviewReason.YEARLY_TITLE: _yearly_short_title,
    ReviewReason.BOOK_AND_CHAPTER: _book_and_chapter,
    ReviewReason.OTHER_AUTHORS: _other_authors_same_page,
}
"""Rules for pairs that the weights would merge or leave unsure, in order of precedence."""

UNLIKELY_PAIR_RULES: Final[dict[ReviewReason, ReviewRule]] = {
    ReviewReason.SAME_PLACE: _same_title_same_place,
    ReviewReason.SAME_ISSUE: denote_same_issue,
}
"""Rules for pairs that the weights keep apart. :attr:`ReviewReason.CONFLICTING` is set after clustering."""
