"""Two columns of records side by side → the level at which each field agrees. Vectorised; no loop over pairs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from harvester.dedup.blocking.prefilter import (
    CONTAINED_SIMILARITY,
    can_contain_title,
    compare_year,
    is_main_title,
    share_author_or_issue,
    share_page,
)
from harvester.dedup.comparison import title_words
from harvester.dedup.comparison.journal import compare_journal
from harvester.dedup.comparison.number_changes import compare_title_numbers
from harvester.dedup.comparison.similarity import Percent, row_similarity, share_value, text_lengths, text_similarity
from harvester.dedup.records.columns import Bools, Columns, Ints
from harvester.dedup.records.normalised_record import THESIS
from harvester.dedup.scoring.weights import FIELD_INDEX, FIELDS, weight_matrix

Levels = NDArray[np.int8]

SAME_PAGES: Final = (1, 2, 7)
SEVERAL_PAGES: Final = 7
TRANSLATED: Final = 9
OTHER_PAGES: Final = (4, 5)
_MAX_WEEKLY_ISSUE, _MAX_VOLUME_ISSUE = 53, 99
EXACT_SIMILARITY: Final = 99.99
"""In percent: a long title keeps 99.5 when "part I" becomes "part II"."""
MIN_CONTAINED_LETTERS: Final = 18
LONG_TITLE_LETTERS: Final = 50
"""Eight words or so. Of 7,109 pairs with such a title and one year, in labelled and made records, 7,066 were one."""
_TEXTUAL: Final = ("title", "authors", "journal", "abstract")
_AGAINST: Final = weight_matrix() < 0
SIMILARITY_COLUMNS: Final = {name: index for index, name in enumerate(_TEXTUAL)}


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """The levels of each pair (pairs × fields, codes of the weight table) and the likeness of its texts in percent."""

    levels: Levels
    similarity: Percent


def level_of(compared: Comparison, field: str) -> Levels:
    """The column of levels of a field."""
    column: Levels = compared.levels[:, FIELD_INDEX[field]]
    return column


def compare_pairs(columns: Columns, a: Ints, b: Ints) -> Comparison:
    """Compare the records of rows ``a`` with those of rows ``b``, field by field."""
    levels = np.zeros((a.size, len(FIELDS)), dtype=np.int8)
    similarity = np.zeros((a.size, len(_TEXTUAL)), dtype=np.uint8)
    for name, level in (
        ("year", compare_year(columns, a, b)),
        ("volume", compare_volume(columns, a, b)),
        ("issue", compare_issue(columns, a, b)),
        ("pages", compare_pages(columns, a, b)),
        ("doi", _equal_or_not(columns.doi[a], columns.doi[b])),
        ("pmid", compare_pmid(columns, a, b)),
        ("accession", compare_accession(columns, a, b)),
    ):
        levels[:, FIELD_INDEX[name]] = level
    title, similarity[:, 0] = compare_title(columns, a, b)
    levels[:, FIELD_INDEX["title"]] = title
    levels[:, FIELD_INDEX["authors"]], similarity[:, 1] = compare_authors(columns, a, b)
    may_be_reworded = (levels[:, FIELD_INDEX["authors"]] > 3) | _in_same_place(levels)
    levels[:, FIELD_INDEX["words"]] = compare_words(columns, a, b, title, may_be_reworded=may_be_reworded)
    levels[:, FIELD_INDEX["numbers"]] = compare_numbers(columns, a, b, title)
    levels[:, FIELD_INDEX["journal"]], similarity[:, 2] = compare_journal(columns, a, b)
    levels[:, FIELD_INDEX["abstract"]], similarity[:, 3] = compare_abstract(columns, a, b)
    _mark_translations(columns, a, b, levels)
    _ignore_thesis_places(columns, a, b, levels)
    _adjust_to_context(columns, a, b, levels)
    return Comparison(levels, similarity)


def _mark_translations(columns: Columns, a: Ints, b: Ints, levels: Levels) -> None:
    """Titles in two languages, by the same authors in the same volume: one may be the other's translation."""
    unlike = np.isin(levels[:, FIELD_INDEX["title"]], (6, 7)) & np.isin(levels[:, FIELD_INDEX["authors"]], (1, 2))
    rows = np.flatnonzero(unlike & (levels[:, FIELD_INDEX["volume"]] == 1))
    translated = title_words.are_in_two_languages(columns.title_words[a[rows]], columns.title_words[b[rows]])
    levels[rows[translated], FIELD_INDEX["title"]] = TRANSLATED


def _ignore_thesis_places(columns: Columns, a: Ints, b: Ints, levels: Levels) -> None:
    """A thesis stands nowhere: volume, page and journal are those of a list, as of "Dissertation Abstracts"."""
    both = (columns.form[a] == THESIS) & (columns.form[b] == THESIS)
    for name in ("volume", "issue", "pages", "journal"):
        column = levels[:, FIELD_INDEX[name]]
        levels[:, FIELD_INDEX[name]] = np.where(
            both & ~np.isin(column, SAME_PAGES if name == "pages" else (1,)), 0, column
        )


def _adjust_to_context(columns: Columns, a: Ints, b: Ints, levels: Levels) -> None:
    """What an issue, a journal, a year or a DOI that differs means depends on title and place.

    So does a title of a word or two ("Vandetanib", "Editorial") that the other has before its subtitle.
    """
    title, pages, volume, journal, issue, year, doi = (
        levels[:, FIELD_INDEX[name]] for name in ("title", "pages", "volume", "journal", "issue", "year", "doi")
    )
    on_page = np.isin(pages, SAME_PAGES)
    placed = on_page | (volume == 1)
    levels[:, FIELD_INDEX["issue"]] = np.select((issue != 2, on_page, title == 1), (issue, 2, 3), 4)
    both_theses = (columns.form[a] == THESIS) & (columns.form[b] == THESIS)
    unbound = ~placed & (journal != 1) & (doi != 1) & ~both_theses
    levels[:, FIELD_INDEX["year"]] = np.where((year == 2) & unbound, 5, year)
    levels[:, FIELD_INDEX["doi"]] = np.where((doi == 2) & ~placed, 3, doi)
    on_pages = (pages == SEVERAL_PAGES) & (volume == 1) & (title > 5) & (title != 8)
    levels[on_pages & is_main_title(columns, a, b), FIELD_INDEX["title"]] = 5
    words = levels[:, FIELD_INDEX["words"]]
    in_issue = _in_same_issue(levels)
    levels[:, FIELD_INDEX["words"]] = np.select((words == 0, on_page | in_issue & (words == 1), in_issue), (0, 2, 3), 1)
    venues = columns.venue[a] != columns.venue[b]
    apart = ~on_page & (((journal > 1) & (volume == 2)) | (journal > 2))
    levels[:, FIELD_INDEX["journal"]] = np.select(((journal > 1) & venues & ~on_page, apart), (5, 6), journal)
    rows = np.flatnonzero((title == 1) & (year == 1))
    long = columns.letters[a[rows]] >= LONG_TITLE_LETTERS
    against = _AGAINST[np.arange(len(FIELDS)), levels[rows]].any(axis=1)
    levels[rows[long & ~against], FIELD_INDEX["words"]] = 4


def _in_same_issue(levels: Levels) -> Bools:
    volume, issue, pages = (levels[:, FIELD_INDEX[name]] for name in ("volume", "issue", "pages"))
    found: Bools = (volume == 1) & (issue == 1) & ~np.isin(pages, OTHER_PAGES)
    return found


def _in_same_place(levels: Levels) -> Bools:
    found: Bools = np.isin(levels[:, FIELD_INDEX["pages"]], SAME_PAGES) | _in_same_issue(levels)
    return found


def compare_volume(columns: Columns, a: Ints, b: Ints) -> Ints:
    """Volumes: the same or not; a volume that is a year, or stands in the other's issue, says nothing."""
    level = _equal_or_not(columns.volume[a], columns.volume[b])
    left, right = columns.volume[a], columns.volume[b]
    yearly = (left >= 1900) != (right >= 1900)
    moved = (left == columns.issue[b]) | (left == columns.supplement[b])
    moved |= (right == columns.issue[a]) | (right == columns.supplement[a])
    return np.where((level == 2) & (yearly | moved), 3, level)


def compare_issue(columns: Columns, a: Ints, b: Ints) -> Ints:
    """Issues: the same number, or two supplements without one; of different kinds they say nothing.

    Those kinds: a supplement against a number; a number within the volume against a running one (of the journal since
    its beginning, or of a reference manager's list).
    """
    left, right = columns.issue[a], columns.issue[b]
    level = _equal_or_not(left, right)
    first, second = columns.supplement[a], columns.supplement[b]
    level = np.where((level == 0) & (first > 0) & (first == second), 1, level)
    running = (np.maximum(left, right) > _MAX_VOLUME_ISSUE) & (np.minimum(left, right) <= _MAX_WEEKLY_ISSUE)
    return np.where((level == 2) & ((first > 0) | (second > 0) | running), 0, level)


def compare_pages(columns: Columns, a: Ints, b: Ints) -> Ints:
    """Pages: same range, same first page, next to each other, different; of different kinds they say nothing."""
    left, right = columns.page_first[a], columns.page_first[b]
    same = share_page(columns, a, b)
    ranged = same & (columns.page_last[a] == columns.page_last[b]) & (columns.page_last[a] > left)
    both = (left > 0) & (right > 0)
    dated = (columns.page_other[a] | columns.page_other[b]) > 0
    unlike = (columns.page_article[a] != columns.page_article[b]) | dated
    from_one = ((left == 1) | (right == 1)) & (left != right)
    length = ~dated & (columns.page_last[a] - left == columns.page_last[b] - right) & (columns.page_last[a] - left > 2)
    several = ranged & (columns.page_last[a] - left >= 2)
    first_a, first_b = ((left == 1) | (columns.page_other[a] == 1), (right == 1) | (columns.page_other[b] == 1))
    begins = same & ~ranged & first_a & first_b
    last = (columns.page_last[a] == columns.page_last[b]) & (columns.page_last[a] > np.maximum(left, right))
    choices = (
        several,
        ranged,
        begins,
        same,
        ~both,
        last,
        from_one & length,
        unlike | from_one,
        np.abs(left - right) <= 2,
    )
    return np.select(choices, (7, 1, 8, 2, 0, 9, 6, 3, 4), 5)


def compare_pmid(columns: Columns, a: Ints, b: Ints) -> Ints:
    """PubMed and PMC numbers: one the same is enough; two different PubMed numbers are nearly always two reports."""
    level = _equal_or_not(columns.pmid[a], columns.pmid[b])
    central = _equal_or_not(columns.pmcid[a], columns.pmcid[b])
    return np.where(central == 1, 1, level)


def compare_accession(columns: Columns, a: Ints, b: Ints) -> Ints:
    """Accession numbers of databases other than PubMed; register entries by their registration number."""
    choices = (
        share_value(columns.registrations, a, b),
        share_value(columns.accessions, a, b),
        share_value(columns.accession_kinds, a, b),
    )
    return np.select(choices, (3, 1, 2), 0)


def compare_title(columns: Columns, a: Ints, b: Ints) -> tuple[Ints, Percent]:
    """Titles, by likeness of their letters, in either word order, in either language given; or one within the other."""
    similarity = row_similarity(columns.title, a, b, fuzz.ratio)
    middle = np.flatnonzero((similarity >= 55) & (similarity < 95))
    similarity[middle] = np.maximum(
        similarity[middle], row_similarity(columns.title_words, a[middle], b[middle], fuzz.token_sort_ratio)
    )
    for left, right in ((columns.original, columns.title), (columns.title, columns.original)):
        present = np.flatnonzero((left[a] != "") & (right[b] != ""))
        similarity[present] = np.maximum(
            similarity[present], text_similarity(left[a[present]], right[b[present]], fuzz.ratio)
        )
    missing = (columns.title_hash[a] == 0) | (columns.title_hash[b] == 0)
    generic = (columns.generic[a] & columns.generic[b]) & (similarity >= 88)
    within = _is_contained(columns, a, b, similarity) & ~(columns.generic[a] | columns.generic[b])
    translated = columns.translated[a] != columns.translated[b]
    translated |= columns.foreign_title[a] != columns.foreign_title[b]
    choices = (
        missing,
        generic,
        similarity >= EXACT_SIMILARITY,
        similarity >= 95,
        similarity >= 88,
        within,
        similarity >= 75,
        translated,
        similarity >= 55,
    )
    return np.select(choices, (0, 8, 1, 2, 3, 4, 5, 9, 6), 7), similarity.astype(np.uint8)


def _is_contained(columns: Columns, a: Ints, b: Ints, similarity: NDArray[np.float32]) -> Bools:
    """One title inside the other as a whole, where something else agrees."""
    contained = np.zeros(a.size, dtype=np.bool_)
    near = np.abs(columns.year[a] - columns.year[b]) <= 1
    tied = (columns.doi[a] != 0) & (columns.doi[a] == columns.doi[b])
    related = share_author_or_issue(columns, a, b) | tied | share_page(columns, a, b)
    rows = np.flatnonzero((similarity < 88) & (similarity >= 25) & (near | tied) & related)
    rows = rows[can_contain_title(columns, a[rows], b[rows], shortest=MIN_CONTAINED_LETTERS)]
    contained[rows] = (
        row_similarity(columns.title, a[rows], b[rows], fuzz.partial_ratio, score_cutoff=CONTAINED_SIMILARITY - 0.01)
        >= CONTAINED_SIMILARITY
    )
    contained |= is_main_title(columns, a, b) & near
    return contained


def compare_words(columns: Columns, a: Ints, b: Ints, title: Ints, *, may_be_reworded: Bools) -> Ints:
    """In titles that are nearly the same: is a word misspelt, replaced by another (1), or by quite another (2)?

    Titles that are only alike are asked too, unless they may be ``retold``: in one place, or by others anyway.
    """
    rows = np.flatnonzero(np.isin(title, (2, 3)) | (title == 5) & ~may_be_reworded)
    level = np.zeros(a.size, dtype=np.int64)
    level[rows] = title_words.compare_title_words(columns.title_words[a[rows]], columns.title_words[b[rows]])
    return level


def compare_numbers(columns: Columns, a: Ints, b: Ints, title: Ints) -> Ints:
    """Numbers in the titles: the same, on one side only (a subtitle dropped), different, or all that differs."""
    left, right = columns.numbers[a], columns.numbers[b]
    both = ((left & ~right) != 0) & ((right & ~left) != 0)
    level = np.where(both, 2, np.where((left != right) & (title != 4), 1, 0))
    rows = np.flatnonzero(np.where(title == 1, left != right, (left | right) != 0) & np.isin(title, (1, 2, 3, 5)))
    level[rows] = compare_title_numbers(columns.title_words, a[rows], b[rows])
    return level


def compare_authors(columns: Columns, a: Ints, b: Ints) -> tuple[Ints, Percent]:
    """Authors as a set of names (order, initials and cut lists do not matter), and the first author by itself.

    Names in two scripts say nothing.
    """
    comparable = (columns.author_count[a] > 0) & (columns.author_count[b] > 0)
    comparable &= columns.foreign_names[a] == columns.foreign_names[b]
    rows = np.flatnonzero(comparable)
    left, right = a[rows], b[rows]
    family = row_similarity(columns.families, left, right, fuzz.token_set_ratio)
    shared = np.maximum(family, row_similarity(columns.names, left, right, fuzz.token_set_ratio))
    first = row_similarity(columns.first, left, right, fuzz.token_set_ratio)
    single_author = np.maximum(columns.author_count[left], columns.author_count[right]) == 1
    initials = _equal_or_not(columns.initial[left], columns.initial[right]) == 2
    choices = (
        (family >= 85) & single_author & initials,
        (shared >= 90) & (first >= 80),
        (shared >= 75) & (first >= 80),
        shared >= 85,
        first >= 85,
        shared >= 60,
    )
    level, similarity = np.zeros(a.size, dtype=np.int64), np.zeros(a.size, dtype=np.uint8)
    level[rows], similarity[rows] = np.select(choices, (6, 1, 2, 2, 3, 4), 5), shared.astype(np.uint8)
    return level, similarity


def compare_abstract(columns: Columns, a: Ints, b: Ints) -> tuple[Ints, Percent]:
    """The beginnings of the abstracts, by likeness of their letters."""
    rows = np.flatnonzero((text_lengths(columns.abstract[a]) >= 80) & (text_lengths(columns.abstract[b]) >= 80))
    score = row_similarity(columns.abstract, a[rows], b[rows], fuzz.ratio)
    level, similarity = np.zeros(a.size, dtype=np.int64), np.zeros(a.size, dtype=np.uint8)
    level[rows] = np.select((score >= 90, score >= 75, score >= 55), (1, 2, 3), 4)
    similarity[rows] = score.astype(np.uint8)
    return level, similarity


def _equal_or_not(left: Ints, right: Ints) -> Ints:
    return np.where((left == 0) | (right == 0), 0, np.where(left == right, 1, 2))
