"""What an interactive flow diagram opens: the records behind each of its numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from harvester.citation import Citation
from harvester.prisma import Flow, to_sheet
from harvester.prisma.diagram import Listed
from harvester.store import records
from harvester.store.values import RecordRow
from harvester.workflow.desk import Desk
from harvester.workflow.results import report_name


@dataclass(frozen=True, slots=True)
class Behind:
    """``records`` by number, and for each flow, line → the numbers of the records behind it."""

    records: Mapping[int, Listed]
    lines: tuple[Mapping[str, tuple[int, ...]], ...]


def behind_flows(desk: Desk, flows: Sequence[Flow]) -> Behind:
    """The records behind every number of these flows; none behind those of a frozen one, which keeps only numbers."""
    wanted = [{key: flow.members[key] for key in _keys(flow) if flow.members.get(key)} for flow in flows]
    numbers = frozenset[int]().union(*(members for one in wanted for members in one.values()))
    with desk.store.read() as session:
        found = {row.id: _listed(row) for row in records.records(session, numbers)}
    return Behind(
        records=found,
        lines=tuple(
            {key: tuple(number for number in sorted(members) if number in found) for key, members in one.items()}
            for one in wanted
        ),
    )


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
