"""How two reports that are not the same are related: a preprint and its article, an erratum, a part. Vectorised.

The kinds are those the field links and never merges (Cochrane Handbook 4.6.2; PubMed's CommentsCorrections; DataCite's
relation types). A relation is seen only where a contradiction by rule keeps apart what would else look the same.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from harvester.dedup.comparison.compare import Comparison, level_of
from harvester.dedup.records import title_traits
from harvester.dedup.records.columns import Bools, Columns, Ints
from harvester.dedup.records.normalised_record import THESIS
from harvester.dedup.scoring import weights as w
from harvester.dedup.scoring.vetoes import is_like_abstract

RELATIONS: Final[dict[str, str]] = {
    "": "",
    "preprint-of": "a preprint of",
    "erratum-of": "an erratum of",
    "retraction-of": "a notice of retraction or concern about",
    "reply-to": "a reply that belongs to",
    "comment-on": "a comment on",
    "introduction-to": "an introduction to",
    "protocol-of": "the protocol of",
    "book-review-of": "a review of",
    "abstract-of": "a conference abstract of",
    "registration-of": "the registration of",
    "thesis-of": "a thesis that belongs to",
    "version-of": "another version of",
    "part-of-series": "another part, number or edition beside",
}
"""What the one record is to the other → the words of the sentence that says so."""

RELATION_KINDS: Final = tuple(RELATIONS)
SYMMETRIC_RELATIONS: Final = frozenset(("version-of", "part-of-series"))

_BY_ROLE: Final = {
    title_traits.ERRATUM: "erratum-of",
    title_traits.RETRACTION: "retraction-of",
    title_traits.REPLY: "reply-to",
    title_traits.COMMENT: "comment-on",
    title_traits.INTRODUCTION: "introduction-to",
    title_traits.PROTOCOL: "protocol-of",
    title_traits.BOOK_REVIEW: "book-review-of",
}
_SIMILAR_TITLES: Final = (1, 2, 3, 4)
_LONGER_TITLE: Final = 5
"""The level of titles of which one has words besides ("Erratum to …", "…: study protocol")."""
_OTHER_AUTHORS: Final = (5, 6)
_BY_OTHER_AUTHORS: Final = ("comment-on", "reply-to", "book-review-of", "retraction-of", "registration-of")
"""What may be about a report without being by its authors."""


def find_relations(
    columns: Columns, a: Ints, b: Ints, compared: Comparison, contradiction: NDArray[np.int8]
) -> NDArray[np.int8]:
    """The relation of each pair: a place in :data:`KINDS`, negative when record ``b`` is the one that is so; 0 none."""
    codes = np.zeros(a.size, dtype=np.int8)
    for code, kind, trait in (
        (w.PREPRINT, "preprint-of", columns.preprint),
        (w.REGISTRY, "registration-of", columns.registry),
        (w.MEETING, "abstract-of", is_like_abstract(columns)),
        (w.THESIS, "thesis-of", columns.form == THESIS),
    ):
        rows = contradiction == code
        codes[rows] = np.where(trait[a[rows]], 1, -1) * RELATION_KINDS.index(kind)
    codes[contradiction == w.VERSION] = RELATION_KINDS.index("version-of")
    codes[contradiction == w.SERIAL] = RELATION_KINDS.index("part-of-series")
    _relate_notices(columns, a, b, np.flatnonzero(contradiction == w.ROLE), codes)
    return np.where(_concern_same_work(compared, codes), codes, 0).astype(np.int8)


def _relate_notices(columns: Columns, a: Ints, b: Ints, rows: Ints, codes: NDArray[np.int8]) -> None:
    """What a title calls itself on one side only; of several, the first."""
    left, right = columns.roles[a[rows]], columns.roles[b[rows]]
    for role, kind in reversed(_BY_ROLE.items()):
        only_one, only_two = (left & ~right & role) != 0, (right & ~left & role) != 0
        place = RELATION_KINDS.index(kind)
        codes[rows] = np.select((only_one, only_two), (place, -place), codes[rows])


def _concern_same_work(compared: Comparison, codes: NDArray[np.int8]) -> Bools:
    title, authors = level_of(compared, "title"), level_of(compared, "authors")
    by_other_authors = np.isin(np.abs(codes), [RELATION_KINDS.index(kind) for kind in _BY_OTHER_AUTHORS])
    notice = np.isin(np.abs(codes), [RELATION_KINDS.index(kind) for kind in _BY_ROLE.values()])
    similar = np.isin(title, _SIMILAR_TITLES) | notice & (title == _LONGER_TITLE)
    same: Bools = similar & (by_other_authors | ~np.isin(authors, _OTHER_AUTHORS))
    return same


def relation_sentence(relation: int) -> str:
    """What a relation says: "relation: the first record is a preprint of the second"."""
    subject, target = ("first", "second") if relation > 0 else ("second", "first")
    return f"relation: the {subject} record is {RELATIONS[RELATION_KINDS[abs(relation)]]} the {target}"


_CODES: Final = {relation_sentence(code): code for place in range(1, len(RELATION_KINDS)) for code in (place, -place)}


def parse_relation(text: str) -> tuple[str, bool]:
    """What a sentence of :func:`sentence` says: the kind, and whether it is the first record that is so.

    ("", True) for a sentence of other rules than these.
    """
    code = _CODES.get(text, 0)
    return RELATION_KINDS[abs(code)], code >= 0
