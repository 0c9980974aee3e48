"""How far the work is: bars on a terminal, lines elsewhere when -v asks for them."""

from __future__ import annotations

import io

import pytest
from rich.console import Console
from rich.progress import Progress

from harvester.cli.context import CliContext
from harvester.cli.progress import REPORT_INTERVAL, MessagesOnly, ProgressLines, format_progress
from harvester.cli.progress_bars import _COLUMNS, ProgressBars


class Hand:
    """A clock moved by hand."""

    def __init__(self) -> None:
        self.moment = 100.0

    def __call__(self) -> float:
        return self.moment


def lines() -> tuple[ProgressLines, list[str], Hand]:
    said: list[str] = []
    clock = Hand()
    return ProgressLines(said.append, clock=clock), said, clock


def test_a_piece_of_work_is_told_when_it_begins_every_few_seconds_and_when_it_is_done() -> None:
    progress, said, clock = lines()
    progress.begin("PubMed: fetching", 5_000)
    for _ in range(50):
        clock.moment += REPORT_INTERVAL / 10
        progress.advance(100)
    assert said[0] == "PubMed: fetching: 5,000\n"
    assert said[1] == "PubMed: fetching: 1,000 of 5,000, 200/s, 20 s left\n"
    assert said[-1] == "PubMed: fetching: 5,000 of 5,000, 200/s\n"
    assert len(said) == 6


def test_work_of_unknown_size_has_no_time_left() -> None:
    progress, said, clock = lines()
    progress.begin("de-duplicating", None)
    clock.moment += REPORT_INTERVAL
    progress.advance(30)
    assert said == ["de-duplicating\n", "de-duplicating: 30, 6/s\n"]


def test_work_done_beside_other_work_is_counted_apart() -> None:
    progress, said, clock = lines()
    one, other = progress.new_task(), progress.new_task()
    one.begin("PubMed: fetching", 10)
    other.begin("Embase: listing", 20)
    clock.moment += 2.0
    one.advance(10)
    other.advance(20)
    assert said[2:] == ["PubMed: fetching: 10 of 10, 5/s\n", "Embase: listing: 20 of 20, 10/s\n"]


@pytest.mark.parametrize(
    ("done", "total", "seconds", "told"),
    [(0, 10, 0.0, "0 of 10"), (0, None, 5.0, "0"), (5, 5, 0.1, "5 of 5"), (1, 4, 2.0, "1 of 4, 0/s, 6 s left")],
)
def test_what_is_not_known_is_left_out(done: int, total: int | None, seconds: float, told: str) -> None:
    assert format_progress(done, total, seconds=seconds) == told


def test_every_search_has_a_bar_of_its_own_with_its_numbers() -> None:
    drawn = io.StringIO()
    console = Console(file=drawn, force_terminal=True, width=120)
    with Progress(*_COLUMNS, console=console) as table:
        bars = ProgressBars(table)
        pubmed, embase = bars.new_task(), bars.new_task()
        pubmed.begin("PubMed: listing", 5_000)
        pubmed.advance(5_000)
        pubmed.begin("PubMed: fetching", 4_000)
        embase.begin("Embase: listing", 900)
        pubmed.advance(1_200)
        embase.advance(900)
        table.refresh()
        assert [task.description for task in table.tasks] == ["PubMed: fetching", "Embase: listing"]
        assert [task.completed for task in table.tasks] == [1_200, 900]
    last = drawn.getvalue()
    assert "1,200/4,000" in last
    assert "900/900" in last


def test_lines_are_for_those_who_ask_for_them(capsys: pytest.CaptureFixture[str]) -> None:
    for call in (CliContext(verbose=True), CliContext(), CliContext(verbose=True, quiet=True)):
        with call.show_progress() as progress:
            progress.begin("PubMed: listing", 3)
            assert isinstance(progress, ProgressLines if call.verbose and not call.quiet else MessagesOnly)
    assert capsys.readouterr() == ("", "PubMed: listing: 3\n")
