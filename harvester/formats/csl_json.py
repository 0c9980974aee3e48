"""CSL-JSON, the format of citation processors (Zotero, Mendeley, Paperpile, Citation.js …) → citations. Pure.

Members and types as in the schema of CSL 1.0.2 (https://github.com/citation-style-language/schema, csl-data.json).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from harvester import normalise
from harvester.errors import FormatError
from harvester.formats.fields import accession
from harvester.formats.fields.citation_builder import build_citation
from harvester.formats.fields.mapping import FieldMap, FieldValues
from harvester.formats.fields.publication_types import CSL_KINDS
from harvester.formats.model import ParsedFile, ParsedRecord, UnreadableRecord
from harvester.formats.service_json import list_at, member_at, text_at, unread_members

_TABLE: Final = FieldMap(
    {
        "title": ("title",), "title_original": ("original-title",), "authors": ("author",), "year": ("issued",),
        "journal": ("container-title",),
        "abbreviation": ("container-title-short", "journalAbbreviation", "short-container-title"),
        "volume": ("volume",), "issue": ("issue",), "first_page": ("page-first",), "pages": ("page",),
        "article_number": ("article-number",), "doi": ("DOI",), "pmid": ("PMID",), "pmcid": ("PMCID",),
        "abstract": ("abstract",), "keywords": ("keyword",), "types": ("genre",), "language": ("language",),
        "publisher": ("publisher",), "place": ("publisher-place",), "urls": ("URL",), "databases": ("source",),
        "notes": ("note",), "serial_numbers": ("ISSN", "ISBN"),
    }
)  # fmt: skip
_BLANK: Final = re.compile(r"[\s,]*")
_SEASON_NAMES: Final = ("Spring", "Summer", "Autumn", "Winter")
_SEASONS: Final = {
    str(start + number): name for start in (1, 13, 21) for number, name in enumerate(_SEASON_NAMES)
}  # fmt: skip
"""CSL: season 1–4, or month 13–16; EDTF: month 21–24."""
_SEVERAL: Final = frozenset(["keyword"])
_HINT: Final = "Export the records again as CSL JSON, or as RIS."


def read_csl_json(data: bytes, *, name: str) -> ParsedFile:
    """Return the items of CSL-JSON: a list, one item alone (as doi.org gives it), or items one after another.

    Members that no field takes are kept in ``Citation.extra`` under their name. ``line`` of an entry is its position in
    the list. Raises FormatError when it is no JSON.
    """
    try:
        items = list(_items(data.decode("utf-8-sig", errors="replace").strip()))
    except (ValueError, RecursionError) as broken:
        raise FormatError(
            f"{name}, line {getattr(broken, 'lineno', 1)}: broken JSON ({broken})", hint=_HINT
        ) from broken
    records: list[ParsedRecord] = []
    unreadable: list[UnreadableRecord] = []
    for position, item in enumerate(items, start=1):
        values = _values(item) if isinstance(item, Mapping) else {}
        if values.keys() - {"id", "type"}:
            records.append(_entry(values, position))
        else:
            unreadable.append(UnreadableRecord(position, f"record {position} is empty: no member of it has a value"))
    return ParsedFile("csl-json", "utf-8", tuple(records), tuple(unreadable), ())


def _items(text: str) -> Iterator[Any]:
    """Yield the items of every JSON value in a text; Crossref's service wraps them in a message."""
    decoder = json.JSONDecoder(strict=False)
    end = 0
    while end < len(text) or end == 0:
        content, end = decoder.raw_decode(text, end)
        end = _BLANK.match(text, end).end()  # type: ignore[union-attr]  # it matches nothing, too
        if isinstance(content, Mapping):
            content = content.get("message", content)
        if isinstance(content, list):
            yield from content
        elif isinstance(items := member_at(content, "items"), list):
            yield from items
        else:
            yield content


def _values(item: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the members as texts: names as "Family, Given", dates as "2020-03-04", the others unchanged."""
    values: dict[str, list[str]] = {}
    for member, member_text in unread_members(item, ()):
        member_value = item.get(member)
        if member in {"author", "editor"}:
            raw_members = [name for raw_member in list_at(item, member) if (name := _name(raw_member))]
        elif member == "issued":
            raw_members = [_date(member_value)]
        elif member in _SEVERAL:
            raw_members = [part.strip() for part in member_text.split(";" if ";" in member_text else ",")]
        else:
            raw_members = (
                [text_at(raw_member) for raw_member in member_value]
                if isinstance(member_value, list)
                else [member_text]
            )
        if raw_members := [value for value in raw_members if value]:
            values[member] = raw_members
    return values


def _name(person: object) -> str:
    literal = text_at(person, "literal")
    if literal or not text_at(person, "family"):
        return f"{literal or text_at(person, 'given')}," if literal or text_at(person, "given") else ""
    family = " ".join(part for key in ("non-dropping-particle", "family") if (part := text_at(person, key)))
    given_names = " ".join(part for key in ("given", "dropping-particle") if (part := text_at(person, key)))
    suffix = text_at(person, "suffix")
    return ", ".join(part for part in (family, given_names, suffix) if part) if given_names else f"{family},"


def _date(issued: object) -> str:
    """Return a date: of a range the beginning; a season by its name, as MEDLINE writes it ("2020 Spring")."""
    first: object = next(iter(issued), None) if isinstance(issued, list) else issued
    year, month, day, *_ = [*map(_date_part, _date_parts(issued, first)), "", "", ""]
    season = (_SEASONS.get(month, "") if len(month) == 2 and month > "12" else "") or _season(first)
    if not year:
        return text_at(first, "raw") or text_at(first, "literal") or text_at(first)
    if season or not month.isdecimal():
        return f"{year} {season or month}".strip()
    return "-".join([year, *(part.zfill(2) for part in (month, month and day) if part)])


def _date_parts(issued: object, first: object) -> list[Any]:
    """Return year, month and day in whatever lists or members a program writes them."""
    if isinstance(first, list):
        return first
    if isinstance(issued, list) and isinstance(first, int):
        return issued
    if isinstance(first, Mapping) and "year" in first:  # Mendeley, and citeproc-js before 2011
        return [first.get(part) for part in ("year", "month", "day")]
    dates = list_at(first, "date-parts")
    return dates[0] if dates and isinstance(dates[0], list) else dates


def _date_part(part: object) -> str:
    text = normalise.whole_number(str(part).strip()) if isinstance(part, str | int | float) else ""
    return text.lstrip("0") if text.isdecimal() else text


def _season(issued: object) -> str:
    season = text_at(issued, "season")
    return _SEASONS.get(season, "" if season.isdecimal() else season)


def _entry(values: dict[str, list[str]], position: int) -> ParsedRecord:
    if "author" not in values and "editor" in values:
        values["author"] = values.pop("editor")
    file_id = values.get("id", [""])[0]
    kind = CSL_KINDS.get(values.get("type", [""])[0], "")
    if kind:
        values.pop("type")
    number = accession.find_in_urls(values.get("URL", ()))
    citation = build_citation(
        FieldValues(values, _TABLE), kind=kind or "article", identifiers=accession.to_identifiers(number)
    )
    return ParsedRecord(citation, number, file_id or number, position)
