"""What an update would do: whom it would ask, how much there is, how much of it is not known yet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from harvester.cli.console import ReportWriter, TableColumn
from harvester.pluralise import count_noun

if TYPE_CHECKING:
    from harvester.review import Search
    from harvester.workflow.harvest.results import RunResult, UpdateResult

_COLUMNS: Final = (
    TableColumn("search"),
    TableColumn("would be asked", long="wrap"),
    TableColumn("promised", right=True),
    TableColumn("known", right=True),
    TableColumn("unknown", right=True),
)


def show_dry_run(
    result: UpdateResult, searches: tuple[Search, ...], writer: ReportWriter, *, verbose: bool = False
) -> None:
    """The services with their numbers, the files that wait, what would go wrong."""
    searches_by_key = {search.key: search for search in searches}
    counted_runs = [run for run in result.runs if has_counts(run)]
    if counted_runs:
        writer.table(_COLUMNS, [_run_row(run, searches_by_key[run.search]) for run in counted_runs])
        writer.line()
    for run in result.runs:
        for sentence in _run_sentences(run, verbose=verbose):
            writer.line(sentence)
    writer.line(_summary(result, counted_runs), bold=True)


def has_counts(run: RunResult) -> bool:
    """Whether a run of a rehearsal has numbers to show."""
    return run.promised is not None


def _run_row(run: RunResult, search: Search) -> tuple[str, ...]:
    server = f" at {search.base_url}" if search.base_url else ""
    numbers = (run.promised or 0, run.known, run.new)
    return (run.search, f"{search.name}{server}, with {search.strategy_file}", *(f"{number:,}" for number in numbers))


def _run_sentences(run: RunResult, *, verbose: bool) -> Iterator[str]:
    name = f"{run.search}, {run.file}" if run.file else run.search
    if run.error:
        yield f"{name}: {run.error}" if run.file else f"{name}: {run.status}: {run.error}"
    yield from (f"{name}: about the strategy: {warning}" for warning in run.warnings)
    if verbose and run.translation:
        yield f"{name}: the database read the strategy as: {run.translation}"


def _summary(result: UpdateResult, counted_runs: list[RunResult]) -> str:
    files = sum(run.file is not None for run in result.runs)
    new_records = sum(run.new for run in counted_runs)
    file_text = f", and {count_noun(files, 'file')} would be taken in" if files else ""
    return f"{count_noun(new_records, 'record')} would be fetched{file_text}; nothing was stored."
