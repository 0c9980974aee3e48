"""The search appendix of a review after PRISMA-S: Markdown for people, JSON for programs. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, Final

from harvester.prisma.prisma_s import (
    TO_FILL,
    AppendixFacts,
    Item,
    RunFacts,
    SearchDescription,
    items,
)

__all__ = ["AppendixFacts", "RunFacts", "SearchDescription", "to_json", "to_markdown"]

_RUN_COLUMNS: Final = ("Search", "Date", "Window", "Status", "Promised", "Retrieved")


def to_json(facts: AppendixFacts) -> dict[str, Any]:
    """The appendix as plain lists, dicts, numbers and texts; the strategies character by character as run."""
    return {
        "title": facts.title,
        "software": facts.software,
        "items": [_item_json(item) for item in items(facts)],
        "searches": [asdict(search) for search in facts.searches],
        "duplicates_detail": asdict(facts.duplicates),
    }


def to_markdown(facts: AppendixFacts) -> str:
    """The appendix as CommonMark: the 16 items, then each strategy exactly as run, then every run."""
    return "\n".join((*_checklist(facts), *_strategies(facts), *_runs(facts), ""))


def _item_json(item: Item) -> dict[str, Any]:
    return {
        "item": item.number,
        "name": item.name,
        "filled": item.filled,
        "reported": list(item.reported),
        "missing": [f"{TO_FILL}: {what}" for what in item.missing],
    }


def _checklist(facts: AppendixFacts) -> Iterator[str]:
    yield f"# Search appendix: {_inline(facts.title)}"
    yield ""
    yield f"PRISMA-S checklist, written by {_inline(facts.software)}."
    for item in items(facts):
        yield from ("", f"## {item.number} {item.name}", "")
        yield from (f"- {_inline(line)}" for line in item.reported)
        yield from (f"- **{TO_FILL}**: {_inline(what)}" for what in item.missing)


def _strategies(facts: AppendixFacts) -> Iterator[str]:
    yield from ("", "## Strategies")
    for search in facts.searches:
        if not search.strategy:
            continue
        yield from ("", f"### {_inline(search.name)}", "")
        yield from _fenced(search.strategy)
        if search.translation:
            yield from ("", "As the database understood it:", "")
            yield from _fenced(search.translation)
        if search.warnings:
            yield from ("", "What to know about it:", "")
            yield from (f"- {_inline(warning)}" for warning in search.warnings)


def _fenced(text: str) -> Iterator[str]:
    """A code block whose fence is longer than any run of backticks in it, so that nothing in it is marked up."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    yield from (f"{fence}text", text.removesuffix("\n"), fence)


def _runs(facts: AppendixFacts) -> Iterator[str]:
    yield from ("", "## Runs", "", _row(_RUN_COLUMNS), _row(("---",) * len(_RUN_COLUMNS)))
    for search in facts.searches:
        for run in search.runs:
            promised = "not said" if run.promised is None else str(run.promised)
            window = run.window or "all dates"
            yield _row((search.name, run.date, window, run.status, promised, str(run.retrieved)))


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(_inline(cell).replace('|', chr(92) + '|') for cell in cells)} |"


def _inline(text: str) -> str:
    """A text on one line, with nothing in it read as emphasis or HTML."""
    return re.sub(r"([*<])", r"\\\1", " ".join(text.split()))
