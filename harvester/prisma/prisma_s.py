"""The 16 items of PRISMA-S (Rethlefsen et al. Syst Rev 2021;10:39), each filled from the store or marked as missing.

Nothing is guessed: an item that the program cannot know names what the authors must fill in, and where.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from harvester.pluralise import count_noun
from harvester.prisma.flow import DuplicateCounts
from harvester.review.model import Search

TO_FILL: Final = "to be filled by the authors"


@dataclass(frozen=True, slots=True, kw_only=True)
class AppendixRun:
    """One execution of a search. ``date`` is ISO; ``window`` is empty when the search ran without date limits."""

    date: str
    status: str
    promised: int | None
    retrieved: int
    window: str = ""

    @property
    def complete(self) -> bool:
        """Whether it retrieved every record reported; only such a run gives the date of a search."""
        return self.status == "complete"

    @property
    def partial(self) -> bool:
        """Whether its records count, though it did not retrieve every record reported."""
        return self.status == "partial"


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategyText:
    """A strategy exactly as it was run, from its first run to its last (ISO dates, "" before it ran)."""

    text: str
    first: str = ""
    last: str = ""
    runs: int = 0

    @property
    def run_dates(self) -> str:
        """When it was run, in words."""
        if not self.runs:
            return "not run yet"
        return (
            f"run on {self.first}"
            if self.first == self.last
            else f"run {_times(self.runs)} from {self.first} to {self.last}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchDescription(Search):
    """A search of review.toml with what PRISMA-S reports of its runs.

    ``strategy`` is the text exactly as last run; ``earlier`` holds the texts that were run before, oldest first, and
    ``current`` when the text was run. ``translation`` is how the database interpreted the text and ``warnings`` what it
    ignored or did not find; ``records`` counts the distinct records that all runs retrieved.
    """

    runs: tuple[AppendixRun, ...]
    records: int
    translation: str = ""
    warnings: tuple[str, ...] = ()
    earlier: tuple[StrategyText, ...] = ()
    current: StrategyText | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppendixData:
    """The data of an appendix.

    ``software`` names the program and its version, ``deduplication`` describes in sentences how duplicates were found;
    the texts from ``online_resources`` on are those of ``[search_report]`` in review.toml.
    """

    title: str
    software: str
    searches: tuple[SearchDescription, ...]
    duplicates: DuplicateCounts
    deduplication: tuple[str, ...] = ()
    online_resources: str = ""
    citation_searching: str = ""
    contacts: str = ""
    other_methods: str = ""


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One item of the checklist: what is reported, and what the authors still have to fill in."""

    number: int
    name: str
    reported: tuple[str, ...]
    missing: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether the authors have nothing left to fill in."""
        return not self.missing


ItemLines = Iterator[tuple[str, str]]
"""The lines of an item, each (reported, missing); one of the two is empty."""


def build_checklist(facts: AppendixData) -> tuple[ChecklistItem, ...]:
    """Return the 16 items of the checklist in order."""
    return tuple(_item(number, name, facts=facts) for number, name in enumerate(_ITEMS, start=1))


def _item(number: int, name: str, *, facts: AppendixData) -> ChecklistItem:
    lines = list(_ITEMS[name](facts)) or [("", "a [[search]] in review.toml")]
    return ChecklistItem(
        number,
        name,
        tuple(reported for reported, _ in lines if reported),
        tuple(missing for _, missing in lines if missing),
    )


def report_databases(facts: AppendixData) -> ItemLines:
    """Report item 1, the databases and their platforms."""
    databases = [search for search in facts.searches if search.kind == "database"]
    for search in databases:
        if search.platform:
            yield f"{search.name}, platform {search.platform}", ""
        else:
            yield search.name, _field(search, "platform")
    if not databases:
        yield "", '[[search]] of kind = "database"'


def report_multi_database(facts: AppendixData) -> ItemLines:
    """Report item 2, databases searched together on one platform."""
    by_platform: defaultdict[str, list[str]] = defaultdict(list)
    for search in facts.searches:
        if search.platform:
            by_platform[search.platform].append(search.name)
    for platform, names in by_platform.items():
        if len(names) > 1:
            yield f"{platform} was used for {' and '.join(names)}", ""
    yield "Every source was searched on its own, with its own strategy; none were searched together", ""


def report_registers(facts: AppendixData) -> ItemLines:
    """Report item 3, study registers."""
    registers = [search for search in facts.searches if search.kind == "register"]
    yield from ((_named(search), "") for search in registers)
    if not registers:
        yield "No register was searched", 'if one was, a [[search]] of kind = "register"'


def report_online_resources(facts: AppendixData) -> ItemLines:
    """Report item 4, websites and organisations."""
    searches = [search for search in facts.searches if search.kind in {"website", "organisation"}]
    yield from ((_named(search), "") for search in searches)
    if facts.online_resources:
        yield facts.online_resources, ""
    elif not searches:
        yield "", 'online_resources under [search_report], or a [[search]] of kind = "website" or "organisation"'


def report_citation_searching(facts: AppendixData) -> ItemLines:
    """Report item 5, citation searching with its seeds and direction."""
    searches = [search for search in facts.searches if search.kind == "citation"]
    for search in searches:
        seeds = f"seed references: {search.seeds}" if search.seeds else ""
        yield _joined(_named(search), search.direction, seeds), ""
        yield from (("", _field(search, name)) for name in ("seeds", "direction") if not getattr(search, name))
    if facts.citation_searching:
        yield facts.citation_searching, ""
    elif not searches:
        yield "", 'citation_searching under [search_report], or a [[search]] of kind = "citation"'


def _of_the_review(name: str) -> Callable[[AppendixData], ItemLines]:
    def lines(facts: AppendixData) -> ItemLines:
        text: str = getattr(facts, name)
        yield (text, "") if text else ("", f"{name} under [search_report]")

    return lines


def report_strategies(facts: AppendixData) -> ItemLines:
    """Report item 8, the full search strategies."""
    for search in facts.searches:
        if search.strategy.strip():
            lines = count_noun(len(search.strategy.strip().splitlines()), "line")
            changed = f"; {count_noun(len(search.earlier), 'earlier version')} too" if search.earlier else ""
            yield f"{search.name}: {lines}, copied exactly as run, under Strategies{changed}", ""
            yield from ((f"{search.name}: about the strategy: {warning}", "") for warning in search.warnings)
        else:
            yield "", _field(search, "strategy")


def report_limits(facts: AppendixData) -> ItemLines:
    """Report item 9, limits and their justification."""
    for search in facts.searches:
        if not search.limits:
            yield "", _field(search, "limits")
        elif search.limits_justification or search.limits.strip().lower() in {"none", "no limits"}:
            yield f"{search.name}: {_joined(search.limits, search.limits_justification)}", ""
        else:
            yield f"{search.name}: {search.limits}", _field(search, "limits_justification")


def _written(name: str) -> Callable[[AppendixData], ItemLines]:
    def lines(facts: AppendixData) -> ItemLines:
        for search in facts.searches:
            text: str = getattr(search, name)
            yield (f"{search.name}: {text}", "") if text else ("", _field(search, name))

    return lines


def report_updates(facts: AppendixData) -> ItemLines:
    """Report item 12, how often each search was re-run and changed."""
    for search in facts.searches:
        dates = _dates(search)
        if len(dates) > 1:
            yield f"{search.name}: first run on {dates[0]}, re-run {_times(len(dates) - 1)}, last on {dates[-1]}", ""
        elif dates:
            yield f"{search.name}: run once, on {dates[0]}; re-run with `harvester update`", ""
        else:
            yield f"{search.name}: {_describe_incomplete(search) or 'not searched yet'}", _run_it(search)
        if search.earlier:
            yield f"{search.name}: the strategy was changed {_times(len(search.earlier))}; every version is shown", ""


def report_last_dates(facts: AppendixData) -> ItemLines:
    """Report item 13, the date of each last search."""
    for search in facts.searches:
        incomplete = _describe_incomplete(search)
        if dates := _dates(search):
            yield f"{search.name}: {_joined(f'last searched on {dates[-1]}', incomplete)}", ""
        else:
            yield f"{search.name}: {incomplete or 'no complete run'}", _run_it(search)


def report_totals(facts: AppendixData) -> ItemLines:
    """Report item 15, the records of each search and of all."""
    for search in facts.searches:
        yield f"{search.name}: {count_noun(search.records, 'record')}", ""
    yield f"Together: {count_noun(sum(search.records for search in facts.searches), 'record')}", ""


def report_deduplication(facts: AppendixData) -> ItemLines:
    """Report item 16, how duplicates were found and how many."""
    duplicates = facts.duplicates
    sentences = facts.deduplication or (f"{facts.software} compared the records; unsure pairs were judged by a person",)
    yield from ((sentence, "") for sentence in sentences)
    yield (
        (
            f"Duplicate records: {duplicates.total:,} ({duplicates.within:,} within a search,"
            f" {duplicates.between:,} between searches,"
            f" {duplicates.already_known:,} of reports known from an earlier version)"
        ),
        "",
    )


_ITEMS: Final[dict[str, Callable[[AppendixData], ItemLines]]] = {
    "Database name": report_databases,
    "Multi-database searching": report_multi_database,
    "Study registries": report_registers,
    "Online resources and browsing": report_online_resources,
    "Citation searching": report_citation_searching,
    "Contacts": _of_the_review("contacts"),
    "Other methods": _of_the_review("other_methods"),
    "Full search strategies": report_strategies,
    "Limits and restrictions": report_limits,
    "Search filters": _written("filters"),
    "Prior work": _written("prior_work"),
    "Updates": report_updates,
    "Dates of searches": report_last_dates,
    "Peer review": _written("peer_review"),
    "Total records": report_totals,
    "Deduplication": report_deduplication,
}


def _run_it(search: SearchDescription) -> str:
    if search.source == "file":
        return f"search {search.name} by hand, then `harvester import FILE --search {search.key}`"
    return f"run `harvester update {search.key}`"


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def _dates(search: SearchDescription) -> list[str]:
    return sorted(run.date for run in search.runs if run.complete)


def _describe_incomplete(search: SearchDescription) -> str:
    """Return how far the latest run came that is not complete; empty if none followed the last complete one."""
    ended = sorted((run for run in search.runs if run.status != "running"), key=lambda run: run.date)
    if not ended or ended[-1].complete:
        return ""
    last = ended[-1]
    if not last.partial:
        return f"the run of {last.date} failed"
    of = "" if last.promised is None else f" of {last.promised:,}"
    return f"partly run on {last.date}, {last.retrieved:,}{of} records retrieved"


def _named(search: SearchDescription) -> str:
    return _joined(search.name, f"platform {search.platform}" if search.platform else "")


def _joined(*texts: str) -> str:
    return "; ".join(text for text in texts if text)


def _field(search: SearchDescription, name: str) -> str:
    return f'[[search]] key = "{search.key}": {name}'
