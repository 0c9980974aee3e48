"""Every kind of damage to a store is found and described in a sentence."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from harvester.store import Store, runs
from harvester.store.maintenance import integrity
from harvester.store.models import Blob, Page, Record, Revision
from tests.store.filling import NOW, add_full_run, add_records, add_search, begin


def sentences(session: Session) -> tuple[str, ...]:
    return tuple(finding.sentence for finding in integrity.find_problems(session))


@pytest.fixture
def session(store: Store) -> Iterator[Session]:
    """Inside a store with three records."""
    with store.write() as session:
        search = add_search(session)
        failed = begin(session, search)
        ids = add_records(session, failed, "1", "2", "3")
        runs.finish_run(session, failed, status="failed", now=NOW)
        add_full_run(session, search, ids, day=1)
    with store.write() as session:
        yield session


def test_an_intact_store_has_no_damage(session: Session) -> None:
    assert sentences(session) == ()


def test_a_flipped_byte_in_a_page_is_found(session: Session) -> None:
    packed = bytearray(session.scalars(select(Blob.data)).one())
    packed[-1] ^= 0x40
    session.execute(update(Blob).values(data=bytes(packed)))
    [sentence] = sentences(session)
    assert "have changed" in sentence


def test_a_lost_revision_is_found(session: Session) -> None:
    session.execute(text("DELETE FROM revision WHERE record_id = 2"))
    assert sentences(session) == ("records that lost the current revision: 1",)


def test_a_revision_somebody_edited_is_found(session: Session) -> None:
    session.execute(update(Revision).where(Revision.id == 1).values(citation='{"title":"Something else"}'))
    assert sentences(session) == ("revision 1 is not what was stored",)


@pytest.mark.parametrize("nonsense", ["", "[]", "{", '{"colour":"red"}', '"text"', '{"authors":[3]}'])
def test_a_revision_that_is_no_citation_is_found_not_stumbled_over(session: Session, nonsense: str) -> None:
    session.execute(update(Revision).where(Revision.id == 1).values(citation=nonsense))
    assert sentences(session) == ("revision 1 is not what was stored",)


def test_a_record_whose_report_is_named_after_a_stranger_is_found(session: Session) -> None:
    session.execute(update(Record).where(Record.id == 2).values(report_id=1))
    session.execute(update(Record).where(Record.id == 3).values(report_id=2))
    assert sentences(session) == ("records in a report whose oldest record is in another one: 1",)


def test_a_page_nobody_read_is_found(session: Session) -> None:
    session.execute(update(Page).values(parsed_at=None))
    [finding] = integrity.find_problems(session)
    assert finding.kind is integrity.FindingKind.UNFINISHED


def test_a_row_that_points_nowhere_is_found(store: Store) -> None:
    with store.write() as session:
        add_records(session, begin(session, add_search(session)), "1")
    with store.connection() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("UPDATE record SET first_run_id = 99")
    with store.read() as session:
        assert "row 1 of record points to a run that does not exist" in sentences(session)
