"""Tables stay readable in 80 columns."""

from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from harvester.cli.console import ReportWriter, TableColumn

COLUMNS = (TableColumn("report"), TableColumn("title", long="cut"), TableColumn("n", right=True))
TEXTS = st.text(st.characters(exclude_categories=("C", "Z")), max_size=120)


def drawn(columns: tuple[TableColumn, ...], rows: list[tuple[str, ...]]) -> list[str]:
    stream = io.StringIO()
    ReportWriter(stream).table(columns, rows)
    return stream.getvalue().splitlines()


@given(st.lists(st.tuples(TEXTS, st.integers(0, 10**9)), min_size=1, max_size=5))
def test_numbers_are_never_cut_and_rows_fit_80_columns(rows: list[tuple[str, int]]) -> None:
    lines = drawn(COLUMNS, [("R000001", title, f"{number:,}") for title, number in rows])[1:]
    assert len(lines) == len(rows)
    for line, (_, number) in zip(lines, rows, strict=True):
        assert line.startswith("R000001")
        assert line.endswith(f"{number:,}")
        assert cell_len(line) <= 80


def test_a_long_title_ends_with_an_ellipsis() -> None:
    (_, line) = drawn(COLUMNS, [("R000001", "very long " * 20, "7")])
    assert "…" in line


def test_brackets_in_a_title_are_not_read_as_colours() -> None:
    (_, line) = drawn(COLUMNS, [("R000001", "[bold]Anakinra[/bold] [Review]", "7")])
    assert "[bold]Anakinra[/bold] [Review]" in line


def test_a_sentence_in_a_pipe_is_one_line() -> None:
    stream = io.StringIO()
    ReportWriter(stream).line("word " * 60)
    assert stream.getvalue().count("\n") == 1


def test_numbers_wider_than_the_screen_make_the_table_wider_instead() -> None:
    columns = tuple(TableColumn(f"count {place}", right=True) for place in range(8))
    (_, line) = drawn(columns, [("1,234,567,890",) * 8])
    assert line.count("1,234,567,890") == 8
