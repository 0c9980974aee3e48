"""What an update would do: whom it would ask, how much there is, how much of it is not known yet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from harvester.cli.pages.words import counted
from harvester.cli.paper import Column, Paper
from harvester.review import Search
from harvester.workflow.results import RunResult, UpdateResult

_COLUMNS: Final = (
    Column("search"),
    Column("would be asked", long="wrap"),
    Column("promised", right=True),
    Column("known", right=True),
    Column("unknown", right=True),
)


def show_rehearsal(result: UpdateResult, searches: tuple[Search, ...], paper: Paper, *, verbose: bool = False) -> None:
    """The services with their numbers, the files that wait, what would go wrong."""
    named = {search.key: search for search in searches}
    asked = [run for run in result.runs if was_asked(run)]
    if asked:
        paper.table(_COLUMNS, [_row(run, named[run.search]) for run in asked])
        paper.line()
    for run in result.runs:
        for sentence in _said(run, verbose=verbose):
            paper.line(sentence)
    paper.line(_sum(result, asked), bold=True)


def was_asked(run: RunResult) -> bool:
    """Whether a run of a rehearsal has numbers to show."""
    return run.promised is not None


def _row(run: RunResult, search: Search) -> tuple[str, ...]:
    there = f" at {search.base_url}" if search.base_url else ""
    numbers = (run.promised or 0, run.known, run.new)
    return (run.search, f"{search.name}{there}, with {search.strategy_file}", *(f"{number:,}" for number in numbers))


def _said(run: RunResult, *, verbose: bool) -> Iterator[str]:
    name = f"{run.search}, {run.file}" if run.file else run.search
    if run.error:
        yield f"{name}: {run.error}" if run.file else f"{name}: {run.status}: {run.error}"
    yield from (f"{name}: about the strategy: {warning}" for warning in run.warnings)
    if verbose and run.translation:
        yield f"{name}: the database read the strategy as: {run.translation}"


def _sum(result: UpdateResult, asked: list[RunResult]) -> str:
    files = sum(run.file is not None for run in result.runs)
    unknown = sum(run.new for run in asked)
    waiting = f", and {counted(files, 'file')} would be taken in" if files else ""
    return f"{counted(unknown, 'record')} would be fetched{waiting}; nothing was stored."
