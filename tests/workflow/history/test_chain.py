"""C3: whatever row or value of an event is changed behind harvester's back, the chain names the event."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from harvester.store.event_chain import _TABLES, ChainProblem, verify_chain
from harvester.store.models.base import Base
from harvester.workflow.context import ReviewContext
from tests.extraction.forms import PATIENTS
from tests.workflow.contexts import TickingClock, manual_review, open_test_review, prepare
from tests.workflow.history.test_undo import ACTIONS, fill

CHANGED_VALUE = (
    "CASE typeof({0}) WHEN 'integer' THEN {0} + 1000003 WHEN 'real' THEN {0} + 0.001 WHEN 'null' THEN 7"
    " ELSE {0} || 'x' END"
)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """A review in which everything was done; what a test changes is rolled back."""
    folder, clock = manual_review(tmp_path / "review"), TickingClock()
    (folder / "extraction.toml").write_text(PATIENTS, encoding="utf-8")
    with open_test_review(folder, clock=clock) as context:
        prepare(context, clock, fill_with_everything)
        with context.store.read() as session:
            session.execute(text("PRAGMA ignore_check_constraints = ON"))
            yield session


def fill_with_everything(context: ReviewContext, clock: TickingClock) -> None:
    (context.review.folder / "extraction.toml").write_text(PATIENTS, encoding="utf-8")
    fill(context, clock)
    for name, (_, _, action) in ACTIONS.items():
        if name not in {"a removed study", "a decision that replaces another"}:  # the release is to have a study
            action(context)


def test_every_table_with_an_event_is_in_the_chain() -> None:
    with_event = {name for name, table in Base.metadata.tables.items() if "event_id" in table.c} - {"event_chain"}
    assert with_event <= {chained.model.__tablename__ for chained in _TABLES}


def test_every_column_that_never_changes_is_in_the_chain() -> None:
    """A run has a digest of its own; a judgement that is replaced gets a time."""
    changing = {"judgement": {"superseded_at"}}
    for chained in _TABLES:
        name = chained.model.__tablename__
        if name != "run":
            expected = set(Base.metadata.tables[name].c.keys()) - {"event_id"} - changing.get(name, set())
            assert set(chained.columns) == expected


def test_c3_every_changed_value_and_every_deleted_row_is_found(session: Session) -> None:
    assert list(verify_chain(session)) == []
    for chained in _TABLES:
        table = chained.model.__tablename__
        one_row = f"WHERE rowid = (SELECT min(rowid) FROM {table})"  # noqa: S608 - our own tables
        statements = [f"DELETE FROM {table} {one_row}"]  # noqa: S608 - our own tables
        statements += [
            f"UPDATE {table} SET {column} = {CHANGED_VALUE.format(column)} {one_row}"  # noqa: S608 - our own tables
            for column in chained.columns
        ]
        for statement in statements:
            with session.begin_nested() as savepoint:
                session.execute(text("PRAGMA defer_foreign_keys = ON"))
                session.execute(text(statement))
                assert session.scalar(text("SELECT changes()")) == 1, statement
                assert [fault.problem for fault in verify_chain(session)][:1] == [ChainProblem.CONTENT], statement
                savepoint.rollback()
    assert list(verify_chain(session)) == []
