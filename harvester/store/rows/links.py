"""Values of links between documents: input and output of ``store.links``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

from harvester.citation import Citation

LinkKind = Literal[
    "retracted-by",
    "retraction-of",
    "partly-retracted-by",
    "partial-retraction-of",
    "concern-in",
    "concern-of",
    "erratum-in",
    "erratum-of",
    "update-in",
    "update-of",
    "republished-in",
    "republished-from",
    "comment-in",
    "comment-on",
    "preprint-of",
    "article-of",
]

LINK_KINDS: Final[tuple[LinkKind, ...]] = get_args(LinkKind)
"""What one document can be to another. "preprint-of": the record is a preprint of the other; "article-of": the other is
a preprint of the record."""


@dataclass(frozen=True, slots=True)
class NewLink:
    """What a record says of its document and another: ``target`` is a number such as "pmid:37344166", or empty."""

    kind: LinkKind
    target: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRow:
    """A link as stored, with the run and the moment it was first delivered.

    ``other`` is a record in the store that bears the number of the target, None where there is none.
    """

    record_id: int
    kind: LinkKind
    target: str
    reference: str
    run_id: int
    found_at: datetime
    target_record_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """A revision that follows another of the same record in the same format, and when it came."""

    record_id: int
    number: int
    run_id: int
    found_at: datetime
    before: Citation
    now: Citation
