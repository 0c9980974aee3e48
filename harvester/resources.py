"""Files that ship with the program, in the installed package or in the checkout."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).resolve().parent
_SHIPPED: Final = _PACKAGE / "_shipped"


def shipped_path(relative: str) -> Path:
    """Return the path of a shipped file or folder, such as "migrations" or "queries/anakinra-hlh".

    Raises ``FileNotFoundError`` when the installation is incomplete.
    """
    for root in (_SHIPPED, _PACKAGE.parent):
        if (path := root / relative).exists():
            return path
    raise FileNotFoundError(f"harvester is not installed completely: {relative} is missing")
