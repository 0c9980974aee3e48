"""Doubts: what a person should see, however probable it is that the two records are one report. Vectorised.

A contradiction keeps two records apart; a doubt says that what agrees leaves room for two reports, or, of a pair that
the weights keep apart, that what differs leaves room for one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from harvester.dedup.comparison.compare import Comparison
from harvester.dedup.comparison.similarity import text_lengths
from harvester.dedup.records import title_traits
from harvester.dedup.records.columns import Bools, Columns, Ints
from harvester.dedup.records.normalised_record import BOOK, CHAPTER, THESIS
from harvester.dedup.scoring.corpus_statistics import CorpusStatistics
from harvester.dedup.scoring.vetoes import PairFeatures, are_in_supplements, denote_same_issue, is_like_abstract

_SHORT_TITLE: Final = 30
_FIRST_PAGES: Final = 12
"""Each issue of a volume has these pages, where every issue counts its own."""


def find_review_reasons(
    columns: Columns, a: Ints, b: Ints, compared: Comparison, corpus: CorpusStatistics, *, likely: Bools
) -> NDArray[np.int8]:
    """The doubt about each pair, a place in :data:`harvester.dedup.scoring.weights.REVIEW_REASONS`; of several, the first; 0 none.

    Pairs that are ``likely`` may be doubted for what leaves room for two reports, the others for what leaves room for
    one.
    """
    codes = np.zeros(a.size, dtype=np.int8)
    features = PairFeatures.of(compared, corpus)
    for code, doubt in reversed(LIKELY_PAIR_RULES):
        codes[likely & doubt(columns, a, b, features)] = code
    for code, doubt in reversed(UNLIKELY_PAIR_RULES):
        codes[~likely & doubt(columns, a, b, features)] = code
    return codes


def _generic_title(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """A heading whose volume, pages or issue, and authors agree in part only, or all of these but not the DOI."""
    late = columns.page_first[a] > _FIRST_PAGES
    placed = (features.same_volume & (features.same_issue | features.same_page & late)) | (
        features.same_issue & features.same_page
    )
    known_generic = columns.generic[a] | columns.generic[b]
    named = ~known_generic & features.near_year & (features.same_doi | features.same_page | features.same_abstract)
    agreed = (
        features.same_authors & (placed | named) | features.same_doi & features.same_place & ~features.other_authors
    )
    found: Bools = (features.title == 8) & ~features.same_identifier & (~agreed | features.other_doi)
    return found


def _serial_on_one_side(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """A part number on one side only."""
    found: Bools = (columns.serials[a] != columns.serials[b]) & _without_common_identifier(features)
    return found


def _abstract_or_article(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """An abstract and an article that may be the same."""
    found: Bools = (columns.meeting[a] != columns.meeting[b]) & _without_common_identifier(features)
    return found


def _without_common_identifier(features: PairFeatures) -> Bools:
    found: Bools = ~features.same_place & ~features.same_doi & ~features.same_identifier
    return found


def _notice_on_one_side(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """A title that calls itself erratum, retraction or reply on one side only."""
    found: Bools = (
        ((columns.roles[a] ^ columns.roles[b]) & title_traits.NOTICE_ROLES) != 0
    ) & ~features.lacks_publication_type
    return found


def _two_pmids(_columns: Columns, _a: Ints, _b: Ints, features: PairFeatures) -> Bools:
    """Two PubMed numbers without a DOI in common."""
    found: Bools = features.other_pmid & ~features.same_doi
    return found


def _word_replaced(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """A word replaced in a title ("rats", "mice") off the same page, or in a supplement."""
    supplement = are_in_supplements(columns, a, b)
    neighbour = supplement & np.isin(features.title, (5, 6)) & ~features.same_abstract
    found: Bools = (features.unrelated_word & ~features.same_page) | (features.replaced_word & supplement) | neighbour
    return found & ~features.same_doi & ~features.same_identifier


def _published_twice(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """One title in two journals, as an abstract given at two meetings or a statement printed twice."""
    apart = ~features.same_page & ~features.same_volume
    supplement = are_in_supplements(columns, a, b)
    apart |= features.other_or_unknown_pages & ~features.same_issue
    found: Bools = features.other_journal & (apart | features.other_volume & (features.other_doi | supplement))
    return found & ~features.same_doi & ~features.same_identifier


def _later_year(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """Years that differ with no place in common, elsewhere or of two notices: an abstract and its article."""
    apart = ~features.same_page & ~features.same_volume
    notices = (columns.roles[a] & columns.roles[b] & title_traits.NOTICE_ROLES) != 0
    supplements = (columns.supplement[a] > 0) & (columns.supplement[b] > 0)
    brief = is_like_abstract(columns)
    earlier = np.where(columns.year[a] < columns.year[b], brief[a] & ~brief[b], brief[b] & ~brief[a])
    meeting_abstract = supplements | earlier
    online = (_is_ahead_of_print(columns, a, b) | _is_ahead_of_print(columns, b, a)) & features.near_year
    explained = (
        features.same_journal
        & (features.same_abstract | ~features.other_or_unknown_pages | online)
        & ~notices
        & ~meeting_abstract
    )
    both_theses = (columns.form[a] == THESIS) & (columns.form[b] == THESIS) & features.near_year
    found: Bools = features.other_year & apart & ~explained & ~both_theses
    return found & ~features.same_doi & ~features.same_identifier


def _is_ahead_of_print(columns: Columns, a: Ints, b: Ints) -> Bools:
    """Whether one record is the other ahead of print: with no volume, issue or page of its own yet, and not later."""
    unplaced = (columns.volume == 0) & (columns.issue == 0) & (columns.supplement == 0) & ~columns.venue
    ahead = unplaced & ((columns.page_first <= 1) | columns.page_article) & ~columns.page_lettered
    found: Bools = ahead[a] & ~ahead[b] & (columns.year[a] <= columns.year[b]) & ~is_like_abstract(columns)[b]
    return found


def _yearly_short_title(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """A short title in two volumes of two years, as "Presidential address"."""
    sizes = text_lengths(columns.title)
    short = np.minimum(sizes[a], sizes[b]) < _SHORT_TITLE
    found: Bools = short & features.other_volume & features.other_year
    return found & ~features.same_doi & ~features.same_identifier


def _book_and_chapter(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """A book, and a chapter that bears its title."""
    left, right = columns.form[a], columns.form[b]
    found: Bools = ((left == BOOK) & (right == CHAPTER)) | ((left == CHAPTER) & (right == BOOK))
    return found & ~features.same_doi & ~features.same_identifier


def _other_authors_same_page(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """Letters under one title on one page, each by others."""
    single = columns.page_first == columns.page_last
    found: Bools = features.no_common_author & features.same_page & single[a] & single[b]
    return found & ~features.same_doi & ~features.same_identifier & ~features.same_abstract


def _same_title_same_place(columns: Columns, a: Ints, b: Ints, features: PairFeatures) -> Bools:
    """One title in one issue of a journal: authors or year may be another record's, copied by mistake."""
    named = np.isin(features.title, (1, 2)) & ~(columns.generic[a] | columns.generic[b]) & ~features.replaced_word
    placed = (
        features.same_journal & features.same_volume & (features.same_issue | features.same_page) & ~features.other_page
    )
    found: Bools = named & placed & (columns.serials[a] == columns.serials[b])
    return found


ReviewRule = Callable[[Columns, Ints, Ints, PairFeatures], Bools]

LIKELY_PAIR_RULES: Final[tuple[tuple[int, ReviewRule], ...]] = tuple(
    enumerate(
        (
            _generic_title,
            _serial_on_one_side,
            _abstract_or_article,
            _notice_on_one_side,
            _two_pmids,
            _word_replaced,
            _published_twice,
            _later_year,
            _yearly_short_title,
            _book_and_chapter,
            _other_authors_same_page,
        ),
        1,
    )
)
"""Place of the sentence → rule."""

UNLIKELY_PAIR_RULES: Final[tuple[tuple[int, ReviewRule], ...]] = tuple(
    enumerate((_same_title_same_place, denote_same_issue), len(LIKELY_PAIR_RULES) + 1)
)
"""The same, of pairs that the weights keep apart."""
