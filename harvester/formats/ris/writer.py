"""Write RIS that every screening tool reads. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import MappingProxyType
from typing import Any, Final

from rispy.writer import RisWriter

from harvester.citation import Citation
from harvester.errors import UsageError
from harvester.formats.export_profiles import EXPORT_PROFILES, ExportProfile
from harvester.formats.fields.author_names import format_author
from harvester.formats.fields.export_fields import (
    database_number,
    format_sources_note,
    report_id_mark,
    report_urls,
    split_iso_date,
    split_pages,
)
from harvester.formats.fields.publication_types import RIS_TYPES
from harvester.formats.model import ExportRecord
from harvester.formats.text.cleaning import escape_markup

_TAGS: Final = (
    "TY", "TI", "TT", "AU", "PY", "DA", "T2", "JF", "JO", "J2", "VL", "IS", "SP", "EP", "C7", "DO", "AB", "KW", "M3",
    "LA", "PB", "CY", "SN", "AN", "DB", "ID", "LB", "C1", "CN", "C5", "UR", "N1",
)  # fmt: skip
_REPEATED: Final = ["AU", "KW", "SN", "UR", "N1"]


class _Writer(RisWriter):  # type: ignore[misc]  # rispy publishes no types
    """rispy's writer with tags instead of field names, without a running number before each record."""

    REFERENCE_TYPE_KEY = "ty"
    DEFAULT_MAPPING: Any = MappingProxyType({tag: tag.casefold() for tag in _TAGS})
    DEFAULT_LIST_TAGS: Any = _REPEATED
    DEFAULT_DELIMITER_MAPPING: Any = MappingProxyType({})

    def set_header(self, count: int) -> str:
        """Return no header: importers read a line with a number as text."""
        del count
        return ""


def write_ris(
    items: Iterable[ExportRecord], *, profile: str = "generic", crlf: bool = False, bom: bool = False
) -> Iterator[str]:
    """Write RIS, one text for each report, in UTF-8. Raises UsageError for an unknown profile."""
    if profile not in EXPORT_PROFILES:
        raise UsageError(f"there is no RIS profile {profile!r}", hint=f"Choose one of {', '.join(EXPORT_PROFILES)}.")
    return _records(items, EXPORT_PROFILES[profile], crlf=crlf, bom=bom)


def _records(items: Iterable[ExportRecord], profile: ExportProfile, *, crlf: bool, bom: bool) -> Iterator[str]:
    writer = _Writer()
    start = "\ufeff" if bom else ""
    for item in items:
        text = start + writer.formats([_tagged(item, profile)]) + "\n"
        yield text.replace("\n", "\r\n") if crlf else text
        start = ""


def _tagged(item: ExportRecord, profile: ExportProfile) -> dict[str, str | list[str]]:
    """Return the values by tag, in the order of ``_TAGS``, without empty ones, each on one line."""
    values = _bibliographic(item.citation, profile) | _provenance(item, profile)
    filled: dict[str, str | list[str]] = {}
    for tag in _TAGS:
        value = values.get(tag, "")
        cleaned = (
            escape_markup(value)
            if isinstance(value, str)
            else [line for part in value if (line := escape_markup(part))]
        )
        if cleaned:
            filled[tag.casefold()] = cleaned
    return filled


def _bibliographic(citation: Citation, profile: ExportProfile) -> dict[str, str | list[str]]:
    first, last = split_pages(citation)
    return {
        "TY": RIS_TYPES.get(citation.kind, "GEN"),
        "TI": citation.title,
        "TT": citation.title_original,
        "AU": [format_author(author, mark_group=profile.group_comma) for author in citation.authors]
        + ([] if citation.authors_complete else ["et al."]),
        "PY": str(citation.year or ""),
        "DA": "/".join(split_iso_date(citation) or ()),
        **dict.fromkeys(profile.abbreviation_tags, citation.journal_abbreviation if citation.journal else ""),
        **dict.fromkeys(profile.journal_tags, citation.journal or citation.journal_abbreviation),
        "VL": citation.volume,
        "IS": citation.issue,
        "SP": first,
        "EP": last,
        "C7": citation.article_number,
        "DO": citation.doi,
        "AB": citation.abstract,
        "M3": citation.publication_types[0] if citation.publication_types else "",
        "LA": citation.language,
        "PB": citation.publisher,
        "CY": citation.place,
        "SN": [*citation.issns, *citation.isbns],
    }


def _provenance(item: ExportRecord, profile: ExportProfile) -> dict[str, str | list[str]]:
    citation, id_mark = item.citation, report_id_mark(item.report_id)
    notes = [*([id_mark] if profile.note_mark else []), *format_sources_note(item), *citation.notes]
    return {
        "KW": [*(word.replace(";", ",") for word in citation.keywords), *([id_mark] if profile.keyword_mark else [])],
        "AN": database_number(item),
        "DB": item.sources[0] if item.sources else "",
        **dict.fromkeys(profile.id_tags, item.report_id),
        "UR": report_urls(citation, item.report_id, always=profile.always_url),
        "N1": notes,
    }
