"""What several decisions add up to."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.screening import Decision, ReviewerDecision, StageOutcome, derive_consensus
from harvester.screening.consensus import MORE_INCLUSIVE, find_open_question
from harvester.screening.decisions import OpenQuestion

STAGE = "title-abstract"


def opinion(
    verdict: Decision,
    reviewer: str = "Ann",
    *,
    order: int = 0,
    as_report: int = 1,
    reason: str = "",
    ends: bool = False,
    knew: tuple[int, ...] = (),
) -> ReviewerDecision:
    return ReviewerDecision(
        report=1,
        original_report=as_report,
        stage=STAGE,
        decision=verdict,
        reviewer=reviewer,
        order=order,
        reason=reason,
        adjudicates=ends,
        joined_reports=frozenset(knew),
    )


def outcome(*opinions: ReviewerDecision, reasons: tuple[str, ...] = ()) -> StageOutcome:
    """What holds, the opinions having been given in this order."""
    numbered = [replace(each, order=place) for place, each in enumerate(opinions)]
    found = derive_consensus(numbered, reasons=reasons).outcome(1, STAGE)
    assert found
    return found


def test_where_nobody_decided_nothing_holds() -> None:
    assert derive_consensus([]).outcome(1, STAGE) is None
    assert derive_consensus([]).conflicts == ()


def test_reviewers_who_agree_are_one() -> None:
    told = outcome(opinion(Decision.EXCLUDE), opinion(Decision.EXCLUDE, "Bob"))
    assert (told.decision, told.conflict) == ("exclude", ())


@pytest.mark.parametrize(("one", "other"), tuple(itertools.combinations(MORE_INCLUSIVE, 2)))
def test_of_two_that_differ_the_more_inclusive_holds_and_both_are_kept(one: Decision, other: Decision) -> None:
    for first, second in ((one, other), (other, one)):
        told = outcome(opinion(first), opinion(second, "Bob"))
        assert told.decision == one
        assert [each.decision for each in told.conflict] == [first, second]


def test_a_reviewer_s_latest_word_counts() -> None:
    assert outcome(opinion(Decision.EXCLUDE), opinion(Decision.INCLUDE)).conflict == ()
    assert outcome(opinion(Decision.INCLUDE), opinion(Decision.EXCLUDE)).decision == Decision.EXCLUDE


def test_a_reviewer_who_judged_two_reports_apart_disagrees_with_herself_once_they_join() -> None:
    told = outcome(opinion(Decision.EXCLUDE, as_report=1), opinion(Decision.INCLUDE, as_report=2))
    assert (told.decision, len(told.conflict)) == ("include", 2)


def test_who_settles_a_disagreement_ends_it() -> None:
    told = outcome(
        opinion(Decision.INCLUDE),
        opinion(Decision.EXCLUDE, "Bob"),
        opinion(Decision.EXCLUDE, "Eve", ends=True, reason="rats"),
    )
    assert (told.decision, told.reason, told.conflict) == ("exclude", "rats", ())


def test_the_last_settlement_holds() -> None:
    told = outcome(opinion(Decision.INCLUDE, "Eve", ends=True), opinion(Decision.EXCLUDE, "Bob", ends=True))
    assert (told.decision, told.conflict) == ("exclude", ())


def test_a_decision_after_the_settlement_does_not_reopen_it() -> None:
    told = outcome(opinion(Decision.EXCLUDE, "Eve", ends=True), opinion(Decision.INCLUDE, "Bob"))
    assert (told.decision, told.conflict) == ("exclude", ())


def test_a_report_that_joins_with_another_decision_reopens_it() -> None:
    told = outcome(opinion(Decision.EXCLUDE, "Eve", ends=True), opinion(Decision.INCLUDE, "Bob", as_report=2))
    assert (told.decision, len(told.conflict)) == ("include", 2)


def test_a_settlement_of_the_joined_report_settles_all_that_was_said_before() -> None:
    told = outcome(
        opinion(Decision.EXCLUDE, "Eve", ends=True),
        opinion(Decision.INCLUDE, "Bob", as_report=2),
        opinion(Decision.EXCLUDE, "Eve", ends=True, knew=(2,)),
    )
    assert (told.decision, told.conflict) == ("exclude", ())


def test_a_settlement_says_nothing_of_a_report_that_was_another_one_then() -> None:
    told = outcome(opinion(Decision.INCLUDE, "Bob", as_report=2), opinion(Decision.EXCLUDE, "Eve", ends=True))
    assert (told.decision, [each.original_report for each in told.conflict]) == ("include", [2, 1])


@pytest.mark.parametrize(("first", "second"), [(1, 2), (2, 1)])
def test_settlements_of_two_reports_that_join_later_make_a_conflict(first: int, second: int) -> None:
    apart = [
        opinion(Decision.INCLUDE, "Ann", as_report=first),
        opinion(Decision.EXCLUDE, "Bob", as_report=first),
        opinion(Decision.INCLUDE, "Eve", as_report=first, ends=True),
        opinion(Decision.EXCLUDE, "Eve", as_report=second, ends=True),
    ]
    told = outcome(*apart)
    assert (told.decision, [each.decision for each in told.conflict]) == ("include", ["include", "exclude"])
    assert outcome(*apart, opinion(Decision.EXCLUDE, "Cleo", ends=True, knew=(2,))).conflict == ()


def test_a_settlement_of_one_part_of_a_report_that_came_apart_does_not_end_the_other_s() -> None:
    told = outcome(
        opinion(Decision.EXCLUDE, "Bob", as_report=2),
        opinion(Decision.INCLUDE, "Eve", ends=True, knew=(2,)),
        opinion(Decision.EXCLUDE, "Cleo", ends=True),
    )
    assert (told.decision, [each.reviewer for each in told.conflict]) == ("include", ["Eve", "Cleo"])


def test_of_several_reasons_the_first_of_the_review_s_list_is_the_primary_one() -> None:
    told = outcome(
        opinion(Decision.EXCLUDE, reason="wrong population"),
        opinion(Decision.EXCLUDE, "Bob", reason="wrong route"),
        reasons=("wrong route", "wrong population"),
    )
    assert told.reason == "wrong route"


def test_reasons_nobody_listed_come_last_in_the_order_of_letters() -> None:
    pair = (opinion(Decision.EXCLUDE, reason="zebra"), opinion(Decision.EXCLUDE, "Bob", reason="ant"))
    assert outcome(*pair).reason == "ant"
    assert outcome(*pair, reasons=("zebra",)).reason == "zebra"


def test_the_reason_of_an_exclusion_that_does_not_hold_is_not_told() -> None:
    assert outcome(opinion(Decision.EXCLUDE, reason="wrong route"), opinion(Decision.INCLUDE, "Bob")).reason == ""


def test_only_what_no_person_had_a_part_in_is_by_automation() -> None:
    machine = replace(opinion(Decision.EXCLUDE, "classifier"), automation=True)
    assert outcome(machine).by_automation
    assert not outcome(machine, opinion(Decision.EXCLUDE)).by_automation


VERDICTS = st.sampled_from(MORE_INCLUSIVE)
OPINIONS = st.lists(st.tuples(VERDICTS, st.sampled_from("ABC"), st.integers(1, 2), st.booleans()), min_size=1)


@given(OPINIONS)
def test_what_holds_is_always_something_somebody_said(rows: list[tuple[Decision, str, int, bool]]) -> None:
    told = outcome(*(opinion(verdict, who, as_report=number, ends=ends) for verdict, who, number, ends in rows))
    assert told.decision in {verdict for verdict, *_ in rows}
    assert len({each.decision for each in told.conflict}) != 1


@given(OPINIONS, st.randoms())
def test_the_order_in_which_decisions_are_read_does_not_matter(
    rows: list[tuple[Decision, str, int, bool]], chance: object
) -> None:
    numbered = [
        opinion(verdict, who, order=place, as_report=number, ends=ends)
        for place, (verdict, who, number, ends) in enumerate(rows)
    ]
    assert derive_consensus(reversed(numbered)).outcome(1, STAGE) == derive_consensus(numbered).outcome(1, STAGE)


def test_conflicts_are_told_by_report_and_stage() -> None:
    both = [
        replace(opinion(Decision.INCLUDE), stage="full-text"),
        replace(opinion(Decision.EXCLUDE, "Bob"), stage="full-text"),
    ]
    assert derive_consensus([*both, opinion(Decision.INCLUDE)]).conflicts == ((1, "full-text"),)


def test_a1_decisions_stay_open_until_enough_people_agree_or_somebody_settles() -> None:
    def decided(reviewer: str, decision: Decision, **more: bool) -> ReviewerDecision:
        return ReviewerDecision(
            report=1, original_report=1, stage="full-text", decision=decision, reviewer=reviewer, order=0,
            **more,  # type: ignore[arg-type]
        )  # fmt: skip

    include, exclude = Decision.INCLUDE, Decision.EXCLUDE
    further, settlement = OpenQuestion.FURTHER_DECISIONS, OpenQuestion.SETTLEMENT
    cases = [
        ((decided("Ann", include),), [None, further, further]),
        ((decided("Ann", include), decided("Bob", include)), [None, None, further]),
        ((decided("Ann", include), decided("Bob", exclude)), [settlement, settlement, further]),
        ((decided("all", exclude, joint=True),), [None, None, None]),
        ((decided("Eve", exclude, adjudicates=True),), [None, None, None]),
    ]
    for decisions, expected in cases:
        assert [find_open_question(decisions, required) for required in (1, 2, 3)] == expected
