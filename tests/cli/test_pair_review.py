"""Going through doubtful pairs: each key does what it says, each answer is stored before the next pair is shown."""

from __future__ import annotations

import io
import os
import pty
import select
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from harvester.api.review import Review
from harvester.cli.interactive.pair_review import PairReview
from harvester.cli.interactive.terminal import Terminal
from harvester.store import judgements
from harvester.store.judgements import NewJudgement
from harvester.workflow.context import ReviewContext
from harvester.workflow.dedup.history import list_judgements
from harvester.workflow.dedup.judge import merge_records, split_records
from harvester.workflow.dedup.review_queue import list_pairs_to_review
from harvester.workflow.lock import hold_lock
from tests.workflow.contexts import import_articles, manual_review, new_event, open_test_review

DOUBTS = ((1, 2, 0.5), (3, 4, 0.6), (5, 6, 0.8))
"""Records and the probability that they are one report: the order in which they are asked about."""


@pytest.fixture
def context(tmp_path: Path) -> Iterator[ReviewContext]:
    """Six reports, three pairs of which may be one."""
    with open_test_review(manual_review(tmp_path / "review")) as context:
        import_articles(context, "embase", *range(1, 7))
        doubt(context, *DOUBTS)
        yield context


def doubt(context: ReviewContext, *pairs: tuple[int, int, float]) -> None:
    with context.store.write() as session:
        new = [
            NewJudgement(record_a=a, record_b=b, verdict="unsure", made_by="rule", probability=probability)
            for a, b, probability in pairs
        ]
        judgements.add_judgements(session, new, event=new_event(context, session))


def asked(
    context: ReviewContext, keys: str, *, lines: tuple[str, ...] = (), width: int = 80, again: bool = False
) -> tuple[str, PairReview]:
    """What the screen showed to a person who pressed these keys, and the interview after it."""
    shown, pressed, written = io.StringIO(), iter(keys), iter(lines)
    screen = Terminal(
        Console(file=shown, width=width, highlight=False, markup=False, emoji=False),
        read_key=lambda: next(pressed, "q"),
        read_line=lambda _: next(written, ""),
    )
    interview = PairReview.of_queue(Review(context, "r+"), screen, person="Ann", include_unsure=again)
    interview.run()
    return shown.getvalue(), interview


def said(context: ReviewContext) -> list[tuple[str, str, str]]:
    return [(event.record_a[-1], event.record_b[-1], event.verdict) for event in list_judgements(context)]


def test_each_answer_is_stored_and_the_next_pair_is_shown(context: ReviewContext) -> None:
    shown, interview = asked(context, "sdu")
    assert said(context) == [("1", "2", "duplicate"), ("3", "4", "distinct"), ("5", "6", "unsure")]
    assert interview.summary() == (
        "3 pairs judged (1 same, 1 different, 1 unsure), 0 left. Every judgement is stored. Stored: unsure."
    )
    assert [line.split(" ·")[0] for line in shown.splitlines() if line.startswith("Pair ")] == [
        "Pair 1",
        "Pair 2",
        "Pair 3",
    ]


def test_what_was_left_by_quitting_is_asked_the_next_time(context: ReviewContext) -> None:
    _, first = asked(context, "sq")
    assert first.remaining == 2
    shown, second = asked(context, "d")
    assert "Pair 1 · 2 left · probability of the same report: 0.60" in shown
    assert second.remaining == 1


def test_back_shows_the_answer_given_and_takes_another_in_its_place(context: ReviewContext) -> None:
    shown, interview = asked(context, "dbs")
    assert "You judged: different. A new verdict replaces it." in shown
    assert said(context) == [("1", "2", "distinct"), ("1", "2", "duplicate")]
    assert interview.outcome_counts == {"same": 1}


def test_going_back_and_on_again_changes_nothing(context: ReviewContext) -> None:
    _, interview = asked(context, "db\r\rs")
    assert said(context) == [("1", "2", "distinct"), ("5", "6", "duplicate")]
    assert interview.remaining == 1


def test_there_is_nothing_before_the_first_pair(context: ReviewContext) -> None:
    shown, _ = asked(context, "bs")
    assert "This is the first pair." in shown
    assert said(context) == [("1", "2", "duplicate")]


def test_a_note_goes_with_the_answer_into_the_history(context: ReviewContext) -> None:
    shown, _ = asked(context, "ns", lines=("  one trial,  two languages ",))
    assert "Note: one trial,  two languages" in shown
    assert list_judgements(context)[0].remark == "one trial,  two languages"


def test_the_same_answer_again_with_a_note_is_stored_too(context: ReviewContext) -> None:
    asked(context, "sbns", lines=("seen in print",))
    assert [event.remark for event in list_judgements(context)] == ["", "seen in print"]


def test_a_key_that_means_nothing_stores_nothing_and_says_so(context: ReviewContext) -> None:
    shown, _ = asked(context, "x")
    assert "'x' is not a key here." in shown
    assert said(context) == []


def test_an_arrow_goes_back_and_escape_quits(context: ReviewContext) -> None:
    keys = iter(["d", "\x1b[D", "s", "\x1b", "s"])
    console = Console(file=io.StringIO(), width=80)
    PairReview.of_queue(Review(context, "r+"), Terminal(console, read_key=lambda: next(keys)), person="Ann").run()
    assert said(context) == [("1", "2", "distinct"), ("1", "2", "duplicate")]


@pytest.mark.parametrize("stop", [EOFError, KeyboardInterrupt])
def test_the_end_of_input_quits(context: ReviewContext, stop: type[BaseException]) -> None:
    def end() -> str:
        raise stop

    interview = PairReview.of_queue(
        Review(context, "r+"), Terminal(Console(file=io.StringIO()), read_key=end), person="Ann"
    )
    interview.run()
    assert interview.summary() == "No pair was judged; 3 pairs left."


def test_an_answer_that_contradicts_people_is_not_stored_and_the_pair_stays(context: ReviewContext) -> None:
    def others_are_quicker() -> Iterator[str]:
        merge_records(context, ["embase:L700001", "embase:L700003"], person="Bob")
        split_records(context, ["embase:L700003", "embase:L700002"], person="Eve")
        yield "s"
        yield "q"

    shown, keys = io.StringIO(), others_are_quicker()
    interview = PairReview.of_queue(
        Review(context, "r+"), Terminal(Console(file=shown), read_key=lambda: next(keys)), person="Ann"
    )
    interview.run()
    assert "Not stored. That contradicts earlier judgements: Bob judged" in " ".join(shown.getvalue().split())
    assert interview.outcome_counts == {}


def test_a_review_somebody_else_is_changing_says_so_and_waits(context: ReviewContext) -> None:
    with hold_lock(context.review.folder, command="update", now=context.now):
        shown, interview = asked(context, "s")
    assert "Not stored. Another harvester is changing this review: harvester update" in " ".join(shown.split())
    assert (said(context), interview.remaining) == ([], 3)


def test_an_answer_that_settles_another_pair_spares_the_question(context: ReviewContext) -> None:
    doubt(context, (1, 3, 0.55), (2, 3, 0.51))
    _, interview = asked(context, "s")
    assert interview.remaining == 3, "1 = 2 makes one pair of reports out of 1-3 and 2-3"


def test_what_differs_stands_in_brackets_where_letters_cannot_be_bold(context: ReviewContext) -> None:
    shown, _ = asked(context, "")
    assert "[10.5555/trial.1]" in shown
    assert "journal = Journal of Hyperinflammation" in shown
    assert max(map(len, shown.splitlines())) <= 80


@pytest.mark.parametrize("width", [40, 80, 120])
def test_a_page_is_never_wider_than_the_screen(context: ReviewContext, width: int) -> None:
    shown, _ = asked(context, "f", width=width)
    assert max(map(len, shown.splitlines())) <= width


def test_pairs_somebody_was_unsure_of_come_again_only_on_request(context: ReviewContext) -> None:
    asked(context, "uuu")
    assert list_pairs_to_review(context) == ()
    shown, interview = asked(context, "d", again=True)
    assert "Ann was unsure about this pair." in shown
    assert interview.remaining == 2


def test_in_a_terminal_the_keys_of_a_person_decide(doubtful: Path) -> None:
    """The program itself, behind a pseudo-terminal: it shows the pair, takes one key and ends when nothing is left."""
    ours, theirs = pty.openpty()
    words = [sys.executable, "-m", "harvester", "--review", str(doubtful), "dedup", "pairs", "--reviewer", "Ann"]
    environ = {**os.environ, "TERM": "xterm", "COLUMNS": "80", "LINES": "30"}
    with subprocess.Popen(words, stdin=theirs, stdout=theirs, stderr=theirs, env=environ, close_fds=True) as program:
        os.close(theirs)
        try:
            before = _until(ours, "quit")
            after = _until(ours, "stored", pressing=b"d")
        except BaseException:
            program.kill()
            raise
    os.close(ours)
    assert "Anakinra on demand" in before
    assert "\x1b[1;4;33m" in before, "what differs is bold, underlined and yellow"
    assert "1 pair judged (1 different), 0 left" in after
    assert program.returncode == 0


def _until(terminal: int, word: str, *, pressing: bytes = b"") -> str:
    """What the program writes until a word comes, pressing a key when it waits: what is typed ahead is not heard."""
    seen = b""
    for _ in range(120):
        ready, _, _ = select.select([terminal], [], [], 0.5)
        seen += os.read(terminal, 65536) if ready else b""
        if word.encode() in seen:
            return seen.decode()
        if not ready and pressing:
            os.write(terminal, pressing)
    pytest.fail(f"{word!r} never came: {seen.decode()}")
