"""Which report goes into which file: by database where a tool asks for it, and as many as a tool takes in one file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from harvester.formats import Outgoing, Profile

Items = Sequence[tuple[int, Outgoing]]
"""Reports on their way out, each with its number."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file: path (None: standard output), content, the reports in it, the search it is of ("": several)."""

    path: Path | None
    content: bytes
    items: Items
    search: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """What one file may hold: reports and bytes; 0 stands for no limit."""

    reports: int = 0
    size: int = 0


def by_search(items: Items, searches: Mapping[int, Collection[str]], order: Sequence[str]) -> dict[str, Items]:
    """Each report under the first of the searches that found it (report → their keys), in the order of precedence.

    Searches that are no longer in that order come after it, by name; a report that no search found is under "".
    """
    rank = {key: place for place, key in enumerate(order)}

    def precedence(key: str) -> tuple[int, str]:
        return rank.get(key, len(rank)), key

    found: dict[str, list[tuple[int, Outgoing]]] = {}
    for item in items:
        first = min(searches.get(item[0], ()), key=precedence, default="")
        found.setdefault(first, []).append(item)
    return {name: found[name] for name in sorted(found, key=precedence)}


def parts(groups: Mapping[str, Items], target: Path | None, cap: Cap, render: Callable[[Items], bytes]) -> list[Part]:
    """The files: FILE, FILE-embase where there are several searches, FILE-1, FILE-2 … where one would be too large."""
    several = len(groups) > 1
    made: list[Part] = []
    for search, items in groups.items():
        stem = f"{target.stem}-{search or 'other'}" if target is not None and several else None
        path = target if target is None or stem is None else target.with_stem(stem)
        pieces = _split(items, cap, render)
        for number, (content, those) in enumerate(pieces, start=1):
            numbered = path.with_stem(f"{path.stem}-{number}") if path is not None and len(pieces) > 1 else path
            made.append(Part(numbered, content, those, search))
    return made


def beyond(made: Sequence[Part], profile: Profile) -> tuple[str, ...]:
    """What of these files the tool will not take as it is, in sentences: too many at once, or one too large.

    A file is too large only where nobody could split it: one report alone, or standard output.
    """
    said = [
        f"{part.path.name if part.path else 'The output'} has {len(part.content):,} bytes; "
        f"{profile.title} takes {profile.most_bytes:,} in a file."
        for part in made
        if 0 < profile.most_bytes < len(part.content)
    ]
    if 0 < profile.most_files < len(made):
        rounds = ceil(len(made) / profile.most_files)
        said.append(
            f"{profile.title} takes {profile.most_files} files in one upload: "
            f"upload these {len(made)} in {rounds} rounds."
        )
    return tuple(said)


def _split(items: Items, cap: Cap, render: Callable[[Items], bytes]) -> list[tuple[bytes, Items]]:
    step = cap.reports or max(len(items), 1)
    chunks = [items[start : start + step] for start in range(0, len(items), step)] or [items]
    return [piece for chunk in chunks for piece in _halved(chunk, cap.size, render)]


def _halved(items: Items, size: int, render: Callable[[Items], bytes]) -> list[tuple[bytes, Items]]:
    """Rendered as one, or in halves where that is too large; one report is never cut, however large it is."""
    content = render(items)
    if not size or len(content) <= size or len(items) < 2:
        return [(content, items)]
    middle = len(items) // 2
    return [*_halved(items[:middle], size, render), *_halved(items[middle:], size, render)]
