"""Split an export into files: by search where a tool asks for it, and by the tool's limits."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from harvester.formats import ExportProfile, ExportRecord

ReportItems = Sequence[tuple[int, ExportRecord]]
"""Reports to export, each with its number."""


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file to write: path (None: standard output), content, its reports, its search ("": several)."""

    path: Path | None
    content: bytes
    items: ReportItems
    search: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLimit:
    """The limits of one file: reports and bytes; 0 means no limit."""

    reports: int = 0
    size: int = 0


def group_by_search(
    items: ReportItems, searches: Mapping[int, Collection[str]], order: Sequence[str]
) -> dict[str, ReportItems]:
    """Group reports under the first of the searches that retrieved them, in the order of precedence.

    ``searches``: report → search keys; ``order``: keys of review.toml. Searches missing in ``order`` come last, by
    name; a report without search is under "".
    """
    rank = {key: place for place, key in enumerate(order)}

    def precedence(key: str) -> tuple[int, str]:
        return rank.get(key, len(rank)), key

    groups: dict[str, list[tuple[int, ExportRecord]]] = {}
    for item in items:
        first = min(searches.get(item[0], ()), key=precedence, default="")
        groups.setdefault(first, []).append(item)
    return {name: groups[name] for name in sorted(groups, key=precedence)}


def split_files(
    groups: Mapping[str, ReportItems], target: Path | None, limit: FileLimit, render: Callable[[ReportItems], bytes]
) -> list[ExportFile]:
    """Return the files: FILE, FILE-embase for several searches, FILE-1, FILE-2 … where one would be too large."""
    several = len(groups) > 1
    files: list[ExportFile] = []
    for search, items in groups.items():
        stem = f"{target.stem}-{search or 'other'}" if target is not None and several else None
        path = target if target is None or stem is None else target.with_stem(stem)
        pieces = split_by_limit(items, limit, render)
        for number, (content, piece_items) in enumerate(pieces, start=1):
            numbered = path.with_stem(f"{path.stem}-{number}") if path is not None and len(pieces) > 1 else path
            files.append(ExportFile(numbered, content, piece_items, search))
    return files


def limit_warnings(files: Sequence[ExportFile], profile: ExportProfile) -> tuple[str, ...]:
    """Return a sentence for each limit of the tool that these files exceed: number of files, bytes in one.

    A file is too large only where it cannot be split: one report alone, or standard output.
    """
    warnings = [
        f"{file.path.name if file.path else 'The output'} has {len(file.content):,} bytes; "
        f"{profile.title} takes {profile.max_bytes:,} in a file."
        for file in files
        if 0 < profile.max_bytes < len(file.content)
    ]
    if 0 < profile.max_files < len(files):
        rounds = ceil(len(files) / profile.max_files)
        warnings.append(
            f"{profile.title} takes {profile.max_files} files in one upload: "
            f"upload these {len(files)} in {rounds} rounds."
        )
    return tuple(warnings)


def split_by_limit(
    items: ReportItems, limit: FileLimit, render: Callable[[ReportItems], bytes]
) -> list[tuple[bytes, ReportItems]]:
    """Split reports into rendered files within the limits."""
    step = limit.reports or max(len(items), 1)
    chunks = [items[start : start + step] for start in range(0, len(items), step)] or [items]
    return [piece for chunk in chunks for piece in split_by_size(chunk, limit.size, render)]


def split_by_size(
    items: ReportItems, size: int, render: Callable[[ReportItems], bytes]
) -> list[tuple[bytes, ReportItems]]:
    """Render as one file, or in halves where that is too large; a single report is never split."""
    content = render(items)
    if not size or len(content) <= size or len(items) < 2:
        return [(content, items)]
    middle = len(items) // 2
    return [*split_by_size(items[:middle], size, render), *split_by_size(items[middle:], size, render)]
