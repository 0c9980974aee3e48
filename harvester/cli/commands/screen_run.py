"""harvester screen run: screening in the terminal."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import click

from harvester.cli.answer import Answer
from harvester.cli.call import Call
from harvester.cli.command import command
from harvester.errors import UsageError

if TYPE_CHECKING:
    from harvester.cli.pages.to_screen import Terms
    from harvester.screening.consensus import Verdict
    from harvester.screening.sitting import Order
    from harvester.workflow.desk import Desk
    from harvester.workflow.sitting import Stage, ToScreen, Turn

ORDERS = ("newest", "oldest", "random")
STAGES = ("title-abstract", "full-text")


@dataclass(slots=True)
class Review:
    """Reports out of a review, decisions into it. It is locked only while something is stored."""

    desk: Desk
    turn: Turn
    terms: Terms

    @property
    def reasons(self) -> tuple[str, ...]:
        """The exclusion reasons of the review."""
        return self.desk.review.screening.exclusion_reasons

    def report(self, number: int) -> ToScreen:
        """A report as it stands now."""
        from harvester.workflow.sitting import to_screen

        return to_screen(self.desk, self.turn, number)

    def decide(self, number: int, verdict: Verdict, reason: str) -> None:
        """Store a decision."""
        from harvester.workflow.lock import locked
        from harvester.workflow.sitting import store

        with locked(self.desk.review.folder, command="screen run", now=self.desk.now):
            store(self.desk, self.turn, number, verdict, reason=reason)

    def note(self, number: int, text: str) -> None:
        """Store a note."""
        from harvester.workflow.lock import locked
        from harvester.workflow.sitting import note

        with locked(self.desk.review.folder, command="screen run", now=self.desk.now):
            note(self.desk, self.turn, number, text)


@command("run")
@click.option("--stage", type=click.Choice(STAGES), help="[default: the first stage where something waits]")
@click.option("--reviewer", metavar="NAME", help="Who decides [default: the name you are logged in with].")
@click.option("--order", type=click.Choice(ORDERS), default="newest",
              help="By year, or at random but the same each time for the same reviewer. [default: newest]")  # fmt: skip
@click.option("--limit", metavar="N", type=click.IntRange(min=1), help="At most N reports in this sitting.")
@click.option("--reviewers", metavar="N", type=click.IntRange(1, 10),
              help="How many people decide about each report [default: reviewers in review.toml, else 1].")  # fmt: skip
@click.option("--unsure", is_flag=True, help="Show again what you were unsure about.")
@click.pass_obj
def run(
    call: Call,
    stage: Stage | None,
    reviewer: str | None,
    order: Order,
    limit: int | None,
    reviewers: int | None,
    unsure: bool,  # noqa: FBT001 - click passes flags so
) -> Answer:
    """Screen in the terminal: one report at a time, terms of the review in colour, one key for each decision, stored at
    once. Reviewers are blind to each other: what others decided is not shown, and with reviewers = 2 in review.toml a
    second one is asked about the same reports. harvester screen conflicts lists where they disagree.

    Keys: i include, e exclude and the number of a reason, u unsure, s skip, b back, n note, o open link, q quit.

    \b
    Example:
      harvester screen run
      harvester screen run --stage full-text --reviewer Ann
    """
    from harvester.cli.files import user
    from harvester.cli.pages.to_screen import Terms
    from harvester.cli.screen import Screen, is_conversation
    from harvester.cli.sitting import Reviewing
    from harvester.workflow.desk import opened

    if not is_conversation(call):
        raise UsageError(
            "Screening needs a terminal to be looked at and typed into.",
            hint="Elsewhere: harvester export --stage title-abstract, then screen import or screen decide --from.",
        )
    with opened(call.folder()) as desk:
        chosen = _turn(
            desk, stage, reviewer=reviewer or user(), order=order, limit=limit, reviewers=reviewers, unsure=unsure
        )
        terms = Terms(desk.review.screening.highlight, desk.review.screening.highlight_exclude)
        reviewing = Reviewing(Review(desk, chosen, terms), Screen(), time.monotonic)
        reviewing.run()
    return Answer(
        document=reviewing.to_json(),
        page=lambda paper: paper.line(reviewing.summary()),
        advice=("harvester status tells what waits; harvester screen conflicts lists where reviewers disagree.",),
    )


def _turn(
    desk: Desk,
    stage: Stage | None,
    *,
    reviewer: str,
    order: Order,
    limit: int | None,
    reviewers: int | None,
    unsure: bool,
) -> Turn:
    """The turn at the stage that was asked for, else at the first where something waits for the reviewer."""
    from harvester.workflow.sitting import turn

    stages: tuple[Literal["title-abstract", "full-text"], ...] = ("title-abstract", "full-text")
    wanted = stages if stage is None else (stage,)
    found = [
        turn(desk, each, reviewer=reviewer, order=order, limit=limit, reviewers=reviewers, unsure=unsure)
        for each in wanted
    ]
    return next((each for each in found if each.reports), found[0])


@command("notes")
@click.pass_obj
def notes(call: Call) -> Answer:
    """List the notes that reviewers wrote while they screened.

    \b
    Example:
      harvester screen notes --json
    """
    from harvester.cli.desks import looking
    from harvester.workflow.sitting import every_note

    with looking(call) as desk:
        found = every_note(desk)
    lines = [f"{each['report']}  {each['reviewer']} ({each['stage']}): {each['note']}" for each in found]
    return Answer(
        document={"notes": list(found)},
        page=lambda paper: paper.line("\n".join(lines) if lines else "Nobody noted anything."),
    )
