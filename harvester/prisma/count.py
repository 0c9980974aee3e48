"""Count the flow: every number is the size of a set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from harvester.prisma import equations
from harvester.prisma.box_members import (
    EXTRA_REASONS,
    REASON_LISTS,
    FlowPartition,
    MemberSets,
    collect_members,
    count_repeats,
    partition_input,
)
from harvester.prisma.boxes import BOXES, LIST_BOX_OF_KIND, PENDING_STAGES
from harvester.prisma.flow import BoxValue, DuplicateCounts, EquationCheck, Flow, ListLine, Template
from harvester.prisma.flow_input import FlowInput
from harvester.prisma.flow_notes import write_flow_notes
from harvester.prisma.search_overlap import search_overlaps
from harvester.screening.report_status import ReportStatus

EQUATION_TERMS: Final = (
    "identified", "first_seen", "carried_over", "carried_over_other", "records_excluded_by_person",
    "records_excluded_by_automation", "advanced", "dbr_reports_included", "other_reports_included", "other_dups",
    "other_ineligible_before_retrieval", "studies_of_new_reports", "studies_included_before", "kept_reports",
    "removed_reports", "joined_reports", "removed_studies",
)  # fmt: skip
"""Sizes of sets that PRISMA has no box for but its equations need."""


def compute_flow(flow_input: FlowInput, *, template: Template | None = None) -> Flow:
    """Count the PRISMA 2020 flow, in the template that fits the input or in the one requested.

    Every number is the size of a set in ``members`` and every equation of the flow is checked. Where decisions
    contradict each other the more inclusive one counts and a note says so. Raises ``UsageError`` for a template that
    has no column for something in the input.
    """
    partition = partition_input(flow_input, template)
    members, repeats = collect_members(partition), count_repeats(partition)
    boxes = count_boxes(partition, members, repeats)
    terms = count_terms(partition, members, repeats)
    pending = count_pending(members)
    detail = partition.intake.databases.duplicates
    reasons = {box: lines for box in EXTRA_REASONS if (lines := list_reasons(members, box, flow_input.reason_order))}
    return Flow(
        template=partition.template,
        boxes=boxes,
        terms=terms,
        pending=pending,
        duplicates_detail=detail,
        sources=tuple(search.source_row for search in partition.searches),
        overlap={pair: len(shared) for pair, shared in search_overlaps(partition.searches).items()},
        checks=check_flow(partition.template, build_ledger(boxes, terms, pending) | _duplicate_terms(detail), reasons),
        notes=write_flow_notes(partition, terms=terms, pending=pending, repeats=repeats, reasons=reasons),
        reasons=reasons,
        members=members,
        repeats=repeats,
        previous_name=flow_input.previous.name if flow_input.previous else "",
    )


def count_boxes(partition: FlowPartition, members: MemberSets, repeats: Mapping[str, int]) -> dict[str, BoxValue]:
    """Return the number, or the list of numbers, of every box."""
    order = partition.flow_input.reason_order
    lists = list_sources(partition) | {box: list_reasons(members, box, order) for box in REASON_LISTS}
    return {box.key: lists[box.key] if box.is_list else _size(box.key, members, repeats) for box in BOXES}


def _size(key: str, members: MemberSets, repeats: Mapping[str, int]) -> int:
    return len(members[key]) + repeats.get(key, 0)


def list_sources(partition: FlowPartition) -> dict[str, BoxValue]:
    """Return the lists of databases and of registers with their records."""
    return {
        box: tuple(ListLine(s.name, s.raw, s.key) for s in partition.searches if s.kind == kind)
        for kind, box in LIST_BOX_OF_KIND.items()
    }


def list_reasons(members: MemberSets, box: str, order: Sequence[str] = ()) -> tuple[ListLine, ...]:
    """Return the exclusion reasons of a box: those of ``order`` first and so ordered, then the most frequent first."""
    start, places = f"{box}/", {reason: place for place, reason in enumerate(order)}
    lines = [
        ListLine(key.removeprefix(start), len(reports)) for key, reports in members.items() if key.startswith(start)
    ]
    return tuple(sorted(lines, key=lambda line: (places.get(line.label, len(places)), -line.n, line.label)))


def count_terms(partition: FlowPartition, members: MemberSets, repeats: Mapping[str, int]) -> dict[str, int]:
    """Return the numbers that PRISMA has no box for but the equations need."""
    detail = _duplicate_terms(partition.intake.other_methods.duplicates)
    return {
        **{term: _size(term, members, repeats) for term in EQUATION_TERMS},
        **{f"other_{part}": number for part, number in detail.items()},
        "other_identified": partition.intake.other_methods.raw,
        "relinked_studies": partition.inclusion.relinked_studies,
        "dbr_excluded_reports": len(members["dbr_excluded"]),
        "other_excluded_reports": len(members["other_excluded"]),
        "reports_entering": len(partition.intake.from_databases) + len(partition.intake.from_other_methods),
        "reports_at_one_station": partition.databases.total + partition.other_methods.total,
        "reports_at_any_station": len(
            partition.databases.with_status(*ReportStatus) | partition.other_methods.with_status(*ReportStatus)
        ),
    }


def count_pending(members: MemberSets) -> dict[str, int]:
    """Return how many records or reports are pending at each stage."""
    pending = {stage.key: len(members[stage.term]) for stage in PENDING_STAGES}
    return pending | {"carried_over": len(members["carried_over"] | members["carried_over_other"])}


def _duplicate_terms(detail: DuplicateCounts) -> dict[str, int]:
    return {"within": detail.within, "between": detail.between, "already_known": detail.already_known}


def build_ledger(boxes: Mapping[str, BoxValue], terms: Mapping[str, int], pending: Mapping[str, int]) -> dict[str, int]:
    """Return every name that an equation may use with its number; a list counts as the sum of its lines."""
    numbers = {key: _sum(number) for key, number in boxes.items()}
    return numbers | dict(terms) | {stage.term: pending[stage.key] for stage in PENDING_STAGES}


def _sum(number: BoxValue) -> int:
    return number if isinstance(number, int) else sum(line.n for line in number)


def check_flow(
    template: Template, ledger: Mapping[str, int], reasons: Mapping[str, tuple[ListLine, ...]]
) -> tuple[EquationCheck, ...]:
    """Evaluate the equations that apply to a template."""
    minimum = min(number for term, number in ledger.items() if term != "relinked_studies")
    applicable = equations.applicable_equations(template, meta_analysis=ledger["total_reports_ma"] > 0, listed=reasons)
    by_reason = {equations.reason_sum_name(box): _sum(lines) for box, lines in reasons.items()}
    return equations.check_equations(applicable, {**ledger, **by_reason, "smallest_number": minimum})
