"""What an interactive flow diagram opens: the records behind each of its numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from harvester.citation import Citation
from harvester.prisma import Flow, to_sheet, unit_of
from harvester.prisma.diagram import Listed
from harvester.store import records
from harvester.store.values import RecordRow
from harvester.workflow.count import end_of
from harvester.workflow.desk import Desk
from harvester.workflow.results import report_name
from harvester.workflow.standing import report_numbers, standing


@dataclass(frozen=True, slots=True)
class Behind:
    """``records`` by number, and for each flow, line → the numbers of the records behind it."""

    records: Mapping[int, Listed]
    lines: tuple[Mapping[str, tuple[int, ...]], ...]


def behind_flows(desk: Desk, flows: Sequence[Flow], *, as_of: date | None = None) -> Behind:
    """The records behind every number of these flows, counted at the end of a day or now; behind a number of studies
    all reports of these studies. None behind the numbers of a frozen flow, which keeps no more than them."""
    with desk.store.read() as session:
        until = end_of(as_of)
        report_of = report_numbers(session, until=until)
        stands = standing(session, report_of, desk.review.screening.exclusion_reasons, until=until)
        wanted = [dict(_wanted(flow, stands.studies.study)) for flow in flows]
        numbers = frozenset[int]().union(*(members for one in wanted for members in one.values()))
        found = {row.id: _listed(row) for row in records.records(session, numbers)}
    return Behind(
        records=found,
        lines=tuple(
            {key: tuple(number for number in sorted(members) if number in found) for key, members in one.items()}
            for one in wanted
        ),
    )


def _wanted(flow: Flow, study: Callable[[int], int]) -> Iterator[tuple[str, frozenset[int]]]:
    """Line → the records it counts, or that stand for the reports it counts."""
    of_study: defaultdict[int, set[int]] = defaultdict(set)
    for key in ("previous_reports", "total_reports", "removed_reports"):
        for report in flow.members.get(key, ()):
            of_study[study(report)].add(report)
    for key in _keys(flow):
        if members := flow.members.get(key):
            if unit_of(key) == "study":
                members = frozenset().union(*(of_study.get(number) or {number} for number in members))
            yield key, members


def _keys(flow: Flow) -> list[str]:
    sheet = to_sheet(flow)
    drawn = [line.opens for box in sheet.boxes.values() for line in box.lines]
    return drawn + [line.opens for line in sheet.pending]


def _listed(row: RecordRow) -> Listed:
    said = row.citation
    return Listed(
        report=report_name(row.report_id),
        record=row.name,
        title=said.title,
        authors=_authors(said),
        journal=said.journal_abbreviation or said.journal,
        year="" if said.year is None else str(said.year),
        doi=said.doi,
        pmid=said.pmid,
    )


def _authors(said: Citation) -> str:
    """The first three authors, and whether there are more."""
    names = [author.family for author in said.authors]
    more = len(names) > 3 or not said.authors_complete
    return ", ".join(names[:3]) + (" et al." if names and more else "")
