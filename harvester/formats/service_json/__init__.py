"""Read the JSON replies of bibliographic services; here the look-up of members by path. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from harvester.errors import FormatError
from harvester.formats.text.cleaning import clean_line, plain_text


def records_at(data: bytes, *path: str, name: str, service: str) -> list[Any]:
    """Return the list of records at a path of a reply.

    Raises FormatError for broken JSON, and for a reply without that list.
    """
    hint = f"Run the search again; a reply of {service} is a JSON object that holds {'.'.join(path)}."
    try:
        content = json.loads(data, strict=False)
    except (ValueError, RecursionError) as broken:
        raise FormatError(f"{name}: broken JSON ({broken})", hint=hint) from broken
    rows = member_at(content, *path)
    if not isinstance(rows, list):
        raise FormatError(f"{name}: not a reply of {service}: it has no list {'.'.join(path)}", hint=hint)
    return rows


def member_at(value: object, *path: str) -> object:
    """Return the member at a path, or None."""
    for step in path:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def list_at(value: object, *path: str) -> list[Any]:
    """Return the list at a path; a single value as a list of one, nothing as an empty list."""
    member = member_at(value, *path)
    return member if isinstance(member, list) else [] if member is None else [member]


def text_at(value: object, *path: str) -> str:
    """Return the text or number at a path, on one line and without markup; "" for anything else."""
    member = member_at(value, *path)
    return plain_text(str(member)) if isinstance(member, str | int | float) and not isinstance(member, bool) else ""


def texts_at(value: object, *path: str) -> tuple[str, ...]:
    """Return the non-empty texts of the list at a path, each once."""
    return tuple(dict.fromkeys(item_text for item in list_at(value, *path) if (item_text := text_at(item))))


def unread_members(value: object, known: Iterable[str], *, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield the members of an object not in ``known``, for ``Citation.extra``: strings as text, others as JSON."""
    if not isinstance(value, Mapping):
        return
    skipped = frozenset(known)
    for name, member in value.items():
        if name not in skipped and member not in (None, "", [], {}):
            text = (
                plain_text(member)
                if isinstance(member, str)
                else json.dumps(member, ensure_ascii=False, sort_keys=True)
            )
            yield clean_line(f"{prefix}{name}"), text
