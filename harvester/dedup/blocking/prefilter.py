"""Prefilter: drop candidate pairs that no agreement could make duplicates, by a few columns. Vectorised."""

from __future__ import annotations

import numpy as np
from rapidfuzz import fuzz

from harvester.dedup.arrays import Bools, Ints, Scores
from harvester.dedup.comparison.levels import NOT_FAR_YEAR
from harvester.dedup.comparison.pages import share_page
from harvester.dedup.comparison.similarity import row_similarity, share_value
from harvester.dedup.comparison.title import (
    SAME_TITLE_FROM,
    SIMILAR_TITLE_FROM,
    WEAK_TITLE_FROM,
    can_contain_title,
    is_main_title,
    partial_similarity,
)
from harvester.dedup.comparison.volume_issue import are_in_same_volume, share_author_or_issue
from harvester.dedup.comparison.year import compare_year
from harvester.dedup.records.columns import PrefilterColumns


def can_match(columns: PrefilterColumns, a: Ints, b: Ints) -> Bools:
    """Flag the pairs that some agreement could make duplicates: shape (n,), bool; the others need no comparison.

    An identifier in common is enough, or a page and an author. Otherwise titles must be nearly the same; or similar, of
    years near each other, and have an author in common; or somewhat similar, and by the same first author, in the same
    issue, or on the same page. Less similar titles still count where one may be the other shortened or reworded.
    """
    identified = _share_identifier(columns, a, b) | is_main_title(columns, a, b)
    page = share_page(columns, a, b)
    related = page | share_author_or_issue(columns, a, b)
    near = NOT_FAR_YEAR[compare_year(columns, a, b)]
    similarity = _similarity_above_cutoff(columns, a, b, near=near, related=related, excluded=identified)
    may_share_author = _may_share_author(columns, a, b)
    matching = identified | (similarity >= SAME_TITLE_FROM) | (similarity > 0) & (related | may_share_author)
    matching |= page & may_share_author & (near | are_in_same_volume(columns, a, b))
    rows = np.flatnonzero(near & (related | (similarity > 0)) & ~matching)
    matching[rows] = _may_be_shortened(columns, a[rows], b[rows])
    return matching


def _similarity_above_cutoff(
    columns: PrefilterColumns, a: Ints, b: Ints, *, near: Bools, related: Bools, excluded: Bools
) -> Scores:
    """Return the similarity of the titles; 0 below a cutoff that is the higher, the less else agrees."""
    similarity = np.zeros(a.size, dtype=np.float32)
    for cutoff, candidates in (
        (WEAK_TITLE_FROM, related),
        (SIMILAR_TITLE_FROM, near & ~related),
        (SAME_TITLE_FROM, ~near & ~related),
    ):
        rows = np.flatnonzero(candidates & ~excluded & _can_be_similar(columns, a, b, cutoff))
        similarity[rows] = row_similarity(columns.title, a[rows], b[rows], fuzz.ratio, score_cutoff=cutoff)
    return similarity


def _share_identifier(columns: PrefilterColumns, a: Ints, b: Ints) -> Bools:
    """Flag the pairs with an identifier in common, or without a title, where nothing but an identifier can tell."""
    shared = share_value(columns.accessions, a, b) | share_value(columns.registrations, a, b)
    for column in (columns.doi, columns.pmid, columns.pmcid, columns.cochrane):
        shared |= (column[a] != 0) & (column[a] == column[b])
    return shared | (columns.title_hash[a] == 0) | (columns.title_hash[b] == 0)


def _may_share_author(columns: PrefilterColumns, a: Ints, b: Ints) -> Bools:
    """Flag the pairs that may have an author in common, or of which one names no author."""
    left, right = columns.people[a], columns.people[b]
    return ((left & right) != 0) | (left == 0) | (right == 0)


def _may_be_shortened(columns: PrefilterColumns, a: Ints, b: Ints) -> Bools:
    """Flag the pairs of which one title can be the other shortened.

    Titles of the same first author may also be in two languages or, in the same volume and issue, reworded.
    """
    other_language = columns.translated[a] != columns.translated[b]
    other_language |= columns.foreign_title[a] != columns.foreign_title[b]
    issue = (columns.issue[a] == columns.issue[b]) | (columns.issue[a] == 0) | (columns.issue[b] == 0)
    reworded = other_language | are_in_same_volume(columns, a, b) & issue
    shorter = can_contain_title(columns, a, b)
    shortened = shorter & share_author_or_issue(columns, a, b) & reworded
    rows = np.flatnonzero(shorter & ~shortened)
    shortened[rows] = partial_similarity(columns, a[rows], b[rows]) > 0
    return shortened


def _can_be_similar(columns: PrefilterColumns, a: Ints, b: Ints, cutoff: int) -> Bools:
    """Flag the pairs whose titles are long enough for the similarity, if the longer had all letters of the shorter."""
    left, right = columns.letters[a], columns.letters[b]
    return 200 * np.minimum(left, right) >= cutoff * (left + right)
