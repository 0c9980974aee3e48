"""Review reasons: why a person should see a pair, however probable it is that it is one report. Vectorised.

A veto makes two records different reports. A review reason says that what agrees leaves room for two reports or, for
pairs that the weights keep apart, that what differs leaves room for one report.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from harvester.dedup.arrays import Bools, Codes, Ints, text_lengths
from harvester.dedup.comparison.compare import Comparison
from harvester.dedup.comparison.levels import (
    CLEARLY_SAME_TITLE,
    OTHER_TITLE,
    SOMEWHAT_SIMILAR_TITLE,
    TitleLevel,
)
from harvester.dedup.comparison.numeric_fields import are_in_supplements
from harvester.dedup.records.columns import Columns
from harvester.dedup.records.normalised_record import BOOK, CHAPTER, THESIS
from harvester.dedup.records.title_traits import NOTICE_ROLES
from harvester.dedup.scoring.corpus_statistics import CorpusStatistics
from harvester.dedup.scoring.vetoes import (
    PairFeatures,
    ReasonCode,
    denote_same_issue,
    is_like_abstract,
)

_SHORT_TITLE: Final = 30
_FIRST_PAGES: Final = 12
"""Every issue of a volume has these pages, where every issue counts its own pages."""


class ReviewReason(ReasonCode):
    """Why a person should see a pair. A pair with a reason is never merged by rule."""

    NONE = 0, "no doubt"
    GENERIC_TITLE = 1, "the title is a heading of many reports, and the rest agrees in part only"
    SERIAL_ON_ONE_SIDE = 2, "one title has a part number, and no place or number is shared"
    ABSTRACT_OR_ARTICLE = 3, "one is a conference abstract, and no place or number is shared"
    NOTICE_ON_ONE_SIDE = 4, "one title calls itself an erratum, a retraction or a reply"
    TWO_PMIDS = 5, "they have different PubMed numbers and no DOI in common"
    WORD_REPLACED = 6, "the titles differ in a word, which may make them two reports"
    TWO_JOURNALS = 7, "one title in two journals, with no page in common"
    LATER_YEAR = 8, "years differ, and no place is shared"
    YEARLY_TITLE = 9, "a short title in two volumes of two years"
    BOOK_AND_CHAPTER = 10, "one is a book, the other a chapter"
    OTHER_AUTHORS = 11, "one title on one page, but by other authors"
    DIFFERENT_TITLE = 12, "the titles differ, and so does the issue or the DOI: one may have another report's abstract"
    TWO_ISSUES = 13, "one title in two issues under two DOIs, as of an article and its erratum"
    SHIFTED_PLACE = 14, "one has volume, issue or page of the other in the next field"
    SAME_PLACE = 15, "one title in one issue or on one page of a journal, although the rest speaks against it"
    SAME_ISSUE = 16, "neither has a title, and all other details of their issue agree"
    CONFLICTING = 17, "one fits two reports that contradict each other, and was joined with the likelier"


def find_review_reasons(
    columns: Columns, a: Ints, b: Ints, comparison: Comparison, corpus: CorpusStatistics, *, likely: Bools
) -> Codes:
    """Return the (first) review reason of each pair of rows: shape (n,), members of :class:`ReviewReason`.

    Pairs flagged ``likely`` (shape (n,)) are reviewed for what leaves room for two reports, the others for what leaves
    room for one.
    """
    codes = np.zeros(a.size, dtype=np.int8)
    features = PairFeatures(comparison, corpus)
    for rules, asked in ((LIKELY_PAIR_RULES, likely), (UNLIKELY_PAIR_RULES, ~likely)):
        for reason, rule in reversed(rules.items()):
            codes[asked & rule(columns, a, b, features)] = reason
    return codes


def agree_in_part_under_generic_title(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """A generic title whose volume, pages or issue, and authors agree in part only, or all of these but not the DOI."""
    late = columns.page_first[a] > _FIRST_PAGES
    placed = features.same_volume & (features.same_issue | features.same_page & late)
    placed |= features.same_issue & features.same_page
    known_generic = columns.generic[a] | columns.generic[b]
    named = ~known_generic & features.near_year & (features.same_doi | features.same_page | features.same_abstract)
    agreed = features.same_authors & (placed | named)
    agreed |= features.same_doi & features.same_place & ~features.other_authors
    return (features.title == TitleLevel.GENERIC) & ~features.same_identifier & (~agreed | features.other_doi)


def have_serial_on_one_side(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """A part number on one side only."""
    differs = columns.serials[a] != columns.serials[b]
    return differs & ~features.same_place & features.without_common_identifier


def may_be_abstract_and_article(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """An abstract and an article that may be the same."""
    differs = columns.meeting[a] != columns.meeting[b]
    return differs & ~features.same_place & features.without_common_identifier


def have_notice_on_one_side(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """A title that calls itself erratum, retraction or reply on one side only, unless both have one DOI and issue."""
    differs = ((columns.roles[a] ^ columns.roles[b]) & NOTICE_ROLES) != 0
    return differs & ~features.lacks_publication_type & ~features.same_document


def have_two_pmids(_columns: Columns, _a: Ints, _b: Ints, features: PairFeatures) -> Bools:
    """Two PubMed numbers without a DOI in common."""
    return features.other_pmid & ~features.same_doi


def have_word_replaced(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """A word replaced in a title ("rats", "mice") on different pages, or in a supplement."""
    supplement = are_in_supplements(columns, a, b)
    neighbour = supplement & SOMEWHAT_SIMILAR_TITLE[features.title] & ~features.same_abstract
    replaced = features.unrelated_word & ~features.same_page | features.replaced_word & supplement | neighbour
    return replaced & features.without_common_identifier


def are_published_twice(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """One title in two journals, as an abstract given at two meetings or a statement printed twice."""
    apart = ~features.same_page & ~features.same_volume
    apart |= features.other_or_unclear_page & ~features.same_issue
    apart |= features.other_volume & (features.other_doi | are_in_supplements(columns, a, b))
    return features.other_journal & apart & features.without_common_identifier


def are_years_apart(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """Years that differ with no place in common, elsewhere or of two notices: an abstract and its article."""
    apart = ~features.same_page & ~features.same_volume
    notices = (columns.roles[a] & columns.roles[b] & NOTICE_ROLES) != 0
    supplements = (columns.supplement[a] > 0) & (columns.supplement[b] > 0)
    brief = is_like_abstract(columns)
    earlier = np.where(columns.year[a] < columns.year[b], brief[a] & ~brief[b], brief[b] & ~brief[a])
    online = (is_ahead_of_print(columns, a, b) | is_ahead_of_print(columns, b, a)) & features.near_year
    explained = features.same_journal & (features.same_abstract | ~features.other_or_unclear_page | online)
    explained &= ~notices & ~(supplements | earlier)
    both_theses = (columns.form[a] == THESIS) & (columns.form[b] == THESIS) & features.near_year
    return features.other_year & apart & ~explained & ~both_theses & features.without_common_identifier


def is_ahead_of_print(columns: Columns, a: Ints, b: Ints) -> Bools:
    """Flag the pairs of which ``a`` is ``b`` ahead of print: without volume, issue or page, and not later."""
    unplaced = (columns.volume == 0) & (columns.issue == 0) & (columns.supplement == 0) & ~columns.venue
    ahead = unplaced & ((columns.page_first <= 1) | columns.page_article) & ~columns.page_lettered
    return ahead[a] & ~ahead[b] & (columns.year[a] <= columns.year[b]) & ~is_like_abstract(columns)[b]


def have_yearly_title(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """A short title in two volumes of two years, as "Presidential address"."""
    sizes = text_lengths(columns.title)
    short = np.minimum(sizes[a], sizes[b]) < _SHORT_TITLE
    return short & features.other_volume & features.other_year & features.without_common_identifier


def are_book_and_chapter(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """A book, and a chapter with the title of the book."""
    left, right = columns.form[a], columns.form[b]
    pairs = (left == BOOK) & (right == CHAPTER) | (left == CHAPTER) & (right == BOOK)
    return pairs & features.without_common_identifier


def are_letters_on_one_page(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """Letters under one title on one page, each by other authors."""
    single = columns.page_first == columns.page_last
    letters = features.no_common_author & features.same_page & single[a] & single[b]
    return letters & features.without_common_identifier & ~features.same_abstract


def share_title_and_place(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """One title in one issue of a journal: authors or year may be another record's, copied by mistake."""
    generic = columns.generic[a] | columns.generic[b]
    named = CLEARLY_SAME_TITLE[features.title] & ~generic & ~features.replaced_word
    placed = features.same_journal & features.same_volume & (features.same_issue | features.same_page)
    return named & placed & ~features.other_page & (columns.serials[a] == columns.serials[b])


def have_different_titles(_columns: Columns, _a: Ints, _b: Ints, features: PairFeatures) -> Bools:
    """Different titles, and another issue or DOI: an index may have mixed two records.

    So too where neither issue nor number agrees, but the abstract, which may be another report's. Titles in two
    languages differ anyway: with them, an issue counts only where issues can be trusted.
    """
    different = OTHER_TITLE[features.title]
    contradicted = features.stated_other_issue | features.other_doi
    unsupported = ~features.same_issue & features.same_abstract & features.without_common_identifier
    translated = (features.title == TitleLevel.TRANSLATED) & (features.any_other_issue | features.other_doi)
    return different & (contradicted | unsupported) | translated


def are_in_two_issues(_columns: Columns, _a: Ints, _b: Ints, features: PairFeatures) -> Bools:
    """One title in two issues under two DOIs: an erratum, the heading of which one source left out."""
    apart = features.any_other_issue & features.other_doi & ~features.same_page
    return apart & features.without_common_identifier


def have_shifted_fields(_columns: Columns, _a: Ints, _b: Ints, features: PairFeatures) -> Bools:
    """The fields of one record's place are shifted by one, so that no place agrees."""
    return features.shifted_place & features.without_common_identifier


def may_have_shifted_fields(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """One title and shifted fields of the place, where something else speaks against one report."""
    shifted = have_shifted_fields(columns, a, b, features)
    return shifted & CLEARLY_SAME_TITLE[features.title] & ~features.no_common_author


ReviewRule = Callable[[Columns, Ints, Ints, PairFeatures], Bools]

LIKELY_PAIR_RULES: Final[dict[ReviewReason, ReviewRule]] = {
    ReviewReason.GENERIC_TITLE: agree_in_part_under_generic_title,
    ReviewReason.SERIAL_ON_ONE_SIDE: have_serial_on_one_side,
    ReviewReason.ABSTRACT_OR_ARTICLE: may_be_abstract_and_article,
    ReviewReason.NOTICE_ON_ONE_SIDE: have_notice_on_one_side,
    ReviewReason.TWO_PMIDS: have_two_pmids,
    ReviewReason.WORD_REPLACED: have_word_replaced,
    ReviewReason.TWO_JOURNALS: are_published_twice,
    ReviewReason.LATER_YEAR: are_years_apart,
    ReviewReason.YEARLY_TITLE: have_yearly_title,
    ReviewReason.BOOK_AND_CHAPTER: are_book_and_chapter,
    ReviewReason.OTHER_AUTHORS: are_letters_on_one_page,
    ReviewReason.DIFFERENT_TITLE: have_different_titles,
    ReviewReason.TWO_ISSUES: are_in_two_issues,
    ReviewReason.SHIFTED_PLACE: have_shifted_fields,
}
"""Rules for pairs that the weights would merge or leave unsure, in order of precedence."""

UNLIKELY_PAIR_RULES: Final[dict[ReviewReason, ReviewRule]] = {
    ReviewReason.SAME_PLACE: share_title_and_place,
    ReviewReason.SAME_ISSUE: denote_same_issue,
    ReviewReason.SHIFTED_PLACE: may_have_shifted_fields,
}
"""Rules for pairs that the weights keep apart. :attr:`ReviewReason.CONFLICTING` is set after clustering."""
