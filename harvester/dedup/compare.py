"""Two columns of records side by side → the level at which each field agrees. Vectorised; no loop over pairs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from harvester.dedup import contrasts
from harvester.dedup.columns import Bools, Columns, Ints
from harvester.dedup.journals import compare_journal
from harvester.dedup.likeness import Percent, alike, alike_between, lengths, shares
from harvester.dedup.normal import THESIS
from harvester.dedup.outlines import CONTAINED, are_related, compare_year, one_in_other, one_is_main, share_a_page
from harvester.dedup.renumbered import renumbered
from harvester.dedup.weights import FIELDS, PLACE, weight_matrix

Levels = NDArray[np.int8]

SAME_PAGES: Final = (1, 2, 7)
SEVERAL_PAGES: Final = 7
TRANSLATED: Final = 9
OTHER_PAGES: Final = (4, 5)
_WEEKS, _RUNNING = 53, 99
ALL_LETTERS: Final = 99.99
"""In percent: a long title keeps 99.5 when "part I" becomes "part II"."""
SHORTEST_CONTAINED: Final = 18
MANY_LETTERS: Final = 50
"""Eight words or so. Of 7,109 pairs with such a title and one year, in labelled and made records, 7,066 were one."""
_TEXTUAL: Final = ("title", "authors", "journal", "abstract")
_AGAINST: Final = weight_matrix() < 0
LIKENESS: Final = {name: index for index, name in enumerate(_TEXTUAL)}


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """The levels of each pair (pairs × fields, codes of the weight table) and the likeness of its texts in percent."""

    levels: Levels
    likeness: Percent


def level_of(compared: Compared, field: str) -> Levels:
    """The column of levels of a field."""
    column: Levels = compared.levels[:, PLACE[field]]
    return column


def compare(columns: Columns, a: Ints, b: Ints) -> Compared:
    """Compare the records of rows ``a`` with those of rows ``b``, field by field."""
    levels = np.zeros((a.size, len(FIELDS)), dtype=np.int8)
    likeness = np.zeros((a.size, len(_TEXTUAL)), dtype=np.uint8)
    for name, level in (
        ("year", compare_year(columns, a, b)),
        ("volume", compare_volume(columns, a, b)),
        ("issue", compare_issue(columns, a, b)),
        ("pages", compare_pages(columns, a, b)),
        ("doi", _same_or_not(columns.doi[a], columns.doi[b])),
        ("pmid", compare_pmid(columns, a, b)),
        ("accession", compare_accession(columns, a, b)),
    ):
        levels[:, PLACE[name]] = level
    title, likeness[:, 0] = compare_title(columns, a, b)
    levels[:, PLACE["title"]] = title
    levels[:, PLACE["authors"]], likeness[:, 1] = compare_authors(columns, a, b)
    retold = (levels[:, PLACE["authors"]] > 3) | _in_one_place(levels)
    levels[:, PLACE["words"]] = compare_words(columns, a, b, title, retold=retold)
    levels[:, PLACE["numbers"]] = compare_numbers(columns, a, b, title)
    levels[:, PLACE["journal"]], likeness[:, 2] = compare_journal(columns, a, b)
    levels[:, PLACE["abstract"]], likeness[:, 3] = compare_abstract(columns, a, b)
    _translate(columns, a, b, levels)
    _forgive_theses(columns, a, b, levels)
    _weigh_together(columns, a, b, levels)
    return Compared(levels, likeness)


def _translate(columns: Columns, a: Ints, b: Ints, levels: Levels) -> None:
    """Titles in two languages, by the same authors in the same volume: one may be the other's translation."""
    unlike = np.isin(levels[:, PLACE["title"]], (6, 7)) & np.isin(levels[:, PLACE["authors"]], (1, 2))
    rows = np.flatnonzero(unlike & (levels[:, PLACE["volume"]] == 1))
    two = contrasts.in_two_languages(columns.title_words[a[rows]], columns.title_words[b[rows]])
    levels[rows[two], PLACE["title"]] = TRANSLATED


def _forgive_theses(columns: Columns, a: Ints, b: Ints, levels: Levels) -> None:
    """A thesis stands nowhere: volume, page and journal are those of a list, as of "Dissertation Abstracts"."""
    both = (columns.form[a] == THESIS) & (columns.form[b] == THESIS)
    for name in ("volume", "issue", "pages", "journal"):
        column = levels[:, PLACE[name]]
        levels[:, PLACE[name]] = np.where(both & ~np.isin(column, SAME_PAGES if name == "pages" else (1,)), 0, column)


def _weigh_together(columns: Columns, a: Ints, b: Ints, levels: Levels) -> None:
    """What an issue, a journal, a year or a DOI that differs means depends on title and place.

    So does a title of a word or two ("Vandetanib", "Editorial") that the other has before its subtitle.
    """
    title, pages, volume, journal, issue, year, doi = (
        levels[:, PLACE[name]] for name in ("title", "pages", "volume", "journal", "issue", "year", "doi")
    )
    on_page = np.isin(pages, SAME_PAGES)
    placed = on_page | (volume == 1)
    levels[:, PLACE["issue"]] = np.select((issue != 2, on_page, title == 1), (issue, 2, 3), 4)
    listed = (columns.form[a] == THESIS) & (columns.form[b] == THESIS)
    unbound = ~placed & (journal != 1) & (doi != 1) & ~listed
    levels[:, PLACE["year"]] = np.where((year == 2) & unbound, 5, year)
    levels[:, PLACE["doi"]] = np.where((doi == 2) & ~placed, 3, doi)
    on_pages = (pages == SEVERAL_PAGES) & (volume == 1) & (title > 5) & (title != 8)
    levels[on_pages & one_is_main(columns, a, b), PLACE["title"]] = 5
    words = levels[:, PLACE["words"]]
    in_issue = _in_issue(levels)
    levels[:, PLACE["words"]] = np.select((words == 0, on_page | in_issue & (words == 1), in_issue), (0, 2, 3), 1)
    venues = columns.venue[a] != columns.venue[b]
    apart = ~on_page & (((journal > 1) & (volume == 2)) | (journal > 2))
    levels[:, PLACE["journal"]] = np.select(((journal > 1) & venues & ~on_page, apart), (5, 6), journal)
    rows = np.flatnonzero((title == 1) & (year == 1))
    long = columns.letters[a[rows]] >= MANY_LETTERS
    against = _AGAINST[np.arange(len(FIELDS)), levels[rows]].any(axis=1)
    levels[rows[long & ~against], PLACE["words"]] = 4


def _in_issue(levels: Levels) -> Bools:
    volume, issue, pages = (levels[:, PLACE[name]] for name in ("volume", "issue", "pages"))
    found: Bools = (volume == 1) & (issue == 1) & ~np.isin(pages, OTHER_PAGES)
    return found


def _in_one_place(levels: Levels) -> Bools:
    found: Bools = np.isin(levels[:, PLACE["pages"]], SAME_PAGES) | _in_issue(levels)
    return found


def compare_volume(columns: Columns, a: Ints, b: Ints) -> Ints:
    """Volumes: the same or not; a volume that is a year, or stands in the other's issue, says nothing."""
    level = _same_or_not(columns.volume[a], columns.volume[b])
    one, two = columns.volume[a], columns.volume[b]
    yearly = (one >= 1900) != (two >= 1900)
    moved = (one == columns.issue[b]) | (one == columns.supplement[b])
    moved |= (two == columns.issue[a]) | (two == columns.supplement[a])
    return np.where((level == 2) & (yearly | moved), 3, level)


def compare_issue(columns: Columns, a: Ints, b: Ints) -> Ints:
    """Issues: the same number, or two supplements without one; of different kinds they say nothing.

    Those kinds: a supplement against a number; a number within the volume against a running one (of the journal since
    its beginning, or of a reference manager's list).
    """
    one, two = columns.issue[a], columns.issue[b]
    level = _same_or_not(one, two)
    first, second = columns.supplement[a], columns.supplement[b]
    level = np.where((level == 0) & (first > 0) & (first == second), 1, level)
    running = (np.maximum(one, two) > _RUNNING) & (np.minimum(one, two) <= _WEEKS)
    return np.where((level == 2) & ((first > 0) | (second > 0) | running), 0, level)


def compare_pages(columns: Columns, a: Ints, b: Ints) -> Ints:
    """Pages: same range, same first page, next to each other, different; of different kinds they say nothing."""
    one, two = columns.page_first[a], columns.page_first[b]
    same = share_a_page(columns, a, b)
    ranged = same & (columns.page_last[a] == columns.page_last[b]) & (columns.page_last[a] > one)
    both = (one > 0) & (two > 0)
    dated = (columns.page_other[a] | columns.page_other[b]) > 0
    unlike = (columns.page_article[a] != columns.page_article[b]) | dated
    from_one = ((one == 1) | (two == 1)) & (one != two)
    length = ~dated & (columns.page_last[a] - one == columns.page_last[b] - two) & (columns.page_last[a] - one > 2)
    several = ranged & (columns.page_last[a] - one >= 2)
    first_a, first_b = ((one == 1) | (columns.page_other[a] == 1), (two == 1) | (columns.page_other[b] == 1))
    begins = same & ~ranged & first_a & first_b
    last = (columns.page_last[a] == columns.page_last[b]) & (columns.page_last[a] > np.maximum(one, two))
    choices = (several, ranged, begins, same, ~both, last, from_one & length, unlike | from_one, np.abs(one - two) <= 2)
    return np.select(choices, (7, 1, 8, 2, 0, 9, 6, 3, 4), 5)


def compare_pmid(columns: Columns, a: Ints, b: Ints) -> Ints:
    """PubMed and PMC numbers: one the same is enough; two different PubMed numbers are nearly always two reports."""
    level = _same_or_not(columns.pmid[a], columns.pmid[b])
    central = _same_or_not(columns.pmcid[a], columns.pmcid[b])
    return np.where(central == 1, 1, level)


def compare_accession(columns: Columns, a: Ints, b: Ints) -> Ints:
    """Accession numbers of databases other than PubMed; register entries by their registration number."""
    choices = (
        shares(columns.registrations, a, b),
        shares(columns.accessions, a, b),
        shares(columns.accession_kinds, a, b),
    )
    return np.select(choices, (3, 1, 2), 0)


def compare_title(columns: Columns, a: Ints, b: Ints) -> tuple[Ints, Percent]:
    """Titles, by likeness of their letters, in either word order, in either language given; or one within the other."""
    like = alike(columns.title, a, b, fuzz.ratio)
    middle = np.flatnonzero((like >= 55) & (like < 95))
    like[middle] = np.maximum(like[middle], alike(columns.title_words, a[middle], b[middle], fuzz.token_sort_ratio))
    for left, right in ((columns.original, columns.title), (columns.title, columns.original)):
        given = np.flatnonzero((left[a] != "") & (right[b] != ""))
        like[given] = np.maximum(like[given], alike_between(left[a[given]], right[b[given]], fuzz.ratio))
    missing = (columns.title_hash[a] == 0) | (columns.title_hash[b] == 0)
    generic = (columns.generic[a] & columns.generic[b]) & (like >= 88)
    within = _within(columns, a, b, like) & ~(columns.generic[a] | columns.generic[b])
    translated = columns.translated[a] != columns.translated[b]
    translated |= columns.foreign_title[a] != columns.foreign_title[b]
    choices = (
        missing,
        generic,
        like >= ALL_LETTERS,
        like >= 95,
        like >= 88,
        within,
        like >= 75,
        translated,
        like >= 55,
    )
    return np.select(choices, (0, 8, 1, 2, 3, 4, 5, 9, 6), 7), like.astype(np.uint8)


def _within(columns: Columns, a: Ints, b: Ints, like: NDArray[np.float32]) -> Bools:
    """One title inside the other as a whole, where something else agrees."""
    found = np.zeros(a.size, dtype=np.bool_)
    near = np.abs(columns.year[a] - columns.year[b]) <= 1
    tied = (columns.doi[a] != 0) & (columns.doi[a] == columns.doi[b])
    related = are_related(columns, a, b) | tied | share_a_page(columns, a, b)
    rows = np.flatnonzero((like < 88) & (like >= 25) & (near | tied) & related)
    rows = rows[one_in_other(columns, a[rows], b[rows], shortest=SHORTEST_CONTAINED)]
    found[rows] = alike(columns.title, a[rows], b[rows], fuzz.partial_ratio, least=CONTAINED - 0.01) >= CONTAINED
    found |= one_is_main(columns, a, b) & near
    return found


def compare_words(columns: Columns, a: Ints, b: Ints, title: Ints, *, retold: Bools) -> Ints:
    """In titles that are nearly the same: is a word misspelt, replaced by another (1), or by quite another (2)?

    Titles that are only alike are asked too, unless they may be ``retold``: in one place, or by others anyway.
    """
    rows = np.flatnonzero(np.isin(title, (2, 3)) | (title == 5) & ~retold)
    level = np.zeros(a.size, dtype=np.int64)
    level[rows] = contrasts.replaced(columns.title_words[a[rows]], columns.title_words[b[rows]])
    return level


def compare_numbers(columns: Columns, a: Ints, b: Ints, title: Ints) -> Ints:
    """Numbers in the titles: the same, on one side only (a subtitle dropped), different, or all that differs."""
    one, two = columns.numbers[a], columns.numbers[b]
    both = ((one & ~two) != 0) & ((two & ~one) != 0)
    level = np.where(both, 2, np.where((one != two) & (title != 4), 1, 0))
    rows = np.flatnonzero(np.where(title == 1, one != two, (one | two) != 0) & np.isin(title, (1, 2, 3, 5)))
    level[rows] = renumbered(columns.title_words, a[rows], b[rows])
    return level


def compare_authors(columns: Columns, a: Ints, b: Ints) -> tuple[Ints, Percent]:
    """Authors as a set of names (order, initials and cut lists do not matter), and the first author by itself.

    Names in two scripts say nothing.
    """
    given = (columns.author_count[a] > 0) & (columns.author_count[b] > 0)
    given &= columns.foreign_names[a] == columns.foreign_names[b]
    rows = np.flatnonzero(given)
    one, two = a[rows], b[rows]
    family = alike(columns.families, one, two, fuzz.token_set_ratio)
    shared = np.maximum(family, alike(columns.names, one, two, fuzz.token_set_ratio))
    first = alike(columns.first, one, two, fuzz.token_set_ratio)
    alone = np.maximum(columns.author_count[one], columns.author_count[two]) == 1
    initials = _same_or_not(columns.initial[one], columns.initial[two]) == 2
    choices = (
        (family >= 85) & alone & initials,
        (shared >= 90) & (first >= 80),
        (shared >= 75) & (first >= 80),
        shared >= 85,
        first >= 85,
        shared >= 60,
    )
    level, likeness = np.zeros(a.size, dtype=np.int64), np.zeros(a.size, dtype=np.uint8)
    level[rows], likeness[rows] = np.select(choices, (6, 1, 2, 2, 3, 4), 5), shared.astype(np.uint8)
    return level, likeness


def compare_abstract(columns: Columns, a: Ints, b: Ints) -> tuple[Ints, Percent]:
    """The beginnings of the abstracts, by likeness of their letters."""
    rows = np.flatnonzero((lengths(columns.abstract[a]) >= 80) & (lengths(columns.abstract[b]) >= 80))
    like = alike(columns.abstract, a[rows], b[rows], fuzz.ratio)
    level, likeness = np.zeros(a.size, dtype=np.int64), np.zeros(a.size, dtype=np.uint8)
    level[rows] = np.select((like >= 90, like >= 75, like >= 55), (1, 2, 3), 4)
    likeness[rows] = like.astype(np.uint8)
    return level, likeness


def _same_or_not(one: Ints, two: Ints) -> Ints:
    return np.where((one == 0) | (two == 0), 0, np.where(one == two, 1, 2))
