"""Files of one search are one run: find the run that a file belongs to, and count the files of a run together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy.orm import Session

from harvester.errors import UsageError
from harvester.store import runs
from harvester.store.runs import RunRow
from harvester.workflow.harvest.results import RunResult


@dataclass(slots=True)
class FilesOfRun:
    """The run of the files of one command. ``hits`` is its number of hits, ``run`` the run that they are added to.

    Without ``run``, the files of one day are one run; so are those of a run of that day that lacks some of its hits.
    """

    hits: int | None = None
    run: int | None = None
    _by_day: dict[date, int] = field(default_factory=dict)

    def find(self, session: Session, key: str, day: date) -> int | None:
        """Return the run that a file of a search belongs to; None if it begins a run. Raises ``UsageError``."""
        if self.run is not None:
            return self._find_given(session, key)
        if self.hits is not None and self._by_day:
            return next(iter(self._by_day.values()))
        return self._by_day.get(day) or self._find_incomplete(session, key, day)

    def add(self, day: date, run: int) -> None:
        """Note the run of a file of a day."""
        self._by_day.setdefault(day, run)

    def _find_given(self, session: Session, key: str) -> int:
        rows = {row.id: row for row in runs.load_counting_runs(session)}
        row = rows.get(self.run or 0)
        if row is None or row.search != key or row.origin != "file":
            raise UsageError(
                f"Run {self.run} is no import of the search {key}.",
                hint=f"harvester history --kind records-imported lists the imports; --run is for those of {key}.",
            )
        if None not in {self.hits, row.hits} and self.hits != row.hits:
            raise UsageError(
                f"Run {row.id} has {row.hits} hits, not {self.hits}.",
                hint="Omit --hits, or withdraw the run: --undo RUN.",
            )
        return row.id

    def _find_incomplete(self, session: Session, key: str, day: date) -> int | None:
        rows = [row for row in runs.load_counting_runs(session) if row.search == key]
        if not rows or rows[-1].origin != "file" or rows[-1].hits is None or self.hits not in {None, rows[-1].hits}:
            return None
        last = rows[-1]
        is_short = last.retrieved < (last.hits or 0) and last.search_date == day.isoformat()
        return last.id if is_short else None


def join_results(session: Session, results: Sequence[RunResult]) -> tuple[RunResult, ...]:
    """Return the results with those of the files of one run joined; promised and retrieved are those of the run."""
    rows = {row.id: row for row in runs.load_counting_runs(session)}
    head_of = {part: row.id for row in rows.values() for part in row.part_ids}
    joined: dict[object, RunResult] = {}
    for place, result in enumerate(results):
        head = head_of.get(result.run or 0)
        name: object = ("file", place) if head is None else head
        earlier = joined.get(name)
        joined[name] = result if earlier is None else _join(earlier, result)
    return tuple(
        _count(result, rows[name]) if isinstance(name, int) and len(rows[name].part_ids) > 1 else result
        for name, result in joined.items()
    )


def _join(result: RunResult, later: RunResult) -> RunResult:
    return replace(
        result,
        new=result.new + later.new,
        changed_records=result.changed_records | later.changed_records,
        file=", ".join(dict.fromkeys(filter(None, (result.file, later.file)))),
        translation=result.translation or later.translation,
        remarks=(*result.remarks, *later.remarks),
        unread=(*result.unread, *later.unread),
    )


def _count(result: RunResult, row: RunRow) -> RunResult:
    return replace(
        result,
        run=row.id,
        status="partial" if row.status == "partial" else "complete",
        promised=row.promised,
        retrieved=row.retrieved,
        known=row.retrieved - result.new,
        error=row.error,
    )
