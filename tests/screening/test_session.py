"""Which reports are a reviewer's, in which order, and how a sitting goes."""

from __future__ import annotations

import pytest

from harvester.screening import Decision
from harvester.screening.session import QueuedReport, ScreeningSession, build_queue, count_decisions

REPORTS = (
    QueuedReport(1, 2020, frozenset(), open=True),
    QueuedReport(2, 2024, frozenset({"Ann"}), open=False),
    QueuedReport(3, 2022, frozenset({"Ben"}), open=True),
    QueuedReport(4, 2021, frozenset({"Ann", "Cleo"}), open=False),
    QueuedReport(5, 0, frozenset({"Ann"}), open=False, settled=True),
)


def ben(reviewers: int = 1, order: str = "oldest", again: tuple[int, ...] = ()) -> tuple[int, ...]:
    return build_queue(REPORTS, reviewer="Ben", reviewers=reviewers, order=order, seed="r", again=again)  # type: ignore[arg-type]  # an order


def test_alone_a_reviewer_gets_what_nobody_decided() -> None:
    assert ben() == (1,)


def test_a_second_reviewer_gets_what_only_one_decided_and_nobody_settled() -> None:
    assert ben(reviewers=2) == (1, 2)
    assert ben(reviewers=3) == (1, 4, 2)


def test_what_somebody_was_unsure_about_comes_again_on_request() -> None:
    assert ben(again=(3,)) == (1, 3)


def test_newest_is_the_other_way_round_and_random_is_the_same_each_time() -> None:
    many = [QueuedReport(number, 2000 + number % 7, frozenset(), open=True) for number in range(50)]
    newest, oldest = (
        build_queue(many, reviewer="Ben", reviewers=1, order=order, seed="r") for order in ("newest", "oldest")
    )  # fmt: skip
    assert newest == oldest[::-1]
    shuffled = build_queue(many, reviewer="Ben", reviewers=1, order="random", seed="r")
    assert shuffled == build_queue(many[::-1], reviewer="Ben", reviewers=1, order="random", seed="r")
    assert sorted(shuffled) == sorted(newest)
    assert shuffled not in {newest, oldest}
    assert shuffled != build_queue(many, reviewer="Ann", reviewers=1, order="random", seed="r")


def test_a_sitting_goes_on_back_and_tells_the_time_left() -> None:
    sitting = ScreeningSession((7, 8, 9, 10))
    assert sitting.back().current == 7
    sitting = sitting.with_decision(Decision.INCLUDE, "", 10.0).with_decision(Decision.EXCLUDE, "why", 20.0)
    assert (sitting.current, sitting.remaining, sitting.seconds_remaining) == (9, 2, None)
    sitting = sitting.with_decision(Decision.UNSURE, "", 60.0)
    assert sitting.seconds_remaining == pytest.approx(20.0)
    again = sitting.back().back().with_decision(Decision.INCLUDE, "", 5.0)
    assert (again.remaining, count_decisions(again.decisions)) == (1, {"include": 2, "exclude": 0, "undecided": 1})
    assert sitting.forward().current is None
    assert sitting.forward().forward().with_decision(Decision.INCLUDE, "", 1.0).remaining == 1


def test_the_last_decision_is_taken_from_the_session_at_its_report() -> None:
    session = ScreeningSession((7, 8)).with_decision(Decision.INCLUDE, "", 1.0, event=3).forward()
    assert (session.without_last_decision().current, session.without_last_decision().remaining) == (7, 2)
    assert ScreeningSession((7, 8)).without_last_decision() == ScreeningSession((7, 8))
