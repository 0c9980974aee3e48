"""Cells that hold several fields, and columns with a meaning of their own, by the table they are from. Pure.

PubMed's table has volume, issue and pages in "Citation"; the one PubMed had until 2020 has the authors in
"Description", the citation in "Details" and the numbers in "Identifiers"; Embase's older table has all in "Source", the
Virtual Health Library (LILACS and others) the pages. Europe PMC's number is in two columns. In tables of registers of
trials (ClinicalTrials.gov, the WHO's ICTRP; columns as in the exports of both sites in 2024) the sponsors take the
place of authors, as they do in an entry that ClinicalTrials.gov sends.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from harvester.formats.tables.column_names import AUTHORS_KEY

_SOURCE: Final = re.compile(
    r"(?P<journal>[^.]+(?:\.[^.\s][^.]*)*)\. +(?P<date>(?P<year>(?:1[5-9]|20)\d\d)(?: [A-Z][\w/ -]*)?)"
    r"(?:;(?P<volume>[^():;.]*)(?:\((?P<issue>[^()]*(?:\([^()]*\))?[^()]*)\))?)?(?::(?P<pages>[^.]+))?\..*"
)
_DOI: Final = re.compile(r"\bdoi: ?(10\.\d{4,9}/\S+?)\.?(?:\s|$)")
_LONGEST: Final = 1_000


def parse_nlm_citation(text: str) -> dict[str, str]:
    """Return the parts of a citation in NLM's form ("Lancet. 2018 Feb 10;391(10120):533-544. doi: …") by name.

    {} when the text has not that form. Volume, issue and pages are missing where the text has none (ahead of print).
    """
    line = text.strip()
    if len(line) > _LONGEST or (match := _SOURCE.fullmatch(line)) is None:
        return {}
    parts = {name: value.strip() for name, value in match.groupdict().items() if value and value.strip()}
    if doi := _DOI.search(line):
        parts["doi"] = doi[1]
    return parts


Values = dict[str, list[str]]

OLD_PUBMED_COLUMNS: Final = frozenset(["description", "details", "entrezuid"])
"""Columns by which PubMed's old table is known."""
PUBMED_COLUMNS: Final = frozenset(["pmid", "citation", "journalbook"])
"""Columns by which PubMed's present table is known."""
HEALTH_LIBRARY_COLUMNS: Final = frozenset(["id", "source", "journal", "database", "entrydate"])
"""Columns by which a table of the Virtual Health Library (BVS), or of the Global Index Medicus, is known."""
EUROPE_PMC_COLUMNS: Final = frozenset(["source", "externalid", "journaltitle"])
"""Columns by which a table of Europe PMC is known."""
RAYYAN_COLUMNS: Final = frozenset(["key", "year", "month", "day"])
"""Columns by which a table of Rayyan's is known: its dates stand in three of them."""

EXTRACTED_FIELDS: Final = frozenset(
    ["pmid", "pmcid", "doi", "journal", "date", "year", "volume", "issue", "pages", "accession"]
)
"""The names under which the parts of such cells are put."""

_EMBASE: Final = re.compile(
    r"(?P<journal>.+?) \((?P<year>\d{4})\)"
    r"(?: (?P<volume>[\w-]+)(?::(?P<issue>[^ (.]+))?)?(?: \((?P<pages>[^)]+)\))?.*"
)
_AT_THE_END: Final = re.compile(
    r".*;\s*(?P<volume>[^;:(]*?)\s*(?:\((?P<issue>[^)]*)\))?\s*:\s*(?P<pages>[\w.-]+)(?:,.*)?"
)
_NUMBERS: Final = re.compile(r"\b(PMID|PMCID):\s*([\w.]+)")


def resolve_column(name: str, names: frozenset[str]) -> str:
    """Return the name under which a column is looked up; some tables use a common name for something else."""
    if names >= OLD_PUBMED_COLUMNS:
        return {"description": "authors", "type": "", "db": "database", "entrezuid": "pmid"}.get(name, name)
    return name


def split_composite_cells(values: Values, names: frozenset[str]) -> None:
    """Put the parts of such cells where their fields look for them; the cell itself is kept under its own name."""
    if names >= OLD_PUBMED_COLUMNS:
        _split_citation(values, "Details")
        _split_numbers(values)
    elif names >= PUBMED_COLUMNS:
        _split_citation(values, "Citation")
    elif names >= RAYYAN_COLUMNS:
        _join_date(values)
    elif names >= HEALTH_LIBRARY_COLUMNS:
        _split_health_library(values)
    elif names >= EUROPE_PMC_COLUMNS:
        _split_europe_pmc(values)
    else:
        _split_embase_source(values)


def _split_citation(values: Values, column: str) -> None:
    for name, value in parse_nlm_citation(values.get(column, [""])[0]).items():
        if name != "journal" or "journalbook" not in values:
            values.setdefault(name, [value])


def _split_numbers(values: Values) -> None:
    for kind, number in _NUMBERS.findall(values.get("Identifiers", [""])[0]):
        values.setdefault(kind.casefold(), [number])


def _join_date(values: Values) -> None:
    if "month" in values and "year" in values:
        parts = [values["year"][0], *(part for name in ("month", "day") for part in values.pop(name, []))]
        values["date"] = ["-".join(parts) if all(part.isdecimal() for part in parts) else " ".join(parts)]


def _split_health_library(values: Values) -> None:
    """Split "Rev. things;12(3): 100-110, 2015." in Source; the ID is the library's number, "mdl-" and the PMID."""
    if match := _AT_THE_END.fullmatch(values.get("Source", [""])[0]):
        for name, value in match.groupdict().items():
            if value:
                values.setdefault(name, [value])
    if number := values.get("id", [""])[0]:
        values["accession"] = [number]
        if number.startswith("mdl-"):
            values.setdefault("pmid", [number.removeprefix("mdl-")])


def _split_europe_pmc(values: Values) -> None:
    """Join source and id to the accession number, as in what the service sends ("MED:37344166")."""
    source, number = values.get("database", [""])[0], values.pop("EXTERNAL_ID", [""])[0]
    if source and number:
        values["accession"] = [f"{source}:{number}"]
        if source == "MED":
            values.setdefault("pmid", [number])


def _split_embase_source(values: Values) -> None:
    """Split "Endoscopic Ultrasound (2014) 3:3 (152-160). Date of Publication: 2014"."""
    if "source" not in values or "year" in values or "publicationyear" in values:
        return
    if match := _EMBASE.fullmatch(values["source"][0]):
        for name, value in match.groupdict().items():
            if value:
                values.setdefault(name, [value])
        values["Source"] = values.pop("source")


_REGISTER_NUMBERS: Final = ("nctnumber", "trialid")
_SPONSORS: Final = (
    "sponsor", "primarysponsor", "sponsorcollaborators", "collaborators", "secondarysponsor", "secondarysponsors",
)  # fmt: skip
_BETWEEN: Final = re.compile(r"\s*[|;]\s*")
_REGISTERS: Final = (
    ("nct", re.compile(r"(NCT\d{8})", re.IGNORECASE)),
    ("isrctn", re.compile(r"(ISRCTN\d{8})", re.IGNORECASE)),
    ("eudract", re.compile(r"(?:EUCTR|EudraCT:? ?)?(\d{4}-\d{6}-\d{2})\b.*", re.IGNORECASE)),
    ("ctri", re.compile(r"(CTRI/.+)", re.IGNORECASE)),
    ("chictr", re.compile(r"(ChiCTR.+)", re.IGNORECASE)),
    ("drks", re.compile(r"(DRKS\d+)", re.IGNORECASE)),
    ("actrn", re.compile(r"(ACTRN\d+.?)", re.IGNORECASE)),
    ("umin", re.compile(r"(?:JPRN-)?(UMIN\d+)", re.IGNORECASE)),
    ("irct", re.compile(r"(IRCT.+)", re.IGNORECASE)),
)
"""The forms of the numbers of registers, by the kind of identifier they are."""


def is_trial_register(names: Collection[str]) -> bool:
    """Return whether column names are those of a register of trials."""
    return any(name in names for name in _REGISTER_NUMBERS)


def use_sponsors_as_authors(values: Values, columns: Collection[str]) -> None:
    """Put the sponsors of a row where authors are looked for; ``columns`` are the names of the table's columns.

    A name with a comma behind it is one name, whatever is in it.
    """
    for column in [column for column in columns if _bare(column) in _SPONSORS and column in values]:
        names = [name for cell in values.pop(column) for name in _BETWEEN.split(cell) if name.strip(" ,")]
        values.setdefault(AUTHORS_KEY, []).extend(f"{name.rstrip(', ')}," for name in dict.fromkeys(names))


def parse_registration(number: str) -> tuple[str, str]:
    """Return the number of a register as an identifier of the kind its form shows, else of kind "ictrp"."""
    for kind, form in _REGISTERS:
        if match := form.fullmatch(number.strip()):
            return kind, match[1].upper() if kind != "chictr" else match[1]
    return "ictrp", number.strip()


def _bare(column: str) -> str:
    return re.sub(r"[^0-9a-z]+", "", column.casefold())
