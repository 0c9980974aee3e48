"""Cluster records into reports by their judgements, and store the clusters that changed judgements affect.

``harvester.dedup`` is imported late: counting and screening need it only for a past date.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy.orm import Session

from harvester.store import judgements, records
from harvester.store.counting.withdrawals import load_uncounted_records, save_heirs
from harvester.store.judgements import JudgementRow


def recluster(session: Session, changed: Collection[int]) -> tuple[int, tuple[tuple[int, int], ...]]:
    """Update the reports of records whose judgements changed, and of all records connected to these.

    Returns how many records moved, and the pairs judged by people that contradict later judgements of people.
    The cost depends on the connected records, not on the size of the store.
    """
    members = sorted(judgements.cluster_neighbourhood(session, changed))
    rows = judgements.load_live_judgements_within(session, members)
    names = records.record_names(session, members)
    uncounted = load_uncounted_records(session).keys() & names.keys()
    reports, refused = cluster_counted(names, rows, uncounted)
    if uncounted:
        save_heirs(session, find_heirs(names, rows, uncounted))
    return judgements.assign_reports(session, reports), refused


def cluster_counted(
    names: Mapping[int, str], rows: Collection[JudgementRow], uncounted: Collection[int]
) -> tuple[dict[int, int], tuple[tuple[int, int], ...]]:
    """Return what :func:`cluster_reports` gives for the records that count; each other one is a report of its own."""
    if not uncounted:
        return cluster_reports(names, rows)
    counted = {number: name for number, name in names.items() if number not in uncounted}
    reports, refused = cluster_reports(counted, rows)
    return reports | {number: number for number in uncounted}, refused


def cluster_with_heirs(
    names: Mapping[int, str], rows: Collection[JudgementRow], uncounted: Collection[int]
) -> dict[int, int]:
    """Return record → report; a record that does not count has the report of its heir, or its own."""
    among = frozenset(uncounted) & names.keys()
    reports, _ = cluster_counted(names, rows, among)
    heirs = find_heirs(names, rows, among) if among else {}
    return reports | {number: reports[heir] for number, heir in heirs.items() if heir is not None}


def find_heirs(
    names: Mapping[int, str], rows: Collection[JudgementRow], uncounted: Collection[int]
) -> dict[int, int | None]:
    """Return record that does not count → the record that counts and would be in one report with it, if any. Pure.

    Of several it is the one judged to be its duplicate by a person, else with the highest probability, else the oldest.
    """
    together, _ = cluster_reports(names, rows)
    candidates: dict[int, list[int]] = {}
    for number, report in together.items():
        if number not in uncounted:
            candidates.setdefault(report, []).append(number)
    closeness: dict[tuple[int, int], float] = {}
    for row in rows:
        if row.verdict == "duplicate":
            strength = 2.0 if row.made_by == "person" else 1.0 if row.probability is None else row.probability
            closeness[row.record_a, row.record_b] = closeness[row.record_b, row.record_a] = strength
    return {
        number: min(
            candidates.get(together[number], ()),
            key=lambda other: (-closeness.get((number, other), 0.0), other),
            default=None,
        )
        for number in uncounted
    }


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
