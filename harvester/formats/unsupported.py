"""Formats that are not read: how they are known, what they are called, and what to export instead. Data."""

from __future__ import annotations

import re
from typing import Final

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
