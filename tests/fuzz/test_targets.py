"""Every reader has a target of its own, and stands what once was found."""

from __future__ import annotations

from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harvester.formats.plugins import READERS as SERVICE_READERS
from harvester.formats.read import FORMAT_READERS
from tests.fuzz.made import mutated
from tests.fuzz.targets import NAMES, SEEDS, target
from tests.support import examples

FOUND: Final = {
    "embase-json": b"""{"results":[{"it\x01\x00eo":{"a":1},"head":
{"citationTitle":{"titleText":[{"ttltext":"One"}]}}}]}""",
    "europepmc-json": b"""{"resultList":{"result":[{"id":"1","source":"MED","title":"One","jou\x00l":{"a":"1"}}]}}""",
    "clinicaltrials-json": b"""{"studies":[{"protocolSection":{"identificationModule":{"nctId":"NCT02780583",
"briefTitle":"One"},"statusModule":{"\x0b\x00eStruct":{"date":"2016-07"}}}}]}""",
    "ovid": b"<1>\nTitle\n  One\nAuthor\n  Doe, J" + b"*" * 60 + b"x\n",
}
"""Target → an input its reader once fell over: names of members that hold control characters; marks behind a name that
can be read in many ways.
"""


@pytest.mark.parametrize(("name", "data"), FOUND.items())
def test_what_once_was_found_is_mended(name: str, data: bytes) -> None:
    assert target(name, data) == 1


def test_no_reader_is_without_a_target() -> None:
    assert FORMAT_READERS.keys() | SERVICE_READERS.keys() <= set(NAMES) == SEEDS.keys()


@pytest.mark.parametrize("name", NAMES)
def test_the_seed_of_a_target_gives_records(name: str) -> None:
    assert target(name, SEEDS[name]) >= 1


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_some_inputs_are_tried_with_every_run_of_the_tests(name: str, data: st.DataObject) -> None:
    target(name, mutated(SEEDS[name], data))
