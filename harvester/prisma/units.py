"""What the members behind a number of the flow are: records, reports or studies."""

from __future__ import annotations

from typing import Final

from harvester.prisma.boxes import BOX, Unit

_RECORDS: Final = frozenset({
    "identified",
    "within",
    "between",
    "already_known",
    "other_identified",
    "other_dups",
    "other_within",
    "other_between",
    "other_already_known",
})  # fmt: skip
_STUDIES: Final = frozenset({"studies_of_new_reports", "studies_included_before", "removed_studies"})
_OF_A_SOURCE: Final = {"raw": "records retrieved", "within_duplicates": "duplicates within the source",
                       "distinct": "distinct reports", "only_here": "reports found only here",
                       "also_elsewhere": "reports found elsewhere too"}  # fmt: skip


def unit_of(key: str) -> Unit:
    """What the members of a box, term or line are. A record is known by its report once duplicates are out."""
    name, *rest = key.split("/")
    if name == "sources":
        return "record" if rest[-1] in {"raw", "within_duplicates"} else "report"
    if name in BOX:
        return BOX[name].holds
    return "record" if name in _RECORDS else "study" if name in _STUDIES else "report"


def worded(key: str, *, updated: bool) -> str:
    """A box, term or line in words: "Reports excluded: wrong route"."""
    name, *rest = key.split("/")
    if name == "sources":
        return f"{rest[0]}: {_OF_A_SOURCE[rest[1]]}"
    if name == "overlap":
        return f"Reports found by both {rest[0]} and {rest[1]}"
    wording = BOX[name].says(updated=updated) if name in BOX else name.replace("_", " ").capitalize()
    return f"{wording}: {'/'.join(rest)}" if rest else wording
