"""What the folders of ../shared/data/cases say that their files hold: one table, read by ``test_cases``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class Case:
    """A record of a case's file: its position in the file (from 1), and the values it must have.

    The keys are the fields of ``Citation``; authors are written "Family|Given / Family|Given"; "accession" is the
    accession number, and "identifier:KIND" the first identifier of a kind. What ``stated`` holds is in the folder's
    expected.txt word for word; what ``implied`` holds follows from it.
    """

    file: str
    position: int
    stated: dict[str, object] = field(default_factory=dict)
    implied: dict[str, object] = field(default_factory=dict)


ELSEWHERE: Final = {
    "one-search-several-files": "tests/workflow",
    "register-number-central-ictrp": "tests/dedup",
}
"""Folders that no table here holds, and where they are tested."""
