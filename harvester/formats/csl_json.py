"""CSL-JSON, the format of citation processors (Zotero, Mendeley, Paperpile, Citation.js …) → citations. Pure.

Members and types as in the schema of CSL 1.0.2 (https://github.com/citation-style-language/schema, csl-data.json).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from harvester.errors import FormatError
from harvester.formats import accession
from harvester.formats.citations import citation_of
from harvester.formats.entry import BadEntry, Entry, ReadFile
from harvester.formats.fields import Fields, Table
from harvester.formats.json_members import left_over, listed, text
from harvester.formats.kinds import CSL_KINDS

_TABLE: Final = Table(
    {
        "title": ("title",), "title_original": ("original-title",), "authors": ("author",), "year": ("issued",),
        "journal": ("container-title",), "abbreviation": ("container-title-short", "journalAbbreviation"),
        "volume": ("volume",), "issue": ("issue",), "first_page": ("page-first",), "pages": ("page",),
        "article_number": ("article-number",), "doi": ("DOI",), "pmid": ("PMID",), "pmcid": ("PMCID",),
        "abstract": ("abstract",), "keywords": ("keyword",), "types": ("genre",), "language": ("language",),
        "publisher": ("publisher",), "place": ("publisher-place",), "urls": ("URL",), "databases": ("source",),
        "notes": ("note",), "serial_numbers": ("ISSN", "ISBN"),
    }
)  # fmt: skip
_SEVERAL: Final = frozenset(["keyword"])
_HINT: Final = "Export the records again as CSL JSON, or as RIS."


def read_csl_json(data: bytes, *, name: str) -> ReadFile:
    """Items of CSL-JSON. Members no field takes are kept in ``Citation.extra`` under their name.

    ``line`` of an entry is its position in the list. Raises FormatError when it is no JSON.
    """
    try:
        content = json.loads(data.decode("utf-8-sig", errors="replace"), strict=False)
    except (ValueError, RecursionError) as broken:
        raise FormatError(
            f"{name}, line {getattr(broken, 'lineno', 1)}: broken JSON ({broken})", hint=_HINT
        ) from broken
    items = content if isinstance(content, list) else listed(content, "items")
    entries: list[Entry] = []
    bad: list[BadEntry] = []
    for position, item in enumerate(items, start=1):
        values = _values(item) if isinstance(item, Mapping) else {}
        if values.keys() - {"id", "type"}:
            entries.append(_entry(values, position))
        else:
            bad.append(BadEntry(position, f"record {position} is empty: no member of it has a value"))
    return ReadFile("csl-json", "utf-8", tuple(entries), tuple(bad), ())


def _values(item: Mapping[str, Any]) -> dict[str, list[str]]:
    """The members as texts: names as "Family, Given", dates as "2020-03-04", everything else as it is."""
    values: dict[str, list[str]] = {}
    for member, kept in left_over(item, ()):
        held = item.get(member)
        if member in {"author", "editor"}:
            found = [name for one in listed(item, member) if (name := _name(one))]
        elif member == "issued":
            found = [_date(held)]
        elif member in _SEVERAL:
            found = [part.strip() for part in kept.split(";" if ";" in kept else ",")]
        else:
            found = [text(one) for one in held] if isinstance(held, list) else [kept]
        if found := [value for value in found if value]:
            values[member] = found
    return values


def _name(person: object) -> str:
    literal = text(person, "literal")
    if literal or not text(person, "family"):
        return f"{literal or text(person, 'given')}," if literal or text(person, "given") else ""
    family = " ".join(part for key in ("non-dropping-particle", "family") if (part := text(person, key)))
    given = " ".join(part for key in ("given", "dropping-particle") if (part := text(person, key)))
    suffix = text(person, "suffix")
    return ", ".join(part for part in (family, given, suffix) if part) if given else f"{family},"


def _date(issued: object) -> str:
    parts = next(iter(listed(issued, "date-parts")), None)
    if isinstance(parts, list) and parts:
        return "-".join(str(part).zfill(2) for part in parts if part not in (None, ""))
    return text(issued, "raw") or text(issued, "literal") or text(issued)


def _entry(values: dict[str, list[str]], position: int) -> Entry:
    if "author" not in values and "editor" in values:
        values["author"] = values.pop("editor")
    own = values.get("id", [""])[0]
    kind = CSL_KINDS.get(values.get("type", [""])[0], "")
    if kind:
        values.pop("type")
    number = accession.from_urls(values.get("URL", ()))
    citation = citation_of(Fields(values, _TABLE), kind=kind or "article", identifiers=accession.identifiers(number))
    return Entry(citation, number, own or number, position)
