"""What the members behind a number of the flow are: records, reports or studies."""

from __future__ import annotations

from typing import Final

from harvester.prisma.boxes import BOX_BY_KEY, Unit

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
    name, *parts = key.split("/")
    if name == "sources":
        return "record" if parts[-1] in {"raw", "within_duplicates"} else "report"
    if name in BOX_BY_KEY:
        return BOX_BY_KEY[name].member_unit
    return "record" if name in _RECORDS else "study" if name in _STUDIES else "report"


def describe_key(key: str, *, updated: bool) -> str:
    """A box, term or line in words: "Reports excluded: wrong route"."""
    name, *parts = key.split("/")
    if name == "sources":
        return f"{parts[0]}: {_OF_A_SOURCE[parts[1]]}"
    if name == "overlap":
        return f"Reports found by both {parts[0]} and {parts[1]}"
    wording = (
        BOX_BY_KEY[name].wording_for(updated=updated) if name in BOX_BY_KEY else name.replace("_", " ").capitalize()
    )
    return f"{wording}: {'/'.join(parts)}" if parts else wording
