"""Screening in the terminal: each key does what it says, each decision is stored before the next report is shown."""

from __future__ import annotations

import io
import os
import pty
import select
import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Literal

import pytest
from rich.console import Console

from harvester.api.review import Review
from harvester.cli.interactive.screening_session import InteractiveScreening, format_duration
from harvester.cli.interactive.terminal import Terminal
from harvester.cli.views.screening_record import HighlightTerms
from harvester.screening import Decision, RetrievalStatus, Stage
from harvester.store import screening
from harvester.workflow.context import ReviewContext
from harvester.workflow.harvest.update import import_files
from harvester.workflow.lock import hold_lock
from harvester.workflow.screening.conflicts import list_conflicts
from harvester.workflow.screening.decide import decide_reports, mark_retrieval
from harvester.workflow.screening.session import list_notes, load_queue
from tests.cli.run_harvester import harvester
from tests.reviews import article, write_export
from tests.workflow.contexts import TickingClock, manual_review, open_test_review

ABSTRACT = "BACKGROUND: Anakinra was given. METHODS: Mice were not asked. \x1b[31mRESULTS: none."


@pytest.fixture
def context(tmp_path: Path, clock: TickingClock) -> Iterator[ReviewContext]:
    """Four reports, of which the newest has an abstract."""
    with open_test_review(manual_review(tmp_path / "review"), clock=clock) as context:
        told = [article(1, Y1="2001"), article(2, Y1="2002"), article(3, Y1="2003"), article(4, Y1="2004", N2=ABSTRACT)]
        import_files(context, [write_export(tmp_path / "e.ris", told)], "embase")
        yield context


@pytest.fixture
def clock() -> TickingClock:
    return TickingClock()


def sat(
    context: ReviewContext,
    keys: str,
    *,
    stage: Stage = Stage.TITLE_ABSTRACT,
    who: str = "Ann",
    lines: tuple[str, ...] = (),
    width: int = 80,
    reviewers: int = 1,
    unsure: bool = False,
    colour: bool = False,
) -> tuple[str, InteractiveScreening]:
    """What the screen showed to a reviewer who pressed these keys, and the sitting after it."""
    shown, pressed, written = io.StringIO(), iter(keys), iter(lines)
    system: Literal["standard"] | None = "standard" if colour else None
    console = Console(
        file=shown, width=width, highlight=False, markup=False, emoji=False, force_terminal=colour, color_system=system
    )
    screen = Terminal(console, read_key=lambda: next(pressed, "q"), read_line=lambda _: next(written, ""))
    chosen = load_queue(context, stage, reviewer=who, reviewers=reviewers, unsure=unsure)
    opened: list[str] = []
    terms = HighlightTerms(("anakinra",), ("mice",))
    seconds = count(step=10)
    reviewing = InteractiveScreening(
        Review(context, "r+"), chosen, terms, screen, lambda: float(next(seconds)), launch=opened.append
    )
    reviewing.run()
    return shown.getvalue() + "".join(opened), reviewing


def stored(context: ReviewContext) -> list[tuple[int, str, str, str]]:
    with context.store.read() as session:
        return [(row.report_id, row.verdict, row.reason, row.reviewer) for row in screening.load_decision_rows(session)]


def test_each_key_stores_its_decision_and_shows_the_next_report(context: ReviewContext) -> None:
    shown, reviewing = sat(context, "ie1u")
    assert stored(context) == [
        (4, "include", "", "Ann"),
        (3, "exclude", "wrong route", "Ann"),
        (2, "undecided", "", "Ann"),
    ]
    assert "Title and abstract · Ann · 4 of 4" in shown
    assert "about 10 s" in shown
    assert reviewing.summary() == (
        "3 reports decided (1 include, 1 exclude, 1 unsure), 1 left. All decisions are stored."
    )
    assert reviewing.to_json()["decided"] == {"include": 1, "exclude": 1, "unsure": 1}


def test_a_digit_excludes_at_once_and_0_gives_no_reason(context: ReviewContext) -> None:
    sat(context, "2e0")
    assert stored(context) == [(4, "exclude", "wrong population", "Ann"), (3, "exclude", "", "Ann")]


def test_a_number_without_a_reason_excludes_nothing(context: ReviewContext) -> None:
    shown, _ = sat(context, "9ex")
    assert shown.count("Not excluded: no reason has that number.") == 2
    assert stored(context) == []


def test_going_back_shows_the_own_decision_and_another_takes_its_place(context: ReviewContext) -> None:
    shown, reviewing = sat(context, "ibe1b")
    assert "You decided: include. A new decision replaces it." in shown
    assert stored(context) == [(4, "include", "", "Ann"), (4, "exclude", "wrong route", "Ann")]
    assert reviewing.session.remaining == 3
    assert "This is the first report." in sat(context, "b")[0]


def test_what_is_skipped_waits_for_the_next_sitting(context: ReviewContext) -> None:
    _, reviewing = sat(context, "s \ri")
    assert [row[0] for row in stored(context)] == [1]
    assert reviewing.session.remaining == 3
    assert sat(context, "")[1].queue.reports == (4, 3, 2)


def test_a_second_reviewer_sees_nothing_of_the_first_and_disagreements_are_listed(context: ReviewContext) -> None:
    sat(context, "i1n", lines=("told to nobody",))
    shown, _ = sat(context, "2i", who="Ben", reviewers=2)
    assert "told to nobody" not in shown
    assert "You decided" not in shown
    assert "Ann" not in shown
    found = list_conflicts(context)
    assert {(each.report, tuple(one["decision"] for one in each.decisions)) for each in found} == {
        ("R000004", ("include", "exclude")),
        ("R000003", ("exclude", "include")),
    }


def test_what_was_unsure_comes_again_on_request(context: ReviewContext) -> None:
    sat(context, "u")
    assert 4 not in sat(context, "")[1].queue.reports
    _, reviewing = sat(context, "i", unsure=True)
    assert reviewing.queue.reports[0] == 4
    assert stored(context)[-1][:2] == (4, "include")


def test_a_note_is_kept_with_who_wrote_it(context: ReviewContext) -> None:
    shown, _ = sat(context, "ni", lines=("ask the authors",))
    assert "Your note: ask the authors" in shown
    assert [(each["report"], each["reviewer"], each["note"]) for each in list_notes(context)] == [
        ("R000004", "Ann", "ask the authors")
    ]


def test_the_link_is_opened_and_help_tells_every_key(context: ReviewContext) -> None:
    shown, _ = sat(context, "o?xi")
    assert "Opened: https://doi.org/10.5555/trial.4" in shown
    assert shown.endswith("https://doi.org/10.5555/trial.4")
    assert "1-9  exclude at once" in shown
    assert stored(context) == [(4, "include", "", "Ann")]


def test_a_key_that_means_nothing_says_so(context: ReviewContext) -> None:
    assert "'x' is not a key here" in sat(context, "x")[0]


def test_at_full_text_only_what_was_retrieved_is_shown_and_a_reason_is_needed(context: ReviewContext) -> None:
    decide_reports(context, ["R1", "R2"], Decision.INCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="Ann")
    _, reviewing = sat(context, "", stage=Stage.FULL_TEXT)
    assert reviewing.summary() == "No report to screen for Ann at full-text. 2 reports without full text."
    mark_retrieval(context, ["R1"], RetrievalStatus.RETRIEVED, reviewer="Ann")
    shown, _ = sat(context, "0e1", stage=Stage.FULL_TEXT)
    assert "Full text · Ann · 1 of 1" in shown
    assert stored(context)[-1] == (1, "exclude", "wrong route", "Ann")


def test_while_another_harvester_is_at_work_nothing_is_lost(context: ReviewContext) -> None:
    with hold_lock(context.review.folder, command="update", now=context.now):
        shown, reviewing = sat(context, "i")
    assert "Not stored. Another harvester is changing this review" in " ".join(shown.split())
    assert reviewing.session.remaining == 4


@pytest.mark.parametrize("width", [40, 80, 120])
def test_a_page_is_never_wider_than_the_screen(context: ReviewContext, width: int) -> None:
    shown, _ = sat(context, "ii", width=width)
    assert max(map(len, shown.splitlines())) <= width


def test_terms_stand_out_in_colour_and_without_and_nothing_moves_the_cursor(context: ReviewContext) -> None:
    shown, _ = sat(context, "", colour=True)
    assert "\x1b[1;32mAnakinra\x1b[0m was given." in shown
    assert "\x1b[4;31mMice\x1b[0m" in shown
    assert "\x1b[31mRESULTS" not in shown
    assert [line for line in sat(context, "")[0].splitlines() if line.startswith(("BACKGROUND", "METHODS"))]


def test_times_are_told_as_people_say_them() -> None:
    assert [format_duration(seconds) for seconds in (0.2, 40, 540, 7800)] == ["1 s", "40 s", "9 min", "2 h 10 min"]


def test_without_a_terminal_it_says_what_else_there_is(harvested: Path) -> None:
    said = harvester("--review", harvested, "screen", "run")
    assert said.exit_code == 2
    assert "needs a terminal" in said.err
    assert harvester("--review", harvested, "screen", "notes").out == "There are no notes.\n"


def test_in_a_terminal_screen_alone_begins_to_screen(harvested: Path) -> None:
    """The program itself, behind a pseudo-terminal, without colour."""
    ours, theirs = pty.openpty()
    environ = {**os.environ, "TERM": "xterm", "COLUMNS": "80", "LINES": "40", "NO_COLOR": "1", "LOGNAME": "ann"}
    words = [sys.executable, "-m", "harvester", "--review", str(harvested), "screen"]
    with subprocess.Popen(words, stdin=theirs, stdout=theirs, stderr=theirs, env=environ, close_fds=True) as program:
        os.close(theirs)
        try:
            first = _until(ours, "quit")
            second = _until(ours, "2 of 4", pressing=b"i")
            last = _until(ours, "All decisions are stored.", pressing=b"q")
        except BaseException:
            program.kill()
            raise
    os.close(ours)
    assert "1 of 4" in first
    assert "\x1b[31m" not in first + second
    assert "1 report decided (1 include), 3 left." in " ".join(last.split())
    assert program.returncode == 0


def _until(terminal: int, word: str, *, pressing: bytes = b"") -> str:
    """What the program writes until a word comes, pressing a key when it waits: what is typed ahead is not heard."""
    seen = b""
    for _ in range(60):
        ready, _, _ = select.select([terminal], [], [], 1.0)
        seen += os.read(terminal, 65536) if ready else b""
        if word.encode() in seen:
            return seen.decode()
        if not ready and pressing:
            os.write(terminal, pressing)
    pytest.fail(f"{word!r} never came: {seen.decode()}")


def test_a2_z_undoes_the_last_decision_of_the_session_and_shows_its_report_again(context: ReviewContext) -> None:
    shown, reviewing = sat(context, "iszzq")
    assert "R000004: decision undone." in shown
    assert "No decision of this session is left to undo." in shown
    assert stored(context) == []
    assert (reviewing.session.current, reviewing.session.remaining) == (4, 4)


def test_a2_after_undo_the_decision_before_it_counts_again(context: ReviewContext) -> None:
    sat(context, "ibe1z")
    assert stored(context) == [(4, "include", "", "Ann")]
