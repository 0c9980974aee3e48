"""Going through disagreements: each key does what it says, each settlement is stored before the next is shown."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from harvester.cli.screen import Screen
from harvester.cli.settling import Settling
from harvester.workflow.conflicts import conflicts, settling
from harvester.workflow.desk import Desk
from harvester.workflow.judge import decide as judge
from harvester.workflow.lock import locked
from harvester.workflow.screen import decide
from harvester.workflow.waiting import stages
from tests.workflow.desks import bring, desk_on, hand_review


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Three reports; Ann and Bob disagree about the first two on title, and about the third at full text."""
    with desk_on(hand_review(tmp_path / "review")) as desk:
        bring(desk, "embase", 1, 2, 3)
        decide(desk, ["R1", "R2"], "include", stage="title-abstract", reviewer="Ann")
        decide(desk, ["R1", "R2"], "exclude", stage="title-abstract", reviewer="Bob")
        decide(desk, ["R3"], "include", stage="full-text", reviewer="Ann")
        decide(desk, ["R3"], "exclude", stage="full-text", reviewer="Bob", reason="wrong route")
        yield desk


def talk(desk: Desk, keys: str, *, lines: tuple[str, ...] = ()) -> tuple[str, Settling]:
    """What the screen showed to a person who pressed these keys, and what was settled."""
    shown, pressed, written = io.StringIO(), iter(keys), iter(lines)
    screen = Screen(
        Console(file=shown, width=100, highlight=False, markup=False, emoji=False),
        read_key=lambda: next(pressed, "q"),
        read_line=lambda _: next(written, ""),
    )
    reasons = desk.review.screening.exclusion_reasons
    done = Settling(conflicts(desk), settling(desk, "Eve"), screen, reasons=reasons)
    done.run()
    return shown.getvalue(), done


def where(desk: Desk) -> dict[int, str]:
    with desk.store.read() as session:
        return dict(stages(session, ()))


def test_a_key_settles_and_the_next_one_is_shown(desk: Desk) -> None:
    shown, done = talk(desk, "ei")
    assert "R000001 · 1 of 3 · title-abstract" in shown
    assert "Author1, Writer3. Journal of Hyperinflammation. 1991" in shown
    assert "Stored: R000001 exclude." in shown
    assert [conflict.report for conflict in conflicts(desk)] == ["R000003"]
    assert (where(desk)[1], where(desk)[2]) == ("excluded", "retrieval")
    assert done.summary() == "2 disagreements settled, 1 left."


def test_skip_leaves_it_and_back_returns_to_it(desk: Desk) -> None:
    shown, done = talk(desk, "bs\rbi")
    assert "This is the first one." in shown
    assert [conflict.report for conflict in conflicts(desk)] == ["R000001", "R000003"]
    assert done.to_json() == {"settled": 1, "left": 2}


def test_who_comes_back_may_settle_it_otherwise(desk: Desk) -> None:
    shown, _ = talk(desk, "ibe")
    assert "You settled: include. Another answer takes its place." in shown
    assert where(desk)[1] == "excluded"


def test_an_exclusion_on_full_text_asks_for_its_reason_by_number_or_words(desk: Desk) -> None:
    shown, _ = talk(desk, "sse", lines=("2",))
    assert "Not stored" not in shown
    talk_again, _ = talk(desk, "sse")
    assert conflicts(desk)[-1].stage == "title-abstract"
    assert "Not stored" not in talk_again


@pytest.mark.parametrize("line", ["", "bad vibes"])
def test_without_a_reason_of_the_review_nothing_is_stored(desk: Desk, line: str) -> None:
    shown, done = talk(desk, "sse", lines=(line,))
    assert "Not stored." in shown
    assert (len(conflicts(desk)), done.settled) == (3, {})


def test_quitting_and_keys_without_a_meaning_store_nothing(desk: Desk) -> None:
    shown, done = talk(desk, "xq")
    assert "'x' means nothing here." in shown
    assert (len(conflicts(desk)), done.left) == (3, 3)


def test_while_another_harvester_works_nothing_is_stored_and_the_person_is_told(desk: Desk) -> None:
    with locked(desk.review.folder, command="update", now=desk.now):
        shown, done = talk(desk, "i")
    assert "Not stored." in shown
    assert done.settled == {}


def test_two_reports_that_turned_out_to_be_one_are_shown_under_their_old_numbers(desk: Desk) -> None:
    judge(desk, "R1", "R2", "duplicate", person="Ann")
    shown, _ = talk(desk, "e")
    assert "1 of 2" in shown
    assert "R000002" in shown
    assert [conflict.report for conflict in conflicts(desk)] == ["R000003"]


def test_where_nobody_disagrees_there_is_nothing_to_do(desk: Desk) -> None:
    talk(desk, "iii")
    shown, done = talk(desk, "i")
    assert (shown, done.summary()) == ("", "No two reviewers disagree.")
