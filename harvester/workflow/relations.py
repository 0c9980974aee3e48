"""What reports are to each other without being one: preprint and article, erratum and article. Shown, never merged."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from harvester.store import links, records
from harvester.store.values import LinkKind
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
    """A link between two records of different reports, and who says so: a record of a source."""

    record: str
    other: str
    report: str
    other_report: str
    kind: str
    sentence: str
    told_by: str

    def to_json(self) -> dict[str, Any]:
        """For ``harvester dedup links --json``."""
        return {
            "record": self.record,
            "other": self.other,
            "report": self.report,
            "other_report": self.other_report,
            "kind": self.kind,
            "sentence": self.sentence,
            "told_by": self.told_by,
        }


def relations(desk: Desk) -> tuple[Relation, ...]:
    """Every link between two records of the store that are not one report, in the order of their reports."""
    with desk.store.read() as session:
        return _relations(session)


def relations_between(session: Session, ones: Collection[int], others: Collection[int]) -> tuple[Relation, ...]:
    """The links between two sides, given as numbers of records."""
    one, two = frozenset(ones), frozenset(others)
    return _relations(session, (one, two))


def _relations(session: Session, sides: tuple[frozenset[int], frozenset[int]] | None = None) -> tuple[Relation, ...]:
    rows = [row for row in links.links(session) if row.other is not None and row.other != row.record_id]
    found = [(row.record_id, row.other, row.kind) for row in rows if row.other is not None]
    if sides is not None:
        found = [each for each in found if _between(each[0], each[1], sides)]
    numbers = {number for one, other, _ in found for number in (one, other)}
    at = records.reports_of_records(session, numbers)
    names = records.names(session, numbers)
    told = [
        Relation(
            record=names[one],
            other=names[other],
            report=report_name(at[one]),
            other_report=report_name(at[other]),
            kind=kind,
            sentence=f"{names[one]} {SAID[kind]} {names[other]}",
            told_by=names[one].partition(":")[0],
        )
        for one, other, kind in dict.fromkeys(found)
        if at[one] != at[other]
    ]
    return tuple(sorted(told, key=lambda each: (each.report, each.other_report, each.kind)))


def _between(one: int, other: int, sides: tuple[frozenset[int], frozenset[int]]) -> bool:
    left, right = sides
    return (one in left and other in right) or (one in right and other in left)
