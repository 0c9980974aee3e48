"""Compare titles by the similarity of their letters."""

from __future__ import annotations

from typing import Final

import numpy as np
from rapidfuzz import fuzz

from harvester.dedup.arrays import Bools, Codes, Ints, Percent, Scores, row_similarity, text_similarity
from harvester.dedup.comparison.levels import (
    OTHER_TITLE,
    SAME_AUTHORS,
    SAME_PAGE,
    TITLE_BUT_MAIN,
    AuthorsLevel,
    PagesLevel,
    TitleLevel,
    VolumeLevel,
    choose_level,
)
from harvester.dedup.comparison.numeric_fields import are_in_supplements, share_author_or_issue, share_page
from harvester.dedup.comparison.title_words import are_in_two_languages
from harvester.dedup.records.columns import Columns, PrefilterColumns
from harvester.dedup.records.title_traits import COLLECTIVE_HEADINGS

EXACT_SIMILARITY: Final = 99.99
"""In percent, as the thresholds below: a long title keeps 99.5 when "part I" becomes "part II"."""
NEAR_EXACT_FROM: Final = 95
SAME_TITLE_FROM: Final = 88
SIMILAR_TITLE_FROM: Final = 75
WEAK_TITLE_FROM: Final = 55
"""Set by hand, and kept after reading every false merge and every miss on the labelled sets (docs/dedup.md)."""
_CONTAINED_FROM: Final = 25
"""A title so little similar to another is not looked for in it."""
CONTAINED_SIMILARITY: Final = 97
"""The shorter title is in the longer as good as whole."""
MIN_PARTIAL_LETTERS: Final = 12
"""A title of fewer letters may be part of many others."""
_COLLECTIVE: Final = np.array(sorted(COLLECTIVE_HEADINGS), dtype=object)
MIN_CONTAINED_LETTERS: Final = 18


def compare_title(columns: Columns, a: Ints, b: Ints) -> tuple[Codes, Percent]:
    """Return level and similarity in percent of the titles: shape (n,), int8 and uint8.

    Titles are compared letter by letter, in either word order, and with the title in the original language. A title
    may contain the other.
    """
    similarity = title_similarities(columns, a, b)
    generic = columns.generic[a] & columns.generic[b] & (similarity >= SAME_TITLE_FROM)
    contained = is_contained_title(columns, a, b, similarity) & ~(columns.generic[a] | columns.generic[b])
    translated = columns.translated[a] != columns.translated[b]
    translated |= columns.foreign_title[a] != columns.foreign_title[b]
    level = choose_level(
        (
            ((columns.title_hash[a] == 0) | (columns.title_hash[b] == 0), TitleLevel.MISSING),
            (generic, TitleLevel.GENERIC),
            (similarity >= EXACT_SIMILARITY, TitleLevel.EXACT),
            (similarity >= NEAR_EXACT_FROM, TitleLevel.NEAR_EXACT),
            (similarity >= SAME_TITLE_FROM, TitleLevel.SIMILAR),
            (contained, TitleLevel.CONTAINED),
            (similarity >= SIMILAR_TITLE_FROM, TitleLevel.PARTIAL),
            (translated, TitleLevel.TRANSLATED),
            (similarity >= WEAK_TITLE_FROM, TitleLevel.WEAK),
        ),
        TitleLevel.DIFFERENT,
    )
    return level, similarity.astype(np.uint8)


def title_similarities(columns: Columns, a: Ints, b: Ints) -> Scores:
    """Return the similarity of the titles: of letters, words in any order, or with the original title: shape (n,)."""
    similarity = row_similarity(columns.title, a, b, fuzz.ratio)
    middle = np.flatnonzero((similarity >= WEAK_TITLE_FROM) & (similarity < NEAR_EXACT_FROM))
    words = row_similarity(columns.title_words, a[middle], b[middle], fuzz.token_sort_ratio)
    similarity[middle] = np.maximum(similarity[middle], words)
    for left, right in ((columns.original, columns.title), (columns.title, columns.original)):
        present = np.flatnonzero((left[a] != "") & (right[b] != ""))
        original = text_similarity(left[a[present]], right[b[present]], fuzz.ratio)
        similarity[present] = np.maximum(similarity[present], original)
    return similarity


def is_contained_title(columns: Columns, a: Ints, b: Ints, similarity: Scores) -> Bools:
    """Flag the pairs of which one title contains the other as a whole, where something else agrees."""
    contained = np.zeros(a.size, dtype=np.bool_)
    near = np.abs(columns.year[a] - columns.year[b]) <= 1
    same_doi = (columns.doi[a] != 0) & (columns.doi[a] == columns.doi[b])
    related = share_author_or_issue(columns, a, b) | same_doi | share_page(columns, a, b)
    unclear = (similarity < SAME_TITLE_FROM) & (similarity >= _CONTAINED_FROM)
    rows = np.flatnonzero(unclear & (near | same_doi) & related)
    rows = rows[can_contain_title(columns, a[rows], b[rows], shortest=MIN_CONTAINED_LETTERS)]
    contained[rows] = partial_similarity(columns, a[rows], b[rows]) >= CONTAINED_SIMILARITY
    return contained | is_main_title(columns, a, b) & near


def partial_similarity(columns: PrefilterColumns, a: Ints, b: Ints) -> Scores:
    """Return how well the longer title contains the shorter, in percent; 0 below :data:`CONTAINED_SIMILARITY`."""
    return row_similarity(columns.title, a, b, fuzz.partial_ratio, score_cutoff=CONTAINED_SIMILARITY - 0.01)


def can_contain_title(columns: PrefilterColumns, a: Ints, b: Ints, *, shortest: int = MIN_PARTIAL_LETTERS) -> Bools:
    """Flag the pairs of which one title can be the other without subtitle or heading: shorter, but not too short."""
    left, right = columns.letters[a], columns.letters[b]
    shorter, longer = np.minimum(left, right), np.maximum(left, right)
    return (shorter >= shortest) & (shorter * 10 <= longer * 9)


def is_main_title(columns: PrefilterColumns, a: Ints, b: Ints) -> Bools:
    """Flag the pairs of which one title is the other without its subtitle: shape (n,), bool."""
    main, title = columns.main_hash, columns.title_hash
    return (main[a] != 0) & (main[a] == title[b]) | (main[b] != 0) & (main[b] == title[a])


def are_translations_in_place(columns: Columns, a: Ints, b: Ints, *, volume: Codes, pages: Codes) -> Bools:
    """Flag the pairs in one place of which a title is given in translation; two databases translate with two words.

    Not in a supplement, where several abstracts share a page.
    """
    translated = columns.translated[a] | columns.translated[b]
    in_place = (volume == VolumeLevel.SAME) & SAME_PAGE[pages]
    return translated & in_place & ~are_in_supplements(columns, a, b)


def mark_translations(
    columns: Columns, a: Ints, b: Ints, *, title: Codes, authors: Codes, volume: Codes, in_place: Bools
) -> Codes:
    """Return the levels of the titles, with different ones marked as translations: shape (n,), int8.

    So are titles in one place of which one is given in translation (flagged ``in_place``), and titles in two languages
    by the same authors in the same volume.
    """
    marked = np.where(in_place & OTHER_TITLE[title], np.int8(TitleLevel.TRANSLATED), title)
    rows = np.flatnonzero(OTHER_TITLE[marked] & SAME_AUTHORS[authors] & (volume == VolumeLevel.SAME))
    two_languages = are_in_two_languages(columns.title_words[a[rows]], columns.title_words[b[rows]])
    marked[rows[two_languages]] = TitleLevel.TRANSLATED
    return marked


def mark_headings(
    columns: Columns, a: Ints, b: Ints, *, title: Codes, authors: Codes, pages: Codes, in_one_issue: Bools
) -> Codes:
    """Return the levels of the titles, with a heading in place of the title marked: shape (n,), int8.

    "Guest editorial" and the title of the editorial denote one report where both have one DOI, are in one issue, and
    nothing of authors and pages differs (flagged ``in_one_issue``). A heading of many reports ("Book reviews") must be
    on the same page too, and so must one in a supplement, all abstracts of which may have one DOI, by the same authors.
    """
    headed = (columns.generic[a] | columns.generic[b]) & TITLE_BUT_MAIN[title] & in_one_issue
    apart = are_in_supplements(columns, a, b) & ~(SAME_PAGE[pages] & (authors == AuthorsLevel.SAME))
    rows = np.flatnonzero(headed & ~apart)
    collective = np.isin(columns.title_words[a[rows]], _COLLECTIVE) | np.isin(columns.title_words[b[rows]], _COLLECTIVE)
    marked = title.copy()
    marked[rows[~collective | SAME_PAGE[pages[rows]]]] = TitleLevel.HEADING
    return marked


def mark_shortened_titles(columns: Columns, a: Ints, b: Ints, *, title: Codes, volume: Codes, pages: Codes) -> Codes:
    """Return the levels of the titles, with a title of a word or two marked as a part of the longer: shape (n,), int8.

    "Vandetanib" or "Editorial" on the same pages as the same title with a subtitle agrees in part.
    """
    on_pages = (pages == PagesLevel.SAME_LONG_RANGE) & (volume == VolumeLevel.SAME) & TITLE_BUT_MAIN[title]
    return np.where(on_pages & is_main_title(columns, a, b), np.int8(TitleLevel.PARTIAL), title)
