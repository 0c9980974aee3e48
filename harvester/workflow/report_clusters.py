"""Cluster records into reports by their judgements, and store the clusters that changed judgements affect.

``harvester.dedup`` is imported late: counting and screening need it only for a past date.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy.orm import Session

from harvester.store import judgements, records
from harvester.store.judgements import JudgementRow


def recluster(session: Session, changed: Collection[int]) -> tuple[int, tuple[tuple[int, int], ...]]:
    """Update the reports of records whose judgements changed, and of all records connected to these.

    Returns how many records moved, and the pairs judged by people that contradict later judgements of people.
    The cost depends on the connected records, not on the size of the store.
    """
    members = sorted(judgements.cluster_neighbourhood(session, changed))
    rows = judgements.load_live_judgements_within(session, members)
    reports, refused = cluster_reports(records.record_names(session, members), rows)
    return judgements.assign_reports(session, reports), refused


def cluster_reports(
    names: Mapping[int, str], rows: Collection[JudgementRow]
) -> tuple[dict[int, int], tuple[tuple[int, int], ...]]:
    """Return record → report number, and the pairs judged by people that were refused. Pure.

    ``names`` maps record numbers to names; judgements about other records are left out. Of equally probable pairs the
    one whose names sort first is followed first, so that the order of judging does not matter.
    """
    from harvester import dedup

    members = sorted(names)
    row_of = {number: index for index, number in enumerate(members)}
    live = [row for row in rows if row.record_a in row_of and row.record_b in row_of]
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
    """Return rule judgement → its position when sorted by the names of its two records."""
    pairs = {row.id: sorted((names[row.record_a], names[row.record_b])) for row in rows if row.made_by == "rule"}
    return {number: position for position, number in enumerate(sorted(pairs, key=pairs.__getitem__))}
