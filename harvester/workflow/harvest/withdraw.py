"""Withdraw runs and count them again: what follows from the events for records, revisions, reports and links.

Nothing is erased. A withdrawn run and what it brought stay stored; what only it retrieved is in no list and no report.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from harvester.errors import UsageError
from harvester.identifiers import report_name
from harvester.pluralise import count_noun
from harvester.store import records, runs, screening
from harvester.store.counting.withdrawals import (
    count_records_again,
    load_uncounted_records,
    refresh_uncounted_records,
)
from harvester.store.events import EventRow
from harvester.store.runs import RunRow
from harvester.workflow.alerts.alerts import derive_again, raise_alerts
from harvester.workflow.context import ReviewContext
from harvester.workflow.dedup.deduplicate import deduplicate_store
from harvester.workflow.harvest.record_identity import format_rank
from harvester.workflow.report_clusters import recluster

_MOST_REPORTS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class RunChange:
    """What withdrawing runs, or counting them again, changed: how many records began or ceased to count.

    ``reports`` are the reports with decisions that no run holds any more, or that one holds again, ``decisions`` how
    many decisions concern them.
    """

    runs: tuple[int, ...]
    restores: bool
    records: int
    decisions: int
    reports: tuple[int, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """The change in sentences."""
        numbers = ", ".join(map(str, self.runs))
        found = count_noun(self.records, "record")
        if self.restores:
            sentences = [f"Run {numbers} counts again, and {found} with it."]
        else:
            sentences = [f"Run {numbers} is withdrawn: it stays stored and is not counted; {found} had no other run."]
        if self.decisions:
            verb = "concerns" if self.decisions == 1 else "concern"
            held = "a run holds again" if self.restores else "no run holds any more"
            names = ", ".join(map(report_name, self.reports[:_MOST_REPORTS]))
            more = f" and {len(self.reports) - _MOST_REPORTS} more" if len(self.reports) > _MOST_REPORTS else ""
            sentences.append(f"{count_noun(self.decisions, 'decision')} {verb} reports that {held}: {names}{more}.")
        return tuple(sentences)

    def to_json(self) -> dict[str, Any]:
        """Return the JSON of ``withdrawn`` in the result of an undo."""
        return {
            "runs": list(self.runs),
            "restored": self.restores,
            "records": self.records,
            "decisions": self.decisions,
            "reports": list(map(report_name, self.reports)),
        }


def check_runs(session: Session, origin: EventRow, *, restores: bool) -> None:
    """Raise ``UsageError`` where the runs of an event cannot be withdrawn, or counted again."""
    rows = runs.load_runs_of_event(session, origin.id)
    failed = [row for row in rows if not row.is_finished]
    if failed and not restores:
        raise UsageError(
            f"Run {failed[0].id} is {failed[0].status}: it is not counted, so there is nothing to withdraw.",
            hint="harvester history lists the runs with their events.",
        )
    if restores:
        for row in rows:
            _refuse_repeated_file(session, row)


def _refuse_repeated_file(session: Session, row: RunRow) -> None:
    repeated = runs.find_run_of_file(session, row.search, row.file_sha256) if row.file_sha256 else None
    if repeated is not None and repeated.id != row.id:
        raise UsageError(
            f"Run {row.id} cannot be counted again: its file was imported again as run {repeated.id}.",
            hint=f"Withdraw that one first: harvester import --undo {repeated.id}",
        )


def find_event_of_run(session: Session, number: int) -> int:
    """Return the event of a run, by the number of the run. Raises ``UsageError`` for an unknown or unfinished one."""
    rows = runs.load_run(session, number)
    if rows is None:
        raise UsageError(f"There is no run {number}.", hint="harvester history --kind run lists runs, and imports too.")
    if rows.event_id is None:
        raise UsageError(
            f"Run {number} has not ended: it is not counted yet, so there is nothing to withdraw.",
            hint="harvester update continues it.",
        )
    return rows.event_id


def apply_withdrawal(session: Session, origin: EventRow, *, restores: bool) -> RunChange:
    """Bring records, revisions, reports and links in line with the events, in the transaction of the undo."""
    held_before = _unheld_numbers(session)
    changed = refresh_uncounted_records(session)
    rows = runs.load_runs_of_event(session, origin.id)
    numbers = [row.id for row in rows]
    touched = changed | records.records_revised_in_runs(session, numbers)
    count_changed_records(session, changed, touched)
    held_after = _unheld_numbers(session)
    moved = held_before ^ held_after
    decisions = [row for row in screening.load_decision_rows(session) if row.report_id in moved]
    return RunChange(
        runs=tuple(row.id for row in rows if row.part_of_id not in numbers),
        restores=restores,
        records=len(changed),
        decisions=len(decisions),
        reports=tuple(sorted({row.report_id for row in decisions})),
    )


def count_retrieved_records(session: Session, record_ids: Collection[int]) -> None:
    """Count records that only withdrawn runs had retrieved before, because a run has retrieved them now."""
    if again := count_records_again(session, record_ids):
        count_changed_records(session, again, again)


def count_changed_records(session: Session, changed: Collection[int], touched: Collection[int]) -> None:
    """Update what is derived of records that began or ceased to count (``changed``), or may have another revision."""
    revised = records.restore_current_revisions(session, touched, rank=format_rank)
    records.mark_records_unjudged(session, changed)
    recluster(session, changed)
    derive_again(session, revised)


def finish_withdrawal(context: ReviewContext) -> None:
    """De-duplicate what is left, and raise the alerts that follow; the next update does it after an interruption."""
    deduplicate_store(context)
    raise_alerts(context)


def _unheld_numbers(session: Session) -> frozenset[int]:
    """Return the record numbers under which nothing is held by a run."""
    return frozenset(number for number, heir in load_uncounted_records(session).items() if heir is None)
