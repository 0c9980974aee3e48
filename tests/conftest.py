"""For every test: what runs first, and what the programs that tests start find in their environment."""

from __future__ import annotations

import os
from typing import Final

import pytest
from hypothesis import settings

LONG: Final = (
    "test_readme.py", "test_tutorial.py", "test_any_order.py", "test_killed.py", "test_wheel.py", "test_demo.py",
    "test_python_pages.py", "test_schedulers.py", "test_crashes.py",
)  # fmt: skip
"""Files with tests of many seconds, to be run first: at the end, the other processors would wait for them."""


def pytest_configure() -> None:
    """The programs tests start may keep what they compile: each begins without compiling harvester anew."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    settings.register_profile("suite", deadline=None)  # a first example may import a library; machines may be busy
    settings.load_profile("suite")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name not in LONG)
