"""Sources of other packages: used like our own, with all their errors mapped."""

from __future__ import annotations

from datetime import date
from importlib.metadata import EntryPoint

import pytest
import requests

from harvester.errors import SourceNotConfigured, SourceRefused, SourceUnavailable, UsageError
from harvester.sources import (
    SOURCE_FACTORIES,
    RateLimiter,
    Settings,
    Source,
    SourceContext,
    SupportsChanges,
    SupportsDateWindow,
    source_names,
)
from harvester.sources.plugins import SOURCE_GROUP, open_plugin_source
from tests.simulators.clock import FakeClock


def point(object_name: str, module: str = "tests.sources.plugin_sources") -> EntryPoint:
    return EntryPoint("foreign", f"{module}:{object_name}", SOURCE_GROUP)


def opened_by(*points: EntryPoint, contact: str = "team@example.org") -> Source:
    clock = FakeClock()
    with requests.Session() as session:
        wiring = SourceContext(session=session, clock=clock, rate_limiter=RateLimiter(clock))
        return open_plugin_source(points, Settings(contact=contact, environ={}), wiring)


def test_a_foreign_source_is_asked_like_our_own() -> None:
    source = opened_by(point("open_foreign_source"))

    (page,) = source.search("x")
    (reply,) = source.fetch(page.ids)

    assert (source.name, source.platform, source.record_format) == ("foreign", "somewhere else", "foreign-json")
    assert (page.hits, page.ids, reply.status) == (1, ("7",), 200)


def test_its_own_source_errors_come_through_as_they_are() -> None:
    with pytest.raises(SourceRefused, match="the foreign service says no"):
        list(opened_by(point("open_foreign_source")).search("refuse"))
    with pytest.raises(SourceNotConfigured, match="requires an e-mail address"):
        opened_by(point("open_foreign_source"), contact="")


def test_any_other_failure_is_an_error_of_that_search_that_names_the_place() -> None:
    pages = opened_by(point("open_foreign_source")).search("break")
    assert next(pages).ids == ("7",)

    with pytest.raises(
        SourceUnavailable, match=r"tests\.sources\.plugin_sources:.* KeyError: 'number' \(plugin_sources\.py, line"
    ):
        next(pages)
    with pytest.raises(SourceUnavailable, match="ValueError: x"):
        list(opened_by(point("open_foreign_source")).fetch(["x"]))


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (point("open_and_break"), "ZeroDivisionError"),
        (point("not_there"), "AttributeError"),
        (point("open_it", module="tests.sources.no_such_module"), "ModuleNotFoundError"),
    ],
)
def test_a_package_that_cannot_even_be_opened_is_named(broken: EntryPoint, words: str) -> None:
    with pytest.raises(SourceUnavailable, match=words) as refusal:
        opened_by(broken)

    assert "authors" in refusal.value.hint


def test_the_optional_protocols_of_a_plugin_source_are_supported() -> None:
    plain, telling = opened_by(point("open_foreign_source")), opened_by(point("open_telling_source"))

    assert not isinstance(plain, SupportsChanges | SupportsDateWindow)
    assert isinstance(telling, SupportsChanges)
    assert isinstance(telling, SupportsDateWindow)
    (page,) = telling.changed_since("x", date(2026, 11, 23))
    assert page.ids == ("2026",)
    with pytest.raises(SourceUnavailable, match="OverflowError: window"):
        list(telling.search_since("x", date(2026, 11, 23)))


def test_of_two_packages_with_one_name_neither_is_used() -> None:
    with pytest.raises(UsageError, match="several packages provide a source 'foreign'") as refusal:
        opened_by(point("open_foreign_source"), point("open_and_break"))

    assert "Uninstall" in refusal.value.hint


def test_our_own_sources_are_known_first_and_once() -> None:
    assert source_names()[: len(SOURCE_FACTORIES)] == tuple(SOURCE_FACTORIES)
    assert len(set(source_names())) == len(source_names())
    assert "file" not in source_names()
