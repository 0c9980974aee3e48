"""One harvester at a time changes a review; the second is told who is at it, and a dead one holds nothing."""

from __future__ import annotations

import getpass
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from harvester.errors import LockedError, ReviewError
from harvester.workflow.context import open_review, open_review_locked
from harvester.workflow.lock import HOLDER_FILE, Lock, WriteTurns, hold_lock
from tests.support import ROOT
from tests.workflow.contexts import TickingClock, manual_review

HOLD = """
import sys, time
from pathlib import Path
from harvester.workflow.context import utc_now
from harvester.workflow.lock import hold_lock
with hold_lock(Path(sys.argv[1]), command="update", now=utc_now):
    print("held", flush=True)
    time.sleep(60)
"""


def hold(folder: Path) -> subprocess.Popen[str]:
    """Another harvester that holds the lock."""
    words = [sys.executable, "-c", HOLD, str(folder)]
    other = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert other.stdout
    assert other.stdout.readline() == "held\n"
    return other


def take(folder: Path) -> None:
    with hold_lock(folder, command="import", now=TickingClock().now):
        pass


def test_the_second_is_told_who_is_at_work(tmp_path: Path) -> None:
    with hold(tmp_path) as other:
        with pytest.raises(LockedError) as caught:
            take(tmp_path)
        other.kill()
    assert f"harvester update by {getpass.getuser()} on " in caught.value.message
    assert f"(process {other.pid}) since 2" in caught.value.message
    assert "nothing it does is lost" in caught.value.hint


def test_the_lock_of_one_who_was_killed_falls(tmp_path: Path) -> None:
    with hold(tmp_path) as other:
        other.kill()
    assert (tmp_path / HOLDER_FILE).exists()
    take(tmp_path)
    assert not (tmp_path / HOLDER_FILE).exists()


def test_the_lock_falls_when_the_work_fails(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), hold_lock(tmp_path, command="update", now=TickingClock().now):
        assert len(list(tmp_path.iterdir())) / 0
    take(tmp_path)


def test_who_works_within_one_program_is_told_apart_too(tmp_path: Path) -> None:
    with hold_lock(tmp_path, command="update", now=TickingClock().now):
        held = json.loads((tmp_path / HOLDER_FILE).read_text(encoding="utf-8"))
        assert (held["command"], held["pid"], held["since"]) == ("update", os.getpid(), "2026-11-23T08:00:01+00:00")
        with pytest.raises(LockedError, match="harvester update by"):
            take(tmp_path)


@pytest.mark.parametrize("said", ["", "{", "[]", '"x"', "{}", '{"command": "update"}'])
def test_a_holder_s_card_that_cannot_be_read_is_no_stumbling_block(tmp_path: Path, said: str) -> None:
    with hold_lock(tmp_path, command="update", now=TickingClock().now):
        (tmp_path / HOLDER_FILE).write_text(said, encoding="utf-8")
        with pytest.raises(LockedError, match="may just be starting or finishing"):
            take(tmp_path)


def test_looking_needs_no_lock(tmp_path: Path) -> None:
    folder = manual_review(tmp_path / "review")
    with open_review_locked(folder, command="update", environ={}), open_review(folder, environ={}) as looking:
        assert looking.review.id == "trial"


def test_a_review_that_is_wrong_is_told_before_anything_is_locked(tmp_path: Path) -> None:
    with pytest.raises(ReviewError), open_review_locked(tmp_path, command="update", environ={}):
        pytest.fail("there is no review here")
    assert list(tmp_path.iterdir()) == []


def test_a12_who_only_writes_for_a_moment_is_waited_for(tmp_path: Path) -> None:
    held, done = threading.Event(), threading.Event()

    def store_a_page() -> None:
        with hold_lock(tmp_path, command="update", now=TickingClock().now, brief=True):
            held.set()
            done.wait(10)

    writer = threading.Thread(target=store_a_page)
    writer.start()
    assert held.wait(10)
    threading.Timer(0.2, done.set).start()
    take(tmp_path)
    writer.join()


def test_a12_the_lock_of_updates_is_another_one(tmp_path: Path) -> None:
    with hold_lock(tmp_path, command="update", now=TickingClock().now, lock=Lock.UPDATE):
        take(tmp_path)
        with (
            pytest.raises(LockedError, match="Another harvester is updating this review: harvester update by"),
            hold_lock(tmp_path, command="update", now=TickingClock().now, lock=Lock.UPDATE),
        ):
            pytest.fail("two updates at once")


def test_a12_a_thread_may_take_its_turn_within_its_turn(tmp_path: Path) -> None:
    turns = WriteTurns(tmp_path, command="update", now=TickingClock().now)
    with turns(), turns():
        assert (tmp_path / HOLDER_FILE).exists()
    assert not (tmp_path / HOLDER_FILE).exists()
    with turns():
        pass
