"""Screen reports one by one: each decision is stored before the next report is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import click
from rich.console import RenderableType
from rich.rule import Rule
from rich.text import Text

from harvester.api.review import Review
from harvester.cli.interactive.terminal import QUIT, Terminal
from harvester.cli.views.screening_record import DECISION_LABELS, HighlightTerms, number_reasons, render_report
from harvester.cli.views.side_by_side import FAINT_STYLE
from harvester.errors import LockedError, UsageError
from harvester.identifiers import report_name
from harvester.pluralise import count_noun
from harvester.screening import Decision
from harvester.screening.session import ScreeningSession, count_decisions
from harvester.workflow.history.undo import undo_event
from harvester.workflow.screening.session import ReportToScreen, ScreeningQueue, load_report, store_note

STAGE_TITLES: Final = {"title-abstract": "Title and abstract", "full-text": "Full text"}
SCREENING_KEYS: Final = (
    ("i", "include"),
    ("e", "exclude"),
    ("u", "unsure"),
    ("s", "skip"),
    ("b", "back"),
    ("z", "undo"),
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
    "b  back to the report before (←); a new decision replaces the earlier one",
    "z  undo your last decision of this session, and show its report again",
    "n  write a note        o  open the report's link in a browser",
    "q  quit (Esc, Ctrl-C): every decision is stored already",
)
_BAR_WIDTH: Final = 20


@dataclass(slots=True)
class InteractiveScreening:
    """A screening session. ``now`` returns seconds; ``launch`` opens an address in a browser."""

    review: Review
    queue: ScreeningQueue
    terms: HighlightTerms
    terminal: Terminal
    now: Callable[[], float]
    launch: Callable[[str], object] = click.launch
    session: ScreeningSession = field(init=False)
    message: str = ""

    def __post_init__(self) -> None:
        self.session = ScreeningSession(self.queue.reports)

    def run(self) -> None:
        """Continue until the reviewer quits or after the last report."""
        while (number := self.session.current) is not None and self._ask(
            load_report(self.review.context, self.queue, number)
        ):
            pass

    def summary(self) -> str:
        """Return what was done, in sentences."""
        queue, decisions = self.queue, self.session.decisions
        if not queue.reports:
            more = f" {count_noun(queue.to_retrieve, 'report')} without full text." if queue.to_retrieve else ""
            return f"No report to screen for {queue.reviewer} at {queue.stage}.{more}"
        breakdown = ", ".join(
            f"{number} {DECISION_LABELS[verdict]}" for verdict, number in count_decisions(decisions).items() if number
        )
        remaining = self.session.remaining + queue.omitted
        details = f" ({breakdown})" if breakdown else ""
        return f"{count_noun(len(decisions), 'report')} decided{details}, {remaining} left. All decisions are stored."

    def to_json(self) -> dict[str, Any]:
        """Return what was done."""
        queue = self.queue
        return {
            "stage": queue.stage,
            "reviewer": queue.reviewer,
            "decided": {
                DECISION_LABELS[verdict]: number for verdict, number in count_decisions(self.session.decisions).items()
            },
            "left": self.session.remaining + queue.omitted,
        }

    def _ask(self, report: ReportToScreen) -> bool:
        """Show a report and handle one key; return False when the reviewer quits."""
        started_at = self.now()
        self._show(report)
        key = self.terminal.key()
        if key == QUIT:
            return False
        if key in {"\r", "s"}:
            self.session = self.session.forward()
        elif key == "b":
            self.message = "" if self.session.position else "This is the first report."
            self.session = self.session.back()
        elif key in {"i", "u"}:
            self._decide(report, Decision.INCLUDE if key == "i" else Decision.UNSURE, "", started_at)
        elif key == "e":
            self._exclude(report, started_at)
        elif key.isdecimal():
            self._exclude_for(report, key, started_at)
        else:
            self._handle_other_key(report, key)
        return True

    def _handle_other_key(self, report: ReportToScreen, key: str) -> None:
        """Handle keys for notes, undo, links and help."""
        if key == "n":
            if text := self.terminal.line("Note: "):
                self._store(lambda: self._store_note(report, text), "Note stored.")
        elif key == "z":
            self._undo()
        elif key == "o":
            self.message = f"Opened: {report.links[0][1]}" if report.links else "No link is known."
            if report.links:
                self.launch(report.links[0][1])
        elif key in {"?", "h"}:
            self.terminal.show(
                *map(Text, _HELP),
                Text(""),
                *number_reasons(self.review.settings.screening.exclusion_reasons),
                Text("\nAny key continues."),
            )
            self.terminal.key()
        else:
            self.message = f"{key!r} is not a key here; ? shows the keys."

    def _exclude(self, report: ReportToScreen, started_at: float) -> None:
        """Ask for the reason: one key for up to nine reasons, a line for more."""
        reasons, reason_required = self.review.settings.screening.exclusion_reasons, self.queue.stage == "full-text"
        if not reasons:
            reason = self.terminal.line("Reason: ") if reason_required else ""
            if reason_required and not reason:
                self.message = "Not excluded: at full text a reason is required."
                return
            self._decide(report, Decision.EXCLUDE, reason, started_at)
            return
        no_reason_line = [] if reason_required else [Text("  0  no reason given")]
        self.terminal.console.print(Text("Why?", style="bold"), *number_reasons(reasons), *no_reason_line, sep="\n")
        chosen = self.terminal.key() if len(reasons) < 10 else self.terminal.line("Number: ")
        self._exclude_for(report, chosen, started_at)

    def _exclude_for(self, report: ReportToScreen, chosen: str, started_at: float) -> None:
        reasons = self.review.settings.screening.exclusion_reasons
        if chosen == "0" and self.queue.stage != "full-text":
            self._decide(report, Decision.EXCLUDE, "", started_at)
        elif chosen.isdecimal() and 1 <= int(chosen) <= len(reasons):
            self._decide(report, Decision.EXCLUDE, reasons[int(chosen) - 1], started_at)
        else:
            self.message = "Not excluded: no reason has that number."

    def _decide(self, report: ReportToScreen, decision: Decision, reason: str, started_at: float) -> None:
        sentence = f"{report.name}: {DECISION_LABELS[decision]}{f' ({reason})' if reason else ''}."
        self._store(lambda: self._store_decision(report, decision, reason, started_at), sentence)

    def _store_decision(self, report: ReportToScreen, decision: Decision, reason: str, started_at: float) -> None:
        stored = self.review.decide(
            report.name, decision, stage=self.queue.stage, reviewer=self.queue.reviewer, reason=reason
        )
        seconds = self.now() - started_at
        self.session = self.session.with_decision(decision, reason, seconds, event=stored.event)

    def _undo(self) -> None:
        """Undo the last decision of this session."""
        if not self.session.made:
            self.message = "No decision of this session is left to undo."
            return
        report, last = self.session.made[-1]
        self._store(lambda: self._undo_event(last.event), f"{report_name(report)}: decision undone.")

    def _undo_event(self, event: int | None) -> None:
        with self.review.change() as context:
            if event is not None:
                undo_event(context, event, person=self.queue.reviewer)
        self.session = self.session.without_last_decision()

    def _store_note(self, report: ReportToScreen, text: str) -> None:
        with self.review.change() as context:
            store_note(context, self.queue, report.report, text)

    def _store(self, store: Callable[[], None], sentence: str) -> None:
        try:
            store()
        except (LockedError, UsageError) as refused:
            self.message = f"Not stored. {refused.message} {refused.hint}"
        else:
            self.message = sentence

    def _show(self, report: ReportToScreen) -> None:
        parts: list[RenderableType] = [self._head(report), *render_report(report, self.terms)]
        if self.message:
            parts.append(Text(self.message, style="bold"))
            self.message = ""
        keys = Text("  ").join(Text.assemble((key, "bold reverse"), f" {meaning}") for key, meaning in SCREENING_KEYS)
        self.terminal.show(*parts, Rule(style=FAINT_STYLE), keys)

    def _head(self, report: ReportToScreen) -> RenderableType:
        session, queue = self.session, self.queue
        filled = len(session.decisions) * _BAR_WIDTH // len(session.queue)
        parts = [f"{STAGE_TITLES[queue.stage]} · {queue.reviewer}", f"{session.position + 1} of {len(session.queue)}"]
        parts.append(f"{'█' * filled}{'░' * (_BAR_WIDTH - filled)} {session.remaining} left")
        if (seconds := session.seconds_remaining) is not None:
            parts.append(f"about {format_duration(seconds)}")
        return Text.assemble((" · ".join(parts), "bold"), f"\n{report.name}")


def format_duration(seconds: float) -> str:
    """Return a duration such as 40 s, 9 min, 2 h 10 min."""
    if seconds < 60:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
