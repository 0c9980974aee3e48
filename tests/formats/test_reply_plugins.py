"""Replies are read by the reader of their format, whoever brings it."""

from __future__ import annotations

from importlib.metadata import EntryPoint

import pytest

from harvester.errors import FormatError
from harvester.formats.plugins import GROUP, READERS, read_reply, read_with
from harvester.sources import SOURCE_FACTORIES, Settings, open_source

KEYS = {"ELSEVIER_API_KEY": "fedcba9876543210"}


@pytest.mark.parametrize("name", SOURCE_FACTORIES)
def test_every_source_of_ours_has_its_reader(name: str) -> None:
    source = open_source(name, settings=Settings(contact="team@example.org", environ=KEYS))

    assert source.record_format in READERS


def test_a_format_that_nothing_reads_is_told_with_the_way_out() -> None:
    with pytest.raises(
        FormatError, match="page 3 of run 8: nothing that is installed has a reader of foreign"
    ) as raised:
        read_reply("foreign-json", b"{}", name="page 3 of run 8")

    assert GROUP in raised.value.hint


def test_a_foreign_reader_that_breaks_is_told_as_an_unreadable_reply() -> None:
    broken = EntryPoint("foreign-json", "tests.sources.plugin_sources:read_and_break", GROUP)

    with pytest.raises(FormatError, match="page 3: the reader of foreign-json failed: IndexError"):
        read_with([broken], "foreign-json", b"{}", name="page 3")


def test_two_readers_of_one_format_are_one_too_many() -> None:
    point = EntryPoint("foreign-json", "tests.sources.plugin_sources:read_and_break", GROUP)

    with pytest.raises(FormatError, match="several packages bring a reader"):
        read_with([point, point], "foreign-json", b"{}", name="page 3")
