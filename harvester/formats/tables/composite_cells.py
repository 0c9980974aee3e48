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

from harvester.formats.tables.column_names import AUTHORS_KEY, FIELD_COLUMNS

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

SOURCE_KEY: Final = "source cell"
"""The column "Source", which holds a journal, a database, or a whole citation, until it is known which."""
SCIELO_COLUMNS: Final = frozenset(["id", "source", "journal", "languages", "publicationyear", "fulltexturl"])
"""Columns by which a table of SciELO is known: family and given names alternate in its cells of authors."""

_DATABASE_NAME: Final = re.compile(
    r"(?:ovid[ :-]*)?(?:(?:pubmed|medline|embase|scopus|web of science|web of knowledge|wos|cinahl|lilacs|scielo"
    r"|(?:apa )?psyc(?:info|articles|books|extra|tests)|google scholar|openalex|ieee xplore|acm digital|europe ?pmc"
    r"|proquest|ebsco\w*|clinicaltrials\.gov|ictrp|biosis|zoological record|cab abstracts|cab direct)(?!\w).*"
    r"|cochrane|cochrane library|(?:cochrane )?central|cochrane central register of controlled trials|eric|dimensions"
    r"|the lens|lens\.org|crossref|inspec|agricola|amed|jstor|science ?direct|springer ?link|wiley online library|pedro"
    r"|sportdiscus|opengrey|global index medicus|citation search\w*|hand ?search\w*)",
    re.IGNORECASE,
)
"""Names of databases, registers and other sources; those that could be a journal's only as a whole."""
_BRACKETED: Final = re.compile(r"\s*(?:[(\[<][^()\[\]<>]{0,80}[)\]>]|®|™)")
_CITED: Final = re.compile(r"\d[^;:(]*[;:(]|[;:(][^;:(]*\d")
"""A number and a mark between parts, as citations have them and names of databases have not."""
_LONGEST_DATABASE: Final = 80

_EMBASE: Final = re.compile(
    r"(?P<journal>.+?) \((?P<year>\d{4})\)"
    r"(?: (?P<volume>(?!Suppl|Special|Issue|Part)[\w-]+))?"
    r"(?:(?::| (?=Suppl|Special|Issue|Part))(?P<issue>(?:Suppl\w*\.?|(?:Special )?Issue|Part)(?: [\w-]+)?|[^ (.]+))?"
    r"(?: \((?P<pages>[^)]+)\))?(?:[. ].*)?"
)
_SCIELO: Final = re.compile(
    r"(?P<journal>[^;]+); *(?P<volume>[^();]*?)(?:\((?P<issue>[^()]*)\))?(?: *; *(?P<pages>\S[^;]*?))?"
    r"(?:; *(?P<year>\d{4}).*)?"
)
_AT_THE_END: Final = re.compile(
    r".*;\s*(?P<volume>[^;:(]*?)\s*(?:\((?P<issue>[^)]*)\))?\s*:\s*(?P<pages>[\w.-]+)(?:,.*)?"
)
_MARKED: Final = re.compile(r"([^\s|;,]+)\s*\[(doi|pii|pmc|pmcid|pmid|pubmed|mid|bookaccession)\]", re.IGNORECASE)
_STATED_DOI: Final = re.compile(r"(?:doi:?\s*)?(?:https?://(?:dx\.)?doi\.org/)?10\.\d{4,9}/\S+", re.IGNORECASE)
_FIELD_OF_MARK: Final = {"doi": "doi", "pmc": "pmcid", "pmcid": "pmcid", "pmid": "pmid", "pubmed": "pmid"}
_NUMBERS: Final = re.compile(r"\b(PMID|PMCID):\s*([\w.]+)")


def resolve_column(name: str, names: frozenset[str]) -> str:
    """Return the name under which a column is looked up; some tables use a common name for something else."""
    if names >= OLD_PUBMED_COLUMNS:
        return {"description": "authors", "type": "", "db": "database", "entrezuid": "pmid"}.get(name, name)
    return name


def names_family_and_given_in_turn(names: frozenset[str]) -> bool:
    """Return whether family and given names alternate in cells of authors, whatever words they have."""
    return names >= SCIELO_COLUMNS


def split_composite_cells(values: Values, names: frozenset[str], source_words: str) -> None:
    """Put the parts of such cells where their fields look for them; the cell itself is kept under its own name.

    ``source_words`` is the name of the column "Source" as in the file.
    """
    if SOURCE_KEY in values:
        _place_source(values, names, source_words)
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


_JOURNALS: Final = frozenset(FIELD_COLUMNS["journal"]) - {"source"}
_DATABASES: Final = frozenset(FIELD_COLUMNS["databases"])


def _place_source(values: Values, names: frozenset[str], words: str) -> None:
    """Put "Source" where it belongs: to the databases, to the journals, or, a citation, under its own name.

    Scopus has a database in it and the journal in "Source title"; Embase, SciELO and many lists of people have the
    whole citation there, whose parts fill what no other column does; others an address.
    """
    texts = values.pop(SOURCE_KEY)
    if texts[0].startswith(("http://", "https://")):
        values.setdefault("url", []).extend(texts)
        return
    if names >= EUROPE_PMC_COLUMNS or (all(map(_is_database, texts)) and not names >= HEALTH_LIBRARY_COLUMNS):
        key = words if not _DATABASES.isdisjoint(values) else "database"
        values.setdefault(key, []).extend(part.strip() for text in texts for part in re.split(r"[;|]", text))
        return
    parts = _citation_parts(texts[0])
    if parts or not _JOURNALS.isdisjoint(names):
        if (
            not _JOURNALS.isdisjoint(names)
            and not parts
            and not _CITED.search(texts[0])
            and names.isdisjoint(_DATABASES)
        ):
            values.setdefault("database", []).extend(texts)
            return
        for field, text in parts.items():
            if not any(column in values for column in _columns_of(field)):
                values[field] = [text]
        values[words] = texts
    else:
        values["source"] = texts


def _is_database(text: str) -> bool:
    parts = [_BRACKETED.sub("", part).strip() for part in re.split(r"[;|]", text)]
    return all(
        len(part) <= _LONGEST_DATABASE and _DATABASE_NAME.fullmatch(part) and not _CITED.search(part) for part in parts
    )


def _citation_parts(text: str) -> dict[str, str]:
    """Return the parts of a citation in the forms of Embase, NLM and SciELO; {} for another text."""
    line = text.strip()
    if len(line) > _LONGEST:
        return {}
    match = _EMBASE.fullmatch(line) or (_SCIELO.fullmatch(line) if line.count(";") > 1 else None)
    if match is None:
        return parse_nlm_citation(f"{line}.")  # the full stop is often missing
    return {name: value.strip() for name, value in match.groupdict().items() if value and value.strip()}


def _columns_of(field: str) -> tuple[str, ...]:
    """Return the columns whose value makes that of a field superfluous."""
    if field == "pages":
        return (*FIELD_COLUMNS["pages"], *FIELD_COLUMNS["first_page"], *FIELD_COLUMNS["article_number"])
    if field in {"year", "date"}:
        return (*FIELD_COLUMNS["year"], *FIELD_COLUMNS["date"])
    return FIELD_COLUMNS[field]


def split_marked_numbers(values: Values, column: str) -> list[tuple[str, str]]:
    """Put numbers with their kind behind them where their fields look for them; return those that no field takes.

    PubMed2XL writes "S0092-8674 [pii]||10.1000/x [doi]", others a DOI alone. The cell is kept under its own name.
    """
    identifiers: list[tuple[str, str]] = []
    for text in values.get(column, ()):
        if len(text) > _LONGEST:
            continue
        found = [(kind.casefold(), number) for number, kind in _MARKED.findall(text)]
        if not found and _STATED_DOI.fullmatch(text):
            found = [("doi", text)]
        for kind, number in found:
            field = _FIELD_OF_MARK.get(kind)
            if field is None:
                identifiers.append((kind, number))
            elif not any(name in values for name in _columns_of(field)):
                values[field] = [number]
    return identifiers


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


_REGISTER_NUMBERS: Final = ("nctnumber", "trialid")
_SPONSORS: Final = (
    "sponsor", "primarysponsor", "sponsorcollaborators", "collaborators", "secondarysponsor", "secondarysponsors",
)  # fmt: skip
_BETWEEN: Final = re.compile(r"\s*[|;]\s*")


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


def _bare(column: str) -> str:
    return re.sub(r"[^0-9a-z]+", "", column.casefold())
