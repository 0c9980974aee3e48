"""Going through disagreements: each key does what it says, each settlement is stored before the next is shown."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from harvester.cli.interactive.conflict_resolution import ConflictResolution
from harvester.cli.interactive.terminal import Terminal
from harvester.screening import Decision, Stage
from harvester.workflow.context import ReviewContext
from harvester.workflow.dedup.judge import judge_pair as judge
from harvester.workflow.lock import hold_lock
from harvester.workflow.screening.conflicts import conflict_resolver, list_conflicts
from harvester.workflow.screening.decide import decide_reports
from harvester.workflow.screening.report_states import load_stages
from tests.workflow.contexts import import_articles, manual_review, open_test_review


@pytest.fixture
def context(tmp_path: Path) -> Iterator[ReviewContext]:
    """Three reports; Ann and Bob disagree about the first two on title, and about the third at full text."""
    with open_test_review(manual_review(tmp_path / "review")) as context:
        import_articles(context, "embase", 1, 2, 3)
        decide_reports(context, ["R1", "R2"], Decision.INCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="Ann")
        decide_reports(context, ["R1", "R2"], Decision.EXCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="Bob")
        decide_reports(context, ["R3"], Decision.INCLUDE, stage=Stage.FULL_TEXT, reviewer="Ann", implied=True)
        decide_reports(context, ["R3"], Decision.EXCLUDE, stage=Stage.FULL_TEXT, reviewer="Bob", reason="wrong route")
        yield context


def talk(context: ReviewContext, keys: str, *, lines: tuple[str, ...] = ()) -> tuple[str, ConflictResolution]:
    """What the screen showed to a person who pressed these keys, and what was settled."""
    shown, pressed, written = io.StringIO(), iter(keys), iter(lines)
    screen = Terminal(
        Console(file=shown, width=100, highlight=False, markup=False, emoji=False),
        read_key=lambda: next(pressed, "q"),
        read_line=lambda _: next(written, ""),
    )
    reasons = context.review.screening.exclusion_reasons
    done = ConflictResolution(list_conflicts(context), conflict_resolver(context, "Eve"), screen, reasons=reasons)
    done.run()
    return shown.getvalue(), done


def where(context: ReviewContext) -> dict[int, str]:
    with context.store.read() as session:
        return dict(load_stages(session, context.review.screening))


def test_a_key_settles_and_the_next_one_is_shown(context: ReviewContext) -> None:
    shown, done = talk(context, "ei")
    assert "R000001 · 1 of 3 · title-abstract" in shown
    assert "Author1, Writer3. Journal of Hyperinflammation. 1991" in shown
    assert "Stored: R000001 exclude." in shown
    assert [conflict.report for conflict in list_conflicts(context)] == ["R000003"]
    assert (where(context)[1], where(context)[2]) == ("excluded", "retrieval")
    assert done.summary() == "2 conflicts resolved, 1 left."


def test_skip_leaves_it_and_back_returns_to_it(context: ReviewContext) -> None:
    shown, done = talk(context, "bs\rbi")
    assert "This is the first one." in shown
    assert [conflict.report for conflict in list_conflicts(context)] == ["R000001", "R000003"]
    assert done.to_json() == {"settled": 1, "left": 2}


def test_who_comes_back_may_settle_it_otherwise(context: ReviewContext) -> None:
    shown, _ = talk(context, "ibe")
    assert "You decided: include. A new decision replaces it." in shown
    assert where(context)[1] == "excluded"


def test_an_exclusion_on_full_text_asks_for_its_reason_by_number_or_words(context: ReviewContext) -> None:
    shown, _ = talk(context, "sse", lines=("2",))
    assert "Not stored" not in shown
    talk_again, _ = talk(context, "sse")
    assert list_conflicts(context)[-1].stage == "title-abstract"
    assert "Not stored" not in talk_again


@pytest.mark.parametrize("line", ["", "bad vibes"])
def test_without_a_reason_of_the_review_nothing_is_stored(context: ReviewContext, line: str) -> None:
    shown, done = talk(context, "sse", lines=(line,))
    assert "Not stored." in shown
    assert (len(list_conflicts(context)), done.settled) == (3, {})


def test_quitting_and_keys_without_a_meaning_store_nothing(context: ReviewContext) -> None:
    shown, done = talk(context, "xq")
    assert "'x' is not a key here." in shown
    assert (len(list_conflicts(context)), done.remaining) == (3, 3)


def test_while_another_harvester_works_nothing_is_stored_and_the_person_is_told(context: ReviewContext) -> None:
    with hold_lock(context.review.folder, command="update", now=context.now):
        shown, done = talk(context, "i")
    assert "Not stored." in shown
    assert done.settled == {}


def test_two_reports_that_turned_out_to_be_one_are_shown_under_their_old_numbers(context: ReviewContext) -> None:
    judge(context, "R1", "R2", "duplicate", person="Ann")
    shown, _ = talk(context, "e")
    assert "1 of 2" in shown
    assert "R000002" in shown
    assert [conflict.report for conflict in list_conflicts(context)] == ["R000003"]


def test_where_nobody_disagrees_there_is_nothing_to_do(context: ReviewContext) -> None:
    talk(context, "iii")
    shown, done = talk(context, "i")
    assert (shown, done.summary()) == ("", "No two reviewers disagree.")
