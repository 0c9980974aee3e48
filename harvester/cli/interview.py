"""One pair after the other: the person looks, presses a key, and the answer is stored before the next one is shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from rich.console import RenderableType
from rich.rule import Rule
from rich.text import Text

from harvester.cli.pages.side_by_side import FAINT, reasons, side_by_side, standing
from harvester.cli.pages.words import counted
from harvester.cli.screen import QUIT, Screen
from harvester.errors import ContradictionError, LockedError
from harvester.workflow.doubt import Pair, PairView
from harvester.workflow.judge import Answer, Verdict

ANSWERS: Final[dict[str, Answer]] = {"s": "duplicate", "d": "distinct", "u": "unsure"}
SPOKEN: Final[dict[Answer, str]] = {"duplicate": "same", "distinct": "different", "unsure": "unsure"}
KEYS: Final = (
    ("s", "same"),
    ("d", "different"),
    ("u", "unsure"),
    ("b", "back"),
    ("n", "note"),
    ("f", "full"),
    ("↵", "later"),
    ("q", "quit"),
)


class Bench(Protocol):
    """Where the pairs come from and the answers go."""

    blind: bool
    """Whether what the rules think is kept from the person."""

    def pairs(self) -> Sequence[PairView]:
        """The pairs to be asked about, in their order."""
        ...

    def still_open(self) -> frozenset[Pair]:
        """Those that wait now; an answer may settle other pairs too."""
        ...

    def answer(self, pair: PairView, verdict: Answer, *, note: str) -> Verdict:
        """Store an answer. Raises ``ContradictionError`` or ``LockedError``: then nothing is stored."""
        ...


@dataclass(slots=True)
class Asked:
    """A pair that was shown, and what was answered; the note waits for the answer."""

    pair: PairView
    verdict: Answer | None = None
    note: str = ""


@dataclass(slots=True)
class Interview:
    """The pairs shown so far, the one on the screen, those that wait."""

    bench: Bench
    screen: Screen
    trail: list[Asked] = field(default_factory=list)
    waiting: list[PairView] = field(default_factory=list)
    settled: set[Pair] = field(default_factory=set)
    at: int = -1
    notice: str = ""

    def run(self) -> None:
        """Ask until the person quits or nothing waits. Answers are stored one by one."""
        self.waiting = list(self.bench.pairs())
        while self._next_at() and self._ask(self.trail[self.at]):
            pass

    @property
    def left(self) -> int:
        """How many pairs wait for an answer: those not shown yet and those put off for later."""
        shown = (each.pair.pair for each in self.trail if each.verdict is None)
        return len(self.waiting) + sum(pair not in self.settled for pair in shown)

    @property
    def answers(self) -> Counter[str]:
        """How many pairs got each answer."""
        return Counter(SPOKEN[each.verdict] for each in self.trail if each.verdict is not None)

    def summary(self) -> str:
        """What was done, in a sentence."""
        given = self.answers
        if not self.trail:
            return "No pair waits to be looked at."
        if not given:
            return f"Nothing was answered; {counted(self.left, 'pair')} left."
        kinds = ", ".join(f"{number} {kind}" for kind, number in given.items())
        said = f"{counted(given.total(), 'pair')} answered ({kinds}), {self.left} left. Every answer is stored."
        return f"{said} {self.notice}".strip()

    def to_json(self) -> dict[str, Any]:
        """What was done."""
        return {"answered": dict(self.answers), "left": self.left}

    def _next_at(self) -> bool:
        """Go on to the next pair: one shown before, or the next that waits. False when there is none."""
        if self.at + 1 < len(self.trail):
            self.at += 1
            return True
        if not self.waiting:
            return False
        self.trail.append(Asked(self.waiting.pop(0)))
        self.at = len(self.trail) - 1
        return True

    def _ask(self, asked: Asked) -> bool:
        """Show a pair until it is answered or left; False when the person quits."""
        full = False
        while True:
            self.screen.show(*self._page(asked, full=full))
            key = self.screen.key()
            full = full != (key == "f")
            if key == QUIT:
                return False
            if key == "\r":
                return True
            if key == "b":
                self._go_back()
                return True
            if key == "n":
                asked.note = self.screen.line("Note: ") or asked.note
            elif key in ANSWERS:
                if self._store(asked, ANSWERS[key]):
                    return True
            elif key != "f":
                self.notice = f"{key!r} means nothing here."

    def _go_back(self) -> None:
        if self.at == 0:
            self.notice = "This is the first pair."
        self.at = max(self.at - 2, -1)

    def _store(self, asked: Asked, verdict: Answer) -> bool:
        if asked.verdict == verdict and not asked.note:
            return True
        try:
            done = self.bench.answer(asked.pair, verdict, note=asked.note)
        except (ContradictionError, LockedError) as refused:
            self.notice = f"Not stored. {refused.message} {refused.hint}"
            return False
        asked.verdict, asked.note = verdict, ""
        self.notice = " ".join((f"Stored: {SPOKEN[verdict]}.", *done.consequences))
        self._drop_settled()
        return True

    def _drop_settled(self) -> None:
        """What was answered may have settled other pairs, or put one of a report's pairs in place of another."""
        now = self.bench.still_open()
        shown = {each.pair.pair for each in self.trail}
        known = {pair.pair for pair in self.waiting}
        self.waiting = [pair for pair in self.waiting if pair.pair in now]
        self.settled = shown - now
        if now - known - shown:
            self.waiting = [pair for pair in self.bench.pairs() if pair.pair not in shown]

    def _page(self, asked: Asked, *, full: bool) -> list[RenderableType]:
        pair, console = asked.pair, self.screen.console
        head = f"{self.left} left"
        if not self.bench.blind and pair.probability is not None:
            head += f" · probability that it is one report: {pair.probability:.2f}"
        rule = Rule(f"Pair {self.at + 1} · {head}", align="left", style=FAINT)
        parts: list[RenderableType] = [rule, side_by_side(pair, console, full=full)]
        if not self.bench.blind:
            parts += [standing(pair), reasons(pair.evidence, full=full)]
        if pair.put_off_by:
            parts.append(Text(f"{pair.put_off_by} was unsure before."))
        if asked.verdict is not None:
            parts.append(Text(f"You answered: {SPOKEN[asked.verdict]}. Another answer takes its place.", style="bold"))
        if asked.note:
            parts.append(Text(f"Note: {asked.note}"))
        if self.notice:
            parts.append(Text(self.notice, style="bold"))
            self.notice = ""
        return [*parts, _prompt()]


def _prompt() -> Text:
    return Text("  ").join(Text.assemble((key, "bold reverse"), f" {meaning}") for key, meaning in KEYS)
