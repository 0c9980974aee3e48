"""Compare results before and after a change that must not change any: files read, judgements of de-duplication.

Write a snapshot with each version, then compare the two, record for record and pair for pair:

    python -m tests.benchmarks.same_results write before/ [--made 100000]
    python -m tests.benchmarks.same_results write after/ [--made 100000]
    python -m tests.benchmarks.same_results compare before/ after/

A snapshot holds one text file per subject, each line a JSON value made of plain names and values alone, so that two
versions can be compared whose classes, modules and codes have other names.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Final

from harvester.citation import Author, Citation
from harvester.dedup import OUTCOMES, deduplicate, explain
from harvester.errors import HarvesterError
from harvester.formats import parse_file
from tests.benchmarks.measure import made
from tests.dedup.labelled import SETS, read_row, read_set
from tests.support import SHARED

DATA: Final = SHARED / "data"
FIELDS: Final = [
    "kind",
    "title",
    "title_original",
    "authors_complete",
    "year",
    "date",
    "journal",
    "journal_abbreviation",
    "volume",
    "issue",
    "pages",
    "article_number",
    "doi",
    "pmid",
    "pmcid",
    "identifiers",
    "issns",
    "isbns",
    "abstract",
    "keywords",
    "publication_types",
    "language",
    "publisher",
    "place",
    "urls",
    "databases",
    "notes",
    "extra",
]
SHOWN: Final = 20


def main() -> None:
    """Write a snapshot, or compare two; exit code 1 when they differ."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.same_results", description=__doc__.split("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    write = commands.add_parser("write", help="write a snapshot into a folder")
    write.add_argument("folder", type=Path)
    write.add_argument("--made", type=int, default=0, help="so many made records besides the labelled sets")
    write.add_argument("--no-files", action="store_true", help="de-duplication alone")
    compare = commands.add_parser("compare", help="compare two snapshots")
    compare.add_argument("before", type=Path)
    compare.add_argument("after", type=Path)
    options = parser.parse_args()
    if options.command == "compare":
        sys.exit(compare_snapshots(options.before, options.after))
    write_snapshot(options.folder, made_records=options.made, files=not options.no_files)


def write_snapshot(folder: Path, *, made_records: int, files: bool) -> None:
    """Write the snapshot of the version that runs."""
    folder.mkdir(parents=True, exist_ok=True)
    if files:
        write_lines(folder / "files.jsonl", file_lines())
    write_lines(folder / "pair_cases.jsonl", pair_case_lines())
    sets = {name: DATA / "dedup" / name for name in (*SETS, "special_cases")}
    if made_records:
        sets[f"made-{made_records}"] = made(made_records)
    for name, path in sets.items():
        write_lines(folder / f"{name}.jsonl", set_lines(path))


def write_lines(path: Path, lines: Iterator[object]) -> None:
    """Write values as JSON lines."""
    with path.open("w", encoding="utf-8") as file:
        for line in lines:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    print(path.name, flush=True)


def file_lines() -> Iterator[object]:
    """Yield for each shared file its records' digests, the lines that failed and the lines with warnings."""
    for path in sorted(path for path in DATA.rglob("*") if path.is_file()):
        name = path.relative_to(DATA).as_posix()
        try:
            parsed = parse_file(path.read_bytes(), name=path.name)
        except HarvesterError as error:
            yield name, type(error).__name__
            continue
        entries = [(entry.line, entry.accession, entry.file_id, digest(entry.citation)) for entry in parsed.records]
        yield (
            name,
            parsed.format,
            parsed.encoding,
            entries,
            [bad.line for bad in parsed.unreadable],
            [oddity.line for oddity in parsed.warnings],
        )


def pair_case_lines() -> Iterator[object]:
    """Yield for each pair case its outcome and probability."""
    for case in json.loads((DATA / "dedup" / "pair_cases.json").read_text(encoding="utf-8"))["cases"]:
        explanation = explain(read_row(case["record_a"]), read_row(case["record_b"]))
        yield case["id"], explanation.outcome, explanation.probability.hex()


def set_lines(folder: Path) -> Iterator[object]:
    """Yield the cluster of each record of a labelled set, then each pair kept: outcome, probability to the bit."""
    ids, citations = read_set(folder)
    result = deduplicate(citations)
    yield from zip(ids, result.labels.tolist(), strict=True)
    pairs = result.pairs
    rows = zip(pairs.a.tolist(), pairs.b.tolist(), pairs.outcome.tolist(), pairs.probability.tolist(), strict=True)
    yield from sorted((a, b, str(OUTCOMES[outcome]), probability.hex()) for a, b, outcome, probability in rows)
    yield "to review", result.to_review.tolist()


def digest(citation: Citation) -> str:
    """Return the SHA-256 of every field of a citation."""
    values = [getattr(citation, field) for field in FIELDS]
    authors = [author_values(author) for author in citation.authors]
    return hashlib.sha256(json.dumps([values, authors], ensure_ascii=False).encode()).hexdigest()


def author_values(author: Author) -> tuple[str, str, str, bool]:
    """Return the fields of an author."""
    return author.family, author.given, author.suffix, author.group


def compare_snapshots(before: Path, after: Path) -> int:
    """Print the lines that differ; return 1 if any does."""
    names = sorted({path.name for folder in (before, after) for path in folder.glob("*.jsonl")})
    differences = 0
    for name in names:
        if not ((before / name).exists() and (after / name).exists()):
            print(f"{name}: in one snapshot only")
            continue
        with (before / name).open(encoding="utf-8") as old, (after / name).open(encoding="utf-8") as new:
            unlike = [(left, right) for left, right in zip_longest(old, new) if left != right]
        differences += len(unlike)
        print(f"{name}: {f'{len(unlike)} lines differ' if unlike else 'the same'}")
        for left, right in unlike[:SHOWN]:
            print(f"  - {(left or '').strip()[:300]}\n  + {(right or '').strip()[:300]}")
    return int(bool(differences))


if __name__ == "__main__":
    main()
