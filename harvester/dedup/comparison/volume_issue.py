"""Compare volumes and issues."""

from __future__ import annotations

from typing import Final

import numpy as np

from harvester.dedup.arrays import Bools, Codes, Ints
from harvester.dedup.comparison.levels import OTHER_PAGE, SAME_PAGE, IssueLevel, TitleLevel, VolumeLevel, choose_level
from harvester.dedup.records.columns import Columns, PrefilterColumns

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


def adjust_issue(issue: Codes, *, pages: Codes, title: Codes) -> Codes:
    """Return the levels of the issues: a different issue counts less on the same page or under the same title."""
    return choose_level(
        (
            (issue == IssueLevel.MISSING, IssueLevel.MISSING),
            (issue == IssueLevel.SAME, IssueLevel.SAME),
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


def share_author_or_issue(columns: PrefilterColumns, a: Ints, b: Ints) -> Bools:
    """Flag the pairs that may have the same first author, or are in the same issue of a volume: shape (n,), bool."""
    left, right = columns.first_family[a], columns.first_family[b]
    issue = are_in_same_volume(columns, a, b) & (columns.issue[a] == columns.issue[b])
    return (left == right) | (left == 0) | (right == 0) | issue
