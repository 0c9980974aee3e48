"""Read EndNote's tagged format (".enw", refer: ``%A Doe, Jane``). Pure.

Tags as in EndNote's import filter "EndNote Import" (EndNote manual, "Tagged EndNote Import Format").
"""

from __future__ import annotations

import re
from typing import Final

from harvester import normalise
from harvester.formats.fields import accession
from harvester.formats.fields.citation_builder import build_citation
from harvester.formats.fields.mapping import FieldMap, FieldValues
from harvester.formats.fields.publication_types import ENDNOTE_KINDS
from harvester.formats.model import ParsedFile, ParsedRecord, ParseWarning, UnreadableRecord
from harvester.formats.text.cleaning import plain_text, split_at
from harvester.formats.text.encoding import DecodedText

_TABLE: Final = FieldMap({
    "title": ("%T",), "title_original": ("%Q",), "authors": ("%A",), "year": ("%D",), "date": ("%8",),
    "journal": ("%J", "%B", "%S"), "volume": ("%V",), "issue": ("%N",), "pages": ("%P",), "doi": ("%R",),
    "pmid": ("PMID",), "abstract": ("%X",), "keywords": ("%K",), "types": ("%9",), "language": ("%G",),
    "publisher": ("%I",), "place": ("%C",), "urls": ("%U",), "databases": ("%~",), "notes": ("%Z",),
    "serial_numbers": ("%@",),
})  # fmt: skip
_BEGINS: Final = re.compile(r"^(?=%0(?:[ \t]|$))", re.MULTILINE)
_AFTER_BLANK: Final = re.compile(r"(?:\A|^[ \t]*\n)(?=%[^\s%](?:[ \t]|$))", re.MULTILINE)
_TAGGED: Final = re.compile(r"^(%[^\s%])(?:[ \t]+|$)", re.MULTILINE)
_FIRST: Final = re.compile(r"\s*(%[^\s%])(?=[ \t]|$)", re.MULTILINE)
_SHORT_NUMBER: Final = re.compile(r"[0-9]{1,6}")
_YEAR_ALONE: Final = re.compile(r"(?:19|20)\d\d")
_PAGES_ALONE: Final = re.compile(r"[A-Za-z]?\d{1,5}(?:\s*[-–]\s*[A-Za-z]?\d{1,5})?")
_HAS_YEAR: Final = re.compile(r"\d{4}")
_LISTS: Final = frozenset(["%A", "%E", "%Y", "%?", "%K", "%U", "%@", "%~"])


def read_endnote_tagged(decoded: DecodedText) -> ParsedFile:
    """Read the records of EndNote's tagged text. Values that no field holds are kept in ``extra`` under their tag."""
    text = decoded.text
    starts = [match.end() for match in _beginning(text).finditer(text)]
    records: list[ParsedRecord] = []
    unreadable: list[UnreadableRecord] = []
    warnings = list(decoded.warnings)
    if text[: starts[0] if starts else 0].strip():
        warnings.append(ParseWarning(1, "text before the first record was skipped"))
    for line, piece in split_at(text, starts):
        values = _values(piece)
        if values.keys() - {"%0"}:
            records.append(_entry(values, line))
        else:
            unreadable.append(UnreadableRecord(line, "the record is empty: no tag but %0 has a value"))
    return ParsedFile("refer", decoded.encoding, tuple(records), tuple(unreadable), tuple(warnings))


def _beginning(text: str) -> re.Pattern[str]:
    """Return the pattern of a record's beginning: %0 where each record begins with it, else a blank line.

    Digital Commons begins records with %T, and has %0 on the second line, or not at all.
    """
    if not _BEGINS.search(text):
        return _AFTER_BLANK
    first = _FIRST.match(text)
    if first is None or first[1] == "%0":
        return _BEGINS
    return re.compile(rf"(?:\A\s*|\n[ \t]*\n)(?={re.escape(first[1])}[ \t])")


def _values(text: str) -> dict[str, list[str]]:
    """Return the values by tag; lines without a tag continue the value above."""
    values: dict[str, list[str]] = {}
    tags = list(_TAGGED.finditer(text))
    ends = [*(tag.start() for tag in tags), len(text)][1:]
    for tag, end in zip(tags, ends, strict=True):
        raw_value = text[tag.end() : end]
        parts = raw_value.split("\n") if tag[1] in _LISTS else [raw_value]
        if texts := [value for part in parts if (value := plain_text(part))]:
            values.setdefault(tag[1], []).extend(texts)
    return values


def _entry(values: dict[str, list[str]], line: int) -> ParsedRecord:
    number = _accession(values)
    if "%A" not in values and "%E" in values:  # an edited book
        values["%A"] = values.pop("%E")
    _place_values_of_ojs(values)
    if "%K" in values:  # CNKI joins them in one line
        values["%K"] = [word for text in values["%K"] for part in text.split(";") if (word := part.strip())]
    if number.startswith("WOS:") and "%D" not in values and _HAS_YEAR.search(values.get("%$", [""])[0]):
        values["%D"] = values.pop("%$")  # the month of early access, in custom 6
    if "%D" in values and (days := values.get("%8")) and not _HAS_YEAR.search(days[0]):  # the month alone
        days[0] = f"{values['%D'][0]} {days[0]}"
    kind = ENDNOTE_KINDS.get(values.get("%0", [""])[0].casefold(), "")
    if kind:
        values.pop("%0")
    citation = build_citation(
        FieldValues(values, _TABLE), kind=kind or "article", identifiers=accession.to_identifiers(number)
    )
    return ParsedRecord(citation, number, number, line)


def _place_values_of_ojs(values: dict[str, list[str]]) -> None:
    """Move what pages of Open Journal Systems write under other tags than EndNote (its citation plug-in "endNote").

    %B is the year, %9 the keywords, %& the first page and %P how many pages there are; %R may be the pages.
    """
    if "%B" in values and _YEAR_ALONE.fullmatch(values["%B"][0]):
        values.setdefault("%D", values.pop("%B"))
        values.pop("%B", None)
        if subjects := values.pop("%9", []):
            values.setdefault("%K", subjects)
        first, count = values.get("%&", [""])[0], values.get("%P", [""])[0]
        if _SHORT_NUMBER.fullmatch(first) and _SHORT_NUMBER.fullmatch(count):
            last = int(first) + int(count) - 1
            values["%P"] = [f"{first}-{last}" if last > int(first) else first]
            del values["%&"]
    if "%P" not in values and "%&" in values:
        values["%P"] = values.pop("%&")
    if "%P" not in values and (ranges := [text for text in values.get("%R", ()) if _PAGES_ALONE.fullmatch(text)]):
        values["%P"] = ranges
        values["%R"] = [text for text in values["%R"] if text not in ranges]
        if not values["%R"]:
            del values["%R"]


def _accession(values: dict[str, list[str]]) -> str:
    """Return the accession number from %M, where some publishers' sites write the DOI."""
    other_texts, number = [], ""
    for text in values.pop("%M", []):
        if doi := normalise.doi(text):
            values.setdefault("%R", []).append(doi)
        elif number_text := accession.clean_accession(text):
            number = number or accession.normalise_wos(number_text)
        else:
            other_texts.append(text)
    if other_texts:
        values["%M"] = other_texts
    if pmid := accession.find_pubmed_number(number, " ".join([*values.get("%~", ()), *values.get("%W", ())])):
        values["PMID"] = [pmid]
    return number or accession.find_in_urls(values.get("%U", ()))
