"""Records retrieved by each search, between any two runs and up to any moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from harvester.events import EventKind
from harvester.store import Store, records, retrievals
from harvester.store import runs as store_runs
from harvester.store.events import record_event
from harvester.store.models import Retrieval, Run
from tests.store.filling import add_file_run, add_full_run, add_records, add_search, begin, hours_later
from tests.support import examples


@pytest.fixture
def session(store: Store) -> Iterator[Session]:
    with store.write() as session:
        yield session


@pytest.fixture
def search(session: Session) -> int:
    return add_search(session)


@pytest.fixture
def four(session: Session, search: int) -> list[int]:
    """Four records of a run that failed."""
    run = begin(session, search)
    ids = add_records(session, run, "1", "2", "3", "4")
    store_runs.finish_run(session, run, status="failed", now=hours_later(0))
    return ids


def seen(session: Session, *, after: int = 0, until_run: int | None = None, until_day: int | None = None) -> set[int]:
    until = None if until_day is None else hours_later(until_day)
    found = retrievals.retrieved_records_by_search(session, after_run=after, until_run=until_run, until=until)
    return {record for those in found.values() for record in those}


def retrieval_rows(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Retrieval)) or 0


def test_a_failed_run_is_no_search(session: Session, four: list[int]) -> None:
    assert retrievals.retrieved_records_by_search(session, after_run=0) == {}
    assert retrievals.load_retrieved_reports(session) == {}
    assert len(four) == 4


def test_a_search_that_found_nothing_is_a_search(session: Session, search: int) -> None:
    add_full_run(session, search, [], day=1)
    assert retrievals.retrieved_records_by_search(session, after_run=0) == {search: frozenset()}


def test_a_run_with_nothing_new_writes_nothing_and_is_still_counted(
    session: Session, search: int, four: list[int]
) -> None:
    first = add_full_run(session, search, four, day=1)
    before = retrieval_rows(session)
    add_full_run(session, search, four, day=2)
    assert retrieval_rows(session) == before
    assert seen(session, after=first) == set(four)


def test_a_record_that_is_gone_was_retrieved_until_the_run_before(
    session: Session, search: int, four: list[int]
) -> None:
    add_full_run(session, search, four, day=1)
    last = add_full_run(session, search, four, day=2)
    add_full_run(session, search, four[1:], day=3)
    assert seen(session, after=last) == set(four[1:])
    assert seen(session, until_run=last) == set(four)


def test_a_record_that_reappears_is_seen_again(session: Session, search: int, four: list[int]) -> None:
    add_full_run(session, search, four, day=1)
    absent = add_full_run(session, search, four[1:], day=2)
    add_full_run(session, search, four, day=3)
    assert seen(session, until_run=absent, after=absent - 1) == set(four[1:])
    assert seen(session, after=absent) == set(four)


def test_a_partial_run_declares_nothing_gone(session: Session, search: int, four: list[int]) -> None:
    add_full_run(session, search, four, day=1)
    add_full_run(session, search, four[:1], day=2, partial=True)
    add_full_run(session, search, four, day=3)
    assert retrieval_rows(session) == 4


def test_what_a_partial_run_was_counted_with_is_counted_later_on_too(
    session: Session, search: int, four: list[int]
) -> None:
    first = add_full_run(session, search, four, day=1)
    partial = add_full_run(session, search, four[:2], day=2, partial=True)
    told = seen(session, after=first)
    add_full_run(session, search, four[:2], day=3)
    assert seen(session, after=first, until_run=partial) == told
    assert seen(session, after=first, until_day=2) == told


def test_a_record_first_retrieved_by_a_partial_run_and_gone_since_counts_for_that_run(
    session: Session, search: int, four: list[int]
) -> None:
    add_full_run(session, search, four[:1], day=1)
    partial = add_full_run(session, search, four[:2], day=2, partial=True)
    add_full_run(session, search, four[:1], day=3)
    assert seen(session, after=partial - 1, until_run=partial) == set(four[:2])
    assert seen(session, after=partial) == set(four[:1])


def test_a_file_was_seen_by_its_own_run_only(session: Session, search: int, four: list[int]) -> None:
    first = add_file_run(session, search, four[:3], day=1)
    add_file_run(session, search, four[2:], day=2)
    assert seen(session, until_run=first) == set(four[:3])
    assert seen(session, after=first) == set(four[2:])


def test_a_file_between_two_runs_of_the_service_shows_what_it_held(
    session: Session, search: int, four: list[int]
) -> None:
    first = add_full_run(session, search, four[:1], day=1)
    file = add_file_run(session, search, four[1:3], day=2)
    add_full_run(session, search, four[:1], day=3)
    assert seen(session, after=first, until_run=file) == set(four[1:3])
    assert seen(session, after=file) == set(four[:1])


def test_a_file_with_a_record_that_the_service_still_returns_is_a_retrieval_of_its_own(
    session: Session, search: int, four: list[int]
) -> None:
    first = add_full_run(session, search, four, day=1)
    file = add_file_run(session, search, four[:1], day=2)
    assert seen(session, after=first, until_run=file) == set(four[:1])
    assert add_file_run(session, search, [], day=3) > file


def test_a_moment_shows_only_what_had_finished_by_then(session: Session, search: int, four: list[int]) -> None:
    add_full_run(session, search, four[:2], day=1)
    add_full_run(session, search, four, day=2)
    assert seen(session, until_day=0) == set()
    assert seen(session, until_day=1) == set(four[:2])
    assert seen(session, until_day=2) == set(four)
    assert retrievals.last_finished_run_id(session, until=hours_later(1)) == 2


def test_a_record_two_searches_saw_belongs_to_both(session: Session, search: int, four: list[int]) -> None:
    other = add_search(session, "second")
    add_full_run(session, search, four[:3], day=1)
    add_full_run(session, other, four[2:], day=2)
    assert retrievals.retrieved_records_by_search(session, after_run=0) == {
        search: frozenset(four[:3]),
        other: frozenset(four[2:]),
    }
    assert retrievals.count_records_by_search(session) == {search: 3, other: 2}
    assert records.search_names_of_records(session, four[2:3]) == {four[2]: ("Pubmed", "Second")}


KINDS = st.sampled_from(["complete", "partial", "file"])
RUNS = st.lists(st.tuples(KINDS, st.sets(st.integers(0, 3))), min_size=1, max_size=6)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(60), deadline=None)
@given(RUNS)
def test_what_any_span_of_runs_showed_never_changes_afterwards(store: Store, runs: list[tuple[str, set[int]]]) -> None:
    with store.read() as session:
        search = add_search(session)
        first = begin(session, search)
        ids = add_records(session, first, "1", "2", "3", "4")
        store_runs.finish_run(session, first, status="failed", now=hours_later(0))
        told: dict[tuple[int, int], set[int]] = {}
        for day, (kind, places) in enumerate(runs, 1):
            made = RUN_OF[kind](session, search, [ids[place] for place in places], day)
            assert seen(session, after=made - 1) >= {ids[place] for place in places}
            if kind == "complete":
                assert seen(session, after=made - 1) == {ids[place] for place in places}
            told |= {(after, made): seen(session, after=after) for after in range(first, made)}
            assert {span: seen(session, after=span[0], until_run=span[1]) for span in told} == told


RUN_OF: dict[str, Callable[[Session, int, list[int], int], int]] = {
    "complete": lambda session, search, ids, day: add_full_run(session, search, ids, day=day),
    "partial": lambda session, search, ids, day: add_full_run(session, search, ids, day=day, partial=True),
    "file": lambda session, search, ids, day: add_file_run(session, search, ids, day=day),
}


def withdraw(session: Session, run: int, day: int) -> None:
    event = session.get_one(Run, run).event_id
    record_event(session, EventKind.UNDO, now=hours_later(day), undoes=event)


def test_a2_a_withdrawn_full_run_counts_nowhere_and_the_runs_around_it_as_before(
    session: Session, search: int, four: list[int]
) -> None:
    add_full_run(session, search, four[:2], day=1)
    wrong = add_full_run(session, search, four[2:], day=2)
    withdraw(session, wrong, day=3)
    assert seen(session) == set(four[:2])
    assert seen(session, until_day=2) == set(four)
    assert retrievals.count_records_by_search(session) == {search: 2}
    partial = add_full_run(session, search, four[1:3], day=4, partial=True)
    assert seen(session) == set(four[:3])
    assert seen(session, after=partial - 1) >= set(four[1:3])
    assert four[3] not in seen(session)
