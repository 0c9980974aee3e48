"""What several extractors said, in all versions, adds up; and nothing of it depends on the order of the list."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from harvester.extraction import ExtractedAnswer, reconcile
from tests.extraction.forms import said


def values(*answers: ExtractedAnswer) -> dict[str, str]:
    """Field → value of the only row."""
    (row,) = reconcile(answers).rows
    return dict(row.values)


def test_an_extractors_latest_answer_counts() -> None:
    assert values(said("Ann", "age", "2", order=1), said("Ann", "age", "3", order=2)) == {"age": "3"}


def test_extractors_who_agree_leave_no_disagreement() -> None:
    merged = reconcile([said("Ann", "age", "2", order=1), said("Ben", "age", "2", order=2)])
    assert merged.disagreements == ()
    assert merged.extractors == {1: ("Ann", "Ben")}
    assert merged.rows[0].values == {"age": "2"}


def test_extractors_who_differ_leave_the_field_without_a_value() -> None:
    ages = [said("Ann", "age", "2", order=1), said("Ben", "age", "3", order=2)]
    merged = reconcile([*ages, said("Ben", "sex", "f", order=3), said("Ann", "sex", "f", order=4)])
    (found,) = merged.disagreements
    assert (found.field, found.answers) == ("age", {"Ann": "2", "Ben": "3"})
    assert merged.rows[0].values == {"sex": "f"}
    assert merged.rows[0].disputed == {"age"}


def test_an_answer_that_one_of_two_left_empty_is_a_disagreement() -> None:
    merged = reconcile(
        [said("Ann", "age", "2", order=1), said("Ann", "sex", "f", order=2), said("Ben", "sex", "f", order=3)]
    )
    assert [each.answers for each in merged.disagreements] == [{"Ann": "2", "Ben": ""}]


def test_a_settlement_holds_against_everybody_and_what_they_say_later() -> None:
    answers = [
        said("Ann", "age", "2", order=1),
        said("Ben", "age", "3", order=2),
        said("Cleo", "age", "4", order=3, settles=True),
        said("Ben", "age", "5", order=4),
    ]
    assert values(*answers) == {"age": "4"}
    assert reconcile(answers).disagreements == ()
    assert reconcile(answers).extractors == {1: ("Ann", "Ben")}


def test_a_row_that_only_one_of_two_has_is_a_disagreement_and_still_counts() -> None:
    merged = reconcile([said("Ann", "age", "2", order=1), said("Ben", "age", "2", order=2),
                    said("Ben", "age", "9", order=3, patient="2")])  # fmt: skip
    (found,) = merged.disagreements
    assert (found.place, found.field) == (("2",), "")
    assert found.answers == {"Ann": "has no such row", "Ben": "has this row"}
    assert merged.rows[1].values == {"age": "9"}
    assert merged.rows[1].sole_extractor == "Ben"


def test_a_withdrawn_row_is_gone_until_it_is_filled_in_again() -> None:
    gone = [said("Ann", "age", "2", order=1), said("Ann", "", "", order=2)]
    assert reconcile(gone).rows == ()
    assert values(*gone, said("Ann", "age", "3", order=3)) == {"age": "3"}


def test_a_row_settled_away_is_gone_for_everybody() -> None:
    both = [said("Ann", "age", "2", order=1), said("Ben", "age", "2", order=2)]
    merged = reconcile([*both, said("Cleo", "", "", order=3, settles=True)])
    assert merged.rows == ()
    assert merged.disagreements == ()


def test_answers_about_two_reports_that_turned_out_to_be_one_are_laid_side_by_side() -> None:
    merged = reconcile(
        [said("Ann", "age", "2", order=1, original_report=1), said("Ann", "age", "3", order=2, original_report=7)]
    )
    (found,) = merged.disagreements
    assert found.answers == {"Ann": "2", "Ann (as R000007)": "3"}


def test_rows_stand_in_the_order_of_their_numbers() -> None:
    merged = reconcile([said("Ann", "age", "1", order=n, patient=name) for n, name in enumerate(["10", "2", "A", "1"])])
    assert [row.place for row in merged.rows] == [("1",), ("2",), ("10",), ("A",)]


@st.composite
def histories(draw: st.DrawFn) -> list[ExtractedAnswer]:
    steps = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["Ann", "Ben"]),
                st.sampled_from(["age", "sex", ""]),
                st.sampled_from(["x", "y", ""]),
                st.sampled_from(["1", "2"]),
                st.booleans(),
            ),
            max_size=12,
        )
    )
    return [
        said(who, field, value if field else "", order=order, patient=patient, settles=settles)
        for order, (who, field, value, patient, settles) in enumerate(steps)
    ]


@given(histories(), st.randoms())
def test_what_holds_does_not_depend_on_the_order_of_the_list(
    answers: list[ExtractedAnswer], chance: random.Random
) -> None:
    shuffled = list(answers)
    chance.shuffle(shuffled)
    assert reconcile(answers) == reconcile(shuffled)


@given(histories())
def test_a_field_has_a_value_or_is_in_dispute_never_both(answers: list[ExtractedAnswer]) -> None:
    merged = reconcile(answers)
    for row in merged.rows:
        assert not row.disputed & row.values.keys()
    disputed = {(each.place, each.field) for each in merged.disagreements if each.field}
    assert disputed == {(row.place, field) for row in merged.rows for field in row.disputed}
