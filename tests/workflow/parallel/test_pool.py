"""A pool of processes keeps the order of its items, takes few at a time, and leaves no process behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from harvester.errors import HarvesterError, UsageError
from harvester.workflow.parallel.pool import SINGLE_PROCESS_KILOBYTES, count_processes, process_pool
from tests.support import ROOT

WAITING = r"""
import os, time
from harvester.workflow.parallel.pool import process_pool

def waits(number):
    os.write(1, b"%d\n" % os.getpid())  # at once: the other one writes to the same pipe
    time.sleep(60)

with process_pool(2) as ordered_map:
    list(ordered_map(waits, range(3)))
"""

SPAWNED = """
import multiprocessing, operator
from harvester.workflow.parallel.pool import process_pool

if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    with process_pool(2) as ordered_map:
        print(list(ordered_map(operator.neg, range(5))))
"""


def test_results_come_in_order_and_work_is_fetched_as_it_is_needed() -> None:
    fetched: list[int] = []
    with process_pool(2) as ordered_map:
        results = ordered_map(negated, noted(range(0, -50, -1), fetched))
        assert next(results) == 0
        assert len(fetched) <= 8
        assert list(results) == list(range(1, 50))


def negated(number: int) -> int:
    return -number


def noted(numbers: range, fetched: list[int]) -> Iterator[int]:
    for number in numbers:
        fetched.append(number)
        yield number


def test_a_process_that_dies_is_told_in_words() -> None:
    with pytest.raises(HarvesterError, match="ended by the system"), process_pool(2) as ordered_map:
        list(ordered_map(dies, [None]))


def dies(_: object) -> None:
    os._exit(9)


@pytest.mark.parametrize("bad", [0, 1, 2, 3, 17])
def test_what_goes_wrong_is_told_after_what_came_before_it_whoever_did_it(bad: int) -> None:
    made: list[int] = []
    with pytest.raises(UsageError, match=f"{bad} is bad") as fault, process_pool(2) as ordered_map:
        made.extend(ordered_map(partial(refuses, bad), range(20)))
    assert fault.value.hint == "Take another."
    with process_pool(2) as ordered_map:
        results = ordered_map(partial(refuses, bad), range(20))
        assert [next(results) for _ in range(bad)] == list(range(bad))
        assert list(ordered_map(negated, range(9))) == [0, -1, -2, -3, -4, -5, -6, -7, -8], "the others go on"


def refuses(bad: int, number: int) -> int:
    if number == bad:
        raise UsageError(f"{number} is bad", hint="Take another.")
    return number


@pytest.mark.parametrize("size", [0, 70_000, 1_048_570, 5_000_000])
def test_pieces_and_answers_of_any_size_go_through(size: int) -> None:
    with process_pool(2) as ordered_map:
        assert list(ordered_map(twice, [bytes([n]) * size for n in range(9)])) == [
            bytes([n]) * (2 * size) for n in range(9)
        ]


def twice(data: bytes) -> bytes:
    return data * 2


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
def test_no_process_outlives_the_one_that_began_it() -> None:
    with subprocess.Popen([sys.executable, "-c", WAITING], stdout=subprocess.PIPE, text=True, cwd=ROOT) as began:
        assert began.stdout is not None
        workers = [int(began.stdout.readline()) for _ in range(2)]
        assert all(map(runs, workers))
        began.send_signal(signal.SIGKILL)
    until = time.monotonic() + 20
    while any(map(runs, workers)) and time.monotonic() < until:
        time.sleep(0.02)
    assert not any(map(runs, workers))


def runs(process: int) -> bool:
    """Whether a process is there, and more than an entry that nobody has asked about yet."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in {"Z", "X"}
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_small_files_are_read_by_one_process(tmp_path: Path) -> None:
    small, large = tmp_path / "small.ris", tmp_path / "large.ris"
    small.write_bytes(b"TY  - JOUR\n")
    with large.open("wb") as file:
        file.truncate(SINGLE_PROCESS_KILOBYTES * 1_000 + 2_000)
    assert count_processes([small]) == 1
    assert count_processes([small, large]) == (
        len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count()
    )


def test_a_pool_works_when_processes_are_spawned(tmp_path: Path) -> None:
    script = tmp_path / "spawned.py"
    script.write_text(SPAWNED)
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, script], check=True, env=environment, stdout=subprocess.PIPE, text=True)
    assert done.stdout == "[0, -1, -2, -3, -4]\n"
