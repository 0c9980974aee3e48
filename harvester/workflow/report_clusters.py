"""Reports follow from judgements: work out anew the clusters that changed judgements touch, and store them.

The de-duplicator is imported where it works: counting and screening need it only for a past date.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy.orm import Session

from harvester.store import judgements, records
from harvester.store.rows.judgements import JudgementRow


def recluster(session: Session, touched: Collection[int]) -> tuple[int, tuple[tuple[int, int], ...]]:
    """Give every record near the touched ones its report.

    Returns how many moved, and the pairs judged by people whose judgements contradict later ones of people.
    The cost is that of the reports the touched records reach, not of the store.
    """
    members = sorted(judgements.cluster_neighbourhood(session, touched))
    rows = judgements.load_live_judgements_within(session, members)
    reports, refused = assign_reports(records.record_names(session, members), rows)
    return judgements.assign_reports(session, reports), refused


def assign_reports(
    names: Mapping[int, str], rows: Collection[JudgementRow]
) -> tuple[dict[int, int], tuple[tuple[int, int], ...]]:
    """Record → report number, and people's pairs that were refused: a pure function of judgements (``dedup.cluster``).

    ``names`` are those of the records by their number; judgements that leave them are left out. Of equally likely
    pairs the one whose names come first is followed first, so that it does not matter which was judged first.
    """
    from harvester import dedup

    members = sorted(names)
    row_of = {number: index for index, number in enumerate(members)}
    live = [row for row in rows if row.verdict != "withdrawn" and row.record_a in row_of and row.record_b in row_of]
    order = _by_name(names, live)
    edges = [
        dedup.PairJudgement(
            a=row_of[row.record_a],
            b=row_of[row.record_b],
            outcome=dedup.Outcome(row.verdict),
            probability=1.0 if row.probability is None else row.probability,
            by_person=row.made_by == "person",
            order=row.id if row.made_by == "person" else order[row.id],
        )
        for row in live
        if row.verdict != "withdrawn"
    ]
    clusters = dedup.cluster_records(len(members), edges)
    reports = {number: members[int(label)] for number, label in zip(members, clusters.labels, strict=True)}
    by_people = {(edge.a, edge.b) for edge in edges if edge.by_person}
    refused = tuple((members[a], members[b]) for a, b, _ in clusters.refused if (a, b) in by_people)
    return reports, refused


def _by_name(names: Mapping[int, str], rows: Collection[JudgementRow]) -> dict[int, int]:
    """Judgement of a rule → its place in the order of the names of its two records."""
    pairs = {row.id: sorted((names[row.record_a], names[row.record_b])) for row in rows if row.made_by == "rule"}
    return {number: place for place, number in enumerate(sorted(pairs, key=pairs.__getitem__))}
