"""From which database a file of records is: read from the marks that databases and platforms leave in their exports.

A record names its database by its accession number ("L2029880245", "WOS:000282053100008", "2-s2.0-85189760133"), by
the format that only one database writes (nbib, PubMed XML), or by the name of the database in its fields (DB, DP).
Many records have no mark, such as those a reference manager wrote; they say nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from harvester.formats.model import ParsedRecord


class Database(StrEnum):
    """A database whose exports can be told from those of others; PubMed and MEDLINE share records and numbers."""

    MEDLINE = "PubMed or MEDLINE"
    EMBASE = "Embase"
    SCOPUS = "Scopus"
    WEB_OF_SCIENCE = "Web of Science"
    CENTRAL = "CENTRAL"
    PSYCINFO = "PsycINFO"
    CINAHL = "CINAHL"
    ERIC = "ERIC"
    CLINICAL_TRIALS = "ClinicalTrials.gov"
    ICTRP = "ICTRP"
    EUROPE_PMC = "Europe PMC"
    LENS = "The Lens"
    OPENALEX = "OpenAlex"


_FORMATS: Final = {
    "nbib": Database.MEDLINE,
    "pubmed-xml": Database.MEDLINE,
    "embase-json": Database.EMBASE,
    "europepmc-json": Database.EUROPE_PMC,
    "clinicaltrials-json": Database.CLINICAL_TRIALS,
    "ictrp-xml": Database.ICTRP,
}
_ACCESSIONS: Final = (
    (re.compile(r"L\d{6,12}"), Database.EMBASE),
    (re.compile(r"2-s2\.0-\d+"), Database.SCOPUS),
    (re.compile(r"MEDLINE:\d+"), Database.MEDLINE),
    (
        re.compile(r"(?:WOS|CCC|BIOSIS|BCI|ZOOREC|INSPEC|KJD|SCIELO|CABI|FSTA|RSCI|CSCD|DIIDW|PQDT):\S+"),
        Database.WEB_OF_SCIENCE,
    ),
    (re.compile(r"CN-\d{6,10}"), Database.CENTRAL),
    (re.compile(r"\d{4}-\d{5}-\d{3}"), Database.PSYCINFO),
    (re.compile(r"E[JD]\d{5,8}"), Database.ERIC),
    (re.compile(r"NCT\d{8}"), Database.CLINICAL_TRIALS),
    (re.compile(r"\d{3}-\d{3}-\d{3}-\d{3}-\d{2}[\dX]"), Database.LENS),
    (re.compile(r"W\d{6,12}"), Database.OPENALEX),
    (re.compile(r"(?:MED|PMC|PPR|AGR|ETH|CTX|HIR|PAT|CBA):\S+"), Database.EUROPE_PMC),
)
"""How the numbers of each database look: formats/fields/accession.py reads them, and writes each in one way."""
_NAMES: Final = (
    (re.compile(r"medline|pubmed(?! ?central)|\bcmedm\b|\bppez|\bmedall\b|\bmed\d", re.IGNORECASE), Database.MEDLINE),
    (re.compile(r"embase|\bemed\d|\boemezd\b", re.IGNORECASE), Database.EMBASE),
    (re.compile(r"scopus", re.IGNORECASE), Database.SCOPUS),
    (
        re.compile(r"web ?of ?(?:science|knowledge)|\bwos\b|science citation index", re.IGNORECASE),
        Database.WEB_OF_SCIENCE,
    ),
    (re.compile(r"cochrane|(?<!pubmed )(?<!bmc )(?<!biomed )\bcentral\b", re.IGNORECASE), Database.CENTRAL),
    (re.compile(r"psyc ?info|\bpsyh\b", re.IGNORECASE), Database.PSYCINFO),
    (re.compile(r"cinahl|\brzh\b|\bccm\b", re.IGNORECASE), Database.CINAHL),
    (re.compile(r"\beric\b", re.IGNORECASE), Database.ERIC),
    (re.compile(r"clinical ?trials\.? ?gov|\bctgov\b", re.IGNORECASE), Database.CLINICAL_TRIALS),
    (re.compile(r"\bictrp\b|who trial|trials? search portal", re.IGNORECASE), Database.ICTRP),
    (re.compile(r"europe ?pmc", re.IGNORECASE), Database.EUROPE_PMC),
    (re.compile(r"\blens(?:\.org)?\b", re.IGNORECASE), Database.LENS),
    (re.compile(r"open ?alex", re.IGNORECASE), Database.OPENALEX),
)
_SHARED: Final = {
    Database.EUROPE_PMC: frozenset({Database.MEDLINE}),
    Database.ICTRP: frozenset({Database.CLINICAL_TRIALS}),
}
"""Database → others whose records, with their numbers, it holds."""
_MIN_SHARE: Final = 0.5
"""Share of the records of a file that must name another database before the file counts as that one's."""
_MAX_OWN_SHARE: Final = 0.05
"""Share of the records that may name the database of the search all the same; a mixed library has more."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The database that most records of a file name: ``named`` of its ``records``."""

    database: Database
    named: int
    records: int


def databases_named(text: str) -> frozenset[Database]:
    """Return the databases that a text names ("Embase and MEDLINE (Ovid)"); none for other names."""
    return frozenset(database for pattern, database in _NAMES if pattern.search(text))


def databases_of_record(record: ParsedRecord, *, format_name: str) -> frozenset[Database]:
    """Return the databases that a record may be from, by its strongest mark; none if it has no mark."""
    if format_name in _FORMATS:
        return frozenset({_FORMATS[format_name]})
    for pattern, database in _ACCESSIONS:
        if pattern.fullmatch(record.accession):
            return frozenset({database})
    if record.accession and record.accession == record.citation.pmid:
        return frozenset({Database.MEDLINE})
    return databases_named("; ".join(record.citation.databases))


def find_foreign_origin(
    records: Sequence[ParsedRecord], expected: Collection[Database], *, format_name: str
) -> Origin | None:
    """Return the origin of a file that is clearly of another database than those ``expected``; None otherwise.

    Nothing is foreign to a search whose database is not known here (``expected`` is empty).
    """
    own = frozenset(expected).union(*(_SHARED.get(database, frozenset()) for database in expected))
    if not own or not records:
        return None
    marks = [databases_of_record(record, format_name=format_name) for record in records]
    own_count = sum(not own.isdisjoint(named) for named in marks)
    foreign = Counter(database for named in marks if own.isdisjoint(named) for database in named)
    if not foreign or own_count > _MAX_OWN_SHARE * len(records):
        return None
    database, count = foreign.most_common(1)[0]
    return Origin(database, count, len(records)) if sum(foreign.values()) >= _MIN_SHARE * len(records) else None
