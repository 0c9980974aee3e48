"""The search appendix of a review after PRISMA-S, as a document, as JSON and as table rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, Final

from harvester.documents import Block, Bullet, Code, Document, Heading, Paragraph, Table
from harvester.pluralise import count_noun
from harvester.prisma.prisma_s import (
    TO_FILL,
    AppendixData,
    ChecklistItem,
    SearchDescription,
    StrategyText,
    build_checklist,
)

_ITEM_COLUMNS: Final = ("Item", "What is reported", "State")
_RUN_COLUMNS: Final = ("Search", "Platform", "Date", "Window", "Status", "Hits reported", "Retrieved")
_NOT_REPORTED: Final = frozenset({"strategy_file", "base_url", "timeout"})
"""Settings of a search that are no part of its report."""

APPENDIX_COLUMNS: Final = ("item", "name", "status", "text")
"""The columns of the appendix as a table: a row for each thing reported or still to be filled in."""


def appendix_to_json(facts: AppendixData) -> dict[str, Any]:
    """Return the appendix as JSON; strategies character by character as run."""
    return {
        "title": facts.title,
        "software": facts.software,
        "items": [item_to_json(item) for item in build_checklist(facts)],
        "searches": [search_to_json(search) for search in facts.searches],
        "duplicates_detail": asdict(facts.duplicates),
    }


def appendix_to_rows(facts: AppendixData) -> Iterator[tuple[str, str, str, str]]:
    """Yield the appendix as rows under ``APPENDIX_COLUMNS``; each strategy, as run, is a row of item 8."""
    for item in build_checklist(facts):
        yield from ((str(item.number), item.name, "reported", text) for text in item.reported)
        if item.name == "Full search strategies":
            for search in facts.searches:
                texts = (*search.earlier, search.current or StrategyText(text=search.strategy))
                yield from (
                    (str(item.number), item.name, "strategy", f"{search.name}, {version.run_dates}:\n{version.text}")
                    for version in texts
                    if version.text
                )
        yield from ((str(item.number), item.name, TO_FILL, what) for what in item.missing)


def build_appendix(facts: AppendixData) -> Document:
    """Return the appendix as a document: the checklist at a glance, its 16 items, each strategy as run, every run."""
    return Document(f"Search appendix: {facts.title}", tuple(_blocks(facts)))


def _blocks(facts: AppendixData) -> Iterator[Block]:
    yield Heading(f"Search appendix: {facts.title}", 1)
    yield Paragraph(f"PRISMA-S checklist (Rethlefsen et al. 2021), written by {facts.software}.")
    checklist = build_checklist(facts)
    yield Table(_ITEM_COLUMNS, tuple((str(item.number), item.name, _state(item)) for item in checklist))
    for item in checklist:
        yield Heading(f"{item.number} {item.name}", 2)
        yield from (Bullet(line) for line in item.reported)
        yield from (Bullet(what, label=TO_FILL) for what in item.missing)
    yield from strategy_blocks(facts)
    yield Heading("Runs", 2)
    yield Table(_RUN_COLUMNS, tuple(run_rows(facts)))


def _state(item: ChecklistItem) -> str:
    return "reported" if item.is_complete else f"{count_noun(len(item.missing), 'point')} {TO_FILL}"


def search_to_json(search: SearchDescription) -> dict[str, Any]:
    """Return a search as JSON, without settings that are no part of its report."""
    return {name: value for name, value in asdict(search).items() if name not in _NOT_REPORTED}


def item_to_json(item: ChecklistItem) -> dict[str, Any]:
    """Return an item of the checklist as JSON."""
    return {
        "item": item.number,
        "name": item.name,
        "filled": item.is_complete,
        "reported": list(item.reported),
        "missing": [f"{TO_FILL}: {what}" for what in item.missing],
    }


def strategy_blocks(facts: AppendixData) -> Iterator[Block]:
    """Yield each strategy as run, how the database interpreted it, and its earlier versions."""
    yield Heading("Strategies", 2)
    for search in facts.searches:
        if not search.strategy:
            continue
        yield Heading(search.name, 3)
        if search.current is not None and (search.earlier or search.current.runs):
            yield Paragraph(f"As {search.current.run_dates}:")
        yield Code(search.strategy)
        if search.translation:
            yield Paragraph("As interpreted by the database:")
            yield Code(search.translation)
        if search.warnings:
            yield Paragraph("Warnings:")
            yield from (Bullet(warning) for warning in search.warnings)
        for version in reversed(search.earlier):
            yield Paragraph(f"Earlier version, {version.run_dates}:")
            yield Code(version.text)


def run_rows(facts: AppendixData) -> Iterator[tuple[str, ...]]:
    """Yield a table row for each run of each search."""
    for search in facts.searches:
        for run in search.runs:
            hits_reported = "not reported" if run.promised is None else str(run.promised)
            window = run.window or "all dates"
            yield search.name, search.platform or "–", run.date, window, run.status, hits_reported, str(run.retrieved)
