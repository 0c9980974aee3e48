"""What an outline tells of two records: whether some agreement could make them duplicates. Vectorised."""

from __future__ import annotations

from typing import Final

import numpy as np
from rapidfuzz import fuzz

from harvester.dedup.columns import Bools, Ints, Outline
from harvester.dedup.likeness import alike, shares

CONTAINED: Final = 97
"""In percent: as good as the whole of the shorter title stands in the longer."""
SHORTEST: Final = 12
"""A title of fewer letters may stand in many others."""
_NEAR_YEARS: Final = 3
"""The level of years two apart; lower ones are nearer, or say nothing."""


def promising(columns: Outline, a: Ints, b: Ints) -> Bools:
    """Pairs that some agreement could make duplicates; the others need not be compared any further.

    A number in common is enough, or a page and an author. Otherwise titles must be nearly the same; or alike, of years
    near each other, and have an author in common; or somewhat alike, and by the same first author, in the same issue,
    or on the same page. What is less so still counts where one title may be the other cut short or in other words.
    """
    numbered = _numbered(columns, a, b) | one_is_main(columns, a, b)
    page = share_a_page(columns, a, b)
    related = page | are_related(columns, a, b)
    near = compare_year(columns, a, b) <= _NEAR_YEARS
    like = np.zeros(a.size, dtype=np.float32)
    for least, wanted in ((55, related), (75, near & ~related), (88, ~near & ~related)):
        rows = np.flatnonzero(wanted & ~numbered & _can_be_alike(columns, a, b, least))
        like[rows] = alike(columns.title, a[rows], b[rows], fuzz.ratio, least=least)
    known = _have_authors_in_common(columns, a, b)
    found = numbered | (like >= 88) | (like > 0) & (related | known) | page & known & (near | _in_volume(columns, a, b))
    rows = np.flatnonzero(near & (related | (like > 0)) & ~found)
    found[rows] = _may_be_cut(columns, a[rows], b[rows])
    return found


def _numbered(columns: Outline, a: Ints, b: Ints) -> Bools:
    """A number in common, or a title missing: without one, nothing else can tell."""
    found = shares(columns.accessions, a, b) | shares(columns.registrations, a, b)
    for column in (columns.doi, columns.pmid, columns.pmcid, columns.cochrane):
        found |= (column[a] != 0) & (column[a] == column[b])
    found |= (columns.title_hash[a] == 0) | (columns.title_hash[b] == 0)
    return found


def _have_authors_in_common(columns: Outline, a: Ints, b: Ints) -> Bools:
    """Whether they may; so may records that name none."""
    one, two = columns.people[a], columns.people[b]
    found: Bools = ((one & two) != 0) | (one == 0) | (two == 0)
    return found


def _in_volume(columns: Outline, a: Ints, b: Ints) -> Bools:
    found: Bools = (columns.volume[a] > 0) & (columns.volume[a] == columns.volume[b])
    return found


def _may_be_cut(columns: Outline, a: Ints, b: Ints) -> Bools:
    """Whether one title is a part of the other. Those of the same first author may also be in two languages, or, in the
    same volume and issue, in short and in full.
    """
    found = np.zeros(a.size, dtype=np.bool_)
    other = (columns.translated[a] != columns.translated[b]) | (columns.foreign_title[a] != columns.foreign_title[b])
    issue = (columns.issue[a] == columns.issue[b]) | (columns.issue[a] == 0) | (columns.issue[b] == 0)
    told = are_related(columns, a, b) & (other | _in_volume(columns, a, b) & issue)
    can = one_in_other(columns, a, b)
    found[can & told] = True
    rows = np.flatnonzero(can & ~told)
    found[rows] = alike(columns.title, a[rows], b[rows], fuzz.partial_ratio, least=CONTAINED - 0.01) > 0
    return found


def _can_be_alike(columns: Outline, a: Ints, b: Ints, least: int) -> Bools:
    """Whether titles of such lengths can be so much alike: as if all letters of the shorter one stood in the other."""
    one, two = columns.letters[a], columns.letters[b]
    found: Bools = 200 * np.minimum(one, two) >= least * (one + two)
    return found


def are_related(columns: Outline, a: Ints, b: Ints) -> Bools:
    """The same first author, or none on one side; or the same issue of the same volume."""
    one, two = columns.first_family[a], columns.first_family[b]
    issue = _in_volume(columns, a, b) & (columns.issue[a] == columns.issue[b])
    same: Bools = (one == two) | (one == 0) | (two == 0) | issue
    return same


def one_in_other(columns: Outline, a: Ints, b: Ints, *, shortest: int = SHORTEST) -> Bools:
    """Whether one title can be the other without subtitle or heading: shorter, but not too short."""
    one, two = columns.letters[a], columns.letters[b]
    shorter, longer = np.minimum(one, two), np.maximum(one, two)
    can: Bools = (shorter >= shortest) & (shorter * 10 <= longer * 9)
    return can


def compare_year(columns: Outline, a: Ints, b: Ints) -> Ints:
    """Years: the same, one apart (online first), two apart, further."""
    one, two = columns.year[a], columns.year[b]
    gap = np.minimum(np.abs(one - two), 3)
    return np.where((one == 0) | (two == 0), 0, gap + 1)


def share_a_page(columns: Outline, a: Ints, b: Ints) -> Bools:
    """The same first page or article number, wherever either says it."""
    found = np.zeros(a.size, dtype=np.bool_)
    places = (columns.page_first, columns.page_other, columns.article)
    others = [place[b] for place in places]
    for own in (place[a] for place in places):
        given = own > 0
        for other in others:
            found |= given & (own == other)
    return found


def one_is_main(columns: Outline, a: Ints, b: Ints) -> Bools:
    """Whether one title is all the other says before its subtitle."""
    found: Bools = (columns.main_hash[a] != 0) & (columns.main_hash[a] == columns.title_hash[b])
    found |= (columns.main_hash[b] != 0) & (columns.main_hash[b] == columns.title_hash[a])
    return found
