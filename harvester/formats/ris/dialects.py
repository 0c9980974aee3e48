"""Which RIS tag fills which field: a base table, and what single dialects do otherwise. Data.

Base: the RIS format specification (Research Information Systems, 2001 and 2011). Each dialect is read off real exports:
it is known by a tag and what that tag holds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from harvester.formats.fields.mapping import FieldMap

BASE_TAGS: Final = {
    "title": ("TI", "T1", "CT"),
    "title_original": ("TT",),
    "authors": ("AU", "A1"),
    "year": ("PY", "Y1", "YR"),
    "date": ("DA",),
    "journal": ("JF", "T2", "BT", "SO"),
    "abbreviation": ("J2", "JA", "JI", "J9", "JO"),
    "volume": ("VL", "VO"),
    "issue": ("IS", "CP"),
    "first_page": ("SP",),
    "last_page": ("EP",),
    "pages": ("PG",),
    "article_number": ("C7",),
    "doi": ("DO",),
    "pmid": ("PMID",),
    "pmcid": ("PMCID",),
    "abstract": ("AB", "N2"),
    "keywords": ("KW",),
    "types": ("M3", "PT"),
    "language": ("LA",),
    "publisher": ("PB",),
    "place": ("CY", "PP"),
    "urls": ("UR",),
    "databases": ("DB",),
    "notes": ("N1",),
    "serial_numbers": ("SN", "BN"),
}
"""Fields of a citation and the tags that fill them, best first."""

FALLBACK_TAGS: Final = {
    "TI": (("TI", "T1", "CT"), ("BT", "TT", "ST")),
    "AU": (("AU", "A1"), ("A2", "A3", "A4", "ED")),
}
"""When none of the first tags is there, the first of the second ones takes the place: edited and translated books."""

OTHER_DOI_TAGS: Final = ("M3", "L3", "UR", "L2", "L1", "LK")
"""Tags in which a DOI, or its address at doi.org, stands in exports that have no DO."""

LIST_TAGS: Final = frozenset(["AU", "A1", "A2", "A3", "A4", "KW", "SN", "DB", "UR", "L1", "L2", "ED"])
"""Tags whose continuation lines are further values (EndNote writes all keywords under one KW)."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """Tags that one provider uses in its own way; a record is in the dialect when ``tag`` holds text like ``mark``.

    ``part`` is what such a text must hold, to tell the others at once.
    """

    name: str
    tag: str
    part: str
    mark: re.Pattern[str]
    table: FieldMap


def _dialect(name: str, tag: str, part: str, mark: str, overrides: Mapping[str, tuple[str, ...]]) -> Dialect:
    return Dialect(name, tag, part, re.compile(mark), FieldMap({**BASE_TAGS, **overrides}))


BASE_FIELD_MAP: Final = FieldMap(BASE_TAGS)
DIALECTS: Final = (
    _dialect("embase.com", "U2", "L", r"L\d{6,}$", {"pmid": ("C5", "PMID")}),
    _dialect("rayyan", "AN", "rayyan-", r"rayyan-", {"place": ()}),  # an address stands in CY there
    _dialect("web of science", "AN", "WOS:", r"WOS:", {"publisher": ("PU", "PB"), "place": ("PI", "CY")}),
    _dialect("scopus", "DB", "Scopus", r"Scopus$", {"pmid": ("C2",)}),
    _dialect("ebsco", "DP", "EBSCOhost", r"EBSCOhost", {"doi": ("DO", "L3")}),
    _dialect("endnote from pubmed", "DP", "", r"(?i:NLM|PubMed)", {"pmid": ("AN",), "pmcid": ("C2",)}),
    _dialect(
        "ovid psycinfo", "L2", "D=psyc", r".*[?&]D=psyc", {"types": ("PT",)}
    ),  # M3 holds classification codes there
)
"""The dialects that are told apart, in the order they are tried."""

KNOWN_TAGS: Final = frozenset(
    [
        "TY",
        "ER",
        "ID",
        "AN",
        "AD",
        "AI",
        "C1",
        "C2",
        "C3",
        "C4",
        "C5",
        "C6",
        "C8",
        "CA",
        "CN",
        "DP",
        "ET",
        "FU",
        "LB",
        "M1",
        "M2",
        "L1",
        "L2",
        "L3",
        "L4",
        "LK",
        "YR",
        "RD",
    ]
    + ["NV", "OP", "PD", "RN", "RP", "SE", "T3", "U1", "U2", "U3", "U4", "U5", "WE", "Y2", "ST", "A2", "A3", "A4", "ED"]
    + [tag for tags in BASE_TAGS.values() for tag in tags]
)
"""Tags believed even when a single space stands before their dash."""
