"""Nothing PubMed says of a record is lost: every element, attribute and tag of the real files arrives or is listed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest
from lxml import etree
from msgspec.structs import replace

from harvester.citation import Citation
from harvester.errors import FormatError
from harvester.formats import ParsedFile, parse_file, parse_pubmed_xml
from harvester.formats.pubmed_xml.elements import Element
from harvester.formats.pubmed_xml.extra import EXTRA_TAGS, LINK_TAGS
from harvester.formats.text.cleaning import plain_text
from tests.formats.pubmed_places import DROPPED, MEDLINE, MEDLINE_DROPPED, PATHS, SAYS_NOTHING, SHOWN, SORTS
from tests.support import SHARED, shared_data

pytestmark = pytest.mark.shared

FILES: Final = ("pubmed_xml/**/*.xml", "eutils/biopython/efetch/*.xml", "eutils/ncbi/efetch.pubmed*.xml")
MEDLINE_FILES: Final = (
    "pubmed_nbib/**/*.txt",
    "exports/citation-file-formatting/RIS/_baseline_pubmed.ris",
    "exports/srdedupe/*.nbib",
)
INLINE: Final = re.compile(r"(?:[biu]|su[bp]|\{http://www\.w3\.org/1998/Math/MathML\}\w+)")
MONTHS: Final = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
PARSER: Final = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
)
OWN_DATES: Final = {"entrez": "extra:CRDT", "pubmed": "extra:EDAT", "medline": "extra:MHDA"}
Lost = list[tuple[str, str]]


def paths(patterns: tuple[str, ...]) -> list[Path]:
    shared_data("pubmed_xml")
    found = (path for pattern in patterns for path in (SHARED / "data").glob(pattern))
    return sorted(path for path in found if "Malformed" not in path.name)


def xml_records() -> Iterator[tuple[Element, Citation]]:
    """Every record of the real files that has a PMID, with what was read of it."""
    for path in paths(FILES):
        root = etree.fromstring(path.read_bytes(), PARSER)
        for record in root.iter("PubmedArticle", "PubmedBookArticle"):
            found = parse_pubmed_xml(etree.tostring(record, with_tail=False), name=path.name)
            assert len(found.records) + len(found.unreadable) == 1
            if found.records:
                yield record, found.records[0].citation


def held(citation: Citation, place: str) -> list[str]:
    """All values in a place of a citation."""
    if place == "tags":
        return [tag for tag, _ in citation.extra]
    if place.startswith("extra:"):
        return [value for tag, value in citation.extra if tag == place[6:]]
    value = getattr(citation, place) if place else ()
    if place == "identifiers":
        return [number for _, number in value]
    if place == "authors":
        return [str(author) for author in value]
    return list(value) if isinstance(value, tuple) else [str(value)]


def arrives(citation: Citation, places: str, value: str) -> bool:
    wanted = plain_text(value).casefold()
    return any(wanted in found.casefold() for place in places.split(" | ") for found in held(citation, place))


def lost_of(record: Element, citation: Citation, met: set[str]) -> Lost:
    """What a record says and its citation does not, as (path, text); paths that were met are noted."""
    lost: Lost = []
    for child in record:
        walk(child, str(child.tag), {}, citation, met, lost)
    return lost


def walk(e: Element, path: str, above: Mapping[str, str], citation: Citation, met: set[str], lost: Lost) -> None:
    known = {**above, **{str(name): str(value) for name, value in e.items()}}
    listed = f"{path}[Cites]" if known.get("RefType") == "Cites" else path
    if listed in DROPPED:
        met.add(listed)
        if path.endswith("Initials") and e.getparent().find("ForeName") is None:  # type: ignore[union-attr]
            expect("authors | extra:FIR", text_in(e), path, citation, lost)
        return
    for name, value in e.items():
        attribute(f"{path}@{name!s}", str(name), str(value), citation, met, lost)
    children = [child for child in e if not INLINE.fullmatch(str(child.tag))]
    if {"Year", "MedlineDate"} & {str(child.tag) for child in children}:
        met.add(path)
        date(e, path, known, citation, lost)
    elif children:
        for child in children:
            walk(child, f"{path}/{child.tag}", known, citation, met, lost)
    elif text := text_in(e):
        met.add(path)
        met.update(f"{path} (markup)" for child in e.iterdescendants() if child.attrib)
        expect(PATHS.get(path, "").format_map(known), text, path, citation, lost)


def text_in(e: Element) -> str:
    return plain_text("".join(str(text) for text in e.itertext()))


def expect(places: str, text: str, path: str, citation: Citation, lost: Lost) -> None:
    if not arrives(citation, places, text):
        lost.append((path, text))


def attribute(path: str, name: str, value: str, citation: Citation, met: set[str], lost: Lost) -> None:
    if (name, value) in SAYS_NOTHING or name in SORTS or path in DROPPED or not value.strip():
        met.add(path)
    elif path in PATHS and not (path.endswith("GeneralNote@Owner") and value == "NLM"):
        met.add(path)
        expect(PATHS[path], value, path, citation, lost)
    elif not any(found for found in held(citation, SHOWN.get((name, value), ""))):
        lost.append((path, value))


def date(e: Element, path: str, known: Mapping[str, str], citation: Citation, lost: Lost) -> None:
    """The parts of a date arrive together, in their order; a word is unchanged."""
    parts = [(str(part.tag), (part.text or "").strip()) for part in e]
    words = [text for tag, text in parts if tag in {"Season", "MedlineDate"}]
    numbers = [number_of(tag, text) for tag, text in parts if tag not in {"Season", "MedlineDate"}]
    status = known.get("PubStatus", "")
    places = PATHS.get(path, "").format(history=OWN_DATES.get(status, "extra:PHST"))
    values = [found for place in places.split(" | ") for found in held(citation, place)]
    if places == "extra:PHST":
        values = [found for found in values if found.endswith(f"[{status}]")]
    if not any(says(value, words, numbers) for value in values):
        lost.append((path, " ".join(text for _, text in parts)))


def number_of(tag: str, text: str) -> int:
    return MONTHS.index(text[:3].casefold()) + 1 if tag == "Month" and not text.isdecimal() else int(text)


def says(value: str, words: list[str], numbers: list[int]) -> bool:
    found = [int(number) for number in re.findall(r"\d+", value)]
    return all(word in value for word in words) and found[: len(numbers)] == numbers


def test_everything_in_pubmed_xml_arrives_or_is_left_out_for_a_stated_reason() -> None:
    lost = [(citation.pmid, gone) for record, citation in xml_records() for gone in lost_of(record, citation, set())]
    assert lost == []


def test_each_listed_path_is_met_in_the_real_files() -> None:
    met: set[str] = set()
    for record, citation in xml_records():
        lost_of(record, citation, met)
    assert set(PATHS) | set(DROPPED) <= met


def test_whatever_is_taken_out_of_a_citation_is_missed() -> None:
    """The walk itself is proved: without any one tag of extra, or any one field, something is lost."""
    record, citation = max(xml_records(), key=lambda found: len({tag for tag, _ in found[1].extra}))
    for gone in {tag for tag, _ in citation.extra} - {"SI"}:
        without = replace(citation, extra=tuple(pair for pair in citation.extra if pair[0] != gone))
        assert lost_of(record, without, set()), gone
    for name in ("title", "authors", "journal", "volume", "pages", "doi", "issns", "abstract", "keywords", "language"):
        assert lost_of(record, replace(citation, **{name: getattr(Citation(), name)}), set()), name


def test_every_tag_a_reader_leaves_in_extra_is_explained() -> None:
    links = {f"{name}{part}" for name in LINK_TAGS.values() for part in ("", " source", " note")}
    citations = [citation for _, citation in xml_records()]
    citations += [entry.citation for _, found in medline_files() for entry in found.records]
    unknown = {tag for citation in citations for tag, _ in citation.extra} - EXTRA_TAGS.keys() - links
    assert unknown == {"VernacularTitle"}  # of a journal, in one made-up file: no DTD has it, so it is kept as it is


def medline_files() -> Iterator[tuple[str, ParsedFile]]:
    for path in paths(MEDLINE_FILES):
        text = path.read_text(encoding="utf-8-sig")
        try:
            yield text, parse_file(path.read_bytes(), name=path.name)
        except FormatError:
            assert path.name in REFUSED


REFUSED: Final = {
    "MedlinePlainImporterTestDOI.txt": "three lines without a title",
    "MedlinePlainImporterTestInproceeding.txt": "three lines without a title",
    "MedlinePlainImporterTestMultiAbstract.txt": "nothing but abstracts",
    "MedlinePlainImporterTestMultiTitle.txt": "nothing but titles",
}
"""Files made up by another project that are too short to be known as MEDLINE text."""


def tagged(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Tag and value of each line of a record, read another way than the reader does."""
    tag, value = "", ""
    for line in lines:
        if re.match(r"[A-Z][A-Z0-9]{1,3} *-(?: |$|(?<=ID-)|(?<=C -))", line):
            if value.strip():
                yield tag, " ".join(value.split())
            tag, value = line[:4].rstrip(" -"), line.partition("-")[2]
        elif line.startswith("      "):
            value += f" {line}"
    if value.strip():
        yield tag, " ".join(value.split())


def test_everything_in_medline_text_arrives_or_is_left_out_for_a_stated_reason() -> None:
    lost = []
    for text, found in medline_files():
        lines = text.splitlines()
        starts = [entry.line - 1 for entry in found.records]
        for entry, start, end in zip(found.records, starts, [*starts[1:], len(lines)], strict=True):
            lost += [(entry.line, *gone) for gone in medline_lost(lines[start:end], entry.citation)]
    assert lost == []


def medline_lost(lines: list[str], citation: Citation) -> Lost:
    pairs = [pair for pair in tagged(lines) if pair[0] not in MEDLINE_DROPPED]
    return [(tag, value) for tag, value in pairs if not medline_arrives(tag, value, citation)]


def medline_arrives(tag: str, value: str, citation: Citation) -> bool:
    bare = re.sub(r"\s*\[(?:doi|pii|pmcid|mid|bookaccession)\]$", "", value) if tag in {"AID", "LID"} else value
    if tag == "FAU":
        bare = re.sub(r" (Jr|Sr|2nd|3rd)$", r", \1", bare)
    if tag == "DP":
        return says(str(citation.date or citation.year), [], [int(value[:4])]) and (
            len(value) == 4 or value.replace(" ", "") == re.sub(r"\s", "", citation.date)
        )
    reference, _, number = bare.partition(" PMID: ")
    return arrives(citation, MEDLINE.get(tag, ""), reference) and arrives(citation, MEDLINE.get(tag, ""), number)
