"""How far a run reaches: over the whole search or a window of days, and since when known records may differ. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from harvester.review import Search
from harvester.sources import Source, SupportsDateWindow
from harvester.store.rows.runs import RunRow

OVERLAP: Final = timedelta(days=3)
"""How far a window reaches back behind the last run. Records come into a database for some days after the day
they bear, and a service's day may end hours after ours."""


@dataclass(frozen=True, slots=True)
class DateWindow:
    """The wish for a window instead of the whole search; ``days`` back from today, or None: since the last run."""

    days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunScope:
    """What a run is to ask for. ``first_day`` is that of the window; ``changed_since`` the day from which the known
    records are to be asked about, None where nothing was retrieved before; ``remarks`` what a person should know."""

    mode: Literal["full", "window"] = "full"
    first_day: date | None = None
    changed_since: date | None = None
    remarks: tuple[str, ...] = ()


def plan_scope(
    search: Search, source: Source, runs_before: Sequence[RunRow], *, window: DateWindow | None, today: date
) -> RunScope:
    """How far the next run of a search reaches, given its runs before, oldest first."""
    service_runs = [run for run in runs_before if run.search == search.key and run.origin == "service"]
    changed_since = _changed_since(service_runs)
    if window is None:
        return RunScope(changed_since=changed_since)
    last = _last_day(service_runs, search.strategy)
    if not isinstance(source, SupportsDateWindow):
        return _full_scope(changed_since, f"{source.platform} offers no window of days")
    if last is None:
        return _full_scope(changed_since, "no run of this strategy is complete yet")
    first = last - OVERLAP if window.days is None else today - timedelta(days=window.days)
    gap = f"the window begins on {first}, after the last complete run ({last}): run the whole search to close the gap"
    remarks = (gap,) if first > last else ()
    return RunScope(mode="window", first_day=first, changed_since=changed_since, remarks=remarks)


def _full_scope(changed_since: date | None, why: str) -> RunScope:
    return RunScope(changed_since=changed_since, remarks=(f"{why}, so the whole search was run",))


def _changed_since(service_runs: Sequence[RunRow]) -> date | None:
    """From which day on a known record may differ from what is stored: the last complete run's, less the overlap.

    Where none is complete, the first one that came to an end: whatever is known was fetched then or later.
    """
    complete = [run.search_date for run in service_runs if run.status == "complete"]
    partial = [run.search_date for run in service_runs if run.status == "partial"]
    days = complete[-1:] or partial[:1]
    return date.fromisoformat(days[0]) - OVERLAP if days else None


def _last_day(service_runs: Sequence[RunRow], strategy: str) -> date | None:
    """The day of the last complete run of this very strategy: another one may find what is older."""
    days = [run.search_date for run in service_runs if run.status == "complete" and run.strategy == strategy]
    return date.fromisoformat(days[-1]) if days else None
