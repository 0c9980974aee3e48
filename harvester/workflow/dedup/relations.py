"""What reports are to each other without being one: preprint and article, erratum and article. Shown, never merged."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from harvester import dedup
from harvester.dedup.scoring.relations import SYMMETRIC_RELATIONS
from harvester.identifiers import report_name
from harvester.store import judgements, links, records
from harvester.store.values import JudgementRow, LinkKind
from harvester.workflow.context import ReviewContext

RELATION_PHRASES: Final[Mapping[LinkKind, str]] = {
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
class ReportRelation:
    """What a record of one report is to a record of another, and who says so.

    ``told_by``: the source whose record says it; empty where the two were found related by comparing them.
    """

    record: str
    other: str
    report: str
    other_report: str
    kind: str
    sentence: str
    stated_by: str = ""

    @property
    def provenance(self) -> str:
        """How it is known, in words."""
        return f"said by {self.stated_by}" if self.stated_by else "found by comparison"

    def to_json(self) -> dict[str, Any]:
        """For ``harvester dedup links --json``."""
        return {
            "record": self.record,
            "other": self.other,
            "report": self.report,
            "other_report": self.other_report,
            "kind": self.kind,
            "sentence": self.sentence,
            "known_by": "source" if self.stated_by else "comparison",
            "told_by": self.stated_by or None,
        }


def list_relations(context: ReviewContext) -> tuple[ReportRelation, ...]:
    """What two reports of the store are to each other, in the order of their reports: every link that a source states,
    and what was found by comparison, once for two reports and a kind, of their likeliest pair of records.
    """
    with context.store.read() as session:
        return _relations(session)


def relations_between(session: Session, left: Collection[int], right: Collection[int]) -> tuple[ReportRelation, ...]:
    """The same between two sides, given as numbers of records."""
    return _relations(session, (frozenset(left), frozenset(right)))


_Sides = tuple[frozenset[int], frozenset[int]]
_Link = tuple[int, int, str, str]
"""A record, the other, and what the one is to the other: the kind, and in words."""


def _relations(session: Session, sides: _Sides | None = None) -> tuple[ReportRelation, ...]:
    stated, compared = (
        [item for item in links_found if sides is None or _links_sides(item[0], item[1], sides)]
        for links_found in (_stated_links(session), _compared_links(session, sides))
    )
    numbers = {number for left, right, *_ in (*stated, *compared) for number in (left, right)}
    report_of_record = records.reports_of_records(session, numbers)
    names = records.record_names(session, numbers)

    def build_relation(link: _Link, stated_by: str = "") -> ReportRelation:
        left, right, kind, words = link
        return ReportRelation(
            record=names[left],
            other=names[right],
            report=report_name(report_of_record[left]),
            other_report=report_name(report_of_record[right]),
            kind=kind,
            sentence=f"{names[left]} {words} {names[right]}",
            stated_by=stated_by,
        )

    first = {_relation_key(link, report_of_record): link for link in reversed(compared)}
    links_found = [
        *(build_relation(link, names[link[0]].partition(":")[0]) for link in stated),
        *map(build_relation, first.values()),
    ]
    apart = (item for item in links_found if item.report != item.other_report)
    return tuple(sorted(apart, key=lambda item: (item.report, item.other_report, not item.stated_by, item.kind)))


def _relation_key(link: _Link, report_of_record: Mapping[int, int]) -> tuple[int, int, str]:
    """The reports of a link and its kind; of a kind that reads the same either way the lower number first."""
    first, second, kind, _ = link
    left, right = report_of_record[first], report_of_record[second]
    return (min(left, right), max(left, right), kind) if kind in SYMMETRIC_RELATIONS else (left, right, kind)


def _stated_links(session: Session) -> list[_Link]:
    """What sources say of records at hand."""
    rows = links.load_links(session)
    stated = (
        (row.record_id, row.target_record_id, row.kind, RELATION_PHRASES[row.kind])
        for row in rows
        if row.target_record_id is not None
    )
    return [link for link in dict.fromkeys(stated) if link[0] != link[1]]


def _compared_links(session: Session, sides: _Sides | None) -> list[_Link]:
    """What stored judgements say of pairs that they keep apart, the likeliest first."""
    fewer = min(sides, key=len) if sides is not None else None
    rows = judgements.load_related_pairs(session, fewer)
    return [link for row in sorted(rows, key=lambda row: -(row.probability or 0)) for link in _links_of_judgement(row)]


def _links_of_judgement(row: JudgementRow) -> Iterator[_Link]:
    for evidence in json.loads(row.evidence):
        kind, is_first = dedup.parse_relation(evidence["sentence"]) if evidence["field"] == "relation" else ("", True)
        if kind:
            first_record, second_record = (row.record_a, row.record_b) if is_first else (row.record_b, row.record_a)
            yield first_record, second_record, kind, f"is {dedup.RELATIONS[kind]}"


def _links_sides(first: int, second: int, sides: _Sides) -> bool:
    left, right = sides
    return (first in left and second in right) or (first in right and second in left)
