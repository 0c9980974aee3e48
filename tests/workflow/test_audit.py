"""An audit draws pairs from everything that was decided, takes a person's answers, and says what they tell."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from harvester.errors import UsageError
from harvester.store import judgements
from harvester.workflow.account import account
from harvester.workflow.answers import pairs_table, take_answers
from harvester.workflow.audit import current, report, sample, waiting
from harvester.workflow.desk import Desk
from harvester.workflow.doubt import Pair, doubtful_pairs, pair_views
from harvester.workflow.expect import expected_errors
from harvester.workflow.frame import in_doubt, kept_apart, merged
from harvester.workflow.history import undo
from harvester.workflow.judge import decide, split
from harvester.workflow.update import import_files
from tests.reviews import article, write_export
from tests.workflow.desks import bring

PLACELESS = {"SP": "", "EP": "", "VL": "", "DO": "", "JF": "Meeting abstracts", "A1": ""}


@pytest.fixture
def judged(desk: Desk) -> Desk:
    """Twelve articles of two databases: eight merges, two doubts, and look-alikes that contradict each other."""
    bring(desk, "embase", *range(1, 13))
    bring(desk, "ovid", *range(1, 9))
    doubts = [article(number, **PLACELESS, U2=f"L80000{number}") for number in (9, 10)]
    parts = [
        article(20 + part, T1=f"Anakinra in a register of children, part {part}", U2=f"L90000{part}") for part in (1, 2)
    ]
    import_files(desk, [write_export(desk.review.folder / "more.ris", [*doubts, *parts])], "ovid")
    return desk


def answer(desk: Desk, pairs: tuple[Pair, ...], *, wrong: int = 0) -> None:
    """Say of each pair what the rules said, but of the first so many the opposite."""
    for place, view in enumerate(pair_views(desk, pairs)):
        same = (view.left.report_id == view.right.report_id) != (place < wrong)
        decide(desk, view.left.name, view.right.name, "duplicate" if same else "distinct", person="Ann")


def drawn_and_waiting(desk: Desk) -> tuple[Pair, ...]:
    drawn = current(desk, None, seed=1)
    with desk.store.read() as session:
        return waiting(session, drawn)


def test_merges_doubts_and_pairs_kept_apart_can_all_be_drawn(judged: Desk) -> None:
    with judged.store.read() as session:
        assert len(merged(session)) == 8
        assert len(in_doubt(session)) == len(doubtful_pairs(judged)) == 2
        apart = kept_apart(session, seed=1)
    assert any(case.contradicted for case in apart)
    assert all(case.record_a < case.record_b and case.scale == 1 for case in apart)


def test_in_a_large_store_pairs_kept_apart_are_found_for_a_part_that_stands_for_all(judged: Desk) -> None:
    with judged.store.read() as session:
        whole = {(case.record_a, case.record_b) for case in kept_apart(session, seed=1)}
        parts = [kept_apart(session, seed=seed, most=6) for seed in range(6)]
    assert all({(case.record_a, case.record_b) for case in part} <= whole for part in parts)
    assert any(parts)
    assert {case.scale for part in parts for case in part} == {4.0}


def test_the_same_store_and_seed_give_the_same_sample(judged: Desk) -> None:
    one, again, other = (sample(judged, 9, seed=seed) for seed in (3, 3, 4))
    assert one.pairs == again.pairs
    assert one.pairs != other.pairs
    assert len(one.pairs) == 9
    assert sum(pair.weight for pair in one.pairs) == pytest.approx(sum(one.strata.values()))


def test_what_waits_is_gone_on_with_before_anything_is_drawn_anew(judged: Desk) -> None:
    first = current(judged, 9, seed=1)
    assert current(judged, None, seed=1).id == first.id
    assert current(judged, 9, seed=1).id == first.id
    assert current(judged, 9, seed=2).id != first.id


def test_an_audit_without_errors_says_how_many_there_may_be_at_most(judged: Desk) -> None:
    current(judged, 14, seed=1)
    answer(judged, drawn_and_waiting(judged))
    told = report(judged)
    assert (told.waiting, told.false_merges.errors) == (0, 0)
    assert told.false_merges.low == 0
    assert "0 were not the same report" in told.sentence
    assert "(seed 1)" in told.sentence


def test_what_an_audit_finds_wrong_is_counted_and_mended(judged: Desk) -> None:
    current(judged, 200, seed=1)
    with judged.store.read() as session:
        false = [(case.record_a, case.record_b) for case in merged(session)][:1]
    pairs = drawn_and_waiting(judged)
    answer(judged, tuple(false), wrong=1)
    answer(judged, tuple(pair for pair in pairs if pair not in false))
    told = report(judged)
    assert (told.false_merges.errors, told.false_merges.number, told.false_merges.of) == (1, 1.0, 8.0)
    assert told.false_merges.low == told.false_merges.high == 1.0, "every merge was judged: nothing is left to chance"
    (left, right) = pair_views(judged, false)[0].left, pair_views(judged, false)[0].right
    assert left.report_id != right.report_id


def test_unsure_answers_are_left_out_and_told(judged: Desk) -> None:
    current(judged, 6, seed=1)
    for view in pair_views(judged, drawn_and_waiting(judged)):
        decide(judged, view.left.name, view.right.name, "unsure", person="Ann")
    told = report(judged)
    assert (told.unsure, told.waiting, told.sentence) == (6, 0, "")


def test_an_answer_taken_back_waits_again(judged: Desk) -> None:
    current(judged, 6, seed=1)
    answer(judged, drawn_and_waiting(judged)[:1])
    assert report(judged).waiting == 5
    undo(judged)
    assert report(judged).waiting == 6


def test_a_sample_is_judged_elsewhere_blindly_and_taken_back(judged: Desk, tmp_path: Path) -> None:
    current(judged, 6, seed=1)
    table = pairs_table(pair_views(judged, drawn_and_waiting(judged)), blind=True)
    rows = list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"))))
    path = tmp_path / "audit.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["record_a", "record_b", "verdict"], extrasaction="ignore")
        writer.writeheader()
        writer.writerows({**row, "verdict": "different"} for row in rows)
    assert not {"probability", "why"} & set(rows[0])
    taken = take_answers(judged, path, person="Ann")
    assert (dict(taken.answers), taken.wrong) == ({"different": 6}, [])
    assert report(judged).waiting == 0


def test_nothing_can_be_drawn_from_an_empty_store(desk: Desk) -> None:
    with pytest.raises(UsageError, match="no pairs to draw from"):
        sample(desk, 10)
    with pytest.raises(UsageError, match="No sample was drawn yet"):
        report(desk)


def test_errors_to_expect_are_told_of_a_store(judged: Desk) -> None:
    with judged.store.read() as session:
        before = expected_errors(session)
    assert (before.false_merges.of, before.false_merges.low) == (8, 0)
    assert 0 <= before.false_merges.number < 1
    assert 0 < before.in_review <= before.misses.number
    for pair in doubtful_pairs(judged):
        split(judged, [pair.left.name, pair.right.name], person="Ann")
    with judged.store.read() as session:
        assert expected_errors(session).in_review == 0


def test_the_methods_section_tells_method_numbers_and_people(judged: Desk) -> None:
    (pair, *_) = doubtful_pairs(judged)
    decide(judged, pair.left.name, pair.right.name, "duplicate", person="Ann")
    with judged.store.read() as session:
        told = account(session)
        assert len(judgements.made_by_people(session)) == 1
    assert (told.records, told.by_rule, told.by_people, told.judged_same, told.in_doubt) == (24, 8, 1, 1, 1)
    method, numbers, people = told.sentences
    assert method.startswith("Records were de-duplicated with harvester ")
    assert numbers == "9 of 24 records were duplicates: 8 found by rule, 1 by people."
    assert people == "People judged 1 pair: 1 the same report, 0 different, 0 undecided; 1 doubtful pair left unjudged."
