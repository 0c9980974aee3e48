"""Everything judged stays in the history, with who and why; anything can be taken back, by name or by number."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from harvester.errors import ContradictionError, UsageError
from harvester.store import records
from harvester.workflow.context import ReviewContext
from harvester.workflow.dedup.history import list_judgements, undo_judgements
from harvester.workflow.dedup.judge import merge_records, split_records
from harvester.workflow.store_check import check_store
from tests.workflow.contexts import import_articles


@pytest.fixture(autouse=True)
def always_sound(context: ReviewContext) -> Iterator[None]:
    yield
    assert check_store(context) == ()


def reports(context: ReviewContext) -> list[int]:
    with context.store.read() as session:
        return [report for _, report in sorted(records.report_of_each_record(session).items())]


def names(*numbers: int) -> list[str]:
    return [f"embase:L{700_000 + number}" for number in numbers]


def test_history_tells_who_said_what_when_and_why(context: ReviewContext) -> None:
    import_articles(context, "embase", 1, 2)
    merge_records(context, names(1, 2), person="Ann", note="the same trial report")
    (event,) = list_judgements(context)
    assert (event.name, event.record_a, event.record_b) == ("J1", *names(1, 2))
    assert (event.verdict, event.by, event.remark, event.is_live) == ("duplicate", "Ann", "the same trial report", True)


def test_taking_back_is_told_on_both_sides_and_deletes_nothing(context: ReviewContext) -> None:
    import_articles(context, "embase", 1, 2)
    merge_records(context, names(1, 2), person="Ann")
    undo_judgements(context, person="Bob", note="another dose")
    first, second = list_judgements(context)
    assert (first.is_live, first.undone_by) == (False, "J2")
    assert (second.verdict, second.undoes, second.remark) == ("withdrawn", "J1", "J1 undone by Bob: another dose")


def test_what_the_rules_said_is_told_of_a_record_and_of_a_report(context: ReviewContext) -> None:
    import_articles(context, "embase", 1, 2)
    import_articles(context, "ovid", 1)
    merge_records(context, names(1, 2), person="Ann")
    assert [(event.by, event.verdict) for event in list_judgements(context)] == [("Ann", "duplicate")]
    assert [event.by for event in list_judgements(context, rules=True)] == ["rule", "Ann"]
    assert [event.by for event in list_judgements(context, "embase:L700002")] == ["Ann"]
    assert [event.by for event in list_judgements(context, "R000001")] == ["rule", "Ann"]


def test_three_records_become_one_report_in_one_go_and_part_again_in_one_go(context: ReviewContext) -> None:
    import_articles(context, "embase", 1, 2, 3)
    told = merge_records(context, names(3, 1, 2), person="Ann")
    assert told.sentence == "embase:L700001, embase:L700002 and embase:L700003 are one report now: R000001."
    assert reports(context) == [1, 1, 1]
    assert undo_judgements(context).sentence == "2 judgements about 3 records were undone."
    assert reports(context) == [1, 2, 3]


def test_reports_are_merged_with_all_their_records_and_the_oldest_number_stays(context: ReviewContext) -> None:
    import_articles(context, "embase", 1, 2)
    import_articles(context, "ovid", 1, 2)
    merge_records(context, ["R000002", "R000001"], person="Ann")
    assert reports(context) == [1, 1, 1, 1]
    assert list_judgements(context, "R000002"), "the other number still leads there"
    split_records(context, ["R000001", "embase:L700002", "ovid:L700002"], person="Bob")
    assert reports(context) == [1, 2, 1, 2]


def test_a_report_is_taken_apart_into_its_records(context: ReviewContext) -> None:
    import_articles(context, "embase", 1)
    import_articles(context, "ovid", 1)
    split_records(context, ["R000001"], person="Ann")
    assert reports(context) == [1, 2]
    undo_judgements(context)
    assert reports(context) == [1, 1]


@pytest.mark.parametrize(
    ("said", "reason"),
    [(["R000001"], "is one record alone"), (["embase:L700001"], "is one record alone"), (["R1", "R1"], "same record")],
)
def test_what_is_one_record_cannot_be_parted(context: ReviewContext, said: list[str], reason: str) -> None:
    import_articles(context, "embase", 1, 2)
    with pytest.raises(UsageError, match=reason):
        split_records(context, said, person="Ann")


def test_all_the_records_of_a_report_cannot_leave_it(context: ReviewContext) -> None:
    import_articles(context, "embase", 1)
    import_articles(context, "ovid", 1)
    with pytest.raises(UsageError, match="all the records of R000001"):
        split_records(context, ["R000001", "embase:L700001", "ovid:L700001"], person="Ann")


def test_the_last_things_said_are_taken_back_together(context: ReviewContext) -> None:
    import_articles(context, "embase", 1, 2, 3, 4)
    merge_records(context, names(1, 2), person="Ann")
    merge_records(context, names(2, 3), person="Bob")
    merge_records(context, names(3, 4), person="Eve")
    undo_judgements(context, last=2)
    assert reports(context) == [1, 1, 3, 4]


def test_a_judgement_is_taken_back_by_name_whatever_came_after(context: ReviewContext) -> None:
    import_articles(context, "embase", 1, 2, 3, 4)
    merge_records(context, names(1, 2), person="Ann")
    merge_records(context, names(3, 4), person="Bob")
    undo_judgements(context, ["j1"])
    assert reports(context) == [1, 2, 3, 3]


def test_one_that_somebody_overruled_is_not_taken_back_alone(context: ReviewContext) -> None:
    import_articles(context, "embase", 1, 2)
    merge_records(context, names(1, 2), person="Ann")
    split_records(context, names(1, 2), person="Bob")
    with pytest.raises(
        UsageError, match=r"J1 is superseded: Bob judged the pair different reports since \(J2\)"
    ) as caught:
        undo_judgements(context, ["J1"])
    assert "harvester dedup undo J2 J1" in caught.value.hint
    undo_judgements(context, ["J2", "J1"])
    assert reports(context) == [1, 2]


@pytest.mark.parametrize("name", ["J9", "J0", "ann", "J", "", "J²", "J99999999999999999999"])
def test_a_name_of_no_judgement_is_refused(context: ReviewContext, name: str) -> None:
    import_articles(context, "embase", 1, 2)
    merge_records(context, names(1, 2), person="Ann")
    with pytest.raises(UsageError, match="is no manual judgement that could be undone"):
        undo_judgements(context, [name])


def test_what_was_taken_back_cannot_be_taken_back_again(context: ReviewContext) -> None:
    import_articles(context, "embase", 1, 2)
    merge_records(context, names(1, 2), person="Ann")
    undo_judgements(context, ["J1"])
    with pytest.raises(UsageError, match="no manual judgement"):
        undo_judgements(context, ["J1"])


def test_taking_back_is_refused_where_what_held_before_contradicts_what_came_after(context: ReviewContext) -> None:
    import_articles(context, "embase", 1, 2, 3)
    merge_records(context, names(1, 2), person="Ann")
    split_records(context, names(1, 2), person="Bob")
    merge_records(context, names(2, 3), person="Ann")
    split_records(context, names(1, 3), person="Eve")
    with pytest.raises(ContradictionError, match="contradicts later manual judgements") as caught:
        undo_judgements(context, ["J2"])
    assert "Nothing was changed" in caught.value.message
    assert reports(context) == [1, 2, 2]
