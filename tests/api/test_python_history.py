"""What was stored is listed and undone from Python as from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

import harvester as hv
from harvester.errors import UsageError
from tests.cli.run_harvester import harvested_review


def test_a2_a_decision_is_undone_and_restored_from_python(tmp_path: Path) -> None:
    with hv.open_review(harvested_review(tmp_path / "fever"), mode="w") as review:
        waiting = len(review.reports(stage="title-abstract"))
        review.decide("R1", "include", stage="title-abstract", reviewer="Ann")
        undone = review.undo(person="Ann", reason="the wrong report")
        assert len(review.reports(stage="title-abstract")) == waiting
        assert review.history(limit=1)[0].undoes == undone.undone.number
        assert [event.undone_by for event in review.history(["decision"], person="Ann")] == [undone.number]
        review.undo(undone.number, person="Ann")
        assert len(review.reports(stage="title-abstract")) == waiting - 1
        with pytest.raises(UsageError, match="no kind 'gossip'"):
            review.history(["gossip"])
