"""Review pairs one by one: each judgement is stored before the next pair is shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, Self

from rich.console import RenderableType
from rich.rule import Rule
from rich.text import Text

from harvester.api.review import PairVerdict, Review
from harvester.cli.interactive.terminal import QUIT, Terminal
from harvester.cli.views.side_by_side import FAINT_STYLE, render_evidence, render_screening_status, render_side_by_side
from harvester.errors import ContradictionError, LockedError
from harvester.pluralise import count_noun
from harvester.workflow.dedup import audit
from harvester.workflow.dedup.review_queue import Pair, PairView, open_pair_ids, view_pairs

VERDICT_BY_KEY: Final[dict[str, PairVerdict]] = {"s": "same", "d": "different", "u": "unsure"}
PAIR_KEYS: Final = (
    ("s", "same"),
    ("d", "different"),
    ("u", "unsure"),
    ("b", "back"),
    ("n", "note"),
    ("f", "full"),
    ("↵", "later"),
    ("q", "quit"),
)


@dataclass(slots=True)
class ReviewedPair:
    """A pair that was shown, its verdict, and a note to store with the verdict."""

    pair: PairView
    verdict: PairVerdict | None = None
    note: str = ""


@dataclass(slots=True)
class PairReview:
    """The pairs shown so far, the one on the screen, those in the queue.

    ``load_pairs`` gives the pairs to judge in their order, ``load_open_pairs`` the record numbers of all pairs that are
    open now: one judgement may settle other pairs. ``blind`` hides what the rules decided. The review is open in mode
    "r+": it is locked only while a judgement is stored.
    """

    review: Review
    terminal: Terminal
    person: str
    load_pairs: Callable[[], Sequence[PairView]]
    load_open_pairs: Callable[[], frozenset[Pair]]
    blind: bool = False
    shown_pairs: list[ReviewedPair] = field(default_factory=list)
    queue: list[PairView] = field(default_factory=list)
    resolved: set[Pair] = field(default_factory=set)
    position: int = -1
    message: str = ""

    @classmethod
    def of_queue(
        cls, review: Review, terminal: Terminal, *, person: str, include_unsure: bool = False, limit: int | None = None
    ) -> Self:
        """Return the review of the pairs in doubt, the most informative first."""
        return cls(
            review,
            terminal,
            person,
            load_pairs=lambda: review.pairs_to_review(include_unsure=include_unsure)[:limit],
            load_open_pairs=partial(open_pair_ids, review.context, include_unsure=include_unsure),
        )

    @classmethod
    def of_sample(cls, review: Review, terminal: Terminal, *, person: str, sample: audit.Sample) -> Self:
        """Return the blind review of the pairs of an audit sample that were not judged since it was drawn."""

        def unjudged() -> tuple[Pair, ...]:
            with review.context.store.read() as session:
                return audit.unjudged_pairs(session, sample)

        return cls(
            review,
            terminal,
            person,
            load_pairs=lambda: view_pairs(review.context, unjudged()),
            load_open_pairs=lambda: frozenset(unjudged()),
            blind=True,
        )

    def run(self) -> None:
        """Ask until the person quits or the queue is empty. Answers are stored one by one."""
        self.queue = list(self.load_pairs())
        while self._advance() and self._ask(self.shown_pairs[self.position]):
            pass

    @property
    def remaining(self) -> int:
        """Return how many pairs are not judged yet."""
        shown_open = (reviewed.pair.pair for reviewed in self.shown_pairs if reviewed.verdict is None)
        return len(self.queue) + sum(pair not in self.resolved for pair in shown_open)

    @property
    def outcome_counts(self) -> Counter[str]:
        """Return the number of pairs by verdict."""
        return Counter(reviewed.verdict for reviewed in self.shown_pairs if reviewed.verdict is not None)

    def summary(self) -> str:
        """Return what was done, in a sentence."""
        counts = self.outcome_counts
        if not self.shown_pairs:
            return "No pair to review."
        if not counts:
            return f"No pair was judged; {count_noun(self.remaining, 'pair')} left."
        breakdown = ", ".join(f"{number} {kind}" for kind, number in counts.items())
        answered = f"{count_noun(counts.total(), 'pair')} judged ({breakdown}), {self.remaining} left."
        return f"{answered} Every judgement is stored. {self.message}".strip()

    def to_json(self) -> dict[str, Any]:
        """Return what was done."""
        return {"answered": dict(self.outcome_counts), "left": self.remaining}

    def _advance(self) -> bool:
        """Go to the next pair, shown before or not; return False when there is none."""
        if self.position + 1 < len(self.shown_pairs):
            self.position += 1
            return True
        if not self.queue:
            return False
        self.shown_pairs.append(ReviewedPair(self.queue.pop(0)))
        self.position = len(self.shown_pairs) - 1
        return True

    def _ask(self, reviewed: ReviewedPair) -> bool:
        """Show a pair until it is judged or skipped; return False when the person quits."""
        full = False
        while True:
            self.terminal.show(*self._page(reviewed, full=full))
            key = self.terminal.key()
            full = full != (key == "f")
            if key in {QUIT, "\r", "b"} and not self._store_note(reviewed):
                continue
            if key == QUIT:
                return False
            if key == "\r":
                return True
            if key == "b":
                self._go_back()
                return True
            if key == "n":
                reviewed.note = self.terminal.line("Note: ") or reviewed.note
            elif key in VERDICT_BY_KEY:
                if self._store(reviewed, VERDICT_BY_KEY[key]):
                    return True
            elif key != "f":
                self.message = f"{key!r} is not a key here."

    def _go_back(self) -> None:
        if self.position == 0:
            self.message = "This is the first pair."
        self.position = max(self.position - 2, -1)

    def _store_note(self, reviewed: ReviewedPair) -> bool:
        """Store a note written after the verdict; return False where it cannot be stored, as the message says."""
        return reviewed.verdict is None or not reviewed.note or self._store(reviewed, reviewed.verdict)

    def _store(self, reviewed: ReviewedPair, verdict: PairVerdict) -> bool:
        if reviewed.verdict == verdict and not reviewed.note:
            return True
        try:
            result = self.review.judge(
                reviewed.pair.left.name, reviewed.pair.right.name, verdict, person=self.person, note=reviewed.note
            )
        except (ContradictionError, LockedError) as refused:
            self.message = f"Not stored. {refused.message} {refused.hint}"
            return False
        reviewed.verdict, reviewed.note = verdict, ""
        self.message = " ".join((f"Stored: {verdict}.", *result.consequences))
        self._drop_settled()
        return True

    def _drop_settled(self) -> None:
        """Drop pairs that the latest judgement settled, and add pairs that replaced them."""
        open_pairs = self.load_open_pairs()
        shown = {reviewed.pair.pair for reviewed in self.shown_pairs}
        queued = {pair.pair for pair in self.queue}
        self.queue = [pair for pair in self.queue if pair.pair in open_pairs]
        self.resolved = shown - open_pairs
        if open_pairs - queued - shown:
            self.queue = [pair for pair in self.load_pairs() if pair.pair not in shown]

    def _page(self, reviewed: ReviewedPair, *, full: bool) -> list[RenderableType]:
        pair, console = reviewed.pair, self.terminal.console
        heading = f"{self.remaining} left"
        if not self.blind and pair.probability is not None:
            heading += f" · probability of the same report: {pair.probability:.2f}"
        rule = Rule(f"Pair {self.position + 1} · {heading}", align="left", style=FAINT_STYLE)
        parts: list[RenderableType] = [rule, render_side_by_side(pair, console, full=full)]
        if not self.blind:
            parts += [render_screening_status(pair), render_evidence(pair.evidence, full=full)]
        if pair.unsure_by:
            parts.append(Text(f"{pair.unsure_by} was unsure about this pair."))
        if reviewed.verdict is not None:
            parts.append(Text(f"You judged: {reviewed.verdict}. A new verdict replaces it.", style="bold"))
        if reviewed.note:
            parts.append(Text(f"Note: {reviewed.note}"))
        if self.message:
            parts.append(Text(self.message, style="bold"))
            self.message = ""
        return [*parts, _key_prompt()]


def _key_prompt() -> Text:
    return Text("  ").join(Text.assemble((key, "bold reverse"), f" {meaning}") for key, meaning in PAIR_KEYS)
