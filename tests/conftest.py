"""For every test: what runs first, and what the programs that tests start find in their environment."""

from __future__ import annotations

import os
from typing import Final

import pytest
from hypothesis import settings

LONG: Final = ("test_readme.py", "test_tutorial.py", "test_killed.py", "test_any_order.py")
"""Files with tests of many seconds. Begun last, they would be waited for with the other processors idle."""


def pytest_configure() -> None:
    """The programs tests start may keep what they compile: each begins without compiling harvester anew."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    settings.register_profile("suite", deadline=None)  # a first example may import a library; machines may be busy
    settings.load_profile("suite")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name not in LONG)
