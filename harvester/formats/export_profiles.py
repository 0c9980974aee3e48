"""What RIS each tool is given: one row for each target. Data.

Measured on what the tools export again after an import: docs/RIS, sections D1 to D4.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class ExportProfile:
    """How RIS is written for a tool.

    ``journal_tags`` all hold the full name of the journal, ``abbreviation_tags`` the short one; ``id_tags`` hold our
    id. ``keyword_mark`` and ``note_mark`` say whether the id is also a keyword and a note. ``limit`` and ``most_bytes``
    are the records and the bytes the target takes in one file, ``most_files`` the files in one upload (0: no limit
    known). ``group_comma``: it takes the last word of an organisation's name for a family name unless a comma follows
    it. ``by_source``: it asks for one file for each database. ``always_an_address``: of all fields that could carry
    our id it gives back the address alone, so that a report without one gets a search for its title.
    """

    name: str
    title: str
    journal_tags: tuple[str, ...] = ("T2",)
    abbreviation_tags: tuple[str, ...] = ("J2",)
    id_tags: tuple[str, ...] = ("ID", "LB", "C1")
    keyword_mark: bool = True
    note_mark: bool = True
    max_records: int = 0
    max_bytes: int = 0
    max_files: int = 0
    file_per_source: bool = False
    always_url: bool = False
    group_comma: bool = False


_ROWS: Final = (
    ExportProfile("generic", "any program that reads RIS"),
    # Rayyan shows the abbreviated name where it finds one, and glues tags it does not know to the value before
    ExportProfile(
        "rayyan",
        "Rayyan",
        journal_tags=("T2", "JF", "JO"),
        abbreviation_tags=(),
        id_tags=("ID", "C1"),
        max_bytes=100_000_000,
        max_files=10,
    ),
    # Covidence drops keywords and labels, and asks of which database each file is: its own PRISMA flow is made of that
    ExportProfile(
        "covidence",
        "Covidence",
        journal_tags=("T2", "JF", "JO"),
        abbreviation_tags=(),
        max_records=15_000,
        max_bytes=50_000_000,
        file_per_source=True,
        always_url=True,
    ),
    # ID is not in EndNote's library; its manual ("Author Names") asks for the comma behind corporate authors
    ExportProfile("endnote", "EndNote", id_tags=("LB", "C1", "CN"), group_comma=True),
    ExportProfile(
        "zotero", "Zotero", id_tags=("CN", "LB", "C1")
    ),  # CN becomes the call number, AN the location in archive
    # EPPI-Reviewer gives back JF where it was given T2; U1 and ST are its own
    ExportProfile("eppi", "EPPI-Reviewer", journal_tags=("T2", "JF"), id_tags=("ID", "C1")),
    # it counts duplicates itself; what it keeps of RIS is not measured yet
    ExportProfile("distillersr", "DistillerSR"),
    # of all these Mendeley gives back the keyword and the address
    ExportProfile("mendeley", "Mendeley", id_tags=("ID", "C1"), note_mark=False),
    ExportProfile("asreview", "ASReview", journal_tags=("T2",), id_tags=("ID", "LB", "C1", "CN")),
)

EXPORT_PROFILES: Final = {profile.name: profile for profile in _ROWS}
"""The profiles by name; "generic" is the base."""
