"""Tables of registers of trials (ClinicalTrials.gov, the WHO's ICTRP) → what is peculiar to their rows. Pure.

An entry of a register is no article: its sponsors stand in the place of the authors, as they do in an entry that the
service ClinicalTrials.gov sends. Columns as in the exports of both sites in 2024.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from harvester.formats.tables.column_names import AUTHORS_KEY

Values = dict[str, list[str]]

_NUMBERS: Final = ("nctnumber", "trialid")
_SPONSORS: Final = (
    "sponsor", "primarysponsor", "sponsorcollaborators", "collaborators", "secondarysponsor", "secondarysponsors",
)  # fmt: skip
_BETWEEN: Final = re.compile(r"\s*[|;]\s*")
_REGISTERS: Final = (
    ("nct", re.compile(r"(NCT\d{8})", re.IGNORECASE)),
    ("isrctn", re.compile(r"(ISRCTN\d{8})", re.IGNORECASE)),
    ("eudract", re.compile(r"(?:EUCTR|EudraCT:? ?)?(\d{4}-\d{6}-\d{2})\b.*", re.IGNORECASE)),
    ("ctri", re.compile(r"(CTRI/.+)", re.IGNORECASE)),
    ("chictr", re.compile(r"(ChiCTR.+)", re.IGNORECASE)),
    ("drks", re.compile(r"(DRKS\d+)", re.IGNORECASE)),
    ("actrn", re.compile(r"(ACTRN\d+.?)", re.IGNORECASE)),
    ("umin", re.compile(r"(?:JPRN-)?(UMIN\d+)", re.IGNORECASE)),
    ("irct", re.compile(r"(IRCT.+)", re.IGNORECASE)),
)
"""The forms of the numbers of registers, by the kind of identifier they are."""


def is_trial_register(names: Collection[str]) -> bool:
    """Whether columns of these names are those of a register of trials."""
    return any(name in names for name in _NUMBERS)


def use_sponsors_as_authors(values: Values, columns: Collection[str]) -> None:
    """Put the sponsors of a row where authors are looked for; ``columns`` are the names of the table's columns.

    A name with a comma behind it is one name, whatever is in it.
    """
    for column in [column for column in columns if _bare(column) in _SPONSORS and column in values]:
        names = [name for cell in values.pop(column) for name in _BETWEEN.split(cell) if name.strip(" ,")]
        values.setdefault(AUTHORS_KEY, []).extend(f"{name.rstrip(', ')}," for name in dict.fromkeys(names))


def parse_registration(number: str) -> tuple[str, str]:
    """A number of a register as an identifier of the kind its form shows; of kind "ictrp" when it shows none."""
    for kind, form in _REGISTERS:
        if match := form.fullmatch(number.strip()):
            return kind, match[1].upper() if kind != "chictr" else match[1]
    return "ictrp", number.strip()


def _bare(column: str) -> str:
    return re.sub(r"[^0-9a-z]+", "", column.casefold())
