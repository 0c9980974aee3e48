"""From a window to a flow: every number is the size of a set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from harvester.prisma import equations
from harvester.prisma.boxes import BOXES, SPECIFIC
from harvester.prisma.comparison import overlap
from harvester.prisma.flow import Check, Duplicates, Flow, Labelled, Number, Template
from harvester.prisma.listing import FULL_TEXT, FURTHER, Members
from harvester.prisma.members import Sorted, members_of, repeats_of, sort_out
from harvester.prisma.notes import notes
from harvester.prisma.stations import Station
from harvester.prisma.window import Window

STAGES: Final = ("title_abstract", "retrieval", "full_text", "other_retrieval", "other_full_text")
TERMS: Final = (
    "identified",
    "first_seen",
    "carried_over",
    "carried_over_other",
    "records_excluded_by_person",
    "records_excluded_by_automation",
    "advanced",
    "dbr_reports_included",
    "other_reports_included",
    "other_dups",
    "other_ineligible_before_retrieval",
    "studies_of_new_reports",
    "studies_included_before",
    "kept_reports",
    "removed_reports",
    "joined_reports",
    "removed_studies",
)
"""Sizes of sets that PRISMA has no box for but its equations need."""


def count(window: Window, *, template: Template | None = None) -> Flow:
    """The PRISMA 2020 flow of a window, in the template it fills, or in the one that is asked for.

    Every number is the size of a set in ``members`` and every equation of the flow is checked. Where decisions
    contradict each other the more inclusive one counts and a note says so. Raises ``UsageError`` for a template
    without a column in which this window has something; a window that makes no sense was refused when it was made.
    """
    parts = sort_out(window, template)
    members, repeats = members_of(parts), repeats_of(parts)
    boxes = _boxes(parts, members, repeats)
    terms = _terms(parts, members, repeats)
    pending = _pending(members)
    detail = parts.entering.databases.duplicates
    reasons = {box: lines for box in FURTHER if (lines := _reasons(members, box))}
    return Flow(
        template=parts.template,
        boxes=boxes,
        terms=terms,
        pending=pending,
        duplicates_detail=detail,
        sources=tuple(search.row for search in parts.searches),
        overlap={pair: len(shared) for pair, shared in overlap(parts.searches).items()},
        checks=_checks(parts.template, _ledger(boxes, terms, pending) | _parts_of_duplicates(detail), reasons),
        notes=notes(parts, terms=terms, pending=pending, repeats=repeats, reasons=reasons),
        reasons=reasons,
        members=members,
        repeats=repeats,
        previous_name=window.previous.name if window.previous else "",
    )


def _boxes(parts: Sorted, members: Members, repeats: Mapping[str, int]) -> dict[str, Number]:
    lists = _specific_results(parts) | {box: _reasons(members, box) for box in FULL_TEXT}
    return {box.key: lists[box.key] if box.is_list else _size(box.key, members, repeats) for box in BOXES}


def _size(key: str, members: Members, repeats: Mapping[str, int]) -> int:
    return len(members[key]) + repeats.get(key, 0)


def _specific_results(parts: Sorted) -> dict[str, Number]:
    return {
        box: tuple(Labelled(s.name, s.raw, s.key) for s in parts.searches if s.kind == kind)
        for kind, box in SPECIFIC.items()
    }


def _reasons(members: Members, box: str) -> tuple[Labelled, ...]:
    start = f"{box}/"
    lines = [Labelled(key.removeprefix(start), len(held)) for key, held in members.items() if key.startswith(start)]
    return tuple(sorted(lines, key=lambda line: (-line.n, line.label)))


def _terms(parts: Sorted, members: Members, repeats: Mapping[str, int]) -> dict[str, int]:
    detail = _parts_of_duplicates(parts.entering.other.duplicates)
    return {
        **{term: _size(term, members, repeats) for term in TERMS},
        **{f"other_{part}": number for part, number in detail.items()},
        "other_identified": parts.entering.other.raw,
        "relinked_studies": parts.included.relinked_studies,
        "dbr_excluded_reports": len(members["dbr_excluded"]),
        "other_excluded_reports": len(members["other_excluded"]),
        "reports_entering": len(parts.entering.by_databases) + len(parts.entering.by_other),
        "reports_at_one_station": parts.databases.headcount + parts.other.headcount,
        "reports_at_any_station": len(parts.databases.at(*Station) | parts.other.at(*Station)),
    }


def _pending(members: Members) -> dict[str, int]:
    waiting = {stage: len(members[f"pending_{stage}"]) for stage in STAGES}
    return waiting | {"carried_over": len(members["carried_over"] | members["carried_over_other"])}


def _parts_of_duplicates(detail: Duplicates) -> dict[str, int]:
    return {"within": detail.within, "between": detail.between, "already_known": detail.already_known}


def _ledger(boxes: Mapping[str, Number], terms: Mapping[str, int], pending: Mapping[str, int]) -> dict[str, int]:
    numbers = {key: _sum(number) for key, number in boxes.items()}
    return numbers | dict(terms) | {f"pending_{stage}": pending[stage] for stage in STAGES}


def _sum(number: Number) -> int:
    return number if isinstance(number, int) else sum(line.n for line in number)


def _checks(
    template: Template, ledger: Mapping[str, int], reasons: Mapping[str, tuple[Labelled, ...]]
) -> tuple[Check, ...]:
    smallest = min(number for term, number in ledger.items() if term != "relinked_studies")
    wanted = equations.applicable(template, meta_analysis=ledger["total_reports_ma"] > 0, listed=reasons)
    by_reason = {equations.by_reason(box): _sum(lines) for box, lines in reasons.items()}
    return equations.check(wanted, {**ledger, **by_reason, "smallest_number": smallest})
