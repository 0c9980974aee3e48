"""Doubts: what a person should see, however probable it is that the two records are one report. Vectorised.

A contradiction keeps two records apart; a doubt says that what agrees leaves room for two reports, or, of a pair that
the weights keep apart, that what differs leaves room for one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from harvester.dedup import titles
from harvester.dedup.columns import Bools, Columns, Ints
from harvester.dedup.compare import Compared
from harvester.dedup.corpus import Corpus
from harvester.dedup.likeness import lengths
from harvester.dedup.normal import BOOK, CHAPTER, THESIS
from harvester.dedup.vetoes import Seen, as_abstract, in_supplement, of_one_issue

_SHORT_TITLE: Final = 30
_BEGINNING: Final = 12
"""Each issue of a volume has these pages, where every issue counts its own."""


def doubts(
    columns: Columns, a: Ints, b: Ints, compared: Compared, corpus: Corpus, *, likely: Bools
) -> NDArray[np.int8]:
    """The doubt about each pair, a place in :data:`harvester.dedup.weights.DOUBTS`; of several, the first; 0 none.

    Pairs that are ``likely`` may be doubted for what leaves room for two reports, the others for what leaves room for
    one.
    """
    codes = np.zeros(a.size, dtype=np.int8)
    seen = Seen.of(compared, corpus)
    for code, doubt in reversed(RULES):
        codes[likely & doubt(columns, a, b, seen)] = code
    for code, doubt in reversed(ASKED):
        codes[~likely & doubt(columns, a, b, seen)] = code
    return codes


def _heading(columns: Columns, a: Ints, b: Ints, seen: Seen) -> Bools:
    """A heading whose volume, pages or issue, and authors agree in part only, or all of these but not the DOI."""
    late = columns.page_first[a] > _BEGINNING
    placed = (seen.same_volume & (seen.same_issue | seen.same_page & late)) | (seen.same_issue & seen.same_page)
    listed = columns.generic[a] | columns.generic[b]
    named = ~listed & seen.near_year & (seen.same_doi | seen.same_page | seen.same_abstract)
    agreed = seen.same_authors & (placed | named) | seen.same_doi & seen.same_place & ~seen.other_authors
    found: Bools = (seen.title == 8) & ~seen.same_number & (~agreed | seen.other_doi)
    return found


def _serial(columns: Columns, a: Ints, b: Ints, seen: Seen) -> Bools:
    """A part number on one side only."""
    found: Bools = (columns.serials[a] != columns.serials[b]) & _unnumbered(seen)
    return found


def _meeting(columns: Columns, a: Ints, b: Ints, seen: Seen) -> Bools:
    """An abstract and an article that may be the same."""
    found: Bools = (columns.meeting[a] != columns.meeting[b]) & _unnumbered(seen)
    return found


def _unnumbered(seen: Seen) -> Bools:
    found: Bools = ~seen.same_place & ~seen.same_doi & ~seen.same_number
    return found


def _notice(columns: Columns, a: Ints, b: Ints, seen: Seen) -> Bools:
    """A title that calls itself erratum, retraction or reply on one side only."""
    found: Bools = (((columns.roles[a] ^ columns.roles[b]) & titles.NOTICES) != 0) & ~seen.only_untyped
    return found


def _two_pmids(_columns: Columns, _a: Ints, _b: Ints, seen: Seen) -> Bools:
    """Two PubMed numbers without a DOI in common."""
    found: Bools = seen.other_pmid & ~seen.same_doi
    return found


def _word(columns: Columns, a: Ints, b: Ints, seen: Seen) -> Bools:
    """A word replaced in a title ("rats", "mice") off the same page, or in a supplement."""
    supplement = in_supplement(columns, a, b)
    neighbour = supplement & np.isin(seen.title, (5, 6)) & ~seen.same_abstract
    found: Bools = (seen.far_word & ~seen.same_page) | (seen.other_word & supplement) | neighbour
    return found & ~seen.same_doi & ~seen.same_number


def _twice(columns: Columns, a: Ints, b: Ints, seen: Seen) -> Bools:
    """One title in two journals, as an abstract given at two meetings or a statement printed twice."""
    apart = ~seen.same_page & ~seen.same_volume
    supplement = in_supplement(columns, a, b)
    apart |= seen.far_pages & ~seen.same_issue
    found: Bools = seen.other_journal & (apart | seen.other_volume & (seen.other_doi | supplement))
    return found & ~seen.same_doi & ~seen.same_number


def _later(columns: Columns, a: Ints, b: Ints, seen: Seen) -> Bools:
    """Years that differ with no place in common, elsewhere or of two notices: an abstract and its article."""
    apart = ~seen.same_page & ~seen.same_volume
    notices = (columns.roles[a] & columns.roles[b] & titles.NOTICES) != 0
    supplements = (columns.supplement[a] > 0) & (columns.supplement[b] > 0)
    brief = as_abstract(columns)
    earlier = np.where(columns.year[a] < columns.year[b], brief[a] & ~brief[b], brief[b] & ~brief[a])
    met = supplements | earlier
    online = (_ahead_of(columns, a, b) | _ahead_of(columns, b, a)) & seen.near_year
    known = seen.same_journal & (seen.same_abstract | ~seen.far_pages | online) & ~notices & ~met
    listed = (columns.form[a] == THESIS) & (columns.form[b] == THESIS) & seen.near_year
    found: Bools = seen.other_year & apart & ~known & ~listed
    return found & ~seen.same_doi & ~seen.same_number


def _ahead_of(columns: Columns, a: Ints, b: Ints) -> Bools:
    """Whether one record is the other ahead of print: with no volume, issue or page of its own yet, and not later."""
    unplaced = (columns.volume == 0) & (columns.issue == 0) & (columns.supplement == 0) & ~columns.venue
    ahead = unplaced & ((columns.page_first <= 1) | columns.page_article) & ~columns.page_lettered
    found: Bools = ahead[a] & ~ahead[b] & (columns.year[a] <= columns.year[b]) & ~as_abstract(columns)[b]
    return found


def _yearly(columns: Columns, a: Ints, b: Ints, seen: Seen) -> Bools:
    """A short title in two volumes of two years, as "Presidential address"."""
    sizes = lengths(columns.title)
    short = np.minimum(sizes[a], sizes[b]) < _SHORT_TITLE
    found: Bools = short & seen.other_volume & seen.other_year
    return found & ~seen.same_doi & ~seen.same_number


def _chapter(columns: Columns, a: Ints, b: Ints, seen: Seen) -> Bools:
    """A book, and a chapter that bears its title."""
    one, two = columns.form[a], columns.form[b]
    found: Bools = ((one == BOOK) & (two == CHAPTER)) | ((one == CHAPTER) & (two == BOOK))
    return found & ~seen.same_doi & ~seen.same_number


def _strangers(columns: Columns, a: Ints, b: Ints, seen: Seen) -> Bools:
    """Letters under one title on one page, each by others."""
    single = columns.page_first == columns.page_last
    found: Bools = seen.strangers & seen.same_page & single[a] & single[b]
    return found & ~seen.same_doi & ~seen.same_number & ~seen.same_abstract


def _one_place(columns: Columns, a: Ints, b: Ints, seen: Seen) -> Bools:
    """One title in one issue of a journal: authors or year may be another record's, copied by mistake."""
    named = np.isin(seen.title, (1, 2)) & ~(columns.generic[a] | columns.generic[b]) & ~seen.other_word
    placed = seen.same_journal & seen.same_volume & (seen.same_issue | seen.same_page) & ~seen.other_page
    found: Bools = named & placed & (columns.serials[a] == columns.serials[b])
    return found


Doubt = Callable[[Columns, Ints, Ints, Seen], Bools]

RULES: Final[tuple[tuple[int, Doubt], ...]] = tuple(
    enumerate(
        (_heading, _serial, _meeting, _notice, _two_pmids, _word, _twice, _later, _yearly, _chapter, _strangers), 1
    )
)
"""Place of the sentence → rule."""

ASKED: Final[tuple[tuple[int, Doubt], ...]] = tuple(enumerate((_one_place, of_one_issue), len(RULES) + 1))
"""The same, of pairs that the weights keep apart."""
