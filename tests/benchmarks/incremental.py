"""Made records in a store: all at once, then a thousand more, then nothing new."""

from __future__ import annotations

import csv
import gc
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from harvester.cli.root import GARBAGE_EVERY
from harvester.workflow.deduplicate import deduplicate
from harvester.workflow.desk import Desk
from harvester.workflow.imports import import_file
from harvester.workflow.update import update
from tests.benchmarks.measure import made
from tests.benchmarks.options import Options
from tests.benchmarks.page import Table
from tests.dedup.labelled import read_rows
from tests.reviews import make_review, search_table
from tests.workflow.desks import desk_on

STORED: Final = (10_000, 100_000)
MORE: Final = 1_000
NOTE: Final = (
    "De-duplication alone, in seconds (those of the processor in brackets): records are stored already, and known by a"
    " number of their own. An update without news reads what waits, asks nobody, and tells how the store stands."
)


def tables(options: Options) -> list[Table]:
    """A row for each size of store; garbage is looked for as often as the program does."""
    gc.set_threshold(*GARBAGE_EVERY)
    headings = ("stored", "all at once", f"{MORE:,} more", "nothing new", "a whole update without news")
    return [Table("In a store", headings, [row(stored) for stored in options.sizes or STORED], NOTE)]


def row(stored: int) -> tuple[object, ...]:
    """One size of store."""
    rows = read_rows(made(stored + MORE) / "records.csv")
    with tempfile.TemporaryDirectory() as scratch:
        folder = make_review(Path(scratch) / "review", search_table("embase"))
        with desk_on(folder) as desk:
            bring(desk, "stored", rows[:stored])
            first = seconds(lambda: deduplicate(desk))
        with desk_on(folder) as desk:  # each command opens the store anew
            bring(desk, "more", rows[stored:])
        del rows
        with desk_on(folder) as desk:
            more = seconds(lambda: deduplicate(desk))
        with desk_on(folder) as desk:
            nothing = seconds(lambda: deduplicate(desk))
            update(desk)  # reads the links of all that came in: no part of an update without news
        with desk_on(folder) as desk:
            news = seconds(lambda: update(desk))
    told = (f"{stored:,}", *(f"{wall:.2f} ({cpu:.2f})" for wall, cpu in (first, more, nothing, news)))
    print("  ".join(told), flush=True)
    return told


def bring(desk: Desk, name: str, rows: Sequence[dict[str, str]]) -> None:
    """Import rows as a table, without judging them."""
    path = desk.review.folder / f"{name}.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, [*rows[0], "Accession Number"])
        writer.writeheader()
        writer.writerows(row | {"Accession Number": row["ID"]} for row in rows)
    import_file(desk, desk.search("embase"), path)


def seconds(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock on the wall, and of the processor, that something took."""
    began, ran = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - ran
