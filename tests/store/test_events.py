"""Events: what counts after undos, and the chain of digests over everything that was stored."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from harvester.events import EventKind, find_withdrawn_events
from harvester.screening import Decision, RetrievalStatus, Stage
from harvester.store import Store, screening
from harvester.store.event_chain import ChainFault, ChainProblem, verify_chain
from harvester.store.events import NewEvent, find_event, iterate_events, record_event, withdrawn_event_ids
from harvester.store.screening import NewDecision
from tests.store.filling import add_full_run, add_records, add_search, begin, hours_later


@given(st.lists(st.integers(0, 30), max_size=12))
def test_an_undo_of_an_undo_is_what_was_before(choices: list[int]) -> None:
    """The state after each undo is known by construction: undoing the last event gives the state before it."""
    undos: list[tuple[int, int]] = []
    for number, choice in enumerate(choices, start=2):
        before = find_withdrawn_events(undos)
        undos.append((number, 1 + choice % (number - 1)))
        assert find_withdrawn_events([*undos, (number + 1, number)]) - {number} == before


def test_an_undo_that_was_undone_withdraws_nothing() -> None:
    assert find_withdrawn_events([]) == frozenset()
    assert find_withdrawn_events([(2, 1)]) == {1}
    assert find_withdrawn_events([(2, 1), (3, 2)]) == {2}
    assert find_withdrawn_events([(2, 1), (3, 2), (4, 3)]) == {1, 3}


@pytest.fixture
def filled(store: Store) -> Store:
    """Events 1 (a run), 2 (two decisions), 3 (a full text), 4 (an undo of 2), 5 (a rename without rows)."""
    with store.write() as session:
        search = add_search(session)
        run = begin(session, search)
        ids = add_records(session, run, "1", "2")
        session.execute(text("DELETE FROM retrieval"))
        add_full_run(session, add_search(session, "embase"), ids, day=1)
    decide(store, hour=2)
    with store.write() as session:
        event = NewEvent(session=session, kind=EventKind.RETRIEVAL, made_at=hours_later(3), person="Ann")
        screening.add_retrieval_statuses(session, [(1, RetrievalStatus.RETRIEVED, "", "Ann")], event=event)
    with store.write() as session:
        record_event(session, EventKind.UNDO, now=hours_later(4), person="Ann", undoes=2, reason="the wrong list")
        record_event(
            session, EventKind.PERSON_RENAMED, now=hours_later(5), person="Ann", detail={"old": "a", "new": "b"}
        )
    return store


def decide(store: Store, *, hour: int) -> None:
    decisions = [
        NewDecision(report_id=n, stage=Stage.TITLE_ABSTRACT, verdict=Decision.INCLUDE, reviewer="Ann", tool="harvester")
        for n in (1, 2)
    ]
    with store.write() as session:
        event = NewEvent(session=session, kind=EventKind.DECISION, made_at=hours_later(hour), person="Ann")
        assert screening.add_decisions(session, decisions, event=event) == 2


def test_rows_of_an_undone_event_do_not_count_from_then_on(filled: Store) -> None:
    with filled.read() as session:
        assert screening.load_decision_rows(session) == ()
        assert screening.load_unanimous_decisions(session) == ()
        assert len(screening.load_decision_rows(session, until=hours_later(3))) == 2
        assert withdrawn_event_ids(session, until=hours_later(3)) == frozenset()
        assert len(screening.load_retrieval_statuses(session)) == 1


def test_an_event_is_stored_once_and_only_for_a_row(store: Store) -> None:
    with store.write() as session:
        event = NewEvent(session=session, kind=EventKind.DECISION, made_at=hours_later(1))
        assert screening.add_decisions(session, [], event=event) == 0
    with store.read() as session:
        assert list(iterate_events(session)) == []
    with store.write() as session:
        event = NewEvent(session=session, kind=EventKind.DECISION, made_at=hours_later(1))
        savepoint = session.begin_nested()
        assert event.id == event.id == 1
        savepoint.rollback()
        assert find_event(session, 1) is None
        number = event.id
    with store.read() as session:
        assert [row.id for row in iterate_events(session)] == [number]
        assert list(verify_chain(session)) == []


def faults(file: Path, statement: str, store: Store) -> list[ChainFault]:
    """What the chain says after somebody changed the file with another program."""
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(statement)
        connection.commit()
    with store.read() as session:
        return list(verify_chain(session))


CHANGES: Final = {
    "a decision deleted": ("DELETE FROM decision WHERE id = 1", 2, ChainProblem.CONTENT),
    "a decision changed": ("UPDATE decision SET verdict = 'exclude' WHERE id = 2", 2, ChainProblem.CONTENT),
    "a decision added": (
        (
            "INSERT INTO decision (report_id, stage, verdict, reason, reviewer, tool, automation, adjudicates, joint, "
            "made_at, event_id) SELECT report_id, 'full-text', verdict, reason, reviewer, tool, 0, 0, 0, made_at, "
            "event_id FROM decision WHERE id = 1"
        ),
        2,
        ChainProblem.CONTENT,
    ),
    "a full text deleted": ("DELETE FROM retrieval_status", 3, ChainProblem.CONTENT),
    "a decision moved to another event": ("UPDATE decision SET event_id = 3 WHERE id = 2", 2, ChainProblem.CONTENT),
    "an undo that undoes something else": ("UPDATE event SET undoes = 3 WHERE id = 4", 4, ChainProblem.CONTENT),
    "the name of a person changed": ("UPDATE event SET person = 'Bob' WHERE id = 4", 4, ChainProblem.CONTENT),
    "an event and its rows deleted": (
        "DELETE FROM retrieval_status; DELETE FROM event WHERE id = 3",
        3,
        ChainProblem.MISSING,
    ),
    "the last event deleted": ("DELETE FROM event WHERE id = 5", 5, ChainProblem.CUT_OFF),
    "all events deleted": (
        "PRAGMA foreign_keys = OFF; DELETE FROM decision; DELETE FROM retrieval_status; DELETE FROM event",
        5,
        ChainProblem.CUT_OFF,
    ),
}


@pytest.mark.parametrize(("statement", "event", "problem"), CHANGES.values(), ids=CHANGES.keys())
def test_c3_the_chain_names_the_first_event_that_somebody_changed(
    filled: Store, file: Path, statement: str, event: int, problem: ChainProblem
) -> None:
    with filled.read() as session:
        assert list(verify_chain(session)) == []
    assert faults(file, statement, filled)[0] == ChainFault(event, problem)
