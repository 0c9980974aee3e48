"""Keep a systematic review up to date: run its searches again, merge duplicate records, count the PRISMA flow.

Files, without a review:

    import harvester as hv

    records = hv.read_files("pubmed.nbib", "embase.ris")
    result = hv.deduplicate(records)
    hv.write_file(result.unique, "unique.ris", profile="rayyan")

A review:

    with hv.open_review("my-review") as review:
        review.status().reports
        review.flow().to_svg()

``__all__`` is the public interface; all other modules may change at any time. docs/python.md shows how to use it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from harvester import errors
    from harvester.api.deduplication import (
        DedupResult,
        Evidence,
        Explanation,
        Outcome,
        ScoredPair,
        deduplicate,
        explain,
    )
    from harvester.api.prisma_flow import PrismaFlow
    from harvester.api.records import FileMessage, Record, Records, Report, Reports, read_files, write_file
    from harvester.api.review import Decision, ReportStage, Review, Stage, open_review

__all__ = [
    "Decision",
    "DedupResult",
    "Evidence",
    "Explanation",
    "FileMessage",
    "Outcome",
    "PrismaFlow",
    "Record",
    "Records",
    "Report",
    "ReportStage",
    "Reports",
    "Review",
    "ScoredPair",
    "Stage",
    "deduplicate",
    "errors",
    "explain",
    "open_review",
    "read_files",
    "write_file",
]

__version__ = "0.1.0"

_DEFINED_IN: Final = {
    name: module
    for module, names in {
        "records": ("FileMessage", "Record", "Records", "Report", "Reports", "read_files", "write_file"),
        "deduplication": (
            "DedupResult", "Evidence", "Explanation", "Outcome", "ScoredPair", "deduplicate", "explain",
        ),
        "prisma_flow": ("PrismaFlow",),
        "review": ("Decision", "ReportStage", "Review", "Stage", "open_review"),
    }.items()
    for name in names
}  # fmt: skip
"""Public name → its module in harvester/api, imported when the name is first used: the command line starts fast."""


def __getattr__(name: str) -> Any:
    if name in _DEFINED_IN:
        return getattr(import_module(f"harvester.api.{_DEFINED_IN[name]}"), name)
    if name == "errors":
        return import_module("harvester.errors")
    raise AttributeError(f"module 'harvester' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
