"""How two reports that are not the same are related: a preprint and its article, an erratum, a part. Vectorised.

The kinds are those the field links and never merges (Cochrane Handbook 4.6.2; PubMed's CommentsCorrections; DataCite's
relation types). A relation is seen only where a contradiction by rule keeps apart what would else look the same.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from harvester.dedup import titles
from harvester.dedup import weights as w
from harvester.dedup.columns import Bools, Columns, Ints
from harvester.dedup.compare import Compared, level_of
from harvester.dedup.normal import THESIS
from harvester.dedup.vetoes import as_abstract

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

KINDS: Final = tuple(RELATIONS)
SYMMETRIC: Final = frozenset(("version-of", "part-of-series"))

_BY_ROLE: Final = {
    titles.ERRATUM: "erratum-of",
    titles.RETRACTION: "retraction-of",
    titles.REPLY: "reply-to",
    titles.COMMENT: "comment-on",
    titles.INTRODUCTION: "introduction-to",
    titles.PROTOCOL: "protocol-of",
    titles.BOOK_REVIEW: "book-review-of",
}
_ALIKE: Final = (1, 2, 3, 4)
_WITH_MORE_WORDS: Final = 5
"""The level of titles of which one has words besides ("Erratum to …", "…: study protocol")."""
_OTHER_AUTHORS: Final = (5, 6)
_BY_OTHERS: Final = ("comment-on", "reply-to", "book-review-of", "retraction-of", "registration-of")
"""What may be about a report without being by its authors."""


def relations(
    columns: Columns, a: Ints, b: Ints, compared: Compared, contradiction: NDArray[np.int8]
) -> NDArray[np.int8]:
    """The relation of each pair: a place in :data:`KINDS`, negative when record ``b`` is the one that is so; 0 none."""
    found = np.zeros(a.size, dtype=np.int8)
    for code, kind, trait in (
        (w.PREPRINT, "preprint-of", columns.preprint),
        (w.REGISTRY, "registration-of", columns.registry),
        (w.MEETING, "abstract-of", as_abstract(columns)),
        (w.THESIS, "thesis-of", columns.form == THESIS),
    ):
        rows = contradiction == code
        found[rows] = np.where(trait[a[rows]], 1, -1) * KINDS.index(kind)
    found[contradiction == w.VERSION] = KINDS.index("version-of")
    found[contradiction == w.SERIAL] = KINDS.index("part-of-series")
    _notices(columns, a, b, np.flatnonzero(contradiction == w.ROLE), found)
    return np.where(_about_one_work(compared, found), found, 0).astype(np.int8)


def _notices(columns: Columns, a: Ints, b: Ints, rows: Ints, found: NDArray[np.int8]) -> None:
    """What a title calls itself on one side only; of several, the first."""
    one, two = columns.roles[a[rows]], columns.roles[b[rows]]
    for role, kind in reversed(_BY_ROLE.items()):
        only_one, only_two = (one & ~two & role) != 0, (two & ~one & role) != 0
        place = KINDS.index(kind)
        found[rows] = np.select((only_one, only_two), (place, -place), found[rows])


def _about_one_work(compared: Compared, found: NDArray[np.int8]) -> Bools:
    title, authors = level_of(compared, "title"), level_of(compared, "authors")
    anyones = np.isin(np.abs(found), [KINDS.index(kind) for kind in _BY_OTHERS])
    notice = np.isin(np.abs(found), [KINDS.index(kind) for kind in _BY_ROLE.values()])
    alike = np.isin(title, _ALIKE) | notice & (title == _WITH_MORE_WORDS)
    same: Bools = alike & (anyones | ~np.isin(authors, _OTHER_AUTHORS))
    return same


def sentence(relation: int) -> str:
    """What a relation says: "relation: the first record is a preprint of the second"."""
    one, two = ("first", "second") if relation > 0 else ("second", "first")
    return f"relation: the {one} record is {RELATIONS[KINDS[abs(relation)]]} the {two}"


_CODES: Final = {sentence(code): code for place in range(1, len(KINDS)) for code in (place, -place)}


def relation_said(said: str) -> tuple[str, bool]:
    """What a sentence of :func:`sentence` says: the kind, and whether it is the first record that is so.

    ("", True) for a sentence of other rules than these.
    """
    code = _CODES.get(said, 0)
    return KINDS[abs(code)], code >= 0
