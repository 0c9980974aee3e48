"""Write the flow as JSON and as rows of a table, and read it from JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from harvester.prisma.boxes import BOX_BY_KEY, CARRIED_OVER, LIST_BOX_OF_KIND, PENDING_STAGES, RESULTS_BOX_OF_KIND
from harvester.prisma.flow import (
    BoxValue,
    DuplicateCounts,
    EquationCheck,
    Flow,
    ListLine,
    Note,
    NoteKind,
    SourceCounts,
    Template,
)


@dataclass(frozen=True, slots=True)
class FlowTableRow:
    """A row of the flow as a table: ``n`` is None on a heading; ``section`` names the part of the flow.

    ``key`` is the box, or the line of a box, that ``harvester prisma --open`` takes.
    """

    section: str
    label: str
    n: int | None
    indent: int = 0
    key: str = field(default="", compare=False)


def flow_to_json(flow: Flow, *, as_of: str, layout: str) -> dict[str, Any]:
    """Return the flow as JSON; ``boxes`` has the column names of the PRISMA2020 R package."""
    return {
        "boxes": {key: _plain(value) for key, value in flow.boxes.items()},
        "pending": dict(flow.pending),
        "duplicates_detail": asdict(flow.duplicates_detail),
        "sources": [asdict(row) for row in flow.sources],
        "overlap": [
            {"search": first, "with": second, "reports": reports}
            for (first, second), reports in flow.overlap.items()
            if first < second
        ],
        "reasons": {key: _plain(lines) for key, lines in flow.reasons.items()},
        "terms": dict(flow.terms),
        "checks": [asdict(check) for check in flow.checks],
        "notes": [note.text for note in flow.notes],
        "note_kinds": [note.kind for note in flow.notes],
        "template": asdict(flow.template) | {"title": flow.template.title},
        "previous": flow.previous_name,
        "final": flow.is_final,
        "as_of": as_of,
        "layout": layout,
    }


def flow_from_json(document: dict[str, Any]) -> Flow:
    """Return the flow that :func:`flow_to_json` wrote: all numbers and sentences, without the sets behind them."""
    sources = tuple(SourceCounts(**row) for row in document["sources"])
    return Flow(
        template=Template(document["template"]["version"], document["template"]["sources"]),
        boxes={key: _box_value(value, _keys(sources, key)) for key, value in document["boxes"].items()},
        terms=document["terms"],
        pending=document["pending"],
        duplicates_detail=DuplicateCounts(**document["duplicates_detail"]),
        sources=sources,
        overlap={(row["search"], row["with"]): row["reports"] for row in document["overlap"]},
        checks=tuple(EquationCheck(**check) for check in document["checks"]),
        notes=tuple(
            Note(NoteKind(kind), text) for kind, text in zip(document["note_kinds"], document["notes"], strict=True)
        ),
        reasons={key: tuple(ListLine(**line) for line in lines) for key, lines in document.get("reasons", {}).items()},
        members={},
        repeats={},
        previous_name=document["previous"],
    )


_PREVIOUS: Final = ("previous_studies", "previous_reports")
_REMOVED: Final = ("duplicates", "excluded_automatic", "excluded_other")
_OTHER_RESULTS: Final = ("website_results", "organisation_results", "citations_results")
PENDING_LABELS: Final = {stage.key: stage.wording for stage in PENDING_STAGES} | dict([CARRIED_OVER])


def search_lines(flow: Flow, key: str) -> tuple[ListLine, ...]:
    """Return the websites, organisations or citation searches behind a number that PRISMA has no list for.

    None for a single search that has the name of the number itself.
    """
    rows = [row for row in flow.sources if RESULTS_BOX_OF_KIND[row.kind] == key]
    if [row.name.casefold() for row in rows] == [BOX_BY_KEY[key].wording.casefold()]:
        return ()
    return tuple(ListLine(row.name, row.raw, row.search) for row in rows)


def flow_to_table(flow: Flow) -> list[FlowTableRow]:
    """Return the flow from top to bottom: the boxes of its template, and what is pending where something is."""
    sections = [identification_rows(flow), screening_rows(flow), inclusion_rows(flow), pending_rows(flow)]
    if flow.template.other:
        sections.insert(2, other_method_rows(flow))
    if flow.template.updated:
        sections.insert(0, _rows(flow, "Previous studies", _PREVIOUS))
    return [row for section in sections for row in section]


def _plain(value: BoxValue) -> int | list[dict[str, Any]]:
    return value if isinstance(value, int) else [{"label": line.label, "n": line.n} for line in value]


def _box_value(value: int | list[dict[str, Any]], keys: Sequence[str]) -> BoxValue:
    if isinstance(value, int):
        return value
    key_of_position = dict(enumerate(keys))
    return tuple(
        ListLine(line["label"], line["n"], key_of_position.get(position, "")) for position, line in enumerate(value)
    )


def _keys(sources: Sequence[SourceCounts], box: str) -> tuple[str, ...]:
    """Return the keys of the searches that a list of records per source names, in order; none for other boxes."""
    return tuple(row.search for row in sources if LIST_BOX_OF_KIND.get(row.kind) == box)


def _rows(flow: Flow, section: str, keys: tuple[str, ...], *, indent: int = 0) -> Iterator[FlowTableRow]:
    for key in keys:
        yield FlowTableRow(
            section, BOX_BY_KEY[key].wording_for(updated=flow.template.updated), flow.number(key), indent, key
        )


def _lines(flow: Flow, section: str, key: str, *, indent: int) -> Iterator[FlowTableRow]:
    for line in flow.lines(key):
        yield FlowTableRow(section, line.label, line.n, indent, f"{key}/{line.member_key or line.label}")


def identification_rows(flow: Flow) -> Iterator[FlowTableRow]:
    """Yield the rows of records identified and removed before screening."""
    section = "Identification"
    yield FlowTableRow(section, "Records identified from:", None)
    for kind in ("database", "register"):
        yield from _rows(flow, section, (f"{kind}_results",), indent=1)
        yield from _lines(flow, section, f"{kind}_specific_results", indent=2)
    yield FlowTableRow(section, "Records removed before screening:", None)
    yield from _rows(flow, section, _REMOVED, indent=1)


def screening_rows(flow: Flow) -> Iterator[FlowTableRow]:
    """Yield the rows of records screened and reports sought, assessed and excluded."""
    section = "Screening"
    yield from _rows(flow, section, ("records_screened", "records_excluded"))
    yield from _rows(flow, section, ("dbr_sought_reports", "dbr_notretrieved_reports", "dbr_assessed", "dbr_excluded"))
    yield from _lines(flow, section, "dbr_excluded", indent=1)


def other_method_rows(flow: Flow) -> Iterator[FlowTableRow]:
    """Yield the rows of the column of other methods."""
    section = "Other methods"
    yield FlowTableRow(section, "Records identified from:", None)
    for key in _OTHER_RESULTS:
        yield from _rows(flow, section, (key,), indent=1)
        for line in search_lines(flow, key):
            yield FlowTableRow(section, line.label, line.n, 2, f"{key}/{line.member_key}")
    keys = ("other_sought_reports", "other_notretrieved_reports", "other_assessed", "other_excluded")
    yield from _rows(flow, section, keys)
    yield from _lines(flow, section, "other_excluded", indent=1)


def inclusion_rows(flow: Flow) -> Iterator[FlowTableRow]:
    """Yield the rows of included studies and reports."""
    section = "Included"
    yield from _rows(flow, section, ("new_studies", "new_reports"))
    if flow.template.updated:
        yield from _rows(flow, section, ("total_studies", "total_reports"))
    if flow.number("total_reports_ma"):
        yield from _rows(flow, section, ("total_studies_ma", "total_reports_ma"))


def pending_rows(flow: Flow) -> Iterator[FlowTableRow]:
    """Yield the rows of what is pending."""
    for stage, label in PENDING_LABELS.items():
        if number := flow.pending.get(stage, 0):
            yield FlowTableRow("Pending", label, number, key=f"pending_{stage}")
