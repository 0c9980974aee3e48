"""One report after the other: the reviewer looks and presses a key; what they decided is stored before the next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import click
from rich.console import RenderableType
from rich.rule import Rule
from rich.text import Text

from harvester.cli.pages.side_by_side import FAINT
from harvester.cli.pages.to_screen import SPOKEN, Terms, numbered, page_of
from harvester.cli.pages.words import counted
from harvester.cli.screen import QUIT, Screen
from harvester.errors import LockedError, UsageError
from harvester.screening.consensus import Verdict
from harvester.screening.sitting import Sitting, tally
from harvester.workflow.sitting import ToScreen, Turn

STAGES: Final = {"title-abstract": "Title and abstract", "full-text": "Full text"}
KEYS: Final = (
    ("i", "include"),
    ("e", "exclude"),
    ("u", "unsure"),
    ("s", "skip"),
    ("b", "back"),
    ("n", "note"),
    ("o", "open"),
    ("?", "help"),
    ("q", "quit"),
)
_HELP: Final = (
    "i  include             e  exclude: then the number of the reason",
    "1-9  exclude at once for the reason of that number",
    "u  unsure: stored as undecided; harvester screen run --unsure shows it again",
    "s  skip: decide nothing now (→, blank and Enter do the same)",
    "b  back to the report before (←); another decision takes the place of the first",
    "n  write a note        o  open the report's link in a browser",
    "q  quit (Esc, Ctrl-C): every decision is stored already",
)
_BAR: Final = 20


class Place(Protocol):
    """Where the reports come from and the decisions go."""

    turn: Turn
    terms: Terms

    @property
    def reasons(self) -> tuple[str, ...]:
        """The exclusion reasons of the review, in their order."""
        ...

    def report(self, number: int) -> ToScreen:
        """A report as it stands now."""
        ...

    def decide(self, number: int, verdict: Verdict, reason: str) -> None:
        """Store a decision. Raises ``LockedError`` or ``UsageError``: then nothing is stored."""
        ...

    def note(self, number: int, text: str) -> None:
        """Store a note. Raises ``LockedError``: then nothing is stored."""
        ...


@dataclass(slots=True)
class Reviewing:
    """A sitting on the screen. ``now`` tells seconds; ``launch`` opens an address in a browser."""

    place: Place
    screen: Screen
    now: Callable[[], float]
    launch: Callable[[str], object] = click.launch
    sitting: Sitting = field(init=False)
    notice: str = ""

    def __post_init__(self) -> None:
        self.sitting = Sitting(self.place.turn.reports)

    def run(self) -> None:
        """Go on until the reviewer quits or the last report is behind them."""
        while (number := self.sitting.current) is not None and self._ask(self.place.report(number)):
            pass

    def summary(self) -> str:
        """What was done, in sentences."""
        turn, made = self.place.turn, self.sitting.made
        if not turn.reports:
            more = f" {counted(turn.to_retrieve, 'report')} wait for their full text." if turn.to_retrieve else ""
            return f"Nothing waits for {turn.reviewer} at {turn.stage}.{more}"
        kinds = ", ".join(f"{number} {SPOKEN[verdict]}" for verdict, number in tally(made).items() if number)
        left = self.sitting.left + turn.beyond
        return f"{counted(len(made), 'report')} decided{f' ({kinds})' if kinds else ''}, {left} left. All is stored."

    def to_json(self) -> dict[str, Any]:
        """What was done."""
        turn = self.place.turn
        return {
            "stage": turn.stage,
            "reviewer": turn.reviewer,
            "decided": {SPOKEN[verdict]: number for verdict, number in tally(self.sitting.made).items()},
            "left": self.sitting.left + turn.beyond,
        }

    def _ask(self, report: ToScreen) -> bool:
        """Show a report until something is done about it; False when the reviewer quits."""
        began = self.now()
        self._show(report)
        key = self.screen.key()
        if key == QUIT:
            return False
        if key in {"\r", "s"}:
            self.sitting = self.sitting.forward()
        elif key == "b":
            self.notice = "" if self.sitting.at else "This is the first report."
            self.sitting = self.sitting.back()
        elif key in {"i", "u"}:
            self._decide(report, "include" if key == "i" else "undecided", "", began)
        elif key == "e":
            self._exclude(report, began)
        elif key.isdecimal():
            self._exclude_for(report, key, began)
        else:
            self._aside(report, key)
        return True

    def _aside(self, report: ToScreen, key: str) -> None:
        """What decides nothing: notes, links, help."""
        if key == "n":
            if text := self.screen.line("Note: "):
                self._stored(lambda: self.place.note(report.report, text), "Note stored.")
        elif key == "o":
            self.notice = f"Opened: {report.links[0][1]}" if report.links else "No link is known."
            if report.links:
                self.launch(report.links[0][1])
        elif key in {"?", "h"}:
            self.screen.show(*map(Text, _HELP), Text(""), *numbered(self.place.reasons), Text("\nAny key goes on."))
            self.screen.key()
        else:
            self.notice = f"{key!r} means nothing here; ? tells the keys."

    def _exclude(self, report: ToScreen, began: float) -> None:
        """Ask for the reason: a single key where there are nine at most, a line otherwise."""
        reasons, needed = self.place.reasons, self.place.turn.stage == "full-text"
        if not reasons:
            reason = self.screen.line("Reason: ") if needed else ""
            if needed and not reason:
                self.notice = "Not excluded: at full text a reason is needed."
                return
            self._decide(report, "exclude", reason, began)
            return
        without = [] if needed else [Text("  0  no reason given")]
        self.screen.console.print(Text("Why?", style="bold"), *numbered(reasons), *without, sep="\n")
        chosen = self.screen.key() if len(reasons) < 10 else self.screen.line("Number: ")
        self._exclude_for(report, chosen, began)

    def _exclude_for(self, report: ToScreen, chosen: str, began: float) -> None:
        reasons = self.place.reasons
        if chosen == "0" and self.place.turn.stage != "full-text":
            self._decide(report, "exclude", "", began)
        elif chosen.isdecimal() and 1 <= int(chosen) <= len(reasons):
            self._decide(report, "exclude", reasons[int(chosen) - 1], began)
        else:
            self.notice = "Not excluded: no reason has that number."

    def _decide(self, report: ToScreen, verdict: Verdict, reason: str, began: float) -> None:
        said = f"{report.name}: {SPOKEN[verdict]}{f' ({reason})' if reason else ''}."
        if self._stored(lambda: self.place.decide(report.report, verdict, reason), said):
            self.sitting = self.sitting.decided(verdict, reason, self.now() - began)

    def _stored(self, store: Callable[[], None], said: str) -> bool:
        try:
            store()
        except (LockedError, UsageError) as refused:
            self.notice = f"Not stored. {refused.message} {refused.hint}"
            return False
        self.notice = said
        return True

    def _show(self, report: ToScreen) -> None:
        parts: list[RenderableType] = [self._head(report), *page_of(report, self.place.terms)]
        if self.notice:
            parts.append(Text(self.notice, style="bold"))
            self.notice = ""
        keys = Text("  ").join(Text.assemble((key, "bold reverse"), f" {meaning}") for key, meaning in KEYS)
        self.screen.show(*parts, Rule(style=FAINT), keys)

    def _head(self, report: ToScreen) -> RenderableType:
        sitting, turn = self.sitting, self.place.turn
        done = len(sitting.made) * _BAR // len(sitting.queue)
        told = [f"{STAGES[turn.stage]} · {turn.reviewer}", f"{sitting.at + 1} of {len(sitting.queue)}"]
        told.append(f"{'█' * done}{'░' * (_BAR - done)} {sitting.left} left")
        if (seconds := sitting.seconds_left) is not None:
            told.append(f"about {spoken(seconds)}")
        return Text.assemble((" · ".join(told), "bold"), f"\n{report.name}")


def spoken(seconds: float) -> str:
    """A time as people say it: 40 s, 9 min, 2 h 10 min."""
    if seconds < 60:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
