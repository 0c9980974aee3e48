"""How many records are parsed in a second: real files repeated. Run: python -m tests.benchmarks.bench_formats"""

from __future__ import annotations

import io
import re
import sys
import time
from collections.abc import Callable
from typing import Final

import rispy
from Bio import Entrez

from harvester.formats import ExportRecord, ParsedFile, parse_file, parse_pubmed_xml, write_records
from tests.support import SHARED

RIS: Final = SHARED / "data" / "exports" / "citation-file-formatting" / "RIS"
XML: Final = SHARED / "data" / "pubmed_xml"
TABLE: Final = SHARED / "data" / "dedup" / "diabetes" / "records.csv"
SIZE: Final = 12_000_000  # bytes of each synthetic file
ROUNDS: Final = 5
DOCTYPE: Final = (
    b'<?xml version="1.0" ?><!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" '
    b'"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">'
)
ARTICLE: Final = re.compile(rb"<PubmedArticle>.*?</PubmedArticle>", re.DOTALL)


def main() -> None:
    """Print a table: file, records, bytes a record, records a second, megabytes a second."""
    if not RIS.exists():
        sys.exit("real data not at hand: ../shared/data")
    print(f"{'input':<34}{'records':>9}{'bytes/record':>14}{'records/s':>12}{'MB/s':>8}")
    for name in (
        "_baseline",
        "_baseline_embase",
        "_baseline_zotero",
        "_baseline_webofscience",
        "_baseline_covidence_zotero",
    ):
        report(f"ris {name}", repeated((RIS / f"{name}.ris").read_bytes().removeprefix(b"\xef\xbb\xbf")), read_any)
    report("nbib", repeated((RIS / "_baseline_pubmed.ris").read_bytes()), read_any)
    report("pubmed-xml, all fixtures", articles(longest=10**9), read_xml)
    report("pubmed-xml, under 12 kB each", articles(longest=12_000), read_xml)
    beside_others()
    table = TABLE.read_bytes()
    header, rows = table.split(b"\n", 1)
    report("csv", header + b"\n" + repeated(rows), read_any)
    report_writer(parse_file((RIS / "_baseline.ris").read_bytes(), name="ris"))


def beside_others() -> None:
    """The same bytes through the libraries of the field: rispy only tags RIS, Bio.Entrez only makes lists of XML."""
    ris = repeated((RIS / "_baseline_zotero.ris").read_bytes().removeprefix(b"\xef\xbb\xbf"))
    report_other("rispy, ris _baseline_zotero", ris, lambda: len(rispy.loads(ris.decode())))
    shared = articles(longest=12_000, marked=b"pubmed_250101.dtd")  # the DTD that Biopython ships
    xml = DOCTYPE + shared
    report("pubmed-xml, DTD of 2025", shared, read_xml)
    report_other("Bio.Entrez.read, under 12 kB each", xml, lambda: entrez(xml))


def entrez(xml: bytes) -> int:
    """Bytes at hand and the DTD that Biopython ships: nothing is fetched."""
    return len(Entrez.read(io.BytesIO(xml), validate=False)["PubmedArticle"])  # type: ignore[no-untyped-call]  # Bio has no types


def report_other(name: str, data: bytes, parse: Callable[[], int]) -> None:
    begun = time.process_time()
    records = parse()
    line(name, records, len(data), time.process_time() - begun)


def read_any(data: bytes) -> ParsedFile:
    return parse_file(data, name="benchmark")


def read_xml(data: bytes) -> ParsedFile:
    return parse_pubmed_xml(data, name="benchmark")


def repeated(data: bytes) -> bytes:
    return (data + b"\n") * max(1, SIZE // len(data))


def articles(*, longest: int, marked: bytes = b"") -> bytes:
    files = [path.read_bytes() for path in sorted(XML.rglob("*.xml"))]
    found = [article for data in files if marked in data for article in ARTICLE.findall(data)]
    return b"<PubmedArticleSet>" + repeated(b"\n".join(a for a in found if len(a) < longest)) + b"</PubmedArticleSet>"


def report(name: str, data: bytes, parse: Callable[[bytes], ParsedFile]) -> None:
    seconds, records = 1e9, 0
    for _ in range(ROUNDS):
        begun = time.process_time()
        records = len(parse(data).records)
        seconds = min(seconds, time.process_time() - begun)
    line(name, records, len(data), seconds)


def report_writer(found: ParsedFile) -> None:
    items = [ExportRecord(entry.citation, "R000001") for entry in found.records] * 20
    begun = time.process_time()
    written = sum(len(part) for part in write_records("ris", items))
    line("writing ris", len(items), written, time.process_time() - begun)


def line(name: str, records: int, size: int, seconds: float) -> None:
    print(f"{name:<34}{records:>9}{size // max(1, records):>14}{records / seconds:>12,.0f}{size / seconds / 1e6:>8.0f}")


if __name__ == "__main__":
    main()
