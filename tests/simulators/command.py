"""Run a simulator as a process of its own: the common options."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

from tests.simulators.corpus import Corpus
from tests.simulators.server import Simulator, SimulatorRequest, SimulatorResponse, faults_named

Current = Callable[[], Corpus]
"""The corpus as it is now: read again whenever the file it comes from has changed."""

FIRST: Final = date(2015, 1, 1)
DAYS: Final = 4_000
"""Invented records are spread over so many days, so that none lies in the future, and no day is crowded."""


def parser_of(description: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=f"{description} Prints its URL and serves until interrupted.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--records", help="how many records to invent, or a file of them (JSON lines)")
    parser.add_argument("--count", type=int, default=100, help="the same as --records with a number")
    parser.add_argument("--fault", action="append", default=[], help='spoil the next reply: "500", "slow:2"')
    parser.add_argument("--fault-rate", type=float, default=0.0, help="share of replies that are spoilt at random")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before each reply")
    parser.add_argument("--seed", type=int, default=0, help="which replies are spoilt, and how")
    return parser


def current_of(options: argparse.Namespace) -> Current:
    """The corpus that the options name."""
    if options.records and not options.records.isdecimal():
        return partial(_reread, Path(options.records), {})
    count = int(options.records or options.count)
    corpus = Corpus.sized(count, first=FIRST, per_day=max(7, count // DAYS))
    return lambda: corpus


def serve(answer: Callable[[SimulatorRequest], SimulatorResponse], options: argparse.Namespace) -> None:
    """Run the service, with its faults, until it is interrupted."""
    simulator = Simulator(
        answer, port=options.port, latency=options.latency, fault_rate=options.fault_rate, seed=options.seed
    )
    simulator.faults.extend(faults_named(options.fault))
    simulator.serve_until_interrupted()


def _reread(path: Path, known: dict[int, Corpus]) -> Corpus:
    changed = path.stat().st_mtime_ns
    if changed not in known:
        known.clear()
        known[changed] = Corpus.read(path)
    return known[changed]
