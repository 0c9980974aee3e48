"""Freeze a version of the review: its flow as it stands, which reports it includes, which searches it covers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from harvester.errors import UsageError
from harvester.prisma import to_json
from harvester.store import screening, studies
from harvester.workflow.count import Counted, counted, release_named
from harvester.workflow.desk import Desk
from harvester.workflow.results import report_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """A version that was frozen."""

    name: str
    included: int
    unfinished: int
    flow: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """For ``harvester release --json``."""
        return {"release": self.name, "included": self.included, "unfinished": self.unfinished, "flow": self.flow}


def release(desk: Desk, name: str, *, allow_pending: bool = False) -> Released:
    """Freeze the review as version ``name``.

    Raises ``UsageError`` when the name is taken, or when reports still wait or reviewers disagree; with
    ``allow_pending`` those are carried over into the next version's screening.
    """
    with desk.store.write() as session:
        if name in {row.name for row in screening.releases(session)}:
            raise UsageError(
                f"There is a release {name!r} already; a release never changes.", hint="Give another name."
            )
        now = counted(session, desk.review.screening.exclusion_reasons)
        unfinished = _unfinished(now)
        if unfinished and not allow_pending:
            raise _unfinished_error(now, unfinished)
        included = now.flow.members["total_reports"]
        flow = to_json(now.flow, as_of=desk.now().date().isoformat(), layout=now.layout)
        states = dict.fromkeys(unfinished - included, "unfinished") | dict.fromkeys(included, "included")
        number = screening.add_release(
            session,
            name,
            now=desk.now(),
            last_run_id=now.last_run,
            flow=json.dumps(flow, ensure_ascii=False, sort_keys=True),
            states=states,
        )
        studies.freeze(session, number, {report: now.window.study(report) for report in included})
    return Released(name=name, included=len(included), unfinished=len(unfinished), flow=flow)


def released_flow(desk: Desk, name: str) -> dict[str, Any]:
    """The flow of a release exactly as it was frozen. Raises ``UsageError`` for an unknown name."""
    with desk.store.read() as session:
        releases = screening.releases(session)
    flow: dict[str, Any] = json.loads(releases[release_named(releases, name)].flow)
    return flow


def _unfinished(now: Counted) -> frozenset[int]:
    waiting = frozenset[int]().union(*(now.flow.members[key] for key in now.flow.members if key.startswith("pending_")))
    disputed = frozenset(report for report, _ in now.standing.consensus.conflicts)
    return waiting | disputed


def _unfinished_error(now: Counted, unfinished: frozenset[int]) -> UsageError:
    disputed = len({report for report, _ in now.standing.consensus.conflicts})
    some = ", ".join(report_name(number) for number in sorted(unfinished)[:5])
    more = ", …" if len(unfinished) > 5 else ""
    waiting = "1 report is" if len(unfinished) == 1 else f"{len(unfinished)} reports are"
    doubts = f", {disputed} with conflicting decisions" if disputed else ""
    return UsageError(
        f"Not finished: {waiting} still to be decided or retrieved{doubts}: {some}{more}.",
        hint="Decide them first, or release with --allow-pending: they are then screened in the next version.",
    )
