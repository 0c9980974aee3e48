"""Bytes of files ⇄ citations: every format that databases and screening tools export. Pure, no I/O."""

from harvester.formats.chunks import CHUNK_SIZE, Chunk, ParsedChunk, RecordCount, read_chunks, split_into_chunks
from harvester.formats.detect import detect_format
from harvester.formats.export_profiles import EXPORT_PROFILES, ExportProfile
from harvester.formats.fields.export_fields import find_report_id, find_report_ids
from harvester.formats.fields.name_lists import parse_authors
from harvester.formats.model import ExportRecord, ParsedFile, ParsedRecord, ParseWarning, UnreadableRecord
from harvester.formats.pubmed_xml.reader import parse_pubmed_xml
from harvester.formats.raw_fields import RawFile, RawRow, is_zip_archive, read_raw, unpack_archive
from harvester.formats.read import parse_file
from harvester.formats.service_json.clinicaltrials import parse_clinicaltrials_json
from harvester.formats.service_json.embase import parse_embase_json
from harvester.formats.service_json.europepmc import parse_europepmc_json
from harvester.formats.write import EXPORT_EXTENSIONS, EXPORT_FORMATS, write_records

__all__ = [
    "CHUNK_SIZE",
    "EXPORT_EXTENSIONS",
    "EXPORT_FORMATS",
    "EXPORT_PROFILES",
    "Chunk",
    "ExportProfile",
    "ExportRecord",
    "ParseWarning",
    "ParsedChunk",
    "ParsedFile",
    "ParsedRecord",
    "RawFile",
    "RawRow",
    "RecordCount",
    "UnreadableRecord",
    "detect_format",
    "find_report_id",
    "find_report_ids",
    "is_zip_archive",
    "parse_authors",
    "parse_clinicaltrials_json",
    "parse_embase_json",
    "parse_europepmc_json",
    "parse_file",
    "parse_pubmed_xml",
    "read_chunks",
    "read_raw",
    "split_into_chunks",
    "unpack_archive",
    "write_records",
]
