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

from harvester.cli.bench import Doubts
from harvester.cli.interview import Interview
from harvester.cli.screen import Screen
from harvester.store import judgements
from harvester.store.values import NewJudgement
from harvester.workflow.desk import Desk
from harvester.workflow.doubt import doubtful_pairs
from harvester.workflow.history import history
from harvester.workflow.judge import merge, split
from harvester.workflow.lock import locked
from tests.workflow.desks import bring, desk_on, hand_review

DOUBTS = ((1, 2, 0.5), (3, 4, 0.6), (5, 6, 0.8))
"""Records and the probability that they are one report: the order in which they are asked about."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Six reports, three pairs of which may be one."""
    with desk_on(hand_review(tmp_path / "review")) as desk:
        bring(desk, "embase", *range(1, 7))
        doubt(desk, *DOUBTS)
        yield desk


def doubt(desk: Desk, *pairs: tuple[int, int, float]) -> None:
    with desk.store.write() as session:
        new = [
            NewJudgement(record_a=a, record_b=b, verdict="unsure", made_by="rule", probability=probability)
            for a, b, probability in pairs
        ]
        judgements.make(session, new, now=desk.now())


def asked(
    desk: Desk, keys: str, *, lines: tuple[str, ...] = (), width: int = 80, again: bool = False
) -> tuple[str, Interview]:
    """What the screen showed to a person who pressed these keys, and the interview after it."""
    shown, pressed, written = io.StringIO(), iter(keys), iter(lines)
    screen = Screen(
        Console(file=shown, width=width, highlight=False, markup=False, emoji=False),
        read_key=lambda: next(pressed, "q"),
        read_line=lambda _: next(written, ""),
    )
    interview = Interview(Doubts(desk, person="Ann", again=again), screen)
    interview.run()
    return shown.getvalue(), interview


def said(desk: Desk) -> list[tuple[str, str, str]]:
    return [(event.record_a[-1], event.record_b[-1], event.verdict) for event in history(desk)]


def test_each_answer_is_stored_and_the_next_pair_is_shown(desk: Desk) -> None:
    shown, interview = asked(desk, "sdu")
    assert said(desk) == [("1", "2", "duplicate"), ("3", "4", "distinct"), ("5", "6", "unsure")]
    assert interview.summary() == (
        "3 pairs answered (1 same, 1 different, 1 unsure), 0 left. Every answer is stored. Stored: unsure."
    )
    assert [line.split(" ·")[0] for line in shown.splitlines() if line.startswith("Pair ")] == [
        "Pair 1",
        "Pair 2",
        "Pair 3",
    ]


def test_what_was_left_by_quitting_is_asked_the_next_time(desk: Desk) -> None:
    _, first = asked(desk, "sq")
    assert first.left == 2
    shown, second = asked(desk, "d")
    assert "Pair 1 · 2 left · probability that it is one report: 0.60" in shown
    assert second.left == 1


def test_back_shows_the_answer_given_and_takes_another_in_its_place(desk: Desk) -> None:
    shown, interview = asked(desk, "dbs")
    assert "You answered: different. Another answer takes its place." in shown
    assert said(desk) == [("1", "2", "distinct"), ("1", "2", "duplicate")]
    assert interview.answers == {"same": 1}


def test_going_back_and_on_again_changes_nothing(desk: Desk) -> None:
    _, interview = asked(desk, "db\r\rs")
    assert said(desk) == [("1", "2", "distinct"), ("5", "6", "duplicate")]
    assert interview.left == 1


def test_there_is_nothing_before_the_first_pair(desk: Desk) -> None:
    shown, _ = asked(desk, "bs")
    assert "This is the first pair." in shown
    assert said(desk) == [("1", "2", "duplicate")]


def test_a_note_goes_with_the_answer_into_the_history(desk: Desk) -> None:
    shown, _ = asked(desk, "ns", lines=("  one trial,  two languages ",))
    assert "Note: one trial,  two languages" in shown
    assert history(desk)[0].remark == "one trial,  two languages"


def test_the_same_answer_again_with_a_note_is_stored_too(desk: Desk) -> None:
    asked(desk, "sbns", lines=("seen in print",))
    assert [event.remark for event in history(desk)] == ["", "seen in print"]


def test_a_key_that_means_nothing_stores_nothing_and_says_so(desk: Desk) -> None:
    shown, _ = asked(desk, "x")
    assert "'x' means nothing here." in shown
    assert said(desk) == []


def test_an_arrow_goes_back_and_escape_quits(desk: Desk) -> None:
    keys = iter(["d", "\x1b[D", "s", "\x1b", "s"])
    console = Console(file=io.StringIO(), width=80)
    Interview(Doubts(desk, person="Ann"), Screen(console, read_key=lambda: next(keys))).run()
    assert said(desk) == [("1", "2", "distinct"), ("1", "2", "duplicate")]


@pytest.mark.parametrize("stop", [EOFError, KeyboardInterrupt])
def test_the_end_of_input_quits(desk: Desk, stop: type[BaseException]) -> None:
    def end() -> str:
        raise stop

    interview = Interview(Doubts(desk, person="Ann"), Screen(Console(file=io.StringIO()), read_key=end))
    interview.run()
    assert interview.summary() == "Nothing was answered; 3 pairs left."


def test_an_answer_that_contradicts_people_is_not_stored_and_the_pair_stays(desk: Desk) -> None:
    def others_are_quicker() -> Iterator[str]:
        merge(desk, ["embase:L700001", "embase:L700003"], person="Bob")
        split(desk, ["embase:L700003", "embase:L700002"], person="Eve")
        yield "s"
        yield "q"

    shown, keys = io.StringIO(), others_are_quicker()
    interview = Interview(Doubts(desk, person="Ann"), Screen(Console(file=shown), read_key=lambda: next(keys)))
    interview.run()
    assert "Not stored. That contradicts what people judged before: Bob judged" in " ".join(shown.getvalue().split())
    assert interview.answers == {}


def test_a_review_somebody_else_is_changing_says_so_and_waits(desk: Desk) -> None:
    with locked(desk.review.folder, command="update", now=desk.now):
        shown, interview = asked(desk, "s")
    assert "Not stored. Another harvester is at work on this review: harvester update" in " ".join(shown.split())
    assert (said(desk), interview.left) == ([], 3)


def test_an_answer_that_settles_another_pair_spares_the_question(desk: Desk) -> None:
    doubt(desk, (1, 3, 0.55), (2, 3, 0.51))
    _, interview = asked(desk, "s")
    assert interview.left == 3, "1 = 2 makes one pair of reports out of 1-3 and 2-3"


def test_what_differs_stands_in_brackets_where_letters_cannot_be_bold(desk: Desk) -> None:
    shown, _ = asked(desk, "")
    assert "[10.5555/trial.1]" in shown
    assert "journal = Journal of Hyperinflammation" in shown
    assert max(map(len, shown.splitlines())) <= 80


@pytest.mark.parametrize("width", [40, 80, 120])
def test_a_page_is_never_wider_than_the_screen(desk: Desk, width: int) -> None:
    shown, _ = asked(desk, "f", width=width)
    assert max(map(len, shown.splitlines())) <= width


def test_pairs_somebody_was_unsure_of_come_again_only_on_request(desk: Desk) -> None:
    asked(desk, "uuu")
    assert doubtful_pairs(desk) == ()
    shown, interview = asked(desk, "d", again=True)
    assert "Ann was unsure before." in shown
    assert interview.left == 2


def test_in_a_terminal_the_keys_of_a_person_decide(doubtful: Path) -> None:
    """The program itself, behind a pseudo-terminal: it shows the pair, takes one key and ends when nothing is left."""
    ours, theirs = pty.openpty()
    words = [sys.executable, "-m", "harvester", "--review", str(doubtful), "dedup", "pairs", "--person", "Ann"]
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
    assert "1 pair answered (1 different), 0 left" in after
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
