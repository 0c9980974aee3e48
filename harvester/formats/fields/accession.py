"""The database's own number for a record, where a file really gives one. Pure.

It is the identity of the record within its source, so a running number of a reference manager or of a screening tool
("rayyan-42924189", EndNote's record number) is never taken for one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final

from harvester import normalise
from harvester.formats.fields.placeholders import NO_VALUE
from harvester.registrations import parse_registration, registration_in_address

Values = Mapping[str, Sequence[str]]

_NOT_A_DATABASE: Final = re.compile(r"(?:rayyan|covidence|refid|eppi|zotero)[-: #]", re.IGNORECASE)
_LABEL: Final = re.compile(r"[A-Z][A-Za-z ]{2,40}: ?(?=\d{4}-\d{5}-\d{3}$)|(?:EMBASE|CINAHL|ICTRP|CTgov) (?=\S+$)")
"""The kind of publication that Ovid's PsycINFO writes before the number, or the database that CENTRAL does."""
_HYPHENS: Final = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013"), "-")
_PUI: Final = re.compile(r"(?:EMBASE:? )?L?(\d{6,12})", re.IGNORECASE)
_MEDLINE: Final = re.compile(r"medline|pubmed|\b(?:medp|prem|mesz|med\d+|medall|ppez\w*|pmnm)\b", re.IGNORECASE)
_PUBMED: Final = re.compile(r"\b(?:NLM|PubMed(?! ?Central)|MEDLINE|cmedm|mnh|mdc)\b", re.IGNORECASE)
"""Names of PubMed and MEDLINE, and EBSCO's codes for MEDLINE."""
_LARGEST_PMID: Final = 50_000_000
"""Above it an old number of MEDLINE ("97123456") is no PMID; the largest PMID in 2026 is about 42 million."""
_CROSS_REFERENCE: Final = re.compile(
    r"(PUBMED|EMBASE|CTgov|ICTRP|CINAHL)[ :] ?([\w/.\u2010-\u2013-]*\w)", re.IGNORECASE
)
_EMBASE: Final = re.compile(r"embase|\b(?:emed\w*|oemezd|emez\w*)\b", re.IGNORECASE)
_SHAPES: Final = re.compile(
    r"\d{4}-\d{5}-\d{3}|E[JD]\d{5,8}|CN-\d{6,10}|\d{8}-\d{9}-\d{5}"  # APA, ERIC, CENTRAL, Journals@Ovid
    r"|(?:afr|bbo|bde|biblio|bin|cum|emr|ibc|lil|mdl|pah|psi|sea|sms|sus|vti|who|wpr)-\d{3,10}"  # BVS
)
_ID_KINDS: Final = {"WOS:": "wos", "CN-": "central", "2-s2.0-": "eid", "INSPEC:": "inspec"}
_SEGMENT: Final = re.compile(r"[?&]D=(\w+)")
_EBSCO_NOTE: Final = re.compile(r"Accession Number: ([A-Za-z0-9.-]+)")
_SITES: Final = (
    ("embase.com/", re.compile(r"[?&]id=(L\d{6,12})")),
    ("eid=2-s2.0-", re.compile(r"[?&]eid=(2-s2\.0-\d+)")),
    ("ebscohost.com/", re.compile(r"[?&]AN=([A-Za-z0-9.-]+)")),
    ("pubmed.ncbi.nlm.nih.gov/", re.compile(r"gov/(\d{1,8})(?!\d)")),
    ("eric.ed.gov/", re.compile(r"[?&]id=(E[JD]\d{5,8})")),
    ("lens.org/", re.compile(r"org/(?:lens/scholar/article/)?(\d{3}-\d{3}-\d{3}-\d{3}-\d{2}[\dX])")),
    ("openalex.org/", re.compile(r"org/(?:works/)?(W\d+)")),
)


def find_in_ris(values: Values) -> str:
    """Return the accession number in the tags of a RIS record, or ""."""
    if "U2" in values and (number := _embase(values["U2"])):
        return number
    if "AN" in values and (number := _first_clean(values["AN"])):
        return number
    for text in values.get("ID", ()):
        if number := _ovid(text, values):
            return number
    if number := find_in_urls(values.get("UR", ())):
        return number
    notes = [match[1].rstrip(".") for text in values.get("N1", ()) if (match := _EBSCO_NOTE.match(text))]
    return notes[0] if notes else ""


def find_in_urls(urls: Iterable[str]) -> str:
    """Return the accession number in the URL of a record at its database, or ""."""
    for url in urls:
        for site, number in _SITES:
            if site in url and (match := number.search(url)):
                return match[1]
        if registration := registration_in_address(url):
            return registration[1]
    return ""


def parse_pui(text: str) -> str:
    """Return Embase's number with its L ("L2029880245"), from either way of writing it, or ""."""
    match = _PUI.fullmatch(text.strip())
    return f"L{match[1]}" if match else ""


def to_identifiers(number: str) -> list[tuple[str, str]]:
    """Return an accession number as an identifier of the kind its form shows ("WOS:…", "L2003…"), else []."""
    if not number:
        return []
    if number.startswith("L") and parse_pui(number):
        return [("pui", number)]
    kinds = [(kind, number) for start, kind in _ID_KINDS.items() if number.startswith(start)]
    if kinds or number.isdecimal():
        return kinds
    return [registration] if (registration := parse_registration(number)) else []


def find_cross_references(text: str) -> list[tuple[str, str]]:
    """Return a record's numbers in other databases as CENTRAL lists them: ``PUBMED 38407106,EMBASE 643589775``.

    They are identifiers; that of PubMed is of kind "pmid".
    """
    return [_cross_reference(match[1].casefold(), match[2]) for match in _CROSS_REFERENCE.finditer(text)]


def _cross_reference(database: str, number: str) -> tuple[str, str]:
    if database == "pubmed":
        return "pmid", normalise.pmid(number) or number
    if database == "embase":
        return "pui", parse_pui(number) or number
    if database == "cinahl":
        return "cinahl", number
    return parse_registration(number) or ("nct" if database == "ctgov" else "ictrp", number)


def normalise_wos(number: str) -> str:
    """Return the number with Web of Science's prefix of today: until about 2010 it was "ISI:"."""
    return f"WOS:{number[4:]}" if number.startswith("ISI:") else number


def is_pubmed(provider: str) -> bool:
    """Return whether a database or provider is PubMed: its accession number is then the PMID."""
    return bool(_PUBMED.search(provider))


def find_pubmed_number(number: str, databases: str) -> str:
    """Return the PMID that an accession number is, when PubMed or MEDLINE is among the names of databases; else ""."""
    digits = number.removeprefix("NLM")
    if not digits.isdecimal() or not is_pubmed(databases):
        return ""
    pmid = normalise.pmid(digits)
    return pmid if pmid and int(pmid) < _LARGEST_PMID else ""


def clean_accession(text: str) -> str:
    """Return the accession number of a field meant for one, or "" when a tool has put its own number there.

    Ovid's kind of publication before it ("Peer Reviewed Journal: 2015-33942-012.") and full stop are removed.
    """
    if not text:
        return ""
    number = normalise.whole_number(text.partition(";")[0].strip())  # ProQuest adds a second number of its own
    if number in NO_VALUE:
        return ""
    if number.endswith("."):
        number = number.rstrip(".")
    if " " in number or ":" in number:
        number = _LABEL.sub("", number)
    if not number.isascii():
        number = number.translate(_HYPHENS)
    return "" if _NOT_A_DATABASE.match(number) or " " in number else number


def _first_clean(texts: Sequence[str]) -> str:
    return next((number for text in texts if (number := clean_accession(text))), "")


def _embase(texts: Sequence[str]) -> str:
    return next((text for text in texts if text.startswith("L") and _PUI.fullmatch(text)), "")


def find_ovid_pmid(values: Values) -> str:
    """Return the PMID in the ID of a record of MEDLINE in Ovid or the Virtual Health Library, or ""."""
    if vhl_id := next((text for text in values.get("ID", ()) if text.startswith("mdl-")), ""):
        return normalise.pmid(vhl_id.removeprefix("mdl-"))
    number = next((text for text in values.get("ID", ()) if _is_number(text)), "")
    return normalise.pmid(number) if number and _ovid_database(_database_text(values)) == "medline" else ""


def _ovid(text: str, values: Values) -> str:
    """Return the number that Ovid writes into ID; DB or the link in L2 name the database."""
    if _SHAPES.fullmatch(text):
        return text
    if not _is_number(text):
        return ""
    kind = _ovid_database(_database_text(values))
    if kind == "medline":
        return normalise.pmid(text)
    if kind == "embase":
        return parse_pui(text)
    return text if any(f"AN={text}" in link for link in values.get("L2", ())) else ""


def _is_number(text: str) -> bool:
    return text.isdecimal() and text.isascii() and len(text) >= 5


@lru_cache(maxsize=1_000)  # all records of a search say the same
def _ovid_database(database_text: str) -> str:
    """Return which of Ovid's databases a text names: "medline", "embase" or ""."""
    if _MEDLINE.search(database_text):
        return "medline"
    return "embase" if _EMBASE.search(database_text) else ""


def _database_text(values: Values) -> str:
    """Return the names of the database in DB and in the links of L2."""
    segments = [match[1] for link in values.get("L2", ()) if (match := _SEGMENT.search(link))]
    return " ".join([*values.get("DB", ()), *segments])
