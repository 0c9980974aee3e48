"""Levels of agreement: what comparing a field of two records can result in, one enum for each field.

The numbers of the members are only codes for arrays. What a level weighs is in :mod:`harvester.dedup.scoring.weights`.
Member 0 of every enum is the level of records that cannot be compared, of which no evidence is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import Final

import numpy as np

from harvester.dedup.arrays import Bools, Codes


class TitleLevel(IntEnum):
    """How similar two titles are."""

    MISSING = 0
    EXACT = 1
    NEAR_EXACT = 2
    SIMILAR = 3
    CONTAINED = 4
    PARTIAL = 5
    WEAK = 6
    DIFFERENT = 7
    GENERIC = 8
    TRANSLATED = 9
    HEADING = 10


class AuthorsLevel(IntEnum):
    """How many authors two records share."""

    MISSING = 0
    SAME = 1
    MOSTLY_SAME = 2
    SAME_FIRST = 3
    SOME_SHARED = 4
    DIFFERENT = 5
    OTHER_INITIAL = 6


class YearLevel(IntEnum):
    """How far two years of publication are apart."""

    MISSING = 0
    SAME = 1
    ONE_APART = 2
    TWO_APART = 3
    FAR_APART = 4
    ONE_APART_ELSEWHERE = 5


class JournalLevel(IntEnum):
    """How similar the names of two journals are."""

    MISSING = 0
    SAME = 1
    SIMILAR = 2
    HARDLY_SIMILAR = 3
    DIFFERENT = 4
    JOURNAL_AND_MEETING = 5
    DIFFERENT_PLACE = 6


class VolumeLevel(IntEnum):
    """Whether two volumes are the same."""

    MISSING = 0
    SAME = 1
    DIFFERENT = 2
    NOT_COMPARABLE = 3


class IssueLevel(IntEnum):
    """Whether two issues are the same; what a different issue means depends on page and title."""

    MISSING = 0
    SAME = 1
    DIFFERENT_SAME_PAGE = 2
    DIFFERENT = 3
    DIFFERENT_TITLE = 4
    SHIFTED = 5


class PagesLevel(IntEnum):
    """How two page ranges or article numbers agree."""

    MISSING = 0
    SAME_RANGE = 1
    SAME_FIRST = 2
    DIFFERENT_KINDS = 3
    ADJACENT = 4
    DIFFERENT = 5
    SAME_LENGTH_FROM_ONE = 6
    SAME_LONG_RANGE = 7
    BOTH_FROM_ONE = 8
    SAME_LAST = 9
    SHIFTED = 10


class DoiLevel(IntEnum):
    """Whether two DOIs are the same."""

    MISSING = 0
    SAME = 1
    DIFFERENT = 2
    DIFFERENT_PLACE = 3


class PmidLevel(IntEnum):
    """Whether two PubMed or PMC numbers are the same."""

    MISSING = 0
    SAME = 1
    DIFFERENT = 2


class AccessionLevel(IntEnum):
    """Whether two records share an accession or registration number."""

    MISSING = 0
    SAME = 1
    DIFFERENT = 2
    SAME_REGISTRATION = 3


class AbstractLevel(IntEnum):
    """How similar the beginnings of two abstracts are."""

    MISSING = 0
    SAME = 1
    SIMILAR = 2
    PARTIAL = 3
    DIFFERENT = 4


class WordsLevel(IntEnum):
    """Which words of two similar titles differ."""

    NOT_COMPARED = 0
    UNRELATED = 1
    REPLACED_IN_PLACE = 2
    UNRELATED_IN_ISSUE = 3
    LONG_EXACT = 4


class NumbersLevel(IntEnum):
    """How the numbers in two titles differ."""

    SAME = 0
    ONE_SIDED = 1
    DIFFERENT = 2
    ONLY_DIFFERENCE = 3


FIELD_LEVELS: Final[Mapping[str, type[IntEnum]]] = {
    "title": TitleLevel,
    "authors": AuthorsLevel,
    "year": YearLevel,
    "journal": JournalLevel,
    "volume": VolumeLevel,
    "issue": IssueLevel,
    "pages": PagesLevel,
    "doi": DoiLevel,
    "pmid": PmidLevel,
    "accession": AccessionLevel,
    "abstract": AbstractLevel,
    "words": WordsLevel,
    "numbers": NumbersLevel,
}
"""The compared fields, in the order in which evidence is shown, and their levels."""


def level_set(*members: IntEnum) -> Bools:
    """Return a set of levels of one field as a lookup table: ``LEVEL_SET[levels]`` flags the pairs with one of them.

    Shape (number of levels of the field,), bool. Tables of one field are united with ``|``.
    """
    table = np.zeros(len(type(members[0])), dtype=np.bool_)
    table[list(members)] = True
    return table


CLEARLY_SAME_TITLE: Final = level_set(TitleLevel.EXACT, TitleLevel.NEAR_EXACT)
SAME_TITLE: Final = CLEARLY_SAME_TITLE | level_set(TitleLevel.SIMILAR)
"""The same title but for spelling and punctuation."""
SAME_WORK_TITLE: Final = SAME_TITLE | level_set(TitleLevel.CONTAINED)
"""Titles of one work, one of them perhaps without its subtitle."""
RESEMBLES_TITLE: Final = SAME_WORK_TITLE | level_set(TitleLevel.GENERIC)
COMPARABLE_WORDS_TITLE: Final = SAME_TITLE | level_set(TitleLevel.PARTIAL)
"""Titles similar enough for comparing their numbers."""
NEARLY_SAME_TITLE: Final = level_set(TitleLevel.NEAR_EXACT, TitleLevel.SIMILAR)
SOMEWHAT_SIMILAR_TITLE: Final = level_set(TitleLevel.PARTIAL, TitleLevel.WEAK)
OTHER_TITLE: Final = level_set(TitleLevel.WEAK, TitleLevel.DIFFERENT)
TITLE_BUT_MAIN: Final = OTHER_TITLE | level_set(TitleLevel.TRANSLATED)
"""Levels that give way where one title is the other's main title on the same pages."""

SAME_AUTHORS: Final = level_set(AuthorsLevel.SAME, AuthorsLevel.MOSTLY_SAME)
FEW_SHARED_AUTHORS: Final = level_set(AuthorsLevel.SOME_SHARED, AuthorsLevel.DIFFERENT, AuthorsLevel.OTHER_INITIAL)
OTHER_AUTHORS: Final = level_set(AuthorsLevel.DIFFERENT, AuthorsLevel.OTHER_INITIAL)

NEAR_YEAR: Final = level_set(YearLevel.MISSING, YearLevel.SAME, YearLevel.ONE_APART, YearLevel.ONE_APART_ELSEWHERE)
OTHER_YEAR: Final = level_set(
    YearLevel.ONE_APART, YearLevel.TWO_APART, YearLevel.FAR_APART, YearLevel.ONE_APART_ELSEWHERE
)
NOT_FAR_YEAR: Final = level_set(YearLevel.MISSING, YearLevel.SAME, YearLevel.ONE_APART, YearLevel.TWO_APART)
"""Years near enough for two records to be compared on the strength of their titles."""

NOT_SAME_JOURNAL: Final = level_set(*(level for level in JournalLevel if level > JournalLevel.SAME))
HARDLY_SAME_JOURNAL: Final = NOT_SAME_JOURNAL & ~level_set(JournalLevel.SIMILAR)
OTHER_JOURNAL: Final = HARDLY_SAME_JOURNAL & ~level_set(JournalLevel.HARDLY_SIMILAR)

SAME_VOLUME: Final = level_set(VolumeLevel.SAME)
SAME_ISSUE: Final = level_set(IssueLevel.SAME)
SAME_JOURNAL: Final = level_set(JournalLevel.SAME)
OTHER_ISSUE: Final = level_set(IssueLevel.DIFFERENT, IssueLevel.DIFFERENT_TITLE)
ANY_OTHER_ISSUE: Final = OTHER_ISSUE | level_set(IssueLevel.DIFFERENT_SAME_PAGE)

SAME_PAGE: Final = level_set(PagesLevel.SAME_RANGE, PagesLevel.SAME_FIRST, PagesLevel.SAME_LONG_RANGE)
AGREEING_PAGES: Final = SAME_PAGE | level_set(PagesLevel.BOTH_FROM_ONE)
OTHER_PAGE: Final = level_set(PagesLevel.ADJACENT, PagesLevel.DIFFERENT)
OTHER_OR_UNCLEAR_PAGE: Final = OTHER_PAGE | level_set(PagesLevel.DIFFERENT_KINDS)

OTHER_DOI: Final = level_set(DoiLevel.DIFFERENT, DoiLevel.DIFFERENT_PLACE)
SAME_ACCESSION: Final = level_set(AccessionLevel.SAME, AccessionLevel.SAME_REGISTRATION)
REPLACED_WORD: Final = level_set(WordsLevel.UNRELATED, WordsLevel.REPLACED_IN_PLACE, WordsLevel.UNRELATED_IN_ISSUE)
UNRELATED_WORD: Final = level_set(WordsLevel.UNRELATED, WordsLevel.UNRELATED_IN_ISSUE)
OTHER_NUMBER: Final = level_set(NumbersLevel.DIFFERENT, NumbersLevel.ONLY_DIFFERENCE)


def choose_level(choices: Iterable[tuple[Bools, IntEnum]], otherwise: IntEnum) -> Codes:
    """Return for each pair the level of the first condition that holds, else ``otherwise``: shape (n,), int8."""
    conditions, levels = zip(*choices, strict=True)
    return np.select(conditions, [np.int8(level) for level in levels], np.int8(otherwise))
