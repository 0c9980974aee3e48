"""What reports are to each other without being one: preprint and article, erratum and article. Shown, never merged."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from harvester import dedup
from harvester.dedup.relations import SYMMETRIC
from harvester.store import judgements, links, records
from harvester.store.values import JudgementRow, LinkKind
from harvester.workflow.desk import Desk
from harvester.workflow.results import report_name

SAID: Final[Mapping[LinkKind, str]] = {
    "retracted-by": "is retracted by",
    "retraction-of": "retracts",
    "partly-retracted-by": "is retracted in part by",
    "partial-retraction-of": "retracts in part",
    "concern-in": "is under the concern expressed in",
    "concern-of": "expresses a concern about",
    "erratum-in": "is corrected by",
    "erratum-of": "is an erratum of",
    "update-in": "is updated in",
    "update-of": "updates",
    "republished-in": "is republished in",
    "republished-from": "is republished from",
    "comment-in": "is commented on in",
    "comment-on": "comments on",
    "preprint-of": "is a preprint of",
    "article-of": "is the published article of",
}
"""A link in a sentence: the record, this, the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """What a record of one report is to a record of another, and who says so.

    ``told_by``: the source whose record says it; empty where the two were found related by comparing them.
    """

    record: str
    other: str
    report: str
    other_report: str
    kind: str
    sentence: str
    told_by: str = ""

    @property
    def known(self) -> str:
        """How it is known, in words."""
        return f"said by {self.told_by}" if self.told_by else "found by comparison"

    def to_json(self) -> dict[str, Any]:
        """For ``harvester dedup links --json``."""
        return {
            "record": self.record,
            "other": self.other,
            "report": self.report,
            "other_report": self.other_report,
            "kind": self.kind,
            "sentence": self.sentence,
            "known_by": "source" if self.told_by else "comparison",
            "told_by": self.told_by or None,
        }


def relations(desk: Desk) -> tuple[Relation, ...]:
    """What two reports of the store are to each other, in the order of their reports: every link that a source states,
    and what was found by comparison, once for two reports and a kind, of their likeliest pair of records.
    """
    with desk.store.read() as session:
        return _relations(session)


def relations_between(session: Session, ones: Collection[int], others: Collection[int]) -> tuple[Relation, ...]:
    """The same between two sides, given as numbers of records."""
    return _relations(session, (frozenset(ones), frozenset(others)))


_Sides = tuple[frozenset[int], frozenset[int]]
_Link = tuple[int, int, str, str]
"""A record, the other, and what the one is to the other: the kind, and in words."""


def _relations(session: Session, sides: _Sides | None = None) -> tuple[Relation, ...]:
    said, seen = (
        [each for each in found if sides is None or _between(each[0], each[1], sides)]
        for found in (_stated(session), _compared(session, sides))
    )
    numbers = {number for one, other, *_ in (*said, *seen) for number in (one, other)}
    at = records.reports_of_records(session, numbers)
    names = records.names(session, numbers)

    def told(link: _Link, told_by: str = "") -> Relation:
        one, other, kind, words = link
        return Relation(
            record=names[one],
            other=names[other],
            report=report_name(at[one]),
            other_report=report_name(at[other]),
            kind=kind,
            sentence=f"{names[one]} {words} {names[other]}",
            told_by=told_by,
        )

    first = {_ends(link, at): link for link in reversed(seen)}
    found = [*(told(link, names[link[0]].partition(":")[0]) for link in said), *map(told, first.values())]
    apart = (each for each in found if each.report != each.other_report)
    return tuple(sorted(apart, key=lambda each: (each.report, each.other_report, not each.told_by, each.kind)))


def _ends(link: _Link, at: Mapping[int, int]) -> tuple[int, int, str]:
    """The reports of a link and its kind; of a kind that reads the same either way the lower number first."""
    one, other, kind, _ = link
    left, right = at[one], at[other]
    return (min(left, right), max(left, right), kind) if kind in SYMMETRIC else (left, right, kind)


def _stated(session: Session) -> list[_Link]:
    """What sources say of records at hand."""
    rows = links.links(session)
    found = ((row.record_id, row.other, row.kind, SAID[row.kind]) for row in rows if row.other is not None)
    return [each for each in dict.fromkeys(found) if each[0] != each[1]]


def _compared(session: Session, sides: _Sides | None) -> list[_Link]:
    """What stored judgements say of pairs that they keep apart, the likeliest first."""
    fewer = min(sides, key=len) if sides is not None else None
    rows = judgements.told_related(session, fewer)
    return [link for row in sorted(rows, key=lambda row: -(row.probability or 0)) for link in _link(row)]


def _link(row: JudgementRow) -> Iterator[_Link]:
    for evidence in json.loads(row.evidence):
        kind, first = dedup.relation_said(evidence["sentence"]) if evidence["field"] == "relation" else ("", True)
        if kind:
            one, other = (row.record_a, row.record_b) if first else (row.record_b, row.record_a)
            yield one, other, kind, f"is {dedup.RELATIONS[kind]}"


def _between(one: int, other: int, sides: _Sides) -> bool:
    left, right = sides
    return (one in left and other in right) or (one in right and other in left)
