"""Records may come in any order and in any batches: the reports and the doubts are those of judging all at once."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update

from harvester.dedup.blocking import MAX_BLOCK
from harvester.store import records
from harvester.store.models import IndexState, RecordKey
from harvester.workflow.context import ReviewContext
from harvester.workflow.dedup.deduplicate import deduplicate_store
from harvester.workflow.dedup.review_queue import open_pairs
from harvester.workflow.harvest.update import import_files
from harvester.workflow.store_check import check_store
from tests.reviews import article, make_review, search_table, write_export
from tests.support import examples
from tests.workflow.contexts import open_test_review

Row = dict[str, str]
Outcome = tuple[set[frozenset[str]], set[frozenset[frozenset[str]]]]

VARIANTS: tuple[Row, ...] = (
    {},
    {"DO": ""},
    {"SP": "", "EP": "", "DO": ""},
    {"VL": "", "SP": "", "EP": "", "DO": ""},
    {"A1": "Author1, A.", "DO": ""},
    {"DO": "10.5555/supplement"},
    {"DO": "10.5555/another", "SP": "4", "EP": "9"},
    {"T1": "Editorial", "DO": ""},
    {"T1": "Annual report of the registry of macrophage activation", "DO": ""},
    {"T1": "Annual report of the registry of macrophage activation: part 2"},
    {"Y1": "2001"},
    {"Y1": "2002", "VL": "7", "DO": ""},
    {"IS": "3"},
    {"IS": "4", "DO": ""},
)
ROWS = st.lists(st.tuples(st.integers(1, 4), st.sampled_from(VARIANTS)), min_size=2, max_size=14)


def rows_of(drawn: Sequence[tuple[int, Row]]) -> list[Row]:
    return [article(number) | changes | {"U2": f"L{900000 + place}"} for place, (number, changes) in enumerate(drawn)]


def outcome(batches: Sequence[Sequence[Row]]) -> Outcome:
    """The reports, and the pairs of reports that may be one, after the batches came in one after the other."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = make_review(Path(scratch) / "review", search_table("embase"))
        with open_test_review(folder) as context:
            for place, batch in enumerate(batches):
                bring_rows(context, f"{place}.ris", batch)
            assert check_store(context) == ()
            return standing(context)


def bring_rows(context: ReviewContext, name: str, batch: Sequence[Row]) -> None:
    filled = [{tag: value for tag, value in row.items() if value} for row in batch]
    import_files(context, [write_export(context.review.folder / "exports" / name, filled)], "embase")


def standing(context: ReviewContext) -> Outcome:
    with context.store.read() as session:
        names, at = records.record_names(session), records.report_of_each_record(session)
        reports: dict[int, set[str]] = {}
        for number, report in at.items():
            reports.setdefault(report, set()).add(names[number])
        doubts = {frozenset(frozenset(reports[at[number]]) for number in pair) for pair in open_pairs(session)}
    return {frozenset(members) for members in reports.values()}, doubts


@settings(max_examples=examples(12), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ROWS, st.randoms(use_true_random=False), st.lists(st.integers(1, 5), min_size=1, max_size=4))
@example([(1, VARIANTS[0]), (1, VARIANTS[3]), (1, VARIANTS[6]), (1, VARIANTS[1])], random.Random(1), [1, 1, 1])
def test_any_order_and_any_batches_give_what_judging_all_at_once_gives(
    drawn: list[tuple[int, Row]], chance: random.Random, sizes: list[int]
) -> None:
    rows = rows_of(drawn)
    shuffled = chance.sample(rows, len(rows))
    batches = []
    for size in sizes:
        batches.append(shuffled[:size])
        shuffled = shuffled[size:]
    assert outcome([batch for batch in (*batches, shuffled) if batch]) == outcome([rows])


def a_crowd() -> list[Row]:
    """A heading, a supplement's DOI and the same first page borne by more records than are compared with all others."""
    crowd = []
    for n in range(MAX_BLOCK + 12):
        heading = article(n, T1="Editorial", DO="", SP="1", EP="2", A1="Okafor, N.", VL=str(n // 3 % 9 + 1))
        meeting = article(n, T1=f"Abstract {n // 2 * 7919} of the meeting on fever", DO="10.5555/supplement", VL="12")
        crowd += [heading | {"U2": f"L{800000 + n}"}, meeting | {"U2": f"L{810000 + n}"}]
    return crowd


def untrusted_issues() -> list[Row]:
    """Pairs that are certain but for the issue, which one of the two databases invents."""
    ours = [article(n, IS=str(n % 12 + 1), DO="", U2=f"L{820000 + n}") for n in range(30)]
    return ours + [row | {"IS": str(n + 20), "U2": f"L{830000 + n}"} for n, row in enumerate(ours)]


@pytest.mark.parametrize("rows", [a_crowd(), untrusted_issues()], ids=["crowded keys", "a field loses its trust"])
def test_large_blocks_and_what_is_learnt_do_not_depend_on_the_order_either(rows: list[Row]) -> None:
    shuffled = random.Random(7).sample(rows, len(rows))
    cut = len(rows) // 3
    assert outcome([shuffled[:cut], shuffled[cut : 2 * cut], shuffled[2 * cut :]]) == outcome([rows])


def test_records_that_change_are_judged_as_if_they_had_always_been_so(context: ReviewContext) -> None:
    rows = rows_of([(1, VARIANTS[0]), (1, VARIANTS[3]), (1, VARIANTS[6]), (2, VARIANTS[0]), (2, VARIANTS[1])])
    changed = [row | {"VL": "7", "SP": "401", "EP": "409", "DO": "", "Y1": "1991"} for row in rows[:2]] + rows[2:]
    bring_rows(context, "1.ris", rows)
    bring_rows(context, "2.ris", changed[:1])
    bring_rows(context, "3.ris", changed[1:2])
    assert standing(context) == outcome([changed])


@pytest.mark.parametrize("version", ["", "0.0.1 by other rules"])
def test_an_index_that_is_missing_or_of_another_version_is_made_anew(context: ReviewContext, version: str) -> None:
    rows = rows_of([(1, VARIANTS[0]), (1, VARIANTS[1]), (2, VARIANTS[0])])
    bring_rows(context, "1.ris", rows[:1])
    with context.store.write() as session:
        session.execute(delete(RecordKey))
        session.execute(update(IndexState).values(version=version) if version else delete(IndexState))
    bring_rows(context, "2.ris", rows[1:])
    assert standing(context) == outcome([rows])


def test_judging_again_changes_nothing(context: ReviewContext) -> None:
    bring_rows(context, "1.ris", rows_of([(1, VARIANTS[0]), (1, VARIANTS[1]), (1, VARIANTS[6])]))
    before = standing(context)
    with context.store.write() as session:
        session.execute(delete(IndexState))
    told = deduplicate_store(context)
    assert (told.judged, told.duplicate, told.unsure, told.distinct, told.moved) == (3, 0, 0, 0, 0)
    assert standing(context) == before
