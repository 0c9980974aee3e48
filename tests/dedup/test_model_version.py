"""The rules by which something was judged have a name, and other rules have another."""

from __future__ import annotations

import inspect

import pytest

from harvester import __version__
from harvester.dedup import model_version as version_now
from harvester.dedup.model_version import OTHER_MODULES, rule_modules
from tests.support import ROOT


def test_every_module_of_deduplication_is_a_rule_or_named_as_none() -> None:
    paths = (ROOT / "harvester" / "dedup").rglob("*.py")
    modules = {".".join(path.relative_to(ROOT).with_suffix("").parts) for path in paths if path.stem != "__init__"}
    assert modules == {name for name in rule_modules() if name.startswith("harvester.dedup.")} | OTHER_MODULES
    assert not OTHER_MODULES.intersection(rule_modules())


def test_the_name_is_the_same_each_time_and_tells_the_version_of_harvester() -> None:
    first = version_now()
    version_now.cache_clear()
    assert version_now() == first
    assert first.startswith(f"{__version__} ")


@pytest.mark.parametrize(
    "name",
    [
        "scoring.vetoes",
        "scoring.review_rules",
        "scoring.weights",
        "comparison.levels",
        "comparison.compare",
        "records.title_traits",
        "records.blocking_keys",
    ],
)
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
