"""One disagreement after the other: a person looks, decides, and the settlement is stored before the next is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from rich.console import RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from harvester.cli.pages.words import counted
from harvester.cli.screen import QUIT, Screen
from harvester.errors import HarvesterError
from harvester.workflow.conflicts import Conflict

VERDICTS: Final = {"i": "include", "e": "exclude", "u": "undecided"}
KEYS: Final = (
    ("i", "include"), ("e", "exclude"), ("u", "undecided"), ("s", "skip"), ("b", "back"), ("q", "quit"),
)  # fmt: skip

Settle = Callable[[Conflict, str, str], None]
"""Stores a settlement (conflict, verdict, reason). Raises ``HarvesterError``: then nothing is stored."""


@dataclass(slots=True)
class Settling:
    """The disagreements, the one on the screen, and what was settled so far (place → verdict)."""

    conflicts: Sequence[Conflict]
    settle: Settle
    screen: Screen
    reasons: tuple[str, ...] = ()
    settled: dict[int, str] = field(default_factory=dict)
    at: int = 0
    notice: str = ""

    def run(self) -> None:
        """Ask until the person quits or the last one was shown."""
        while self.at < len(self.conflicts) and self._ask(self.conflicts[self.at]):
            pass

    @property
    def left(self) -> int:
        """How many disagreements are left."""
        return len(self.conflicts) - len(self.settled)

    def summary(self) -> str:
        """What was done, in a sentence."""
        if not self.conflicts:
            return "No two reviewers disagree."
        return f"{counted(len(self.settled), 'disagreement')} settled, {self.left} left."

    def to_json(self) -> dict[str, Any]:
        """What was done."""
        return {"settled": len(self.settled), "left": self.left}

    def _ask(self, conflict: Conflict) -> bool:
        """Show a disagreement and take one key; False when the person quits."""
        self.screen.show(*self._page(conflict))
        self.notice = ""
        key = self.screen.key()
        if key == QUIT:
            return False
        if key in {"s", "\r"}:
            self.at += 1
        elif key == "b":
            self.notice = "" if self.at else "This is the first one."
            self.at = max(self.at - 1, 0)
        elif key in VERDICTS:
            self._store(conflict, VERDICTS[key])
        else:
            self.notice = f"{key!r} means nothing here."
        return True

    def _store(self, conflict: Conflict, verdict: str) -> None:
        reason = self._reason(conflict) if verdict == "exclude" else ""
        try:
            self.settle(conflict, verdict, reason)
        except HarvesterError as refused:
            self.notice = f"Not stored. {refused.message} {refused.hint}"
            return
        self.settled[self.at] = verdict
        self.at += 1
        self.notice = f"Stored: {conflict.report} {verdict}."

    def _reason(self, conflict: Conflict) -> str:
        """The reason of an exclusion, by its number in the review's list or in words; asked for at full text only."""
        if conflict.stage != "full-text":
            return ""
        listed = "  ".join(f"{place} {reason}" for place, reason in enumerate(self.reasons, start=1))
        said = self.screen.line(f"Reason ({listed}): " if listed else "Reason: ")
        if said.isdecimal() and 0 < int(said) <= len(self.reasons):
            return self.reasons[int(said) - 1]
        return said

    def _page(self, conflict: Conflict) -> list[RenderableType]:
        head = f"{conflict.report} · {self.at + 1} of {len(self.conflicts)} · {conflict.stage}"
        parts: list[RenderableType] = [Rule(head, align="left"), Text(conflict.title, style="bold")]
        parts += [Text(line) for line in (conflict.where, conflict.abstract) if line]
        parts.append(_table(conflict))
        if verdict := self.settled.get(self.at):
            parts.append(Text(f"You settled: {verdict}. Another answer takes its place.", style="bold"))
        if self.notice:
            parts.append(Text(self.notice, style="bold"))
        return [*parts, Text("  ").join(Text.assemble((key, "bold reverse"), f" {what}") for key, what in KEYS)]


def _table(conflict: Conflict) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for title in ("reviewer", "decision", "reason", "decided as", "note"):
        table.add_column(title)
    for each in conflict.decisions:
        said = (each["reviewer"], each["decision"], each["reason"], each["decided_as"], each["note"])
        table.add_row(*map(Text, said))
    return table
