"""Read the JSON replies of bibliographic services; here the look-up of members by path. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from harvester.errors import FormatError
from harvester.formats.text.cleaning import clean_line, plain_text


def records_at(data: bytes, *path: str, name: str, service: str) -> list[Any]:
    """The list of records at a path of a reply.

    Raises FormatError, which names the reply and the service, for broken JSON and for a reply without that list.
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
    """The member at a path, or None where the way ends."""
    for step in path:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def list_at(value: object, *path: str) -> list[Any]:
    """The members of a list at a path; a single value counts as a list of one, nothing as an empty list."""
    member = member_at(value, *path)
    return member if isinstance(member, list) else [] if member is None else [member]


def text_at(value: object, *path: str) -> str:
    """The text or number at a path, on one line and without markup; "" for anything else."""
    member = member_at(value, *path)
    return plain_text(str(member)) if isinstance(member, str | int | float) and not isinstance(member, bool) else ""


def texts_at(value: object, *path: str) -> tuple[str, ...]:
    """The texts of a list at a path that say anything, each once."""
    return tuple(dict.fromkeys(item_text for item in list_at(value, *path) if (item_text := text_at(item))))


def unread_members(value: object, known: Iterable[str], *, prefix: str = "") -> Iterator[tuple[str, str]]:
    """The members of an object that are not known, for ``Citation.extra``: plain values as text, others as JSON."""
    if not isinstance(value, Mapping):
        return
    skipped = frozenset(known)
    for name, member in value.items():
        if name not in skipped and member not in (None, "", [], {}):
            yield clean_line(f"{prefix}{name}"), _member_text(member)


def _member_text(member: object) -> str:
    if isinstance(member, str):
        return plain_text(member)
    return json.dumps(member, ensure_ascii=False, sort_keys=True)
