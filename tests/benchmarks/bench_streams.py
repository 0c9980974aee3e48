"""Export files, made up and of growing size, and real ones repeated, read part by part: records a second, and how much
memory that takes at most.

Run: python -m tests.benchmarks.bench_streams [records ...], or as the part "streams" of python -m tests.benchmarks
"""

from __future__ import annotations

import codecs
import gc
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from harvester import formats
from harvester.cli.app import GC_THRESHOLD
from harvester.workflow.parallel.pool import count_processes, process_pool
from harvester.workflow.parallel.read_file import read_file_chunks
from tests.benchmarks import made_exports
from tests.benchmarks.options import Options
from tests.benchmarks.page import Table
from tests.support import ROOT, SHARED

SIZES: Final = {
    "brief-ris": (20_000, 200_000),
    "ris": (20_000, 200_000, 1_000_000),
    "pubmed-xml": (20_000, 100_000),
    "csv": (20_000, 200_000),
}
SAMPLES: Final = SHARED / "data" / "exports" / "citation-file-formatting" / "RIS"
TOOLS: Final = (
    "", "_scopus", "_embase", "_webofscience", "_cinahl", "_openalex", "_endnote", "_zotero", "_mendeley", "_citavi",
    "_refworks", "_rayyan", "_covidence_zotero", "_eppireviewer",
)  # fmt: skip
"""The ends of the names of real files; the first holds a hundred records of many databases."""
REPEATED: Final = 20_000
BARE_LOOP: Final = 5_000_000
HEADINGS: Final = (
    "records of", "records", "bytes a record", "processes", "records/s by the clock", "seconds", "processor seconds",
    "records/s of one processor", "peak MiB of the first process", "of all",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading one file took; ``processor`` and ``peak_all`` are those of all its processes."""

    format_name: str
    records: int
    size: int
    processes: int
    seconds: float
    processor: float
    peak: float
    peak_all: float

    def row(self) -> tuple[object, ...]:
        """As it stands in the table."""
        return (
            self.format_name,
            f"{self.records:,}",
            f"{self.size // self.records:,}",
            self.processes,
            f"{self.records / self.seconds:,.0f}",
            f"{self.seconds:.1f}",
            f"{self.processor:.1f}",
            f"{self.records / self.processor:,.0f}",
            f"{self.peak:.0f}",
            f"{self.peak_all:.0f}",
        )


def main() -> None:
    """Print the table."""
    asked = tuple(map(int, sys.argv[1:]))
    print(table(list(readings(asked))).text())


def tables(options: Options) -> list[Table]:
    """The table, for the page of benchmarks."""
    found = [table(list(readings(options.sizes)))]
    return [*found, samples()] if SAMPLES.exists() else found


def samples() -> Table:
    """Real export files of RIS, each repeated."""
    rows = [one.row() for tool in TOOLS for one in repeated(SAMPLES / f"_baseline{tool}.ris")]
    note = "Samples that tools really exported, each repeated; read as above. Their records hold more tags and texts."
    return Table("Reading real RIS files, repeated", HEADINGS, rows, note)


def table(found: list[Reading]) -> Table:
    """Readings under their headings."""
    note = (
        "Files are read as `harvester import` reads them, but for the store; each in processes of its own. Seconds are "
        "those of the clock, so they grow with whatever else the machine does; processor seconds are of all processes. "
        "The peak of all is what the first one had at most, and each other one, added up, pages they share counted "
        f"again. A bare loop of {BARE_LOOP:,} additions took {bare_loop():.2f} s here and then."
    )
    return Table("Reading files of any size", HEADINGS, [one.row() for one in found], note)


def readings(asked: tuple[int, ...] = ()) -> Iterator[Reading]:
    """Each file, as one process alone reads it and, where it is large, as several do."""
    for format_name, sizes in SIZES.items():
        for records in asked or sizes:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / f"made.{format_name}"
                with path.open("wb") as file:
                    file.writelines(made_exports.blocks(format_name, records))
                yield from by_processes(format_name, records, path)


def repeated(sample: Path) -> Iterator[Reading]:
    """A real file, so often behind itself that it has some twenty thousand records."""
    data = sample.read_bytes().removeprefix(codecs.BOM_UTF8) + b"\n"
    held = len(formats.parse_file(data, name=sample.name).records)
    times = REPEATED // held
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / sample.name
        path.write_bytes(data * times)
        yield from by_processes(sample.stem.removeprefix("_baseline_"), held * times, path)


def by_processes(name: str, records: int, path: Path) -> Iterator[Reading]:
    """A file as one process alone reads it and, where it is large, as several do."""
    for processes in sorted({1, count_processes([path])}):
        yield run_alone(name, records, path, processes)


def run_alone(format_name: str, records: int, path: Path, processes: int) -> Reading:
    """A process of its own, so that its peak of memory is its own."""
    code = f"from tests.benchmarks.bench_streams import measure; measure({format_name!r}, {str(path)!r}, {processes})"
    done = subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, stdout=subprocess.PIPE)
    reading = Reading(**json.loads(done.stdout))
    if reading.records != records:
        raise ValueError(f"{reading.records} of {records} records of {format_name} were read")
    print(*reading.row(), file=sys.stderr, flush=True)
    return reading


def measure(format_name: str, file: str, processes: int) -> None:
    """Read a file as ``harvester import`` does, but for the store, and print what it took."""
    gc.set_threshold(GC_THRESHOLD)
    path = Path(file)
    began, used = time.perf_counter(), time.process_time()
    with process_pool(processes) as ordered_map:
        records = sum(len(part.parsed.records) for part in read_file_chunks(path, ordered_map))
    seconds = time.perf_counter() - began
    others = resource.getrusage(resource.RUSAGE_CHILDREN)
    peak = own_peak()
    told = Reading(
        format_name=format_name,
        records=records,
        size=path.stat().st_size,
        processes=processes,
        seconds=seconds,
        processor=time.process_time() - used + others.ru_utime + others.ru_stime,
        peak=peak,
        peak_all=peak + (processes - 1) * others.ru_maxrss / 1024,
    )
    print(json.dumps(asdict(told)))


def own_peak() -> float:
    """The most memory this process held, in MiB. Where Linux tells it: ``ru_maxrss`` begins with that of the parent."""
    status = Path("/proc/self/status")
    told = re.search(r"^VmHWM:\s*(\d+) kB", status.read_text(), re.MULTILINE) if status.exists() else None
    return (int(told[1]) if told else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) / 1024


def bare_loop() -> float:
    """How quick this machine is at the moment: other figures mean little without it."""
    began, total = time.process_time(), 0
    for number in range(BARE_LOOP):
        total += number
    return time.process_time() - began


if __name__ == "__main__":
    main()
