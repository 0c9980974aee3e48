"""Bytes of files ⇄ citations: every format that databases and screening tools export. Pure, no I/O."""

from harvester.formats.archive import is_archive, unpacked
from harvester.formats.clinicaltrials_json import parse_clinicaltrials_json
from harvester.formats.detection import detect
from harvester.formats.embase_json import parse_embase_json
from harvester.formats.entry import BadEntry, Entry, Oddity, Outgoing, ReadFile
from harvester.formats.europepmc_json import parse_europepmc_json
from harvester.formats.names import authors as authors_of
from harvester.formats.parcel import from_packed, from_packed_citations, packed, packed_citations
from harvester.formats.parts import PART, Emptiness, Part, Piece, pieces, read_parts
from harvester.formats.profiles import PROFILES, Profile
from harvester.formats.pubmed_xml import parse_pubmed_xml
from harvester.formats.raw import RawFile, RawRow, read_raw
from harvester.formats.reading import read
from harvester.formats.report_ids import report_id_of, report_ids_of
from harvester.formats.table_writer import neutral
from harvester.formats.writing import FORMATS, write

__all__ = [
    "FORMATS",
    "PART",
    "PROFILES",
    "BadEntry",
    "Emptiness",
    "Entry",
    "Oddity",
    "Outgoing",
    "Part",
    "Piece",
    "Profile",
    "RawFile",
    "RawRow",
    "ReadFile",
    "authors_of",
    "detect",
    "from_packed",
    "from_packed_citations",
    "is_archive",
    "neutral",
    "packed",
    "packed_citations",
    "parse_clinicaltrials_json",
    "parse_embase_json",
    "parse_europepmc_json",
    "parse_pubmed_xml",
    "pieces",
    "read",
    "read_parts",
    "read_raw",
    "report_id_of",
    "report_ids_of",
    "unpacked",
    "write",
]
