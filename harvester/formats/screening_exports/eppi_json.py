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
from harvester.formats.fields.author_names import parse_authors, split_names
from harvester.formats.model import ParsedRecord, UnreadableRecord
from harvester.formats.text.cleaning import plain_text
from harvester.normalise import doi as bare_doi
from harvester.normalise import year as year_in

_TYPED: Final = {"include": "Include", "exclude": "Exclude"}
_DEEPEST: Final = 50


def is_eppi_json(data: bytes) -> bool:
    """Whether the bytes look like EPPI-Reviewer's JSON."""
    head = data.lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"{") and (b'"CodeSets"' in data or b'"References"' in data)


def read_eppi_items(
    data: bytes, *, name: str
) -> tuple[list[tuple[ParsedRecord, tuple[tuple[str, str], ...]]], tuple[UnreadableRecord, ...]]:
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
    records: list[tuple[ParsedRecord, tuple[tuple[str, str], ...]]] = []
    unreadable: list[UnreadableRecord] = []
    for position, item in enumerate(items, start=1):
        if isinstance(item, dict):
            records.append(_item(item, codes, position))
        else:
            unreadable.append(UnreadableRecord(position, "the item is no object"))
    return records, tuple(unreadable)


def _codes(tree: Any, depth: int) -> Iterator[tuple[str, str]]:
    """Attribute id → name of the code; one that includes or excludes says so first."""
    if isinstance(tree, list):
        for branch in tree:
            yield from _codes(branch, depth)
    elif isinstance(tree, dict) and depth < _DEEPEST:
        if "AttributeId" in tree:
            kind = _TYPED.get(_text(tree.get("AttributeType")).partition(" ")[0].casefold(), "")
            label = plain_text(_text(tree.get("AttributeName")))
            typed = kind and not label.casefold().startswith(kind.casefold())
            yield _text(tree["AttributeId"]), f"{kind}: {label}" if typed else label
        attributes = tree.get("Attributes")
        if isinstance(attributes, dict):
            yield from _codes(attributes.get("AttributesList"), depth + 1)


def _item(
    item: Mapping[str, Any], codes: Mapping[str, str], position: int
) -> tuple[ParsedRecord, tuple[tuple[str, str], ...]]:
    members = {key: _text(value) for key, value in item.items() if isinstance(value, str | int | float)}
    people, complete = parse_authors(split_names(members.get("Authors", "")))
    citation = Citation(
        title=plain_text(members.get("Title", "")),
        authors=people,
        authors_complete=complete,
        year=year_in(members.get("Year", "")),
        journal=plain_text(members.get("ParentTitle", "")),
        volume=plain_text(members.get("Volume", "")),
        issue=plain_text(members.get("Issue", "")),
        pages=plain_text(members.get("Pages", "")),
        doi=bare_doi(members.get("DOI", "")),
        abstract=plain_text(members.get("Abstract", "")),
        keywords=tuple(line.strip() for line in members.get("Keywords", "").splitlines() if line.strip()),
        urls=tuple(members.get("URL", "").split()),
        notes=(comments,) if (comments := plain_text(members.get("Comments", ""))) else (),
        extra=(("OldItemId", members["OldItemId"]),) if members.get("OldItemId") else (),
    )
    record = ParsedRecord(citation, "", members.get("ItemId", ""), position)
    codes_list = item.get("Codes")
    coded = [code for code in codes_list if isinstance(code, dict)] if isinstance(codes_list, list) else []
    named = (
        (codes.get(_text(code.get("AttributeId")), ""), plain_text(_text(code.get("AdditionalText")))) for code in coded
    )
    return record, (*members.items(), *((label, text or "1") for label, text in named if label))


def _text(value: Any) -> str:
    return "" if value is None or isinstance(value, dict | list) else str(value)
