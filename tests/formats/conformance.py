"""Writes docs/formats.md: what each format keeps, found out by writing and reading, never typed.

``python -m tests.formats.conformance`` writes the page; a test proves that it is up to date.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from harvester.citation import CITATION_KINDS, Author, Citation
from harvester.formats import EXPORT_FORMATS, EXPORT_PROFILES, ExportProfile, ExportRecord, parse_file, write_records
from harvester.formats.read import FORMAT_READERS
from tests.formats import real_files
from tests.formats.samples import ACCEPTS, SAMPLES
from tests.support import ROOT

PAGE: Final = ROOT / "docs" / "formats.md"
FIELDS: Final = tuple(name for name in Citation.__struct_fields__ if name != "kind")
EMPTY: Final = Citation()
FULL: Final = Citation(
    title="Anakinra in macrophage activation",
    title_original="Anakinra beim Makrophagenaktivierungssyndrom",
    authors=(Author("Doe", "Jane A"), Author("HLH Study Group", group=True), Author("van Roe", "Karl", "Jr")),
    authors_complete=False,
    year=2023,
    date="2023-06-18",
    journal="Journal of Things",
    journal_abbreviation="J Things",
    volume="12",
    issue="3",
    pages="221-228",
    article_number="e29102",
    doi="10.1000/things.1",
    pmid="37344166",
    pmcid="PMC10000001",
    identifiers=(("pui", "L2003000001"), ("nct", "NCT02780583")),
    issns=("1234-567X",),
    isbns=("9783864903113",),
    abstract="BACKGROUND: one. METHODS: two.",
    keywords=("Anakinra", "Macrophage activation"),
    publication_types=("Journal Article", "Randomized Controlled Trial"),
    language="eng",
    publisher="Things Press",
    place="Oslo",
    urls=("https://example.org/a", "https://example.org/b"),
    databases=("MEDLINE",),
    notes=("A note",),
    extra=(("XX", "what no field takes"),),
)
"""A citation with every field filled."""


def came_back(format_name: str, citation: Citation) -> Citation:
    """What a format makes of a citation on the way out and back."""
    item = ExportRecord(citation, "R000001", ("MEDLINE",), ("medline:37344166",))
    (entry,) = parse_file("".join(write_records(format_name, [item])).encode(), name=format_name).records
    return entry.citation


def fate(sent: Any, found: Any, empty: Any) -> str:
    """Kept, in part, or lost. A list is kept when all that was in it is in it still."""
    if found == sent or (isinstance(sent, tuple) and set(sent) <= set(found)):
        return "kept"
    both = isinstance(sent, tuple) and set(sent) & set(found)
    return "in part" if both or (not isinstance(sent, tuple) and found != empty) else "–"


def fates() -> Iterator[tuple[str, ...]]:
    """A row for each field: its fate in each written format."""
    found = [came_back(name, FULL) for name in EXPORT_FORMATS]
    for field in FIELDS:
        sent, empty = getattr(FULL, field), getattr(EMPTY, field)
        yield (f"`{field}`", *(fate(sent, getattr(citation, field), empty) for citation in found))


def kinds() -> Iterator[tuple[str, ...]]:
    """A row for each kind: what it is after having been written and read."""
    for kind in CITATION_KINDS:
        back = [came_back(name, Citation(kind=kind, title="T")).kind for name in EXPORT_FORMATS]
        yield (kind, *("kept" if name == kind else name for name in back))


def filled() -> Iterator[tuple[str, ...]]:
    """A row for each field: whether each reader fills it from a sample that has all its format can say."""
    found = {name: parse_file(data, name=name).records[0] for name, data in SAMPLES.items()}
    yield ("accession number", *("yes" if found[name].accession else "–" for name in FORMAT_READERS))
    for field in FIELDS:
        values = [getattr(found[name].citation, field) != getattr(EMPTY, field) for name in FORMAT_READERS]
        yield (f"`{field}`", *("yes" if value else "–" for value in values))


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table of the page."""
    lines = ["| " + " | ".join(cells) + " |" for cells in (head, *rows)]
    return "\n".join([lines[0], "|" + " --- |" * lines[0].count(" | ") + " --- |", *lines[1:]])


def _takes(profile: ExportProfile) -> str:
    limits = [f"{profile.max_records:,} records a file"] if profile.max_records else []
    limits += [f"{profile.max_bytes // 1_000_000} MB a file"] if profile.max_bytes else []
    limits += [f"{profile.max_files} files at once"] if profile.max_files else []
    limits += ["a file for each database"] if profile.file_per_source else []
    return ", ".join(limits)


def page() -> str:
    """The whole page."""
    tools = ((f"`{p.name}`", p.title, _takes(p), ", ".join(p.id_tags)) for p in EXPORT_PROFILES.values())
    accepted = ((f"`{name}`", *ACCEPTS[name]) for name in FORMAT_READERS)
    return f"""# File formats

This page is written by `python -m tests.formats.conformance` from what the readers and writers do; a test fails when it
is out of date.

## What is read

`harvester import` and `harvester dedup files` recognise a format by the content of the file, never by its name. A
record that cannot be read is listed with its line, and the others are read; a file that cannot be read as a whole is
refused with one sentence and a remedy. A value that no field holds is kept with the record under its tag.

The encoding is detected too: UTF-8 and UTF-16 with or without a byte order mark, else cp1252 line by line, since
concatenated files mix them. Letters that a program read in a wrong encoding and saved ("MÃ¼ller") are corrected where
ftfy is sure, with a warning. A large file is read in parts of half a megabyte (not BibTeX, workbooks and UTF-16).
`harvester import --dry-run` shows all this for a file and stores nothing.

{table(("format", "what it is", "where it comes from", "accession number", "peculiarities"), accepted)}

These hold in every format, too. A DOI that is only in an address at doi.org, also behind a library's proxy, or at the
beginning of a note is the record's DOI. The title in the original language takes the place of a title such as
"[Not Available].". "[No abstract available]", "None" and "nan" are no values. Whole numbers written as floats
("12345678.0") are whole numbers, semicolons separate keywords, and markup is removed, however often it was escaped.
Where the year and the date of a record disagree, the year counts, with a warning.

The same rules hold in every format. Organisations, and names with a comma behind them, are not split into family and
given names; names that `;`, `and`, `&` or commas join are taken apart; degrees, footnote marks, e-mail addresses and
roles in brackets are no part of a name. The accession number of a record of PubMed or MEDLINE is its PMID. Numbers of
trial registers are written in one way (`EUCTR2020-001113-21-GB` is `2020-001113-21`, `JPRN-UMIN000040211` is
`UMIN000040211`), and a record whose journal is the address of a register, or whose only author is such a number, is an
entry of that register.

Which fields a reader fills, from a sample record with all that its format can hold ("–": the format has no reliable
place for it):

{table(("field", *(f"`{name}`" for name in FORMAT_READERS)), filled())}

{real_files.section(PAGE)}

## What is written

`harvester export FORMAT` and the ending of the file given to `harvester dedup files -o` choose one of these.

{table(("format", "what for"), ((f"`{name}`", what) for name, what in EXPORT_FORMATS.items()))}

A citation with every field filled, written and read again:

{table(("field", *(f"`{name}`" for name in EXPORT_FORMATS)), fates())}

"kept" for a list means that all its values are there; our id, the names of the searches and the addresses at PubMed and
doi.org are added to keywords, notes and addresses. Only `jsonl` loses nothing.

The kind of document, written and read again (where it says another word, that is what the format makes of it):

{table(("kind", *(f"`{name}`" for name in EXPORT_FORMATS)), kinds())}

## Our id

A report that went out as `R000123` is known again by any of: the fragment of its first address (`#lsr-R000123`), a
keyword or a note (`lsr:R000123`), and the field for labels of the format: `ID`, `LB`, `CN` or `C1` in RIS, the key in
BibTeX, label and custom 1 in EndNote, the column `report_id` in CSV. A record that carries two different ids is matched
by neither.

## RIS for single tools

`harvester export ris --for TOOL` writes RIS as the tool keeps most of it. Files are as large as the tool takes them
(`--split N`: with N reports at most); where it asks for a file for each database, a report goes into that of the first
search in review.toml that found it (`--one-file`: all into one). `--crlf` and `--bom` are for programs that want them.
How decisions come back: [screening.md](screening.md).

{table(("tool", "name", "takes", "tags with our id"), tools)}

## CSV and Excel

Excel reads a CSV file as an older encoding unless it begins with a byte order mark: `harvester export csv --excel`
puts one there. A cell that Excel would take for a formula gets an apostrophe in front. Workbooks (`.xlsx`, `.xls`,
`.ods`) are read, not written: the first sheet with a column of titles counts, and pages that Excel has turned into a
day are read as it shows them (`07-Jan`).
"""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
