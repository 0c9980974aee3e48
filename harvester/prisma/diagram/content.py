"""The content of each box of a flow diagram, in the words of the PRISMA 2020 templates; every picture is drawn from it.

The words are those of the four templates (Page et al. BMJ 2021;372:n71), box numbers those of the PRISMA2020 R package.
Geometry and colours are not decided here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from harvester.pluralise import count_noun
from harvester.prisma.boxes import BOX_BY_KEY, FlowColumn
from harvester.prisma.flow import Flow, Note, NoteKind
from harvester.prisma.flow_notes import describe_exclusions, format_reasons
from harvester.prisma.serialise import PENDING_LABELS, search_lines


@dataclass(frozen=True, slots=True)
class DiagramLine:
    """A line of a box. ``member_key`` is what ``harvester prisma --open`` takes; ``indent`` is 1 for a part of a sum.

    ``mark`` refers to a footnote ("**"), as the template prints it behind the words.
    """

    text: str
    n: int
    member_key: str
    indent: int = 0
    mark: str = ""

    def to_text(self) -> str:
        """Return the line as the templates print it: "Records screened (n = 1,234)"."""
        return f"{self.text}{self.mark} (n = {self.n:,})"


@dataclass(frozen=True, slots=True)
class DiagramBox:
    """A box of the diagram: ``number`` as "box3", ``heading`` such as "Records removed before screening:" or ""."""

    number: str
    column: FlowColumn
    heading: str
    lines: tuple[DiagramLine, ...]

    def texts(self) -> tuple[str, ...]:
        """Return the heading and the lines as printed."""
        return (*((self.heading,) if self.heading else ()), *(line.to_text() for line in self.lines))


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagramContent:
    """A flow diagram in words.

    ``headers``    column → its title, only for the columns drawn ("included" has none).
    ``tabs``       the stages at the left, top to bottom.
    ``boxes``      box number → box, only those that are drawn, in the order of reading.
    ``arrows``     (from, to), box numbers; only between boxes that are drawn.
    ``footnotes``  mark → text; a mark is printed behind a heading or a line.
    ``notes``      notes that no footnote and no pending number makes superfluous.
    ``pending``    what is pending; empty when the diagram is final.
    """

    title: str
    headers: Mapping[FlowColumn, str]
    tabs: tuple[str, ...]
    boxes: Mapping[str, DiagramBox]
    arrows: tuple[tuple[str, str], ...]
    footnotes: Mapping[str, str]
    notes: tuple[str, ...]
    pending: tuple[DiagramLine, ...]


FIGURE_NOTE: Final = (
    "Boxes that the templates print in grey are left out where they do not apply. A 'report' could be a journal"
    " article, preprint, conference abstract, study register entry, clinical study report, dissertation, unpublished"
    " manuscript, government report or any other document providing relevant information."
)
"""The note below the figure of the statement, for a finished diagram; it goes with the text of the flow."""

STAGE_TABS: Final = ("Identification", "Screening", "Included")

_HEADINGS: Final = {
    "box2": "Records identified from:",
    "box3": "Records removed before screening:",
    "box9": "Reports excluded:",
    "box11": "Records identified from:",
    "box15": "Reports excluded:",
}
_LIST_OF_SUM: Final = {"database_results": "database_specific_results", "register_results": "register_specific_results"}
"""A line → the list whose lines are printed below it."""

_ORDER: Final = (
    ("box1", ("previous_studies", "previous_reports")),
    ("box2", ("database_results", "register_results")),
    ("box3", ("duplicates", "excluded_automatic", "excluded_other")),
    ("box4", ("records_screened",)),
    ("box5", ("records_excluded",)),
    ("box6", ("dbr_sought_reports",)),
    ("box7", ("dbr_notretrieved_reports",)),
    ("box8", ("dbr_assessed",)),
    ("box9", ("dbr_excluded",)),
    ("box11", ("website_results", "organisation_results", "citations_results")),
    ("box12", ("other_sought_reports",)),
    ("box13", ("other_notretrieved_reports",)),
    ("box14", ("other_assessed",)),
    ("box15", ("other_excluded",)),
    ("box10", ("new_studies", "new_reports")),
    ("box16", ("total_studies", "total_reports")),
    ("box17", ("total_studies_ma", "total_reports_ma")),
)
_ARROWS: Final = (
    ("box2", "box3"), ("box2", "box4"), ("box4", "box5"), ("box4", "box6"), ("box6", "box7"), ("box6", "box8"),
    ("box8", "box9"), ("box8", "box10"), ("box11", "box12"), ("box12", "box13"), ("box12", "box14"),
    ("box14", "box15"), ("box14", "box10"), ("box1", "box16"), ("box10", "box16"), ("box16", "box17"),
    ("box10", "box17"),
)  # fmt: skip
_TEMPLATE_WORDINGS: Final = {"duplicates": "Duplicate records removed"}
"""Where the template's wording is not that of the R package."""

_FOOTNOTE_MARKS: Final = {"records_excluded": "**", "total_studies": "†"}
"""The lines marked with a footnote, where there is one."""


def build_diagram_content(flow: Flow) -> DiagramContent:
    """Return the texts of a flow diagram: the boxes of its template; the meta-analysis only where there is one.

    Searches are listed by name below their sums, as the first footnote of the templates asks for databases. The second
    footnote (by a human, by automation tools) is printed where automation tools were used, a third where studies of the
    previous version were removed.
    """
    boxes = {number: build_box(flow, number, keys) for number, keys in _ORDER if is_box_drawn(flow, number)}
    return DiagramContent(
        title=flow.template.title,
        headers=column_titles(flow),
        tabs=STAGE_TABS,
        boxes=boxes,
        arrows=tuple(arrow for arrow in _ARROWS if boxes.keys() >= set(arrow) and not _skips(arrow, boxes)),
        footnotes=template_footnotes(flow),
        notes=tuple(note.text for note in flow.notes if not _is_repeated(note, flow)),
        pending=tuple(pending_lines(flow)),
    )


def _skips(arrow: tuple[str, str], boxes: Mapping[str, DiagramBox]) -> bool:
    return arrow == ("box10", "box17") and "box16" in boxes


def is_box_drawn(flow: Flow, number: str) -> bool:
    """Return whether the template of a flow has a box."""
    column = next(box.column for box in BOX_BY_KEY.values() if box.number == number)
    if number in {"box1", "box16"}:
        return flow.template.updated
    if number == "box17":
        return flow.number("total_reports_ma") > 0
    return flow.template.other or column != "other"


def column_titles(flow: Flow) -> dict[FlowColumn, str]:
    """Return the title of each column that the template draws."""
    new = "new studies" if flow.template.updated else "studies"
    headers: dict[FlowColumn, str] = {"previous": "Previous studies"} if flow.template.updated else {}
    headers["databases"] = f"Identification of {new} via databases and registers"
    if flow.template.other:
        headers["other"] = f"Identification of {new} via other methods"
    return headers


def build_box(flow: Flow, number: str, keys: tuple[str, ...]) -> DiagramBox:
    """Return a box with its heading and lines; a list without reasons shows its own wording with 0."""
    lines = tuple(line for key in keys for line in lines_of_key(flow, key))
    if not lines:  # a list of reasons without a reason
        heading, lines = "", (DiagramLine(BOX_BY_KEY[keys[0]].wording_for(updated=flow.template.updated), 0, keys[0]),)
    else:
        heading = _HEADINGS.get(number, "")
    return DiagramBox(number, BOX_BY_KEY[keys[0]].column, heading, lines)


def lines_of_key(flow: Flow, key: str) -> Iterator[DiagramLine]:
    """Yield the line of a box key, and the lines of the list that belongs to it."""
    if BOX_BY_KEY[key].is_list:
        yield from _list_lines(flow, key, indent=0)
        return
    mark = mark if (mark := _FOOTNOTE_MARKS.get(key, "")) in template_footnotes(flow) else ""
    yield DiagramLine(
        _TEMPLATE_WORDINGS.get(key, BOX_BY_KEY[key].wording_for(updated=flow.template.updated)),
        flow.number(key),
        key,
        mark=mark,
    )
    if key in _LIST_OF_SUM:
        yield from _list_lines(flow, _LIST_OF_SUM[key], indent=1)
    elif BOX_BY_KEY[key].number == "box11":
        yield from (DiagramLine(line.label, line.n, f"{key}/{line.member_key}", 1) for line in search_lines(flow, key))


def _list_lines(flow: Flow, key: str, *, indent: int) -> Iterator[DiagramLine]:
    for line in flow.lines(key):
        yield DiagramLine(line.label, line.n, f"{key}/{line.member_key or line.label}", indent)


def template_footnotes(flow: Flow) -> dict[str, str]:
    """Return the footnotes that apply, each by its mark."""
    footnotes: dict[str, str] = {}
    if flow.terms["records_excluded_by_automation"] or flow.number("excluded_automatic"):
        footnotes["**"] = describe_exclusions(flow.terms)
    if reports := flow.terms["removed_reports"]:
        why = format_reasons(flow.reasons.get("removed_reports", ()))
        what = f"{count_noun(flow.terms['removed_studies'], 'study')} ({count_noun(reports, 'report')})"
        footnotes["†"] = f"Removed since the previous version: {what}{f'; {why}' if why else ''}."
    return footnotes


_REPEATED_BY_FOOTNOTE: Final = {
    "**": (NoteKind.EXCLUDED_BY_AUTOMATION,),
    "†": (NoteKind.REMOVED_REPORTS, NoteKind.REMOVED_STUDIES),
}
"""Mark of a footnote → the notes that it makes superfluous."""


def _is_repeated(note: Note, flow: Flow) -> bool:
    """Return whether a note repeats a footnote or the list of what is pending."""
    return note.kind is NoteKind.NOT_FINAL or any(
        note.kind in _REPEATED_BY_FOOTNOTE[mark] for mark in template_footnotes(flow)
    )


def pending_lines(flow: Flow) -> Iterator[DiagramLine]:
    """Yield a line for each stage at which something is pending."""
    for stage, text in PENDING_LABELS.items():
        if (number := flow.pending.get(stage, 0)) and stage != "carried_over":
            yield DiagramLine(text, number, f"pending_{stage}")
