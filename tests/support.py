"""What many tests need: where the shared real data lies, and whether there is time for every seed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parent.parent
SHARED: Final = ROOT.parent / "shared"
NIGHTLY: Final = bool(os.environ.get("HARVESTER_NIGHTLY"))
"""Whether tests with random input try all their seeds and examples (`make nightly`), or a third of them."""


def examples(nightly: int) -> int:
    """How many examples a property is tested with."""
    return nightly if NIGHTLY else -(-nightly // 3)


def shared_data(relative: str) -> Path:
    """Path under ../shared/data; the calling test is skipped, with the reason, where it is absent."""
    path = SHARED / "data" / relative
    if not path.exists():
        pytest.skip(f"real data not at hand: ../shared/data/{relative}")
    return path
