"""EPPI-Reviewer's JSON export of items with their codes → records and fields. Pure.

``CodeSets`` holds the coding tools, trees of ``Attributes.AttributesList`` with ``AttributeId``, ``AttributeName`` and
``AttributeType`` ("Include", "Exclude", "Selectable (show checkbox)" …); each of ``References`` is an item with its
citation and ``Codes`` that name attributes by id (read off EPPI-Reviewer's exports and the readers other programs
have for them).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from harvester.citation import Citation
from harvester.errors import FormatError
from harvester.formats.entry import BadEntry, Entry
from harvester.formats.names import authors, split_names
from harvester.formats.text import plain
from harvester.normalise import doi as bare_doi
from harvester.normalise import year as year_in

_TYPED: Final = {"include": "Include", "exclude": "Exclude"}
_DEEPEST: Final = 50


def is_eppi_json(data: bytes) -> bool:
    """Whether the bytes look like EPPI-Reviewer's JSON."""
    head = data.lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"{") and (b'"CodeSets"' in data or b'"References"' in data)


def read_items(
    data: bytes, *, name: str
) -> tuple[list[tuple[Entry, tuple[tuple[str, str], ...]]], tuple[BadEntry, ...]]:
    """Every item with its fields; a code is a field named after it, filled with its text or "1". ``line`` counts items.

    Raises FormatError for anything that is not such an export.
    """
    try:
        export = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as broken:
        raise FormatError(f"{name}: this JSON cannot be read: {broken}", hint="Export from EPPI-Reviewer again.") from (
            broken
        )
    items = export.get("References") if isinstance(export, dict) else None
    if not isinstance(items, list):
        raise FormatError(
            f"{name}: this is no export of EPPI-Reviewer: it has no list References",
            hint="In EPPI-Reviewer: Export > JSON, with the coding tools you screened with.",
        )
    codes = dict(_codes(export.get("CodeSets"), 0))
    found: list[tuple[Entry, tuple[tuple[str, str], ...]]] = []
    bad: list[BadEntry] = []
    for place, item in enumerate(items, start=1):
        if isinstance(item, dict):
            found.append(_item(item, codes, place))
        else:
            bad.append(BadEntry(place, "the item is no object"))
    return found, tuple(bad)


def _codes(tree: Any, depth: int) -> Iterator[tuple[str, str]]:
    """Attribute id → name of the code; one that includes or excludes says so first."""
    if isinstance(tree, list):
        for branch in tree:
            yield from _codes(branch, depth)
    elif isinstance(tree, dict) and depth < _DEEPEST:
        if "AttributeId" in tree:
            kind = _TYPED.get(_text(tree.get("AttributeType")).partition(" ")[0].casefold(), "")
            label = plain(_text(tree.get("AttributeName")))
            typed = kind and not label.casefold().startswith(kind.casefold())
            yield _text(tree["AttributeId"]), f"{kind}: {label}" if typed else label
        attributes = tree.get("Attributes")
        if isinstance(attributes, dict):
            yield from _codes(attributes.get("AttributesList"), depth + 1)


def _item(item: Mapping[str, Any], codes: Mapping[str, str], place: int) -> tuple[Entry, tuple[tuple[str, str], ...]]:
    said = {key: _text(value) for key, value in item.items() if isinstance(value, str | int | float)}
    people, complete = authors(split_names(said.get("Authors", "")))
    citation = Citation(
        title=plain(said.get("Title", "")),
        authors=people,
        authors_complete=complete,
        year=year_in(said.get("Year", "")),
        journal=plain(said.get("ParentTitle", "")),
        volume=plain(said.get("Volume", "")),
        issue=plain(said.get("Issue", "")),
        pages=plain(said.get("Pages", "")),
        doi=bare_doi(said.get("DOI", "")),
        abstract=plain(said.get("Abstract", "")),
        keywords=tuple(line.strip() for line in said.get("Keywords", "").splitlines() if line.strip()),
        urls=tuple(said.get("URL", "").split()),
        notes=(comments,) if (comments := plain(said.get("Comments", ""))) else (),
        extra=(("OldItemId", said["OldItemId"]),) if said.get("OldItemId") else (),
    )
    entry = Entry(citation, "", said.get("ItemId", ""), place)
    listed = item.get("Codes")
    coded = [code for code in listed if isinstance(code, dict)] if isinstance(listed, list) else []
    named = (
        (codes.get(_text(code.get("AttributeId")), ""), plain(_text(code.get("AdditionalText")))) for code in coded
    )
    return entry, (*said.items(), *((label, text or "1") for label, text in named if label))


def _text(value: Any) -> str:
    return "" if value is None or isinstance(value, dict | list) else str(value)
