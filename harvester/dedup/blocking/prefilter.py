"""What an outline tells of two records: whether some agreement could make them duplicates. Vectorised."""

from __future__ import annotations

from typing import Final

import numpy as np
from rapidfuzz import fuzz

from harvester.dedup.comparison.similarity import row_similarity, share_value
from harvester.dedup.records.columns import Bools, Ints, PrefilterColumns

CONTAINED_SIMILARITY: Final = 97
"""In percent: as good as the whole of the shorter title stands in the longer."""
MIN_PARTIAL_LETTERS: Final = 12
"""A title of fewer letters may stand in many others."""
_MAX_NEAR_YEAR_LEVEL: Final = 3
"""The level of years two apart; lower ones are nearer, or say nothing."""


def can_match(columns: PrefilterColumns, a: Ints, b: Ints) -> Bools:
    """Pairs that some agreement could make duplicates; the others need not be compared any further.

    A number in common is enough, or a page and an author. Otherwise titles must be nearly the same; or alike, of years
    near each other, and have an author in common; or somewhat alike, and by the same first author, in the same issue,
    or on the same page. What is less so still counts where one title may be the other cut short or in other words.
    """
    numbered = _share_identifier(columns, a, b) | is_main_title(columns, a, b)
    page = share_page(columns, a, b)
    related = page | share_author_or_issue(columns, a, b)
    near = compare_year(columns, a, b) <= _MAX_NEAR_YEAR_LEVEL
    similarity = np.zeros(a.size, dtype=np.float32)
    for cutoff, candidates in ((55, related), (75, near & ~related), (88, ~near & ~related)):
        rows = np.flatnonzero(candidates & ~numbered & _can_be_similar(columns, a, b, cutoff))
        similarity[rows] = row_similarity(columns.title, a[rows], b[rows], fuzz.ratio, score_cutoff=cutoff)
    may_share_author = _may_share_author(columns, a, b)
    matching = (
        numbered
        | (similarity >= 88)
        | (similarity > 0) & (related | may_share_author)
        | page & may_share_author & (near | _in_same_volume(columns, a, b))
    )
    rows = np.flatnonzero(near & (related | (similarity > 0)) & ~matching)
    matching[rows] = _may_be_shortened(columns, a[rows], b[rows])
    return matching


def _share_identifier(columns: PrefilterColumns, a: Ints, b: Ints) -> Bools:
    """A number in common, or a title missing: without one, nothing else can tell."""
    shared = share_value(columns.accessions, a, b) | share_value(columns.registrations, a, b)
    for column in (columns.doi, columns.pmid, columns.pmcid, columns.cochrane):
        shared |= (column[a] != 0) & (column[a] == column[b])
    shared |= (columns.title_hash[a] == 0) | (columns.title_hash[b] == 0)
    return shared


def _may_share_author(columns: PrefilterColumns, a: Ints, b: Ints) -> Bools:
    """Whether they may; so may records that name none."""
    left, right = columns.people[a], columns.people[b]
    found: Bools = ((left & right) != 0) | (left == 0) | (right == 0)
    return found


def _in_same_volume(columns: PrefilterColumns, a: Ints, b: Ints) -> Bools:
    found: Bools = (columns.volume[a] > 0) & (columns.volume[a] == columns.volume[b])
    return found


def _may_be_shortened(columns: PrefilterColumns, a: Ints, b: Ints) -> Bools:
    """Whether one title is a part of the other. Those of the same first author may also be in two languages, or, in the
    same volume and issue, in short and in full.
    """
    shortened = np.zeros(a.size, dtype=np.bool_)
    other_language = (columns.translated[a] != columns.translated[b]) | (
        columns.foreign_title[a] != columns.foreign_title[b]
    )
    issue = (columns.issue[a] == columns.issue[b]) | (columns.issue[a] == 0) | (columns.issue[b] == 0)
    same_work = share_author_or_issue(columns, a, b) & (other_language | _in_same_volume(columns, a, b) & issue)
    can = can_contain_title(columns, a, b)
    shortened[can & same_work] = True
    rows = np.flatnonzero(can & ~same_work)
    shortened[rows] = (
        row_similarity(columns.title, a[rows], b[rows], fuzz.partial_ratio, score_cutoff=CONTAINED_SIMILARITY - 0.01)
        > 0
    )
    return shortened


def _can_be_similar(columns: PrefilterColumns, a: Ints, b: Ints, least: int) -> Bools:
    """Whether titles of such lengths can be so much alike: as if all letters of the shorter one stood in the other."""
    left, right = columns.letters[a], columns.letters[b]
    found: Bools = 200 * np.minimum(left, right) >= least * (left + right)
    return found


def share_author_or_issue(columns: PrefilterColumns, a: Ints, b: Ints) -> Bools:
    """The same first author, or none on one side; or the same issue of the same volume."""
    left, right = columns.first_family[a], columns.first_family[b]
    issue = _in_same_volume(columns, a, b) & (columns.issue[a] == columns.issue[b])
    same: Bools = (left == right) | (left == 0) | (right == 0) | issue
    return same


def can_contain_title(columns: PrefilterColumns, a: Ints, b: Ints, *, shortest: int = MIN_PARTIAL_LETTERS) -> Bools:
    """Whether one title can be the other without subtitle or heading: shorter, but not too short."""
    left, right = columns.letters[a], columns.letters[b]
    shorter, longer = np.minimum(left, right), np.maximum(left, right)
    can: Bools = (shorter >= shortest) & (shorter * 10 <= longer * 9)
    return can


def compare_year(columns: PrefilterColumns, a: Ints, b: Ints) -> Ints:
    """Years: the same, one apart (online first), two apart, further."""
    left, right = columns.year[a], columns.year[b]
    gap = np.minimum(np.abs(left - right), 3)
    return np.where((left == 0) | (right == 0), 0, gap + 1)


def share_page(columns: PrefilterColumns, a: Ints, b: Ints) -> Bools:
    """The same first page or article number, wherever either says it."""
    shared = np.zeros(a.size, dtype=np.bool_)
    places = (columns.page_first, columns.page_other, columns.article)
    right_columns = [place[b] for place in places]
    for left in (place[a] for place in places):
        present = left > 0
        for right in right_columns:
            shared |= present & (left == right)
    return shared


def is_main_title(columns: PrefilterColumns, a: Ints, b: Ints) -> Bools:
    """Whether one title is all the other says before its subtitle."""
    same: Bools = (columns.main_hash[a] != 0) & (columns.main_hash[a] == columns.title_hash[b])
    same |= (columns.main_hash[b] != 0) & (columns.main_hash[b] == columns.title_hash[a])
    return same
