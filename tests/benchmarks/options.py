"""What the one who runs the benchmarks may choose."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """``large``: a million records too; ``runs`` of each whole process; ``peers``: other tools beside ours.

    ``sizes``: so many made records instead of the usual numbers, where a part is measured by size.
    """

    large: bool = False
    runs: int = 1
    peers: bool = True
    sizes: tuple[int, ...] = ()
