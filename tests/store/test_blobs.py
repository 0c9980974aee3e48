"""Stored bytes are returned unchanged, or an error is raised."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from harvester.errors import StoreError
from harvester.store import Store, blobs
from harvester.store.models import Blob
from tests.support import examples


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(50), deadline=None)
@given(st.binary(max_size=2_000))
def test_any_bytes_come_back_as_they_were(store: Store, data: bytes) -> None:
    with store.write() as session:
        name = blobs.put(session, data)
    with store.read() as session:
        assert name == hashlib.sha256(data).hexdigest()
        assert blobs.get(session, name) == data


def test_no_bytes_at_all_come_back_as_no_bytes(store: Store) -> None:
    with store.write() as session:
        assert blobs.get(session, blobs.put(session, b"")) == b""


def test_the_same_bytes_are_stored_once(store: Store) -> None:
    with store.write() as session:
        assert blobs.put(session, b"TY  - JOUR") == blobs.put(session, b"TY  - JOUR")
        assert session.scalar(select(func.count()).select_from(Blob)) == 1


def test_bytes_the_store_never_had_are_named_as_lost(store: Store) -> None:
    with store.read() as session, pytest.raises(StoreError, match="lost the bytes abc"):
        blobs.get(session, "abc")


@pytest.mark.parametrize("spoiled", [b"no compression at all", b"", b"\x28\xb5\x2f\xfd\x20\x05\x29\x00\x00wrong"])
def test_bytes_that_have_changed_are_an_error_and_never_returned(store: Store, spoiled: bytes) -> None:
    with store.write() as session:
        name = blobs.put(session, b"what PubMed sent")
        session.execute(update(Blob).values(data=spoiled))
    with store.read() as session, pytest.raises(StoreError, match="have changed"):
        blobs.get(session, name)
