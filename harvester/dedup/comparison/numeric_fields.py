"""Compare fields that are numbers: year, volume, issue, pages and identifiers."""

from __future__ import annotations

from typing import Final

import numpy as np

from harvester.dedup.arrays import Bools, Codes, Ints, share_value
from harvester.dedup.comparison.levels import (
    OTHER_PAGE,
    SAME_PAGE,
    AccessionLevel,
    DoiLevel,
    IssueLevel,
    PagesLevel,
    PmidLevel,
    TitleLevel,
    VolumeLevel,
    YearLevel,
    choose_level,
)
from harvester.dedup.records.columns import Columns, PrefilterColumns


def compare_year(columns: PrefilterColumns, a: Ints, b: Ints) -> Codes:
    """Return the level of the years: the same, one apart (online first), two apart, farther: shape (n,), int8."""
    left, right = columns.year[a], columns.year[b]
    gap = np.abs(left - right)
    return choose_level(
        (
            ((left == 0) | (right == 0), YearLevel.MISSING),
            (gap == 0, YearLevel.SAME),
            (gap == 1, YearLevel.ONE_APART),
            (gap == 2, YearLevel.TWO_APART),
        ),
        YearLevel.FAR_APART,
    )


def adjust_year(year: Codes, *, elsewhere: Bools) -> Codes:
    """Return the levels with adjacent years of pairs that share no place set apart (flagged ``elsewhere``)."""
    return np.where((year == YearLevel.ONE_APART) & elsewhere, np.int8(YearLevel.ONE_APART_ELSEWHERE), year)


_FIRST_YEAR: Final = 1900
"""A volume with so high a number is a year."""
_MAX_WEEKLY_ISSUE: Final = 53
"""An issue counted within its volume has no higher number, as a journal has one issue a week at most."""
_MAX_VOLUME_ISSUE: Final = 99
"""An issue with a higher number is counted since the journal began, or in the list of a reference manager."""


def compare_volume(columns: Columns, a: Ints, b: Ints) -> Codes:
    """Return the level of the volumes: shape (n,), int8; years and the other's issue are not comparable."""
    left, right = columns.volume[a], columns.volume[b]
    yearly = (left >= _FIRST_YEAR) != (right >= _FIRST_YEAR)
    moved = (left == columns.issue[b]) | (left == columns.supplement[b])
    moved |= (right == columns.issue[a]) | (right == columns.supplement[a])
    return choose_level(
        (
            ((left == 0) | (right == 0), VolumeLevel.MISSING),
            (left == right, VolumeLevel.SAME),
            (yearly | moved, VolumeLevel.NOT_COMPARABLE),
        ),
        VolumeLevel.DIFFERENT,
    )


def compare_issue(columns: Columns, a: Ints, b: Ints) -> Codes:
    """Return the level of the issues: the same number, or the same supplement without number: shape (n,), int8.

    Of different kinds they are not comparable: a supplement and a number; a number within the volume and a running
    number (since the journal began, or of a reference manager's list).
    """
    left, right = columns.issue[a], columns.issue[b]
    first, second = columns.supplement[a], columns.supplement[b]
    missing = (left == 0) | (right == 0)
    running = (np.maximum(left, right) > _MAX_VOLUME_ISSUE) & (np.minimum(left, right) <= _MAX_WEEKLY_ISSUE)
    return choose_level(
        (
            (missing & (first > 0) & (first == second), IssueLevel.SAME),
            (missing, IssueLevel.MISSING),
            (left == right, IssueLevel.SAME),
            ((first > 0) | (second > 0) | running, IssueLevel.MISSING),
        ),
        IssueLevel.DIFFERENT,
    )


def have_shifted_place(columns: Columns, a: Ints, b: Ints) -> Bools:
    """Flag the pairs of which one gives the other's volume as its issue, and the other's issue as its page.

    So fields shift that are read from a citation such as "26(9 Suppl)". The shifted record gives no volume, or a year.
    They may shift the other way too: the issue is given as volume, and the page as an issue too high for one.
    """
    number = np.where(columns.issue > 0, columns.issue, columns.supplement)
    unplaced = (columns.volume == 0) | (columns.volume >= _FIRST_YEAR)
    single = columns.page_last - columns.page_first <= 1

    def is_shifted(shifted: Ints, other: Ints) -> Bools:
        named = (columns.volume[other] > 0) & (columns.volume[other] < _FIRST_YEAR) & (number[other] > 0)
        moved = (columns.issue[shifted] == columns.volume[other]) & (columns.page_first[shifted] == number[other])
        down = moved & unplaced[shifted] & single[shifted]
        up = (columns.volume[shifted] == number[other]) & (columns.issue[shifted] == columns.page_first[other])
        up &= (columns.issue[shifted] > _MAX_WEEKLY_ISSUE) & (columns.page_first[shifted] > 0)
        return named & (down | up & (columns.volume[shifted] != columns.volume[other]))

    return is_shifted(a, b) | is_shifted(b, a)


def adjust_issue(issue: Codes, *, pages: Codes, title: Codes) -> Codes:
    """Return the levels of the issues: a different issue counts less on the same page or under the same title."""
    return choose_level(
        (
            (issue == IssueLevel.MISSING, IssueLevel.MISSING),
            (issue == IssueLevel.SAME, IssueLevel.SAME),
            (issue == IssueLevel.SHIFTED, IssueLevel.SHIFTED),
            (SAME_PAGE[pages], IssueLevel.DIFFERENT_SAME_PAGE),
            (title == TitleLevel.EXACT, IssueLevel.DIFFERENT),
        ),
        IssueLevel.DIFFERENT_TITLE,
    )


def are_in_same_issue(volume: Codes, issue: Codes, pages: Codes) -> Bools:
    """Flag the pairs in the same issue of the same volume whose pages do not differ: shape (n,), bool."""
    return (volume == VolumeLevel.SAME) & (issue == IssueLevel.SAME) & ~OTHER_PAGE[pages]


def are_in_same_volume(columns: PrefilterColumns, a: Ints, b: Ints) -> Bools:
    """Flag the pairs of rows whose volume is given and the same: shape (n,), bool."""
    return (columns.volume[a] > 0) & (columns.volume[a] == columns.volume[b])


def are_in_supplements(columns: Columns, a: Ints, b: Ints) -> Bools:
    """Flag the pairs of which both records are on lettered pages, or in supplements: shape (n,), bool.

    There, several abstracts share a page.
    """
    lettered = columns.page_lettered[a] & columns.page_lettered[b]
    return lettered | (columns.supplement[a] > 0) & (columns.supplement[b] > 0)


def share_author_or_issue(columns: PrefilterColumns, a: Ints, b: Ints) -> Bools:
    """Flag the pairs that may have the same first author, or are in the same issue of a volume: shape (n,), bool."""
    left, right = columns.first_family[a], columns.first_family[b]
    issue = are_in_same_volume(columns, a, b) & (columns.issue[a] == columns.issue[b])
    return (left == right) | (left == 0) | (right == 0) | issue


_LONG_RANGE: Final = 2
"""From this difference of last and first page on, the same range is hardly a coincidence."""
_ADJACENT: Final = 2
"""First pages so near to each other are those of neighbours in an issue."""


def compare_pages(columns: Columns, a: Ints, b: Ints) -> Codes:
    """Return the level of the pages; of different kinds (page, article number) not comparable: shape (n,), int8."""
    left, right = columns.page_first[a], columns.page_first[b]
    left_length, right_length = columns.page_last[a] - left, columns.page_last[b] - right
    same_last = columns.page_last[a] == columns.page_last[b]
    same = share_page(columns, a, b)
    ranged = same & same_last & (left_length > 0)
    ambiguous = (columns.page_other[a] | columns.page_other[b]) > 0
    first_a, first_b = ((left == 1) | (columns.page_other[a] == 1), (right == 1) | (columns.page_other[b] == 1))
    from_one = ((left == 1) | (right == 1)) & (left != right)
    other_kind = (columns.page_article[a] != columns.page_article[b]) | ambiguous
    return choose_level(
        (
            (ranged & (left_length >= _LONG_RANGE), PagesLevel.SAME_LONG_RANGE),
            (ranged, PagesLevel.SAME_RANGE),
            (same & first_a & first_b, PagesLevel.BOTH_FROM_ONE),
            (same, PagesLevel.SAME_FIRST),
            ((left == 0) | (right == 0), PagesLevel.MISSING),
            (same_last & (columns.page_last[a] > np.maximum(left, right)), PagesLevel.SAME_LAST),
            (
                from_one & ~ambiguous & (left_length == right_length) & (left_length > _LONG_RANGE),
                PagesLevel.SAME_LENGTH_FROM_ONE,
            ),
            (other_kind | from_one, PagesLevel.DIFFERENT_KINDS),
            (np.abs(left - right) <= _ADJACENT, PagesLevel.ADJACENT),
        ),
        PagesLevel.DIFFERENT,
    )


def share_page(columns: PrefilterColumns, a: Ints, b: Ints) -> Bools:
    """Flag the pairs with the same first page or article number, in whichever field it is: shape (n,), bool."""
    shared = np.zeros(a.size, dtype=np.bool_)
    numbers = (columns.page_first, columns.page_other, columns.article)
    right_numbers = [column[b] for column in numbers]
    for left in (column[a] for column in numbers):
        present = left > 0
        for right in right_numbers:
            shared |= present & (left == right)
    return shared


def compare_doi(columns: Columns, a: Ints, b: Ints) -> Codes:
    """Return the level of the DOIs: shape (n,), int8."""
    left, right = columns.doi[a], columns.doi[b]
    missing = (left == 0) | (right == 0)
    return choose_level(((missing, DoiLevel.MISSING), (left == right, DoiLevel.SAME)), DoiLevel.DIFFERENT)


def adjust_doi(doi: Codes, *, same_place: Bools) -> Codes:
    """Return the levels of the DOIs, of which different ones count more without volume or page in common."""
    return np.where((doi == DoiLevel.DIFFERENT) & ~same_place, np.int8(DoiLevel.DIFFERENT_PLACE), doi)


def compare_pmid(columns: Columns, a: Ints, b: Ints) -> Codes:
    """Return the level of the PubMed and PMC numbers, one of which is enough to agree: shape (n,), int8.

    Two different PubMed numbers are nearly always two reports.
    """
    left, right = columns.pmid[a], columns.pmid[b]
    same_pmcid = (columns.pmcid[a] != 0) & (columns.pmcid[a] == columns.pmcid[b])
    missing = (left == 0) | (right == 0)
    return choose_level(
        ((same_pmcid, PmidLevel.SAME), (missing, PmidLevel.MISSING), (left == right, PmidLevel.SAME)),
        PmidLevel.DIFFERENT,
    )


def compare_accession(columns: Columns, a: Ints, b: Ints) -> Codes:
    """Return the level of the accession and (of register entries) registration numbers: shape (n,), int8."""
    return choose_level(
        (
            (share_value(columns.registrations, a, b), AccessionLevel.SAME_REGISTRATION),
            (share_value(columns.accessions, a, b), AccessionLevel.SAME),
            (share_value(columns.accession_kinds, a, b), AccessionLevel.DIFFERENT),
        ),
        AccessionLevel.MISSING,
    )
