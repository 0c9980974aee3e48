"""An audit draws pairs from everything that was decided, takes a person's answers, and says what they tell."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from harvester.errors import UsageError
from harvester.store import judgements
from harvester.workflow.context import ReviewContext
from harvester.workflow.dedup.audit import current_sample, draw_audit_sample, load_audit_report, unjudged_pairs
from harvester.workflow.dedup.history import undo_judgements
from harvester.workflow.dedup.judge import judge_pair, split_records
from harvester.workflow.dedup.pair_table import import_pair_table, write_pair_table
from harvester.workflow.dedup.review_queue import Pair, list_pairs_to_review, view_pairs
from harvester.workflow.dedup.sampling_frame import (
    estimate_expected_errors,
    merged_pairs,
    pairs_in_doubt,
    rejected_pairs,
)
from harvester.workflow.harvest.update import import_files
from harvester.workflow.reporting.search_appendix import summarise_dedup
from tests.reviews import article, write_export
from tests.workflow.contexts import TickingClock, import_articles, prepare

PLACELESS = {"SP": "", "EP": "", "VL": "", "DO": "", "JF": "Meeting abstracts", "A1": ""}


@pytest.fixture
def judged(context: ReviewContext, clock: TickingClock) -> ReviewContext:
    """Twelve articles of two databases: eight merges, two doubts, and look-alikes that contradict each other."""
    return prepare(context, clock, fill)


def fill(context: ReviewContext, _: TickingClock) -> None:
    import_articles(context, "embase", *range(1, 13))
    import_articles(context, "ovid", *range(1, 9))
    doubts = [article(number, **PLACELESS, U2=f"L80000{number}") for number in (9, 10)]
    parts = [
        article(20 + part, T1=f"Anakinra in a register of children, part {part}", U2=f"L90000{part}") for part in (1, 2)
    ]
    import_files(context, [write_export(context.review.folder / "more.ris", [*doubts, *parts])], "ovid")


def answer(context: ReviewContext, pairs: tuple[Pair, ...], *, wrong: int = 0) -> None:
    """Say of each pair what the rules said, but of the first so many the opposite."""
    for place, view in enumerate(view_pairs(context, pairs)):
        same = (view.left.report_id == view.right.report_id) != (place < wrong)
        judge_pair(context, view.left.name, view.right.name, "duplicate" if same else "distinct", person="Ann")


def drawn_and_waiting(context: ReviewContext) -> tuple[Pair, ...]:
    drawn = current_sample(context, None, seed=1)
    with context.store.read() as session:
        return unjudged_pairs(session, drawn)


def test_merges_doubts_and_pairs_kept_apart_can_all_be_drawn(judged: ReviewContext) -> None:
    with judged.store.read() as session:
        assert len(merged_pairs(session)) == 8
        assert len(pairs_in_doubt(session)) == len(list_pairs_to_review(judged)) == 2
        apart = rejected_pairs(session, seed=1)
    assert any(case.contradicted for case in apart)
    assert all(case.record_a < case.record_b and case.scale == 1 for case in apart)


def test_in_a_large_store_pairs_kept_apart_are_found_for_a_part_that_stands_for_all(judged: ReviewContext) -> None:
    with judged.store.read() as session:
        whole = {(case.record_a, case.record_b) for case in rejected_pairs(session, seed=1)}
        parts = [rejected_pairs(session, seed=seed, max_records=6) for seed in range(6)]
    assert all({(case.record_a, case.record_b) for case in part} <= whole for part in parts)
    assert any(parts)
    assert {case.scale for part in parts for case in part} == {4.0}


def test_the_same_store_and_seed_give_the_same_sample(judged: ReviewContext) -> None:
    one, again, other = (draw_audit_sample(judged, 9, seed=seed) for seed in (3, 3, 4))
    assert one.pairs == again.pairs
    assert one.pairs != other.pairs
    assert len(one.pairs) == 9
    assert sum(pair.weight for pair in one.pairs) == pytest.approx(sum(one.strata.values()))


def test_what_waits_is_gone_on_with_before_anything_is_drawn_anew(judged: ReviewContext) -> None:
    first = current_sample(judged, 9, seed=1)
    assert current_sample(judged, None, seed=1).id == first.id
    assert current_sample(judged, 9, seed=1).id == first.id
    assert current_sample(judged, 9, seed=2).id != first.id


def test_an_audit_without_errors_says_how_many_there_may_be_at_most(judged: ReviewContext) -> None:
    current_sample(judged, 14, seed=1)
    answer(judged, drawn_and_waiting(judged))
    told = load_audit_report(judged)
    assert (told.waiting, told.false_merges.errors) == (0, 0)
    assert told.false_merges.low == 0
    assert "0 were not the same report" in told.sentence
    assert "(seed 1)" in told.sentence


def test_what_an_audit_finds_wrong_is_counted_and_mended(judged: ReviewContext) -> None:
    current_sample(judged, 200, seed=1)
    with judged.store.read() as session:
        false = [(case.record_a, case.record_b) for case in merged_pairs(session)][:1]
    pairs = drawn_and_waiting(judged)
    answer(judged, tuple(false), wrong=1)
    answer(judged, tuple(pair for pair in pairs if pair not in false))
    told = load_audit_report(judged)
    assert (told.false_merges.errors, told.false_merges.number, told.false_merges.of) == (1, 1.0, 8.0)
    assert told.false_merges.low == told.false_merges.high == 1.0, "every merge was judged: nothing is left to chance"
    (left, right) = view_pairs(judged, false)[0].left, view_pairs(judged, false)[0].right
    assert left.report_id != right.report_id


def test_unsure_answers_are_left_out_and_told(judged: ReviewContext) -> None:
    current_sample(judged, 6, seed=1)
    for view in view_pairs(judged, drawn_and_waiting(judged)):
        judge_pair(judged, view.left.name, view.right.name, "unsure", person="Ann")
    told = load_audit_report(judged)
    assert (told.unsure, told.waiting, told.sentence) == (6, 0, "")


def test_an_answer_taken_back_waits_again(judged: ReviewContext) -> None:
    current_sample(judged, 6, seed=1)
    answer(judged, drawn_and_waiting(judged)[:1])
    assert load_audit_report(judged).waiting == 5
    undo_judgements(judged)
    assert load_audit_report(judged).waiting == 6


def test_a_sample_is_judged_elsewhere_blindly_and_taken_back(judged: ReviewContext, tmp_path: Path) -> None:
    current_sample(judged, 6, seed=1)
    table = write_pair_table(view_pairs(judged, drawn_and_waiting(judged)), blind=True)
    rows = list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"))))
    path = tmp_path / "audit.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["record_a", "record_b", "verdict"], extrasaction="ignore")
        writer.writeheader()
        writer.writerows({**row, "verdict": "different"} for row in rows)
    assert not {"probability", "why"} & set(rows[0])
    taken = import_pair_table(judged, path, person="Ann")
    assert (dict(taken.answers), taken.wrong) == ({"different": 6}, [])
    assert load_audit_report(judged).waiting == 0


def test_nothing_can_be_drawn_from_an_empty_store(context: ReviewContext) -> None:
    with pytest.raises(UsageError, match="no pairs to draw from"):
        draw_audit_sample(context, 10)
    with pytest.raises(UsageError, match="No sample was drawn yet"):
        load_audit_report(context)


def test_errors_to_expect_are_told_of_a_store(judged: ReviewContext) -> None:
    with judged.store.read() as session:
        before = estimate_expected_errors(session)
    assert (before.false_merges.of, before.false_merges.low) == (8, 0)
    assert 0 <= before.false_merges.number < 1
    assert 0 < before.in_review <= before.misses.number
    for pair in list_pairs_to_review(judged):
        split_records(judged, [pair.left.name, pair.right.name], person="Ann")
    with judged.store.read() as session:
        assert estimate_expected_errors(session).in_review == 0


def test_the_methods_section_tells_method_numbers_and_people(judged: ReviewContext) -> None:
    (pair, *_) = list_pairs_to_review(judged)
    judge_pair(judged, pair.left.name, pair.right.name, "duplicate", person="Ann")
    with judged.store.read() as session:
        told = summarise_dedup(session)
        assert len(judgements.load_manual_judgements(session)) == 1
    assert (told.records, told.by_rule, told.by_people, told.judged_same, told.in_doubt) == (24, 8, 1, 1, 1)
    method, numbers, people = told.sentences
    assert method.startswith("Records were de-duplicated with harvester ")
    assert numbers == "9 of 24 records were duplicates: 8 found by rule, 1 by people."
    assert people == "People judged 1 pair: 1 the same report, 0 different, 0 unsure; 1 unsure pair not judged."
