"""Show the PRISMA flow as a table, and the records behind one of its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from harvester.cli.console import ReportWriter, TableColumn
from harvester.pluralise import count_noun
from harvester.prisma import (
    EquationCheck,
    Flow,
    LayoutPart,
    LivingFlow,
    describe_adjustment,
    flow_to_table,
    living_flow_to_table,
)

if TYPE_CHECKING:
    from harvester.workflow.reporting.box_members import BoxMember, BoxMembers

_FLOW_COLUMNS: Final = (TableColumn("", long="cut"), TableColumn("n", right=True))
_MEMBER_COLUMNS: Final = (
    TableColumn("report"),
    TableColumn("record"),
    TableColumn("year", right=True),
    TableColumn("title", long="cut"),
)
_STUDY_COLUMNS: Final = (
    TableColumn("study"),
    TableColumn("reports"),
    TableColumn("year", right=True),
    TableColumn("title", long="cut"),
)


def show_flow(flow: Flow, writer: ReportWriter, *, preface: Sequence[str] = ()) -> None:
    """Show the flow section by section, its notes, and whether its equations hold."""
    writer.line(flow.template.title, bold=True)
    for sentence in preface:
        writer.line(sentence)
    rows, headings = _flow_rows(flow)
    writer.table(_FLOW_COLUMNS, rows, show_header=False, bold=headings)
    writer.line()
    for note in flow.notes:
        writer.line(f"Note: {note.text}")
    writer.line(_equation_sentence(flow))


def show_versions(versions: LivingFlow, writer: ReportWriter) -> None:
    """Show a column for each part, and how combined numbers differ from the sums of published ones."""
    for part in versions.parts:
        writer.line(f"{_short_label(part)}: {part.label}{', as published' if part.published else ''}", bold=True)
    rows: list[tuple[str, ...]] = []
    headings: list[int] = []
    section = ""
    for row in living_flow_to_table(versions):
        if row.section != section:
            section = row.section
            rows += [("",) * (len(versions.parts) + 1), (section, *("" for _ in versions.parts))]
            headings.append(len(rows) - 1)
        numbers = ("" if n is None else f"{n:,}" for n in row.numbers)
        rows.append(("  " * (row.indent + 1) + row.label, *numbers))
    columns = (TableColumn("", long="cut"), *(TableColumn(_short_label(part), right=True) for part in versions.parts))
    writer.table(columns, rows, bold=headings)
    writer.line()
    for part in versions.parts:
        _show_adjustments(part, writer)
        for note in part.flow.notes:
            writer.line(f"Note ({_short_label(part)}): {note.text}")
    for part in versions.parts:
        writer.line(f"{_short_label(part)}: {_equation_sentence(part.flow, part.checks)}")


def _show_adjustments(part: LayoutPart, writer: ReportWriter) -> None:
    if not part.adjustments:
        return
    writer.line(f"Adjustments to the sum of {', '.join(part.windows)}; published flows never change:", bold=True)
    for adjustment in part.adjustments:
        writer.line(describe_adjustment(adjustment), indent=1)


def _short_label(part: LayoutPart) -> str:
    return part.windows[0] if len(part.windows) == 1 else f"{part.windows[0]} … {part.windows[-1]}"


def show_box_members(box_members: BoxMembers, writer: ReportWriter) -> None:
    """Show the records, reports or studies behind a number."""
    writer.line(f"{box_members.label} (n = {box_members.n:,})", bold=True)
    if box_members.members:
        writer.table(
            _STUDY_COLUMNS if box_members.unit == "study" else _MEMBER_COLUMNS,
            [_member_row(member) for member in box_members.members],
        )
    if box_members.repeats:
        writer.line(
            f"{count_noun(box_members.repeats, 'record')} counted more than once: each search counts its own records."
        )


def _member_row(member: BoxMember) -> tuple[str, ...]:
    more = len(member.records) - 1
    record = f"{member.row.name} + {more}" if more else member.row.name
    first = (member.study, ", ".join(member.reports)) if member.study else (member.reports[0], record)
    citation = member.row.citation
    return (*first, str(citation.year or "–"), citation.title or "(no title)")


def _flow_rows(flow: Flow) -> tuple[list[tuple[str, str]], list[int]]:
    """Return the rows of the table, with an empty one before each section, and the positions of headings."""
    rows: list[tuple[str, str]] = []
    headings: list[int] = []
    section = ""
    for row in flow_to_table(flow):
        if row.section != section:
            section = row.section
            rows += [("", ""), (section, "")]
            headings.append(len(rows) - 1)
        rows.append(("  " * (row.indent + 1) + row.label, "" if row.n is None else f"{row.n:,}"))
    return rows, headings


def _equation_sentence(flow: Flow, extra_checks: Sequence[EquationCheck] = ()) -> str:
    checks = (*flow.checks, *extra_checks)
    failures = [f"{check.equation} ({check.left} against {check.right})" for check in checks if not check.ok]
    if not failures:
        return f"All {len(checks)} equations of the flow hold."
    return f"These equations do NOT hold: {'; '.join(failures)}. To find the cause: harvester db check"
