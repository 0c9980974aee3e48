"""Read and write MEDLINE text ("nbib"), as PubMed's "Send to > Citation manager" gives it. Pure.

Bio.Medline is not used: it joins repeated single-valued tags with a space (three LID lines become one text), and loses
the order of authors and groups.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from harvester import normalise
from harvester.citation import Author, Citation
from harvester.formats.fields.author_names import format_author, parse_author
from harvester.formats.fields.citation_builder import build_citation
from harvester.formats.fields.export_fields import export_keywords, export_notes, report_urls, split_iso_date
from harvester.formats.fields.mapping import FieldMap, FieldValues
from harvester.formats.fields.publication_types import classify_publication
from harvester.formats.model import ExportRecord, ParsedFile, ParsedRecord, ParseWarning, UnreadableRecord
from harvester.formats.pubmed_xml.article import find_e_locator
from harvester.formats.pubmed_xml.extra import LINK_TAGS, databank_identifier, describe_link
from harvester.formats.text.cleaning import collapse_whitespace, escape_markup, strip_markup
from harvester.formats.text.encoding import DecodedText

_TABLE: Final = FieldMap({
    "title": ("TI", "BTI", "CTI"), "title_original": ("TT",), "authors": ("FAU",), "year": ("DP",),
    "journal": ("JT",), "abbreviation": ("TA",), "volume": ("VI",), "issue": ("IP",), "pages": ("PG",),
    "article_number": ("article number",), "doi": ("DOI",), "pmid": ("PMID",), "pmcid": ("PMC",), "abstract": ("AB",),
    "keywords": ("MH", "OT"), "types": ("PT",), "language": ("LA",), "publisher": ("PB",), "place": ("PL",),
    "urls": ("UR", "LINK"), "notes": ("GN",), "serial_numbers": ("ISSN", "ISBN"),
})  # fmt: skip
"""Field → tags, best first: https://www.nlm.nih.gov/bsd/mms/medlineelements.html."""

_TAG: Final = r"(?:[A-Z][A-Z0-9]{1,3} {0,2}-(?: |\n|\Z)|PM(?:ID|C) ?-(?=\d))"
_VALUES: Final = re.compile(rf"\n(?={_TAG})([A-Z0-9]+) *- ?([^\n]*(?:\n(?!{_TAG}|[ \t]*(?:\n|\Z))[^\n]*)*)")
_STARTS: Final = re.compile(rf"(?:\A|\n[ \t]*)\n(?={_TAG})|\n(?=PMID ?-)")
_LINKED: Final = re.compile(r"PMID:? ?(\d{1,8})")
_SUFFIX: Final = re.compile(r"([^,]+), (.+?) (Jr|Sr|1st|2nd|3rd|[456]th|I{2,3}|IV)\.?")
_UNLABELLED: Final = re.compile(r"(?:\A|(?<= ))UNLABELLED: ")
_LOCATION: Final = re.compile(r"(.+?)\s*\[(doi|pii|pmcid|mid|bookaccession)\]")


def read_nbib(decoded: DecodedText) -> ParsedFile:
    """Read the records of MEDLINE text. Values that no field holds are kept in ``Citation.extra`` under their tag."""
    text = "\n" + decoded.text
    starts = [match.end() - 1 if match.group().endswith("\n") else match.start() for match in _STARTS.finditer(text)]
    records: list[ParsedRecord] = []
    unreadable: list[UnreadableRecord] = []
    warnings: list[ParseWarning] = list(decoded.warnings)
    line, counted = 0, 0
    if text[: starts[0] if starts else len(text)].strip():
        warnings.append(ParseWarning(1, "text before the first record was skipped"))
    for start, end in pairwise([*starts, len(text)]):
        line, counted = line + text.count("\n", counted, start + 1), start + 1
        tagged = _VALUES.findall(text[start:end])
        if any(value.strip() for _, value in tagged):
            records.append(_build_record(tagged, line))
        else:
            unreadable.append(UnreadableRecord(line, "the record is empty: no tag of it has a value"))
    return ParsedFile("nbib", decoded.encoding, tuple(records), tuple(unreadable), tuple(warnings))


@dataclass(slots=True)
class _RecordBuilder:
    """The values of one record by tag, while it is read; ``person`` is the author of the last name line."""

    values: dict[str, list[str]] = field(default_factory=dict)
    identifiers: list[tuple[str, str]] = field(default_factory=list)
    dois: list[str] = field(default_factory=list)
    person: str = ""
    full_names: int = 0

    def add(self, tag: str, value: str) -> None:
        self.values.setdefault(tag, []).append(value)


def _build_record(tagged: list[tuple[str, str]], line: int) -> ParsedRecord:
    builder = _RecordBuilder()
    for tag, raw_value in tagged:
        # markup is stripped here, not in the whole text: an element may span several lines
        if value := collapse_whitespace(strip_markup(raw_value)):
            _TAG_HANDLERS.get(tag, _add_value)(builder, tag, value)
    _choose_numbers(builder)
    values = builder.values
    kind = classify_publication(values.get("PT", ()))
    if books := values.get("BTI"):
        kind = "chapter" if "TI" in values else "book"
        if kind == "chapter" and "JT" not in values:
            values["JT"] = values.pop("BTI", books)
    if len(values.get("LA", ())) > 1:
        values["LA"] = [", ".join(dict.fromkeys(values["LA"]))]
    if not values.get("PG") and (locator := find_e_locator(builder.identifiers)):
        values["article number"] = [locator]
    citation = build_citation(
        FieldValues(values, _TABLE), kind=kind, identifiers=tuple(dict.fromkeys(builder.identifiers))
    )
    other_id = values.get("OID", [""])[0]
    return ParsedRecord(citation, citation.pmid or other_id, citation.pmid or other_id, line)


def _choose_numbers(builder: _RecordBuilder) -> None:
    """Choose the first DOI and PMCID as the record's; keep different ones in ``extra`` under AID."""
    chosen = next((doi for text in builder.dois if (doi := normalise.doi(text))), "")
    if chosen:
        builder.add("DOI", chosen)
    for text in builder.dois:
        if normalise.doi(text) != chosen or not chosen:
            builder.add("AID", f"{text} [doi]")
    first, *others = builder.values.get("PMC") or [""]
    for number in others:
        if number != first:
            builder.add("AID", f"{number} [pmc]")


def _add_value(builder: _RecordBuilder, tag: str, value: str) -> None:
    builder.add(tag, value)


def _add_full_name(builder: _RecordBuilder, tag: str, value: str) -> None:
    match = _SUFFIX.fullmatch(value)
    builder.add(tag, name := f"{match[1]}, {match[2]}, {match[3]}" if match else value)
    builder.person = str(parse_author(name))
    builder.full_names += tag == "FAU"


def _add_short_name(builder: _RecordBuilder, _: str, value: str) -> None:
    """Add a short name, unless it repeats the FAU above it; old records have AU alone."""
    if builder.full_names:
        builder.full_names -= 1
        return
    builder.add("FAU", value)
    builder.person = str(parse_author(value))


def _add_group(builder: _RecordBuilder, _: str, value: str) -> None:
    builder.add("FAU", f"{value},")  # a final comma marks a group: the name is not split
    builder.person = value


def _add_person_detail(builder: _RecordBuilder, tag: str, value: str) -> None:
    builder.add(tag, f"{builder.person}: {value}" if builder.person else value)


def _add_link(builder: _RecordBuilder, tag: str, value: str) -> None:
    match = _LINKED.search(value)
    source = value[: match.start()].rstrip() if match else value
    note = value[match.end() :].strip(" .") if match else ""
    for name, text in describe_link(LINK_TAGS[tag], match[1] if match else "", source=source, note=note):
        builder.add(name, text)


def _add_serial_number(builder: _RecordBuilder, tag: str, value: str) -> None:
    builder.add("ISSN", value)
    builder.add(tag, value)


def _add_accession_number(builder: _RecordBuilder, tag: str, value: str) -> None:
    name, _, number = value.partition("/")
    if number:
        builder.identifiers.append(databank_identifier(name, number))
    builder.add(tag, value)


def _add_manuscript(builder: _RecordBuilder, _: str, value: str) -> None:
    builder.identifiers.append(("mid", value))


def _add_doi(builder: _RecordBuilder, _: str, value: str) -> None:
    builder.dois.append(value)


def _add_abstract(builder: _RecordBuilder, tag: str, value: str) -> None:
    """Add an abstract without NLM's label for unlabelled parts, as the reader of the XML does."""
    builder.add(tag, _UNLABELLED.sub("", value) if "UNLABELLED" in value else value)


def _add_location(builder: _RecordBuilder, tag: str, value: str) -> None:
    match = _LOCATION.fullmatch(value)
    if value.startswith("http"):  # ERIC
        builder.dois.append(value) if "doi.org/" in value else builder.add("LINK", value)
    elif match is None and find_e_locator([("pii", value)]):  # some downloads omit "[pii]"
        builder.identifiers.append(("pii", value))
    elif match is None:
        builder.add(tag, value)
    elif match[2] == "pmcid":
        builder.add("PMC", match[1])
    elif match[2] == "doi":
        builder.dois.insert(0 if tag == "LID" else len(builder.dois), match[1])
    else:
        builder.identifiers.append((match[2], match[1]))


_TAG_HANDLERS: Final[Mapping[str, Callable[[_RecordBuilder, str, str], None]]] = {
    "FAU": _add_full_name,
    "FED": _add_full_name,
    "FIR": _add_full_name,
    "AU": _add_short_name,
    "CN": _add_group,
    "AD": _add_person_detail,
    "AUID": _add_person_detail,
    "IRAD": _add_person_detail,
    "IS": _add_serial_number,
    "SI": _add_accession_number,
    "MID": _add_manuscript,
    "DOI": _add_doi,
    "AB": _add_abstract,
    "LID": _add_location,
    "AID": _add_location,
    **dict.fromkeys(LINK_TAGS, _add_link),
}
"""Tag → function that adds its values, where they need more than their tag."""


_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_TYPES_BY_KIND: Final = {
    "preprint": "Preprint", "conference-abstract": "Meeting Abstract", "book": "Book",
    "thesis": "Academic Dissertation", "report": "Technical Report", "dataset": "Dataset",
}  # fmt: skip
"""Kind of a citation → the publication type of MEDLINE for it."""


def write_nbib(items: Iterable[ExportRecord]) -> Iterator[str]:
    """Write MEDLINE text: one text for each report, each value on one line.

    The report id is a keyword, a note and the fragment of the first address. Tags as in
    https://www.nlm.nih.gov/bsd/mms/medlineelements.html; reference managers add addresses (UR).
    """
    for item in items:
        lines = [f"{tag:<4}- {text}" for tag, value in _tag_values(item) if (text := escape_markup(value))]
        yield "\n".join(lines) + "\n\n"


def _tag_values(item: ExportRecord) -> Iterator[tuple[str, str]]:
    citation = item.citation
    yield "PMID", citation.pmid
    yield "OWN", "NLM" if citation.pmid else "harvester"
    yield from _bibliographic(citation)
    yield from (("OT", word) for word in export_keywords(item))
    yield from (("UR", address) for address in report_urls(citation, item.report_id))
    yield from (("GN", note) for note in export_notes(item))


def _bibliographic(citation: Citation) -> Iterator[tuple[str, str]]:
    yield from (("IS", number) for number in citation.issns)
    yield from (("ISBN", number) for number in citation.isbns)
    yield "VI", citation.volume
    yield "IP", citation.issue
    yield "DP", _published(citation)
    yield "TI", citation.title
    yield "TT", citation.title_original
    yield "PG", citation.pages
    yield "LID", f"{citation.doi} [doi]" if citation.doi else ""
    yield "LID", f"{citation.article_number} [pii]" if citation.article_number else ""
    yield "AB", citation.abstract
    yield from _people(citation)
    yield "LA", citation.language
    yield from (("PT", name) for name in _types(citation))
    yield "PB", citation.publisher
    yield "PL", citation.place
    yield "TA", citation.journal_abbreviation if citation.journal else ""
    yield "JT", citation.journal or citation.journal_abbreviation
    yield "PMC", citation.pmcid


def _people(citation: Citation) -> Iterator[tuple[str, str]]:
    for person in citation.authors:
        if person.group:
            yield "CN", person.family
        else:
            yield "FAU", f"{person.family}, {person.given} {person.suffix}" if person.suffix else format_author(person)
            yield "AU", _in_short(person)
    if not citation.authors_complete:
        yield "AU", "et al."


def _in_short(person: Author) -> str:
    initials = "".join(part[0] for part in person.given.replace("-", " ").split())
    return " ".join(part for part in (person.family, initials, person.suffix) if part)


def _published(citation: Citation) -> str:
    if day := split_iso_date(citation):
        return f"{day[0]} {_MONTHS[int(day[1]) - 1]} {day[2].lstrip('0')}".strip()
    year = str(citation.year or "")
    return citation.date if year and year in citation.date else year


def _types(citation: Citation) -> tuple[str, ...]:
    types = citation.publication_types
    if classify_publication(types) != citation.kind and citation.kind in _TYPES_BY_KIND:
        return (*types, _TYPES_BY_KIND[citation.kind])
    return types or ("Journal Article",)
