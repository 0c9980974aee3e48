"""Explain why two records or reports are the same report or not; list related reports."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any, Final

from sqlalchemy.orm import Session

from harvester import dedup
from harvester.dedup.scoring.explanation import explain_conflicting
from harvester.dedup.scoring.relations import SYMMETRIC_RELATIONS
from harvester.errors import UsageError
from harvester.identifiers import is_report_name, report_name
from harvester.store import judgements, links, records
from harvester.store.judgements import JudgementRow
from harvester.store.models.records import LinkKind
from harvester.store.records import RecordRow
from harvester.workflow.context import ReviewContext
from harvester.workflow.dedup.history import JudgementEvent, judgement_events
from harvester.workflow.record_lookup import resolve_record

MAX_PAIRS: Final = 400
"""How many pairs are explained at once: two reports of twenty records each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairExplanation:
    """A pair of records of two reports, as the rules score it now."""

    record_a: str
    record_b: str
    explanation: dedup.Explanation

    def to_json(self) -> dict[str, Any]:
        """Return the JSON of ``harvester dedup explain --json``."""
        explanation = self.explanation
        return {
            "record_a": self.record_a,
            "record_b": self.record_b,
            "outcome": explanation.outcome,
            "probability": explanation.probability,
            "summary": explanation.summary,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportExplanation:
    """Why two records are, or are not, the same report: the score of the rules now, and all judgements ever made.

    ``pairs`` are all pairs between two reports, the most probable first; empty for two records. ``chain`` are the
    judgements that link the two in one report, ``relations`` the relations between different reports.
    """

    left: RecordRow
    right: RecordRow
    explanation: dedup.Explanation
    judgements: tuple[JudgementEvent, ...]
    pairs: tuple[PairExplanation, ...] = ()
    chain: tuple[JudgementEvent, ...] = ()
    relations: tuple[ReportRelation, ...] = ()

    @property
    def same_report(self) -> bool:
        """Whether the two records are in the same report now."""
        return self.left.report_id == self.right.report_id

    def to_json(self) -> dict[str, Any]:
        """Return the JSON of ``harvester dedup explain --json``."""
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
            "judgements": [{**event.to_json(), "live": event.is_live} for event in self.judgements],
            "pairs": [pair.to_json() for pair in self.pairs],
            "chain": [event.to_json() for event in self.chain],
            "links": [relation.to_json() for relation in self.relations],
        }


def explain_records(context: ReviewContext, first_name: str, second_name: str) -> ReportExplanation:
    """Explain why two records, or the records of two reports, are the same report or not, even if never compared.

    Raises ``UsageError`` for an unknown name, for one record twice, and for reports with too many pairs.
    """
    with context.store.read() as session:
        lefts, rights = _records_of_name(session, first_name), _records_of_name(session, second_name)
        pairs = _pairs(lefts, rights, first_name, second_name)
        rows = {row.id: row for row in (*lefts, *rights)}
        explanations = _explain_pairs(session, rows, pairs)
        best_pair = max(range(len(pairs)), key=lambda pair_number: explanations[pair_number].probability)
        a, b = pairs[best_pair]
        reports = is_report_name(first_name) or is_report_name(second_name)
        return ReportExplanation(
            left=rows[a],
            right=rows[b],
            explanation=explanations[best_pair],
            judgements=_judgements_of_pairs(session, pairs),
            pairs=_most_probable_first(rows, pairs, explanations) if reports else (),
            chain=_linking_judgements(session, rows[a], rows[b]),
            relations=relations_between(session, [row.id for row in lefts], [row.id for row in rights]),
        )


def _records_of_name(session: Session, name: str) -> tuple[RecordRow, ...]:
    row = resolve_record(session, name)
    return records.load_records_of_reports(session, {row.report_id}) if is_report_name(name) else (row,)


def _pairs(
    lefts: Sequence[RecordRow], rights: Sequence[RecordRow], first_name: str, second_name: str
) -> list[tuple[int, int]]:
    a, b = [row.id for row in lefts], [row.id for row in rights]
    if set(a) == set(b):
        pairs = list(combinations(sorted(a), 2))
    else:
        pairs = sorted({(min(x, y), max(x, y)) for x, y in product(a, b) if x != y})
    if not pairs:
        raise UsageError(f"{first_name} and {second_name} are the same record.", hint="Name two records.")
    if len(pairs) > MAX_PAIRS:
        raise UsageError(
            f"{first_name} and {second_name} have {len(a)} and {len(b)} records: too many pairs to explain at once.",
            hint="Name two records of them; harvester dedup history REPORT lists all judgements.",
        )
    return pairs


def _explain_pairs(
    session: Session, rows: dict[int, RecordRow], pairs: Sequence[tuple[int, int]]
) -> list[dedup.Explanation]:
    numbers = sorted(rows)
    row_of = {number: index for index, number in enumerate(numbers)}
    citations = [rows[number].citation for number in numbers]
    explanations = dedup.explain_pairs(citations, [(row_of[a], row_of[b]) for a, b in pairs])
    refused = {
        pair
        for pair, row in judgements.live_judgements_of_pairs(session, pairs).items()
        if (row.verdict, row.made_by) == ("duplicate", "rule") and rows[pair[0]].report_id != rows[pair[1]].report_id
    }
    return [
        explain_conflicting(explanation) if pair in refused else explanation
        for pair, explanation in zip(pairs, explanations, strict=True)
    ]


def _most_probable_first(
    rows: dict[int, RecordRow], pairs: Sequence[tuple[int, int]], explanations: Sequence[dedup.Explanation]
) -> tuple[PairExplanation, ...]:
    pair_explanations = [
        PairExplanation(record_a=rows[a].name, record_b=rows[b].name, explanation=explanation)
        for (a, b), explanation in zip(pairs, explanations, strict=True)
    ]
    return tuple(sorted(pair_explanations, key=lambda pair: -pair.explanation.probability))


def _judgements_of_pairs(session: Session, pairs: Collection[tuple[int, int]]) -> tuple[JudgementEvent, ...]:
    wanted_pairs = set(pairs)
    rows = judgements.load_judgements_of_records(session, {number for pair in pairs for number in pair})
    return judgement_events(session, [row for row in rows if (row.record_a, row.record_b) in wanted_pairs])


def _linking_judgements(session: Session, left: RecordRow, right: RecordRow) -> tuple[JudgementEvent, ...]:
    """Return the judgements that link two records of one report."""
    if left.report_id != right.report_id:
        return ()
    members = {row.id for row in records.load_records_of_reports(session, {left.report_id})}
    rows = [row for row in judgements.load_live_judgements(session, members) if {row.record_a, row.record_b} <= members]
    edges = [
        dedup.PairJudgement(
            a=row.record_a,
            b=row.record_b,
            outcome=dedup.Outcome.DUPLICATE,
            probability=1.0 if row.probability is None else row.probability,
            by_person=row.made_by == "person",
            order=row.id,
        )
        for row in rows
        if row.verdict == "duplicate"
    ]
    by_number = {row.id: row for row in rows}
    return judgement_events(session, [by_number[edge.order] for edge in dedup.find_link_path(edges, left.id, right.id)])


RELATION_PHRASES: Final[Mapping[LinkKind, str]] = {
    "retracted-by": "is retracted by", "retraction-of": "retracts", "partly-retracted-by": "is retracted in part by",
    "partial-retraction-of": "retracts in part", "concern-in": "is under the concern expressed in",
    "concern-of": "expresses a concern about", "erratum-in": "is corrected by", "erratum-of": "is an erratum of",
    "update-in": "is updated in", "update-of": "updates", "republished-in": "is republished in",
    "republished-from": "is republished from", "comment-in": "is commented on in", "comment-on": "comments on",
    "preprint-of": "is a preprint of", "article-of": "is the published article of",
}  # fmt: skip
"""The phrase of a link between its record and its target."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRelation:
    """The relation of a record of one report to a record of another.

    ``stated_by`` is the source whose record states it; empty where comparing the records found it.
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
        """How the relation is known, in words."""
        return f"stated by {self.stated_by}" if self.stated_by else "found by comparison"

    def to_json(self) -> dict[str, Any]:
        """Return the JSON of ``harvester dedup links --json``."""
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
    """Return the relations between reports: every link that a source states, and those found by comparison.

    A relation found by comparison is listed once for two reports and a kind, for their most probable pair of records.
    """
    with context.store.read() as session:
        return _relations(session)


def relations_between(session: Session, left: Collection[int], right: Collection[int]) -> tuple[ReportRelation, ...]:
    """Return the relations between two sets of records, given by number."""
    return _relations(session, (frozenset(left), frozenset(right)))


_Sides = tuple[frozenset[int], frozenset[int]]
_Link = tuple[int, int, str, str]
"""Record, target record, kind of the relation, and its phrase."""


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
    different = (item for item in links_found if item.report != item.other_report)
    return tuple(sorted(different, key=lambda item: (item.report, item.other_report, not item.stated_by, item.kind)))


def _relation_key(link: _Link, report_of_record: Mapping[int, int]) -> tuple[int, int, str]:
    """Return the reports and kind of a link; for a symmetric kind the lower report number first."""
    first, second, kind, _ = link
    left, right = report_of_record[first], report_of_record[second]
    return (min(left, right), max(left, right), kind) if kind in SYMMETRIC_RELATIONS else (left, right, kind)


def _stated_links(session: Session) -> list[_Link]:
    """Return the links that sources state between stored records."""
    rows = links.load_links(session)
    stated = (
        (row.record_id, row.target_record_id, row.kind, RELATION_PHRASES[row.kind])
        for row in rows
        if row.target_record_id is not None
    )
    return [link for link in dict.fromkeys(stated) if link[0] != link[1]]


def _compared_links(session: Session, sides: _Sides | None) -> list[_Link]:
    """Return the relations in stored judgements of different reports, the most probable first."""
    fewer = min(sides, key=len) if sides is not None else None
    rows = judgements.load_related_pairs(session, fewer)
    return [link for row in sorted(rows, key=lambda row: -(row.probability or 0)) for link in _links_of_judgement(row)]


def _links_of_judgement(row: JudgementRow) -> Iterator[_Link]:
    """Yield the relation of a pair by the codes stored as evidence."""
    for item in row.evidence:
        if item.field == "relation":
            kind = dedup.RelationKind(item.kind)
            pair = (row.record_a, row.record_b)
            subject, target = pair if item.subject == "a" else pair[::-1]
            yield subject, target, kind, f"is {kind.phrase}"


def _links_sides(first: int, second: int, sides: _Sides) -> bool:
    left, right = sides
    return (first in left and second in right) or (first in right and second in left)
