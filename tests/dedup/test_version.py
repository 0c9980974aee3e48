"""The rules by which something was judged have a name, and other rules have another."""

from __future__ import annotations

import inspect

import pytest

from harvester import __version__
from harvester.dedup import version as version_now
from harvester.dedup.version import RULES, TELLING
from tests.support import ROOT


def test_every_module_of_the_room_judges_or_tells() -> None:
    room = {f"harvester.dedup.{path.stem}" for path in (ROOT / "harvester" / "dedup").glob("*.py")}
    named = {name for name in (*RULES, *TELLING) if name.startswith("harvester.dedup.")}
    assert named == room - {"harvester.dedup.__init__"}
    assert not set(RULES) & set(TELLING)


def test_the_name_is_the_same_each_time_and_tells_the_version_of_harvester() -> None:
    first = version_now()
    version_now.cache_clear()
    assert version_now() == first
    assert first.startswith(f"{__version__} ")


@pytest.mark.parametrize("name", ["vetoes", "doubts", "weights", "compare", "titles", "keys"])
def test_a_rule_that_is_another_makes_another_name(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As after an upgrade that changed one module and nothing else, not even the version of harvester."""
    before, read = version_now(), inspect.getsource

    def upgraded(module: object) -> str:
        own = f"harvester.dedup.{name}" == getattr(module, "__name__", "")
        return read(module) + ("# another rule\n" if own else "")  # type: ignore[arg-type]

    monkeypatch.setattr(inspect, "getsource", upgraded)
    version_now.cache_clear()
    try:
        assert version_now() != before
    finally:
        version_now.cache_clear()
