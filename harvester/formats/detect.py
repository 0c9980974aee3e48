"""Which format a file is in, by its content; and what it is when it is in none that can be read. Pure."""

from __future__ import annotations

import re
from typing import Final

from harvester.formats.ovid.citation_layout import OVID_LABELS
from harvester.formats.ovid.reprint import REPRINT_START
from harvester.formats.tables.column_names import FIELD_COLUMNS
from harvester.formats.tables.rows import find_header, is_transposed
from harvester.formats.tables.workbook_reader import detect_workbook
from harvester.formats.tagged import COCHRANE_START, REFWORKS_START
from harvester.formats.text.encoding import decode

_AS_RIS: Final = "Export the records as RIS."

UNSUPPORTED_XML: Final = (
    (
        re.compile(r"<rec\b[^>]*\bresultID=|\buiTerm="),
        "EBSCOhost's XML",
        "In EBSCOhost export to a citation manager as RIS.",
    ),
    (
        re.compile(r"<responseWrapper\b"),
        "a reply of Europe PMC's service",
        "In Europe PMC choose Export citations > RIS.",
    ),
    (re.compile(r"<rdf:RDF\b"), "RDF, as Zotero exports it", "In Zotero choose Export Library > RIS or CSL JSON."),
    (re.compile(r"<(?:mods:)?mods(?:Collection)?\b"), "MODS", _AS_RIS),
    (
        re.compile(r"<pmc-articleset\b|<article\b[^>]*article-type="),
        "the full text of articles",
        "Save the records of PubMed: Save > Format: PubMed.",
    ),
    (
        re.compile(r"\A\s*<(?:pre|table|div|p|span)\b", re.IGNORECASE),
        "a piece of a web page",
        "Export from the site itself; a table (.xls) can be opened in a spreadsheet and saved as CSV UTF-8.",
    ),
)
"""XML by its elements."""

UNSUPPORTED_TEXT: Final = (
    (
        re.compile(r"\A\s*(?:(?:https?://(?:dx\.)?doi\.org/|doi: ?)?10\.\d{4,9}/\S+(?:\s+|\Z))+\Z", re.IGNORECASE),
        "a list of DOIs alone",
        "Add them to a reference manager (Zotero: Add Item by Identifier) and export RIS from there.",
    ),
    (
        re.compile(r"\A[^\t\n]*(?:Journal Article|Book Section|Book)(?:\t[^\t\n]*){4,}\n"),
        "EndNote's tab-delimited text, which does not say which field is which",
        "Export with the output style RefMan (RIS).",
    ),
    (
        re.compile(r"^\{Reference Type\}: ", re.MULTILINE),
        "NoteExpress' format",
        "Export as EndNote or RefWorks instead.",
    ),
    (
        re.compile(r"^_{20,}[ \t]*$", re.MULTILINE),
        "a list to be read by people, as ProQuest saves it as text",
        "In ProQuest choose Save > RIS.",
    ),
    (
        re.compile(r"\A\s*Scopus\s*\nEXPORT DATE"),
        "a list to be read by people, as Scopus saves it as plain text",
        "In Scopus choose Export > RIS or CSV.",
    ),
    (
        re.compile(r"^[ \t]*TY[ \t]*[-–—][ \t]*[A-Z]{3,6}[ \t]*$", re.MULTILINE | re.IGNORECASE),
        "RIS whose lines were changed, by a word processor perhaps (each begins with a tag, two blanks and a hyphen)",
        "Export it again and do not open it in between.",
    ),
    (
        re.compile(r'\A\s*(?:\{\s*"|\[\s*[\[{"])'),
        "JSON of another kind than is read here",
        "Export the records as RIS, CSV or CSL JSON.",
    ),
)
"""Text by its lines."""


_SIGNATURES: Final = (
    (b"%PDF", "a PDF document", "Export the records from the database or reference manager as RIS instead."),
    (b"PK\x03\x04", "a zip archive that is no workbook", "Unpack it, and import the files in it."),
    (b"PK\x05\x06", "an empty zip archive", "Export the records again."),
    (
        b"\xd0\xcf\x11\xe0",
        "an old Office file that is no workbook",
        "Save the sheet as .xlsx or CSV UTF-8 (File > Save as).",
    ),
    (b"{\\rtf", "a rich-text document", "Export as plain text: RIS, or PubMed's format."),
    (b"\x89PNG", "an image", "Export the records themselves, as RIS."),
    (b"\xff\xd8\xff", "an image", "Export the records themselves, as RIS."),
    (b"GIF8", "an image", "Export the records themselves, as RIS."),
    (b"\x1f\x8b", "a gzip archive", "Unpack it first."),
    (b"SQLite format 3", "a database (Zotero's?)", "Export the library as RIS from the program it belongs to."),
)
_RIS: Final = re.compile(r"^TY(?:  ?|[ ]?\t)-(?:[ \t]|$)", re.MULTILINE)
_RIS_VALUE: Final = re.compile(r"^[A-Z][A-Z0-9]  - \S", re.MULTILINE)
_RIS_END: Final = re.compile(r"^ER(?:  ?|[ ]?\t)-[ \t]*$", re.MULTILINE)
_NBIB_ONLY: Final = re.compile(r"^(?:PMID|OWN |STAT|OID |FAU |DCOM|EDAT|MHDA|CRDT|PHST|LID )-(?: |$)", re.MULTILINE)
_REFER: Final = re.compile(r"\s*%(?:0(?:[ \t]|\s|\Z)|[A-Z][ \t]+\S)")
_WOS: Final = re.compile(r"\s*(?:FN [^\n]*\n\s*VR |PT [A-Z][ \t]*\n[A-Z][A-Z0-9] )")
_BIBTEX: Final = re.compile(
    r"^[ \t]*@(?:(?!comment|string|preamble)[a-z]\w*[ \t]*[{(][ \t]*[^\s{},]*\s*,"
    r"|(?:article|book|inproceedings|incollection|misc)\{\s*(?:author|title|editor|year)\s*=\s*[{\"]"  # no key
    r"|(?:article|book|inproceedings|incollection|misc|techreport|phdthesis)\{[^{},\n]{0,100},)",  # blanks in its key
    re.MULTILINE | re.IGNORECASE,
)
_XML: Final = re.compile(r"\s*(?:<\?xml|<!DOCTYPE\s+(?!html)|<!--|<[A-Za-z][\w:.-]*[\s/>])", re.IGNORECASE)
_PUBMED: Final = re.compile(r"<(?:Pubmed(?:Book)?Article(?:Set)?)\b")
_ENDNOTE: Final = re.compile(r"<xml>\s*<records>\s*<record>|<(?:source-app|ref-type)\b")
_ICTRP: Final = re.compile(r"<Trials_downloaded_from_ICTRP\b")
_ROOTS: Final = (("pubmed-xml", _PUBMED), ("ictrp-xml", _ICTRP), ("endnote-xml", _ENDNOTE))
_PROSE: Final = re.compile(r"\s*1(?::|\.) +\S[^\x00]*?\bPMID: ?\d{1,8}\b")
"""PubMed's formats for readers: "Summary (text)" begins with "1: ", "Abstract (text)" with "1. "."""
_HTML: Final = re.compile(r"\s*(?:<!doctype\s+html|<html\b|<head\b|<body\b)", re.IGNORECASE)
_ROWS: Final = re.compile(r"<body[^>]*>\s*<table\b", re.IGNORECASE)
_JSON: Final = re.compile(r'\s*\{"[^\n]*"citation"\s*:')
_JSON_LIST: Final = re.compile(r"\s*(?:\[\s*\{|\{\s*\")")
_JSON_KINDS: Final = (
    ("clinicaltrials-json", re.compile(r'"protocolSection"\s*:')),
    (
        "csl-json",
        re.compile(
            r'"(?:container-title|issued)"\s*:'
            r'|"type"\s*:\s*"(?:article-(?:journal|magazine|newspaper)|paper-conference)"'
        ),
    ),
)
_CSL_ITEMS: Final = re.compile(r'\s*(?:\[|\{\s*"items"|\{[\s\S]*"title"\s*:)')
"""A list of items, one as the member "items", or one item alone."""
_BEGINNINGS: Final = (
    ("jsonl", _JSON), ("refer", _REFER), ("wos", _WOS), ("ovid", OVID_LABELS), ("cochrane", COCHRANE_START),
)  # fmt: skip
_HEAD: Final = 200_000
_BEGINNING: Final = 2_000


def is_binary(data: bytes) -> bool:
    """Return whether a file begins like a PDF, an archive, an image or the like."""
    return any(data.startswith(signature) for signature, _, _ in _SIGNATURES)


def detect_format(data: bytes) -> str | None:
    """Return the format of a file (a key of ``read.FORMAT_READERS``), or None; "csv" has any separator."""
    if is_binary(data):
        return detect_workbook(data)
    return detect_text_format(decode(data[:_HEAD]).text)


def detect_text_format(text: str) -> str | None:
    """Return the format of decoded text, or None."""
    if _HTML.match(text):
        return None
    if _XML.match(text):
        return next((name for name, root in _ROOTS if root.search(text, 0, _HEAD)), None)
    format_name = next((name for name, beginning in _BEGINNINGS if beginning.match(text)), None)
    if format_name is None and _JSON_LIST.match(text):
        return _json(text)
    if format_name is None and _may_be_reprint(text) and REPRINT_START.search(text):
        return "medlars"
    return format_name or _detect_tags_or_table(text)


def _may_be_reprint(text: str) -> bool:
    return text.startswith(("<", " <")) or "\n<" in text or "VN " in text[:_BEGINNING] or "\n <" in text[:_BEGINNING]


def _json(text: str) -> str | None:
    """Return the format of JSON: entries of ClinicalTrials.gov or citations, as a list or as the member "items"."""
    for name, telling in _JSON_KINDS:
        if telling.search(text, 0, _HEAD) and (name != "csl-json" or _CSL_ITEMS.match(text, 0, _HEAD)):
            return name
    return None


def _detect_tags_or_table(text: str) -> str | None:
    """Decide between tags and table by what comes first: a tag inside a table's text is no sign of RIS."""
    header = find_header(text)
    if header is None or not set(header.names) & set(FIELD_COLUMNS["title"]):
        return _tagged(text)
    preamble = "\n".join(text.split("\n", header.line)[: header.line])
    return _tagged(preamble) or "csv"


def _tagged(text: str) -> str | None:
    """Return RIS, MEDLINE text, BibTeX or RefWorks by their tags, a table whose lines are fields, or None."""
    if _RIS.search(text):
        return "ris"
    if _NBIB_ONLY.search(text):
        return "nbib"
    if _RIS_END.search(text) and _RIS_VALUE.search(text):  # some exports have no TY lines
        return "ris"
    if _BIBTEX.search(text):
        return "bibtex"
    if REFWORKS_START.search(text):
        return "refworks"
    return "csv" if is_transposed(text) else None


def describe_unsupported(data: bytes) -> tuple[str, str]:
    """Return what a file that cannot be read seems to be, and what to do about it."""
    for signature, description, remedy in _SIGNATURES:
        if data.startswith(signature):
            return description, remedy
    text = decode(data[:_HEAD]).text
    if not text.strip():
        return "empty", "Export the records again; the download may have been cut off."
    if _HTML.match(text):
        if _ROWS.search(text):
            return "a table in a web page", "Open it in a spreadsheet and save it as CSV UTF-8 or .xlsx."
        return "a web page", "It may be a login or error page saved in place of the export; log in and export again."
    if _XML.match(text):
        default = ("XML of another kind than PubMed's, EndNote's or the ICTRP's", "Export the records as RIS.")
        return next(
            ((description, remedy) for mark, description, remedy in UNSUPPORTED_XML if mark.search(text)), default
        )
    return _unreadable_text(data, text)


def _unreadable_text(data: bytes, text: str) -> tuple[str, str]:
    if _PROSE.match(text):
        return (
            "a list to be read by people, as PubMed saves it under Summary or Abstract (text)",
            "In PubMed choose Save > Format: PubMed, which has every field and the abstract.",
        )
    if all(line.isdecimal() for line in text.split()):
        return (
            "a list of numbers alone, as PubMed saves it under PMID",
            "In PubMed choose Save > Format: PubMed; or paste the numbers into its search box and save what it finds.",
        )
    if unsupported := next(
        ((description, remedy) for mark, description, remedy in UNSUPPORTED_TEXT if mark.search(text)), None
    ):
        return unsupported
    if find_header(text) is not None:
        return "a table without a column of titles", "Give the first row the names of the columns, one of them Title."
    if b"\x00" in data[:1000]:
        return (
            "a binary file (an EndNote library, .enl?)",
            "In EndNote: File > Export, output style RefMan (RIS) Export.",
        )
    return (
        "text in none of the formats known here",
        "Export the records as RIS, PubMed text or XML, or CSV with column names.",
    )
