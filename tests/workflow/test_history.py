"""Everything judged stays in the history, with who and why; anything can be taken back, by name or by number."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from harvester.errors import ContradictionError, UsageError
from harvester.store import records
from harvester.workflow.desk import Desk
from harvester.workflow.history import history, undo
from harvester.workflow.judge import merge, split
from harvester.workflow.keeping import damage
from tests.workflow.desks import bring


@pytest.fixture(autouse=True)
def always_sound(desk: Desk) -> Iterator[None]:
    yield
    assert damage(desk) == ()


def reports(desk: Desk) -> list[int]:
    with desk.store.read() as session:
        return [report for _, report in sorted(records.report_of(session).items())]


def names(*numbers: int) -> list[str]:
    return [f"embase:L{700_000 + number}" for number in numbers]


def test_history_tells_who_said_what_when_and_why(desk: Desk) -> None:
    bring(desk, "embase", 1, 2)
    merge(desk, names(1, 2), person="Ann", note="the same trial report")
    (event,) = history(desk)
    assert (event.name, event.record_a, event.record_b) == ("J1", *names(1, 2))
    assert (event.verdict, event.by, event.remark, event.stands) == ("duplicate", "Ann", "the same trial report", True)


def test_taking_back_is_told_on_both_sides_and_deletes_nothing(desk: Desk) -> None:
    bring(desk, "embase", 1, 2)
    merge(desk, names(1, 2), person="Ann")
    undo(desk, person="Bob", note="another dose")
    first, second = history(desk)
    assert (first.stands, first.undone_by) == (False, "J2")
    assert (second.verdict, second.undoes, second.remark) == ("withdrawn", "J1", "J1 taken back by Bob: another dose")


def test_what_the_rules_said_is_told_of_a_record_and_of_a_report(desk: Desk) -> None:
    bring(desk, "embase", 1, 2)
    bring(desk, "ovid", 1)
    merge(desk, names(1, 2), person="Ann")
    assert [(event.by, event.verdict) for event in history(desk)] == [("Ann", "duplicate")]
    assert [event.by for event in history(desk, rules=True)] == ["rule", "Ann"]
    assert [event.by for event in history(desk, "embase:L700002")] == ["Ann"]
    assert [event.by for event in history(desk, "R000001")] == ["rule", "Ann"]


def test_three_records_become_one_report_in_one_go_and_part_again_in_one_go(desk: Desk) -> None:
    bring(desk, "embase", 1, 2, 3)
    told = merge(desk, names(3, 1, 2), person="Ann")
    assert told.sentence == "embase:L700001, embase:L700002 and embase:L700003 are one report now: R000001."
    assert reports(desk) == [1, 1, 1]
    assert undo(desk).sentence == "2 judgements about 3 records were taken back."
    assert reports(desk) == [1, 2, 3]


def test_reports_are_merged_with_all_their_records_and_the_oldest_number_stays(desk: Desk) -> None:
    bring(desk, "embase", 1, 2)
    bring(desk, "ovid", 1, 2)
    merge(desk, ["R000002", "R000001"], person="Ann")
    assert reports(desk) == [1, 1, 1, 1]
    assert history(desk, "R000002"), "the other number still leads there"
    split(desk, ["R000001", "embase:L700002", "ovid:L700002"], person="Bob")
    assert reports(desk) == [1, 2, 1, 2]


def test_a_report_is_taken_apart_into_its_records(desk: Desk) -> None:
    bring(desk, "embase", 1)
    bring(desk, "ovid", 1)
    split(desk, ["R000001"], person="Ann")
    assert reports(desk) == [1, 2]
    undo(desk)
    assert reports(desk) == [1, 1]


@pytest.mark.parametrize(
    ("said", "reason"),
    [(["R000001"], "is one record alone"), (["embase:L700001"], "is one record alone"), (["R1", "R1"], "same record")],
)
def test_what_is_one_record_cannot_be_parted(desk: Desk, said: list[str], reason: str) -> None:
    bring(desk, "embase", 1, 2)
    with pytest.raises(UsageError, match=reason):
        split(desk, said, person="Ann")


def test_all_the_records_of_a_report_cannot_leave_it(desk: Desk) -> None:
    bring(desk, "embase", 1)
    bring(desk, "ovid", 1)
    with pytest.raises(UsageError, match="all the records of R000001"):
        split(desk, ["R000001", "embase:L700001", "ovid:L700001"], person="Ann")


def test_the_last_things_said_are_taken_back_together(desk: Desk) -> None:
    bring(desk, "embase", 1, 2, 3, 4)
    merge(desk, names(1, 2), person="Ann")
    merge(desk, names(2, 3), person="Bob")
    merge(desk, names(3, 4), person="Eve")
    undo(desk, last=2)
    assert reports(desk) == [1, 1, 3, 4]


def test_a_judgement_is_taken_back_by_name_whatever_came_after(desk: Desk) -> None:
    bring(desk, "embase", 1, 2, 3, 4)
    merge(desk, names(1, 2), person="Ann")
    merge(desk, names(3, 4), person="Bob")
    undo(desk, ["j1"])
    assert reports(desk) == [1, 2, 3, 3]


def test_one_that_somebody_overruled_is_not_taken_back_alone(desk: Desk) -> None:
    bring(desk, "embase", 1, 2)
    merge(desk, names(1, 2), person="Ann")
    split(desk, names(1, 2), person="Bob")
    with pytest.raises(
        UsageError, match=r"J1 no longer holds: Bob judged the same pair distinct since \(J2\)"
    ) as caught:
        undo(desk, ["J1"])
    assert "harvester dedup undo J2 J1" in caught.value.hint
    undo(desk, ["J2", "J1"])
    assert reports(desk) == [1, 2]


@pytest.mark.parametrize("name", ["J9", "J0", "ann", "J", "", "J²", "J99999999999999999999"])
def test_a_name_of_no_judgement_is_refused(desk: Desk, name: str) -> None:
    bring(desk, "embase", 1, 2)
    merge(desk, names(1, 2), person="Ann")
    with pytest.raises(UsageError, match="no judgement of a person that could be taken back"):
        undo(desk, [name])


def test_what_was_taken_back_cannot_be_taken_back_again(desk: Desk) -> None:
    bring(desk, "embase", 1, 2)
    merge(desk, names(1, 2), person="Ann")
    undo(desk, ["J1"])
    with pytest.raises(UsageError, match="no judgement of a person"):
        undo(desk, ["J1"])


def test_taking_back_is_refused_where_what_held_before_contradicts_what_came_after(desk: Desk) -> None:
    bring(desk, "embase", 1, 2, 3)
    merge(desk, names(1, 2), person="Ann")
    split(desk, names(1, 2), person="Bob")
    merge(desk, names(2, 3), person="Ann")
    split(desk, names(1, 3), person="Eve")
    with pytest.raises(ContradictionError, match="contradicts what people judged since") as caught:
        undo(desk, ["J2"])
    assert "Nothing was changed" in caught.value.message
    assert reports(desk) == [1, 2, 2]
