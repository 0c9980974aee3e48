"""The PRISMA flow as a table, and what stands behind one of its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from harvester.cli.pages.words import counted
from harvester.cli.paper import Column, Paper
from harvester.prisma import Check, Flow, Living, Part, in_words, living_table, to_table
from harvester.workflow.behind import Behind, Member

_ROWS: Final = (Column("", long="cut"), Column("n", right=True))
_MEMBERS: Final = (Column("report"), Column("record"), Column("year", right=True), Column("title", long="cut"))
_STUDIES: Final = (Column("study"), Column("reports"), Column("year", right=True), Column("title", long="cut"))


def show_flow(flow: Flow, paper: Paper, *, before: Sequence[str] = ()) -> None:
    """The flow section by section; then its notes, and whether its equations hold."""
    paper.line(flow.template.title, bold=True)
    for sentence in before:
        paper.line(sentence)
    rows, headings = _rows(flow)
    paper.table(_ROWS, rows, headed=False, bold=headings)
    paper.line()
    for note in flow.notes:
        paper.line(f"Note: {note}")
    paper.line(_equations(flow))


def show_living(living: Living, paper: Paper) -> None:
    """A column for each part; below them, how combined numbers differ from the sums of what was published."""
    for part in living.parts:
        paper.line(f"{_short(part)}: {part.label}{', as published' if part.published else ''}", bold=True)
    rows: list[tuple[str, ...]] = []
    headings: list[int] = []
    section = ""
    for row in living_table(living):
        if row.section != section:
            section = row.section
            rows += [("",) * (len(living.parts) + 1), (section, *("" for _ in living.parts))]
            headings.append(len(rows) - 1)
        numbers = ("" if n is None else f"{n:,}" for n in row.numbers)
        rows.append(("  " * (row.indent + 1) + row.label, *numbers))
    columns = (Column("", long="cut"), *(Column(_short(part), right=True) for part in living.parts))
    paper.table(columns, rows, bold=headings)
    paper.line()
    for part in living.parts:
        _show_adjustments(part, paper)
        for note in part.flow.notes:
            paper.line(f"Note ({_short(part)}): {note}")
    for part in living.parts:
        paper.line(f"{_short(part)}: {_equations(part.flow, part.checks)}")


def _show_adjustments(part: Part, paper: Paper) -> None:
    if not part.adjustments:
        return
    paper.line(f"Adjustments to the sum of {', '.join(part.windows)}; published flows never change:", bold=True)
    for each in part.adjustments:
        paper.line(in_words(each), indent=1)


def _short(part: Part) -> str:
    return part.windows[0] if len(part.windows) == 1 else f"{part.windows[0]} … {part.windows[-1]}"


def show_behind(behind: Behind, paper: Paper) -> None:
    """A number's members, a line each."""
    paper.line(f"{behind.says} (n = {behind.n:,})", bold=True)
    if behind.members:
        paper.table(_STUDIES if behind.unit == "study" else _MEMBERS, [_member(member) for member in behind.members])
    if behind.repeats:
        paper.line(f"{counted(behind.repeats, 'record')} counted again: a search counts each record it retrieved.")


def _member(member: Member) -> tuple[str, ...]:
    more = len(member.records) - 1
    record = f"{member.row.name} + {more}" if more else member.row.name
    first = (member.study, ", ".join(member.reports)) if member.study else (member.reports[0], record)
    citation = member.row.citation
    return (*first, str(citation.year or "–"), citation.title or "(no title)")


def _rows(flow: Flow) -> tuple[list[tuple[str, str]], list[int]]:
    """The lines of the table, an empty one before each section, and which of them are headings."""
    rows: list[tuple[str, str]] = []
    headings: list[int] = []
    section = ""
    for row in to_table(flow):
        if row.section != section:
            section = row.section
            rows += [("", ""), (section, "")]
            headings.append(len(rows) - 1)
        rows.append(("  " * (row.indent + 1) + row.label, "" if row.n is None else f"{row.n:,}"))
    return rows, headings


def _equations(flow: Flow, more: Sequence[Check] = ()) -> str:
    checks = (*flow.checks, *more)
    broken = [f"{check.equation} ({check.left} against {check.right})" for check in checks if not check.ok]
    if not broken:
        return f"All {len(checks)} equations of the flow hold."
    return f"These equations do NOT hold: {'; '.join(broken)}. harvester db check looks for the cause."
