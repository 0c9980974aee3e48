"""Walking through the JSON of services that name their members exactly. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from harvester.errors import FormatError
from harvester.formats.text import clean, plain


def rows_of(data: bytes, *path: str, name: str, service: str) -> list[Any]:
    """The list of records at a path of a reply.

    Raises FormatError, which names the reply and the service, for broken JSON and for a reply without that list.
    """
    hint = f"Run the search again; a reply of {service} is a JSON object that holds {'.'.join(path)}."
    try:
        content = json.loads(data, strict=False)
    except (ValueError, RecursionError) as broken:
        raise FormatError(f"{name}: broken JSON ({broken})", hint=hint) from broken
    rows = at(content, *path)
    if not isinstance(rows, list):
        raise FormatError(f"{name}: not a reply of {service}: it has no list {'.'.join(path)}", hint=hint)
    return rows


def at(value: object, *path: str) -> object:
    """The member at a path, or None where the way ends."""
    for step in path:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def listed(value: object, *path: str) -> list[Any]:
    """The members of a list at a path; a single value counts as a list of one, nothing as an empty list."""
    found = at(value, *path)
    return found if isinstance(found, list) else [] if found is None else [found]


def text(value: object, *path: str) -> str:
    """The text or number at a path, on one line and without markup; "" for anything else."""
    found = at(value, *path)
    return plain(str(found)) if isinstance(found, str | int | float) and not isinstance(found, bool) else ""


def texts(value: object, *path: str) -> tuple[str, ...]:
    """The texts of a list at a path that say anything, each once."""
    return tuple(dict.fromkeys(found for item in listed(value, *path) if (found := text(item))))


def left_over(value: object, known: Iterable[str], *, prefix: str = "") -> Iterator[tuple[str, str]]:
    """The members of an object that are not known, for ``Citation.extra``: plain values as text, others as JSON."""
    if not isinstance(value, Mapping):
        return
    skipped = frozenset(known)
    for name, member in value.items():
        if name not in skipped and member not in (None, "", [], {}):
            yield clean(f"{prefix}{name}"), _kept(member)


def _kept(member: object) -> str:
    if isinstance(member, str):
        return plain(member)
    return json.dumps(member, ensure_ascii=False, sort_keys=True)
