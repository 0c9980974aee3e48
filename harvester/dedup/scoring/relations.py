"""Relations between different reports: a preprint and its article, an erratum and its report, parts. Vectorised.

The kinds are those that the field links and never merges (Cochrane Handbook 4.6.2; PubMed's CommentsCorrections;
DataCite's relation types). A relation is found only where a veto separates records that would else be similar.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, Self

import numpy as np

from harvester.dedup.arrays import Bools, Codes, Ints
from harvester.dedup.comparison.compare import Comparison
from harvester.dedup.comparison.levels import OTHER_AUTHORS, SAME_WORK_TITLE, TitleLevel
from harvester.dedup.records import title_traits
from harvester.dedup.records.columns import Columns
from harvester.dedup.records.normalised_record import THESIS
from harvester.dedup.scoring.vetoes import Veto, is_like_abstract


class RelationKind(StrEnum):
    """What one report is to another; the values are stored with judgements, the phrases stand in sentences."""

    phrase: str

    def __new__(cls, value: str, phrase: str = "") -> Self:
        """Make a member of its value and phrase."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.phrase = phrase
        return member

    PREPRINT_OF = "preprint-of", "a preprint of"
    ERRATUM_OF = "erratum-of", "an erratum of"
    RETRACTION_OF = "retraction-of", "a notice of retraction or concern about"
    REPLY_TO = "reply-to", "a reply that belongs to"
    COMMENT_ON = "comment-on", "a comment on"
    INTRODUCTION_TO = "introduction-to", "an introduction to"
    PROTOCOL_OF = "protocol-of", "the protocol of"
    BOOK_REVIEW_OF = "book-review-of", "a review of"
    ABSTRACT_OF = "abstract-of", "a conference abstract of"
    REGISTRATION_OF = "registration-of", "the registration of"
    THESIS_OF = "thesis-of", "a thesis that belongs to"
    VERSION_OF = "version-of", "another version of"
    PART_OF_SERIES = "part-of-series", "another part, number or edition of the series of"

    @property
    def code(self) -> int:
        """The number that stands for the kind in arrays; negative when record ``b`` is the subject."""
        return RELATION_KINDS.index(self) + 1


RELATION_KINDS: Final = tuple(RelationKind)
SYMMETRIC_RELATIONS: Final = frozenset((RelationKind.VERSION_OF, RelationKind.PART_OF_SERIES))

_BY_ROLE: Final = {
    title_traits.ERRATUM: RelationKind.ERRATUM_OF,
    title_traits.RETRACTION: RelationKind.RETRACTION_OF,
    title_traits.REPLY: RelationKind.REPLY_TO,
    title_traits.COMMENT: RelationKind.COMMENT_ON,
    title_traits.INTRODUCTION: RelationKind.INTRODUCTION_TO,
    title_traits.PROTOCOL: RelationKind.PROTOCOL_OF,
    title_traits.BOOK_REVIEW: RelationKind.BOOK_REVIEW_OF,
}
_BY_OTHER_AUTHORS: Final = (
    RelationKind.COMMENT_ON,
    RelationKind.REPLY_TO,
    RelationKind.BOOK_REVIEW_OF,
    RelationKind.RETRACTION_OF,
    RelationKind.REGISTRATION_OF,
)
"""Relations to a report that other authors can have written."""


def find_relations(columns: Columns, a: Ints, b: Ints, comparison: Comparison, veto: Codes) -> Codes:
    """Return the relation of each pair with a veto: shape (n,), int8, codes of :class:`RelationKind`; 0 for none.

    Negative when record ``b`` is the subject of the relation ("b is a preprint of a").
    """
    codes = np.zeros(a.size, dtype=np.int8)
    for reason, kind, is_subject in (
        (Veto.PREPRINT, RelationKind.PREPRINT_OF, columns.preprint),
        (Veto.REGISTRY, RelationKind.REGISTRATION_OF, columns.registry),
        (Veto.MEETING, RelationKind.ABSTRACT_OF, is_like_abstract(columns)),
        (Veto.THESIS, RelationKind.THESIS_OF, columns.form == THESIS),
    ):
        rows = veto == reason
        codes[rows] = np.where(is_subject[a[rows]], kind.code, -kind.code)
    codes[veto == Veto.VERSION] = RelationKind.VERSION_OF.code
    codes[veto == Veto.SERIAL] = RelationKind.PART_OF_SERIES.code
    rows = np.flatnonzero(veto == Veto.ROLE)
    codes[rows] = _relate_notices(columns.roles[a[rows]], columns.roles[b[rows]])
    return np.where(_concern_same_work(comparison, codes), codes, np.int8(0))


def _relate_notices(left: Ints, right: Ints) -> Codes:
    """Return the relation by what a title calls itself on one side only; of several roles, the first."""
    codes = np.zeros(left.size, dtype=np.int8)
    for role, kind in reversed(_BY_ROLE.items()):
        only_left, only_right = (left & ~right & role) != 0, (right & ~left & role) != 0
        codes = np.select((only_left, only_right), (np.int8(kind.code), np.int8(-kind.code)), codes)
    return codes


def _concern_same_work(comparison: Comparison, codes: Codes) -> Bools:
    """Flag the pairs whose titles and authors are those of one work and, perhaps, of a notice about it.

    The title of a notice may have additional words ("Erratum to ...", "...: study protocol").
    """
    by_other_authors = np.isin(np.abs(codes), [kind.code for kind in _BY_OTHER_AUTHORS])
    notice = np.isin(np.abs(codes), [kind.code for kind in _BY_ROLE.values()])
    similar = SAME_WORK_TITLE[comparison.title] | notice & (comparison.title == TitleLevel.PARTIAL)
    return similar & (by_other_authors | ~OTHER_AUTHORS[comparison.authors])


def relation_sentence(code: int) -> str:
    """Return the explanation of a relation: "relation: the first record is a preprint of the second"."""
    subject, target = ("first", "second") if code > 0 else ("second", "first")
    return f"relation: the {subject} record is {RELATION_KINDS[abs(code) - 1].phrase} the {target}"
