"""PubMed's MEDLINE text ("nbib") → citations. Pure.

Bio.Medline is not used: it joins repeated single-valued tags with a space (three LID lines become one text), and loses
the order of authors and groups.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from harvester import normalise
from harvester.formats.decoding import Decoded
from harvester.formats.entry import BadEntry, Entry, Oddity, ReadFile
from harvester.formats.fields import Fields, Table, citation_of, trial_numbers
from harvester.formats.kinds import kind_of
from harvester.formats.text import one_line, without_markup

_TABLE: Final = Table(
    {
        "title": ("TI", "CTI", "BTI"),
        "title_original": ("TT",),
        "authors": ("FAU",),
        "year": ("DP",),
        "journal": ("JT",),
        "abbreviation": ("TA",),
        "volume": ("VI",),
        "issue": ("IP",),
        "pages": ("PG",),
        "doi": ("DOI",),
        "pmid": ("PMID",),
        "pmcid": ("PMC",),
        "abstract": ("AB",),
        "keywords": ("MH", "OT"),
        "types": ("PT",),
        "language": ("LA",),
        "publisher": ("PB",),
        "place": ("PL",),
        "urls": ("UR", "LINK"),
        "notes": ("GN",),
        "serial_numbers": ("IS", "ISBN"),
    }
)
"""MEDLINE/PubMed data element tags, https://www.nlm.nih.gov/bsd/mms/medlineelements.html"""

LINK_TAGS: Final = {
    "CIN": "CommentIn",
    "CON": "CommentOn",
    "EIN": "ErratumIn",
    "EFR": "ErratumFor",
    "CRI": "CorrectedandRepublishedIn",
    "CRF": "CorrectedandRepublishedFrom",
    "DDIN": "DatasetIn",
    "DRIN": "DatasetIn",
    "ECI": "ExpressionOfConcernIn",
    "ECF": "ExpressionOfConcernFor",
    "RPI": "RepublishedIn",
    "RPF": "RepublishedFrom",
    "RIN": "RetractionIn",
    "ROF": "RetractionOf",
    "RRI": "RetractedandRepublishedIn",
    "RRF": "RetractedandRepublishedFrom",
    "UIN": "UpdateIn",
    "UOF": "UpdateOf",
    "SPIN": "SummaryForPatientsIn",
    "ORI": "OriginalReportIn",
}
"""Tags of comments and corrections and the names the XML has for them, under which both readers keep them."""

_TAG: Final = r"[A-Z][A-Z0-9]{1,3} {0,2}-(?: |\n|\Z)"
_VALUES: Final = re.compile(rf"\n(?={_TAG})([A-Z0-9]+) *- ?([^\n]*(?:\n(?!{_TAG}|[ \t]*(?:\n|\Z))[^\n]*)*)")
_STARTS: Final = re.compile(rf"(?:\A|\n[ \t]*)\n(?={_TAG})|\n(?=PMID ?-)")
_LINKED: Final = re.compile(r"PMID:? ?(\d{1,8})")
_LOCATION: Final = re.compile(r"(.+?)\s*\[(doi|pii|pmcid|mid|bookaccession)\]")


def read_nbib(decoded: Decoded) -> ReadFile:
    """Records of MEDLINE text. Values no field takes are kept in ``Citation.extra`` under their tag."""
    text = "\n" + without_markup(decoded.text)
    starts = [found.end() - 1 if found.group().endswith("\n") else found.start() for found in _STARTS.finditer(text)]
    entries: list[Entry] = []
    bad: list[BadEntry] = []
    oddities: list[Oddity] = list(decoded.oddities)
    line, counted = 0, 0
    if text[: starts[0] if starts else len(text)].strip():
        oddities.append(Oddity(1, "text before the first record was skipped"))
    for start, end in pairwise([*starts, len(text)]):
        line, counted = line + text.count("\n", counted, start + 1), start + 1
        tagged = _VALUES.findall(text[start:end])
        if any(value.strip() for _, value in tagged):
            entries.append(_entry(tagged, line))
        else:
            bad.append(BadEntry(line, "the record is empty: no tag of it has a value"))
    return ReadFile("nbib", decoded.encoding, tuple(entries), tuple(bad), tuple(oddities))


def _entry(tagged: list[tuple[str, str]], line: int) -> Entry:
    values: dict[str, list[str]] = {}
    identifiers: list[tuple[str, str]] = []
    for tag, found in tagged:
        if value := one_line(found):
            _place(tag, value, values, identifiers)
    kind = kind_of(values.get("PT", ()), "book" if "BTI" in values and "TI" not in values else "article")
    if "BTI" in values and "CTI" in values:
        kind = "chapter"
    identifiers += trial_numbers(values.get("SI", ()))
    citation = citation_of(Fields(values, _TABLE), kind=kind, identifiers=identifiers)
    own = values.get("OID", [""])[0]
    return Entry(citation, citation.pmid or own, citation.pmid or own, line)


def _place(tag: str, value: str, values: dict[str, list[str]], identifiers: list[tuple[str, str]]) -> None:
    if tag in {"LID", "AID"}:
        _place_location(tag, value, values, identifiers)
    elif tag == "AU":
        _place_short_name(value, values)
    elif tag == "CN":
        values.setdefault("FAU", []).append(f"{value},")  # a comma at the end: the whole name is one
    elif tag in LINK_TAGS:
        linked = _LINKED.search(value)
        values.setdefault(LINK_TAGS[tag], []).append(linked[1] if linked else value)
    else:
        values.setdefault(tag, []).append(value)
        if tag == "FAU":
            values.setdefault("AU pending", []).append(value)


def _place_short_name(value: str, values: dict[str, list[str]]) -> None:
    """AU repeats the FAU above it in short; old records have AU alone."""
    pending = values.get("AU pending", [])
    if pending:
        pending.clear()
    else:
        values.setdefault("FAU", []).append(value)


def _place_location(tag: str, value: str, values: dict[str, list[str]], identifiers: list[tuple[str, str]]) -> None:
    found = _LOCATION.fullmatch(value)
    if found is None:
        values.setdefault(tag, []).append(value)
    elif found[2] == "doi":
        dois = values.setdefault("DOI", [])
        dois.insert(0 if tag == "LID" else len(dois), normalise.doi(found[1]) or value)
    elif found[2] == "pmcid":
        values.setdefault("PMC", []).append(found[1])
    elif (found[2], found[1]) not in identifiers:
        identifiers.append((found[2], found[1]))
