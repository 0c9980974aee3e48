"""Release a version of the review: store its flow, its included reports and the searches it covers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from harvester.errors import UsageError
from harvester.events import EventKind
from harvester.identifiers import report_name
from harvester.printable import make_printable
from harvester.prisma import flow_to_json
from harvester.store import studies
from harvester.store.events import NewEvent
from harvester.store.releases import add_release, load_release_names, load_releases
from harvester.workflow.context import ReviewContext
from harvester.workflow.reporting.flow import CountedFlow, count_layout, index_of_release

MAX_NAME_LENGTH: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseResult:
    """A released version."""

    name: str
    included: int
    unfinished: int
    flow: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """For ``harvester release --json``."""
        return {"release": self.name, "included": self.included, "unfinished": self.unfinished, "flow": self.flow}


def create_release(context: ReviewContext, name: str, *, allow_pending: bool = False) -> ReleaseResult:
    """Store the review as version ``name``, which never changes.

    Raises ``UsageError`` when the name exists or cannot be one (:func:`check_release_name`), or when reports are
    undecided or in conflict; with ``allow_pending`` those are carried over into the next version's screening.
    """
    check_release_name(name)
    with context.store.write() as session:
        if name in load_release_names(session):
            raise UsageError(
                f"There is, or was, a release {name!r} already; a release never changes.", hint="Give another name."
            )
        counted_flow = count_layout(session, context.review.screening)
        unfinished = unfinished_reports(counted_flow)
        if unfinished and not allow_pending:
            raise _unfinished_error(counted_flow, unfinished)
        included = counted_flow.flow.members["total_reports"]
        flow = flow_to_json(counted_flow.flow, as_of=context.now().date().isoformat(), layout=counted_flow.layout)
        states = dict.fromkeys(unfinished - included, "unfinished") | dict.fromkeys(included, "included")
        number = add_release(
            session,
            name,
            event=NewEvent(session=session, kind=EventKind.RELEASE, made_at=context.now(), person=context.user),
            last_run_id=counted_flow.last_run,
            flow=json.dumps(flow, ensure_ascii=False, sort_keys=True),
            states=states,
        )
        studies.add_release_studies(
            session, number, {report: counted_flow.flow_input.study(report) for report in included}
        )
    return ReleaseResult(name=name, included=len(included), unfinished=len(unfinished), flow=flow)


def check_release_name(name: str) -> None:
    """Raise ``UsageError`` for a name that could not be typed, printed or part of a file name everywhere.

    Allowed are up to 64 letters and digits (of any script), full stops, underscores and hyphens, with a letter or digit
    at the beginning. Releases of earlier versions keep the names that they have.
    """
    problem = ""
    if not name.strip():
        problem = "The name of a release cannot be empty."
    elif len(name) > MAX_NAME_LENGTH:
        problem = f"The name of a release has at most {MAX_NAME_LENGTH} characters; this one has {len(name):,}."
    elif not name[0].isalnum() or not all(char.isalnum() or char in "._-" for char in name):
        problem = f"{make_printable(name)!r} cannot be the name of a release."
    if problem:
        raise UsageError(
            problem, hint="Use letters, digits, '.', '_' and '-', a letter or digit first: harvester release v1"
        )


def read_released_flow(context: ReviewContext, name: str) -> dict[str, Any]:
    """Return the flow of a release exactly as stored. Raises ``UsageError`` for an unknown name."""
    with context.store.read() as session:
        releases = load_releases(session)
    flow: dict[str, Any] = json.loads(releases[index_of_release(releases, name)].flow)
    return flow


def unfinished_reports(counted_flow: CountedFlow) -> frozenset[int]:
    """Return the reports that are pending or whose decisions are in conflict."""
    waiting = frozenset[int]().union(
        *(counted_flow.flow.members[key] for key in counted_flow.flow.members if key.startswith("pending_"))
    )
    disputed = frozenset(report for report, _ in counted_flow.screening_state.consensus.conflicts)
    return waiting | disputed


def _unfinished_error(counted_flow: CountedFlow, unfinished: frozenset[int]) -> UsageError:
    disputed = len({report for report, _ in counted_flow.screening_state.consensus.conflicts})
    some = ", ".join(report_name(number) for number in sorted(unfinished)[:5])
    more = ", …" if len(unfinished) > 5 else ""
    waiting = "1 report is" if len(unfinished) == 1 else f"{len(unfinished)} reports are"
    doubts = f", {disputed} with conflicting decisions" if disputed else ""
    return UsageError(
        f"Not finished: {waiting} still to be decided or retrieved{doubts}: {some}{more}.",
        hint="Decide them first, or release with --allow-pending: they are then screened in the next version.",
    )
