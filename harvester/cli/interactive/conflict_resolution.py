"""Resolve conflicts one by one: each decision is stored before the next conflict is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from rich.console import RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from harvester.cli.interactive.terminal import QUIT, Terminal
from harvester.cli.views.screening_record import DECISION_LABELS
from harvester.errors import HarvesterError
from harvester.pluralise import count_noun
from harvester.workflow.screening.conflicts import Conflict

DECISION_BY_KEY: Final = {"i": "include", "e": "exclude", "u": "undecided"}
CONFLICT_KEYS: Final = (
    ("i", "include"), ("e", "exclude"), ("u", "unsure"), ("s", "skip"), ("b", "back"), ("q", "quit"),
)  # fmt: skip

StoreSettlement = Callable[[Conflict, str, str], None]
"""Stores the decision about a conflict (conflict, decision, reason). Raises ``HarvesterError``: nothing is stored."""


@dataclass(slots=True)
class ConflictResolution:
    """The conflicts, the one shown, and the decisions so far (position → decision)."""

    conflicts: Sequence[Conflict]
    settle: StoreSettlement
    terminal: Terminal
    reasons: tuple[str, ...] = ()
    settled: dict[int, str] = field(default_factory=dict)
    position: int = 0
    message: str = ""

    def run(self) -> None:
        """Ask until the person quits or the last conflict was shown."""
        while self.position < len(self.conflicts) and self._ask(self.conflicts[self.position]):
            pass

    @property
    def remaining(self) -> int:
        """Return how many conflicts are left."""
        return len(self.conflicts) - len(self.settled)

    def summary(self) -> str:
        """Return what was done, in a sentence."""
        if not self.conflicts:
            return "No two reviewers disagree."
        return f"{count_noun(len(self.settled), 'conflict')} resolved, {self.remaining} left."

    def to_json(self) -> dict[str, Any]:
        """Return what was done."""
        return {"settled": len(self.settled), "left": self.remaining}

    def _ask(self, conflict: Conflict) -> bool:
        """Show a conflict and read one key; return False when the person quits."""
        self.terminal.show(*self._page(conflict))
        self.message = ""
        key = self.terminal.key()
        if key == QUIT:
            return False
        if key in {"s", "\r"}:
            self.position += 1
        elif key == "b":
            self.message = "" if self.position else "This is the first one."
            self.position = max(self.position - 1, 0)
        elif key in DECISION_BY_KEY:
            self._store(conflict, DECISION_BY_KEY[key])
        else:
            self.message = f"{key!r} is not a key here."
        return True

    def _store(self, conflict: Conflict, decision: str) -> None:
        reason = self._reason(conflict) if decision == "exclude" else ""
        try:
            self.settle(conflict, decision, reason)
        except HarvesterError as refused:
            self.message = f"Not stored. {refused.message} {refused.hint}"
            return
        self.settled[self.position] = decision
        self.position += 1
        self.message = f"Stored: {conflict.report} {DECISION_LABELS[decision]}."

    def _reason(self, conflict: Conflict) -> str:
        """Return the reason of an exclusion at full text, by its number in review.toml or in words."""
        if conflict.stage != "full-text":
            return ""
        numbered_reasons = "  ".join(f"{place} {reason}" for place, reason in enumerate(self.reasons, start=1))
        entry = self.terminal.line(f"Reason ({numbered_reasons}): " if numbered_reasons else "Reason: ")
        if entry.isdecimal() and 0 < int(entry) <= len(self.reasons):
            return self.reasons[int(entry) - 1]
        return entry

    def _page(self, conflict: Conflict) -> list[RenderableType]:
        heading = f"{conflict.report} · {self.position + 1} of {len(self.conflicts)} · {conflict.stage}"
        parts: list[RenderableType] = [Rule(heading, align="left"), Text(conflict.title, style="bold")]
        parts += [Text(line) for line in (conflict.short_citation, conflict.abstract) if line]
        parts.append(_decision_table(conflict))
        if verdict := self.settled.get(self.position):
            parts.append(Text(f"You decided: {DECISION_LABELS[verdict]}. A new decision replaces it.", style="bold"))
        if self.message:
            parts.append(Text(self.message, style="bold"))
        return [
            *parts,
            Text("  ").join(Text.assemble((key, "bold reverse"), f" {meaning}") for key, meaning in CONFLICT_KEYS),
        ]


def _decision_table(conflict: Conflict) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for title in ("reviewer", "decision", "reason", "decided as", "note"):
        table.add_column(title)
    for decision in conflict.decisions:
        cells = (
            decision["reviewer"],
            DECISION_LABELS[decision["decision"]],
            decision["reason"],
            decision["decided_as"],
            decision["note"],
        )
        table.add_row(*map(Text, cells))
    return table
