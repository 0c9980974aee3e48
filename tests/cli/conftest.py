from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.run_harvester import doubtful_review, harvested_review, new_review


@pytest.fixture
def review(tmp_path: Path) -> Path:
    """A review that has not run yet."""
    return new_review(tmp_path / "fever")


@pytest.fixture
def harvested(tmp_path: Path) -> Path:
    """A review with five records of four reports."""
    return harvested_review(tmp_path / "fever")


@pytest.fixture
def doubtful(tmp_path: Path) -> Path:
    """A review with one pair that a person should look at."""
    return doubtful_review(tmp_path / "fever")
