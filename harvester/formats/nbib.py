"""PubMed's MEDLINE text ("nbib") → citations. Pure.

Bio.Medline is not used: it joins repeated single-valued tags with a space (three LID lines become one text), and loses
the order of authors and groups.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from harvester import normalise
from harvester.formats.citations import citation_of
from harvester.formats.decoding import Decoded
from harvester.formats.entry import BadEntry, Entry, Oddity, ReadFile
from harvester.formats.fields import Fields, Table
from harvester.formats.kinds import kind_of
from harvester.formats.names import author
from harvester.formats.pubmed_ids import e_locator
from harvester.formats.pubmed_tags import LINK_TAGS, databank, linked
from harvester.formats.text import one_line, without_markup

_TABLE: Final = Table(
    {
        "title": ("TI", "BTI", "CTI"),
        "title_original": ("TT",),
        "authors": ("FAU",),
        "year": ("DP",),
        "journal": ("JT",),
        "abbreviation": ("TA",),
        "volume": ("VI",),
        "issue": ("IP",),
        "pages": ("PG",),
        "article_number": ("article number",),
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
        "serial_numbers": ("ISSN", "ISBN"),
    }
)
"""MEDLINE/PubMed data element tags, https://www.nlm.nih.gov/bsd/mms/medlineelements.html"""

_TAG: Final = r"(?:[A-Z][A-Z0-9]{1,3} {0,2}-(?: |\n|\Z)|PM(?:ID|C) ?-(?=\d))"
_VALUES: Final = re.compile(rf"\n(?={_TAG})([A-Z0-9]+) *- ?([^\n]*(?:\n(?!{_TAG}|[ \t]*(?:\n|\Z))[^\n]*)*)")
_STARTS: Final = re.compile(rf"(?:\A|\n[ \t]*)\n(?={_TAG})|\n(?=PMID ?-)")
_LINKED: Final = re.compile(r"PMID:? ?(\d{1,8})")
_SUFFIX: Final = re.compile(r"([^,]+), (.+?) (Jr|Sr|1st|2nd|3rd|[456]th|I{2,3}|IV)\.?")
_UNLABELLED: Final = re.compile(r"(?:\A|(?<= ))UNLABELLED: ")
_LOCATION: Final = re.compile(r"(.+?)\s*\[(doi|pii|pmcid|mid|bookaccession)\]")


def read_nbib(decoded: Decoded) -> ReadFile:
    """Records of MEDLINE text. Values no field takes are kept in ``Citation.extra`` under their tag."""
    text = "\n" + decoded.text
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


@dataclass(slots=True)
class _Gathered:
    """The values of one record by tag, while it is read. ``person`` is whom the following lines speak of."""

    values: dict[str, list[str]] = field(default_factory=dict)
    identifiers: list[tuple[str, str]] = field(default_factory=list)
    dois: list[str] = field(default_factory=list)
    person: str = ""
    full_names: int = 0

    def add(self, tag: str, value: str) -> None:
        self.values.setdefault(tag, []).append(value)


def _entry(tagged: list[tuple[str, str]], line: int) -> Entry:
    gathered = _Gathered()
    for tag, found in tagged:
        if value := one_line(without_markup(found)):  # not in the whole text: a tag may go over several lines
            _PLACES.get(tag, _place)(gathered, tag, value)
    _choose_numbers(gathered)
    values = gathered.values
    kind = kind_of(values.get("PT", ()))
    if books := values.get("BTI"):
        kind = "chapter" if "TI" in values else "book"
        if kind == "chapter" and "JT" not in values:
            values["JT"] = values.pop("BTI", books)
    if len(values.get("LA", ())) > 1:
        values["LA"] = [", ".join(dict.fromkeys(values["LA"]))]
    if not values.get("PG") and (locator := e_locator(gathered.identifiers)):
        values["article number"] = [locator]
    citation = citation_of(Fields(values, _TABLE), kind=kind, identifiers=tuple(dict.fromkeys(gathered.identifiers)))
    own = values.get("OID", [""])[0]
    return Entry(citation, citation.pmid or own, citation.pmid or own, line)


def _choose_numbers(gathered: _Gathered) -> None:
    """The first DOI and PMCID are the record's; different ones are kept beside them, as they are from the XML."""
    chosen = next((doi for text in gathered.dois if (doi := normalise.doi(text))), "")
    if chosen:
        gathered.add("DOI", chosen)
    for text in gathered.dois:
        if normalise.doi(text) != chosen or not chosen:
            gathered.add("AID", f"{text} [doi]")
    first, *others = gathered.values.get("PMC") or [""]
    for number in others:
        if number != first:
            gathered.add("AID", f"{number} [pmc]")


def _place(gathered: _Gathered, tag: str, value: str) -> None:
    gathered.add(tag, value)


def _place_full_name(gathered: _Gathered, tag: str, value: str) -> None:
    found = _SUFFIX.fullmatch(value)
    gathered.add(tag, name := f"{found[1]}, {found[2]}, {found[3]}" if found else value)
    gathered.person = str(author(name))
    gathered.full_names += tag == "FAU"


def _place_short_name(gathered: _Gathered, _: str, value: str) -> None:
    """AU repeats the FAU above it in short; old records have AU alone."""
    if gathered.full_names:
        gathered.full_names -= 1
        return
    gathered.add("FAU", value)
    gathered.person = str(author(value))


def _place_group(gathered: _Gathered, _: str, value: str) -> None:
    gathered.add("FAU", f"{value},")  # a comma at the end: the whole name is one
    gathered.person = value


def _place_about_person(gathered: _Gathered, tag: str, value: str) -> None:
    gathered.add(tag, f"{gathered.person}: {value}" if gathered.person else value)


def _place_link(gathered: _Gathered, tag: str, value: str) -> None:
    found = _LINKED.search(value)
    source = value[: found.start()].rstrip() if found else value
    rest = value[found.end() :].strip(" .") if found else ""
    for name, kept in linked(LINK_TAGS[tag], found[1] if found else "", source=source, note=rest):
        gathered.add(name, kept)


def _place_serial_number(gathered: _Gathered, tag: str, value: str) -> None:
    gathered.add("ISSN", value)
    gathered.add(tag, value)


def _place_accession_number(gathered: _Gathered, tag: str, value: str) -> None:
    name, _, number = value.partition("/")
    if number:
        gathered.identifiers.append(databank(name, number))
    gathered.add(tag, value)


def _place_manuscript(gathered: _Gathered, _: str, value: str) -> None:
    gathered.identifiers.append(("mid", value))


def _place_doi(gathered: _Gathered, _: str, value: str) -> None:
    gathered.dois.append(value)


def _place_abstract(gathered: _Gathered, tag: str, value: str) -> None:
    """NLM's word for a part without a label is left out, as it is from the XML."""
    gathered.add(tag, _UNLABELLED.sub("", value) if "UNLABELLED" in value else value)


def _place_location(gathered: _Gathered, tag: str, value: str) -> None:
    found = _LOCATION.fullmatch(value)
    if value.startswith("http"):  # ERIC
        gathered.dois.append(value) if "doi.org/" in value else gathered.add("LINK", value)
    elif found is None and e_locator([("pii", value)]):  # some downloads leave "[pii]" away
        gathered.identifiers.append(("pii", value))
    elif found is None:
        gathered.add(tag, value)
    elif found[2] == "pmcid":
        gathered.add("PMC", found[1])
    elif found[2] == "doi":
        gathered.dois.insert(0 if tag == "LID" else len(gathered.dois), found[1])
    else:
        gathered.identifiers.append((found[2], found[1]))


_PLACES: Final[Mapping[str, Callable[[_Gathered, str, str], None]]] = {
    "FAU": _place_full_name,
    "FED": _place_full_name,
    "FIR": _place_full_name,
    "AU": _place_short_name,
    "CN": _place_group,
    "AD": _place_about_person,
    "AUID": _place_about_person,
    "IRAD": _place_about_person,
    "IS": _place_serial_number,
    "SI": _place_accession_number,
    "MID": _place_manuscript,
    "DOI": _place_doi,
    "AB": _place_abstract,
    "LID": _place_location,
    "AID": _place_location,
    **dict.fromkeys(LINK_TAGS, _place_link),
}
"""Tag → where its values go, if not simply under it."""
