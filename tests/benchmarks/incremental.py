"""Made records in a store: all at once, then a thousand more, then nothing new."""

from __future__ import annotations

import csv
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from harvester.workflow.context import ReviewContext
from harvester.workflow.dedup.deduplicate import deduplicate_store
from harvester.workflow.harvest.import_file import import_file
from harvester.workflow.harvest.update import update_review
from tests.benchmarks.measure import made
from tests.benchmarks.options import Options
from tests.benchmarks.page import Table
from tests.dedup.labelled import read_rows
from tests.reviews import make_review, search_table
from tests.workflow.contexts import open_test_review

STORED: Final = (10_000, 100_000)
MORE: Final = 1_000
NOTE: Final = (
    "De-duplication alone, in seconds (those of the processor in brackets): records are stored already, and known by a"
    " number of their own. An update without news reads what waits, asks nobody, and tells how the store stands."
)


def tables(options: Options) -> list[Table]:
    """A row for each size of store; garbage is looked for as often as the program does."""
    headings = ("stored", "all at once", f"{MORE:,} more", "nothing new", "a whole update without news")
    return [Table("In a store", headings, [row(stored) for stored in options.sizes or STORED], NOTE)]


def row(stored: int) -> tuple[object, ...]:
    """One size of store."""
    rows = read_rows(made(stored + MORE) / "records.csv")
    with tempfile.TemporaryDirectory() as scratch:
        folder = make_review(Path(scratch) / "review", search_table("embase"))
        with open_test_review(folder) as context:
            bring(context, "stored", rows[:stored])
            first = seconds(lambda: deduplicate_store(context))
        with open_test_review(folder) as context:  # each command opens the store anew
            bring(context, "more", rows[stored:])
        del rows
        with open_test_review(folder) as context:
            more = seconds(lambda: deduplicate_store(context))
        with open_test_review(folder) as context:
            nothing = seconds(lambda: deduplicate_store(context))
            update_review(context)  # reads the links of all that came in: no part of an update without news
        with open_test_review(folder) as context:
            news = seconds(lambda: update_review(context))
    told = (f"{stored:,}", *(f"{wall:.2f} ({cpu:.2f})" for wall, cpu in (first, more, nothing, news)))
    print("  ".join(told), flush=True)
    return told


def bring(context: ReviewContext, name: str, rows: Sequence[dict[str, str]]) -> None:
    """Import rows as a table, without judging them."""
    path = context.review.folder / f"{name}.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, [*rows[0], "Accession Number"])
        writer.writeheader()
        writer.writerows(row | {"Accession Number": row["ID"]} for row in rows)
    import_file(context, context.search("embase"), path)


def seconds(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock on the wall, and of the processor, that something took."""
    began, ran = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - ran
