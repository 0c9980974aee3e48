"""Why two records, or two reports, are or are not one: what the rules see, what was judged, what links them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any, Final

from sqlalchemy.orm import Session

from harvester import dedup
from harvester.dedup.evidence import torn
from harvester.errors import UsageError
from harvester.store import judgements, records
from harvester.store.values import RecordRow
from harvester.workflow.desk import Desk
from harvester.workflow.history import Event, events
from harvester.workflow.reference import is_report, record_meant
from harvester.workflow.relations import Relation, relations_between
from harvester.workflow.results import report_name

MOST_PAIRS: Final = 400
"""Pairs explained at once: two reports of twenty records each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairExplained:
    """One pair of records between two reports, as the rules see it now."""

    record_a: str
    record_b: str
    explanation: dedup.Explanation

    def to_json(self) -> dict[str, Any]:
        """For ``harvester dedup explain --json``."""
        told = self.explanation
        return {
            "record_a": self.record_a,
            "record_b": self.record_b,
            "outcome": told.outcome,
            "probability": told.probability,
            "summary": told.summary,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """Why two records are, or are not, one report: what the rules see now, and every judgement ever made of them.

    ``pairs``: every pair between the two reports, the likeliest first, where reports were named. ``chain``: the
    judgements by which the two are in one report. ``relations``: what the two are to each other, if not one report.
    """

    left: RecordRow
    right: RecordRow
    explanation: dedup.Explanation
    history: tuple[Event, ...]
    pairs: tuple[PairExplained, ...] = ()
    chain: tuple[Event, ...] = ()
    relations: tuple[Relation, ...] = ()

    @property
    def same_report(self) -> bool:
        """Whether the two are one report today."""
        return self.left.report_id == self.right.report_id

    def to_json(self) -> dict[str, Any]:
        """For ``harvester dedup explain --json``."""
        return {
            "record_a": self.left.name,
            "record_b": self.right.name,
            "same_report": self.same_report,
            "report_a": report_name(self.left.report_id),
            "report_b": report_name(self.right.report_id),
            "outcome": self.explanation.outcome,
            "probability": self.explanation.probability,
            "summary": self.explanation.summary,
            "evidence": [
                {"field": e.field, "weight": e.weight, "sentence": e.sentence} for e in self.explanation.evidence
            ],
            "judgements": [{**event.to_json(), "live": event.stands} for event in self.history],
            "pairs": [pair.to_json() for pair in self.pairs],
            "chain": [event.to_json() for event in self.chain],
            "links": [relation.to_json() for relation in self.relations],
        }


def explain(desk: Desk, one: str, other: str) -> Explained:
    """Why two records, or the records of two reports, are or are not one report, whether or not they were compared.

    Raises ``UsageError`` for an unknown name, for one record twice, and for reports with too many pairs.
    """
    with desk.store.read() as session:
        lefts, rights = _sides(session, one), _sides(session, other)
        pairs = _pairs(lefts, rights, one, other)
        rows = {row.id: row for row in (*lefts, *rights)}
        told = _explained(session, rows, pairs)
        best = max(range(len(pairs)), key=lambda place: told[place].probability)
        a, b = pairs[best]
        reports = is_report(one) or is_report(other)
        return Explained(
            left=rows[a],
            right=rows[b],
            explanation=told[best],
            history=_history(session, pairs),
            pairs=_in_order(rows, pairs, told) if reports else (),
            chain=_chain(session, rows[a], rows[b]),
            relations=relations_between(session, [row.id for row in lefts], [row.id for row in rights]),
        )


def _sides(session: Session, name: str) -> tuple[RecordRow, ...]:
    row = record_meant(session, name)
    return records.records_of_reports(session, {row.report_id}) if is_report(name) else (row,)


def _pairs(lefts: Sequence[RecordRow], rights: Sequence[RecordRow], one: str, other: str) -> list[tuple[int, int]]:
    a, b = [row.id for row in lefts], [row.id for row in rights]
    if set(a) == set(b):
        pairs = list(combinations(sorted(a), 2))
    else:
        pairs = sorted({(min(x, y), max(x, y)) for x, y in product(a, b) if x != y})
    if not pairs:
        raise UsageError(f"{one} and {other} are the same record.", hint="Name two records.")
    if len(pairs) > MOST_PAIRS:
        raise UsageError(
            f"{one} and {other} hold {len(a)} and {len(b)} records: too many pairs to explain at once.",
            hint="Name two records of them; harvester dedup history REPORT lists what was judged.",
        )
    return pairs


def _explained(
    session: Session, rows: dict[int, RecordRow], pairs: Sequence[tuple[int, int]]
) -> list[dedup.Explanation]:
    numbers = sorted(rows)
    place = {number: index for index, number in enumerate(numbers)}
    citations = [rows[number].citation for number in numbers]
    told = dedup.explain_pairs(citations, [(place[a], place[b]) for a, b in pairs])
    refused = {
        pair
        for pair, row in judgements.live_pairs(session, pairs).items()
        if (row.verdict, row.made_by) == ("duplicate", "rule") and rows[pair[0]].report_id != rows[pair[1]].report_id
    }
    return [torn(each) if pair in refused else each for pair, each in zip(pairs, told, strict=True)]


def _in_order(
    rows: dict[int, RecordRow], pairs: Sequence[tuple[int, int]], told: Sequence[dedup.Explanation]
) -> tuple[PairExplained, ...]:
    found = [
        PairExplained(record_a=rows[a].name, record_b=rows[b].name, explanation=explanation)
        for (a, b), explanation in zip(pairs, told, strict=True)
    ]
    return tuple(sorted(found, key=lambda pair: -pair.explanation.probability))


def _history(session: Session, pairs: Collection[tuple[int, int]]) -> tuple[Event, ...]:
    wanted = set(pairs)
    rows = judgements.about(session, {number for pair in pairs for number in pair})
    return events(session, [row for row in rows if (row.record_a, row.record_b) in wanted])


def _chain(session: Session, left: RecordRow, right: RecordRow) -> tuple[Event, ...]:
    """The judgements that link two records of one report."""
    if left.report_id != right.report_id:
        return ()
    members = {row.id for row in records.records_of_reports(session, {left.report_id})}
    rows = [row for row in judgements.live(session, members) if {row.record_a, row.record_b} <= members]
    edges = [
        dedup.Edge(
            a=row.record_a,
            b=row.record_b,
            outcome="duplicate",
            probability=1.0 if row.probability is None else row.probability,
            by_person=row.made_by == "person",
            order=row.id,
        )
        for row in rows
        if row.verdict == "duplicate"
    ]
    by_number = {row.id: row for row in rows}
    return events(session, [by_number[edge.order] for edge in dedup.chain(edges, left.id, right.id)])
