"""The boxes of PRISMA 2020 as a table: key, unit, place and wording.

Keys, node and box numbers are those of the PRISMA2020 R package's CSV, wordings those of the four templates of
PRISMA 2020 (Page et al. BMJ 2021;372:n71).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from harvester.screening.report_status import ReportStatus

Unit = Literal["record", "report", "study"]
FlowColumn = Literal["previous", "databases", "other", "included"]


@dataclass(frozen=True, slots=True)
class Box:
    """One count of the flow.

    ``unit`` is what PRISMA counts; ``member_unit`` what the members of the number are: once duplicates are removed, a
    record is known by its report. ``wording_new`` is the wording in a new, not updated, review.
    """

    key: str
    unit: Unit
    member_unit: Unit
    column: FlowColumn
    number: str
    wording: str
    wording_new: str = ""
    is_list: bool = False

    def wording_for(self, *, updated: bool) -> str:
        """Return the wording of the box in the template of a new or an updated review."""
        return self.wording if updated or not self.wording_new else self.wording_new


BOXES: Final = (
    Box("previous_studies", "study", "study", "previous", "box1", "Studies included in previous version of review"),
    Box("previous_reports", "report", "report", "previous", "box1",
        "Reports of studies included in previous version of review"),
    Box("database_results", "record", "record", "databases", "box2", "Databases"),
    Box("database_specific_results", "record", "record", "databases", "box2", "Specific Databases", is_list=True),
    Box("register_results", "record", "record", "databases", "box2", "Registers"),
    Box("register_specific_results", "record", "record", "databases", "box2", "Specific Registers", is_list=True),
    Box("website_results", "record", "record", "other", "box11", "Websites"),
    Box("organisation_results", "record", "record", "other", "box11", "Organisations"),
    Box("citations_results", "record", "record", "other", "box11", "Citation searching"),
    Box("duplicates", "record", "record", "databases", "box3", "Duplicate records"),
    Box("excluded_automatic", "record", "report", "databases", "box3",
        "Records marked as ineligible by automation tools"),
    Box("excluded_other", "record", "report", "databases", "box3", "Records removed for other reasons"),
    Box("records_screened", "record", "report", "databases", "box4", "Records screened"),
    Box("records_excluded", "record", "report", "databases", "box5", "Records excluded"),
    Box("dbr_sought_reports", "report", "report", "databases", "box6", "Reports sought for retrieval"),
    Box("dbr_notretrieved_reports", "report", "report", "databases", "box7", "Reports not retrieved"),
    Box("other_sought_reports", "report", "report", "other", "box12", "Reports sought for retrieval"),
    Box("other_notretrieved_reports", "report", "report", "other", "box13", "Reports not retrieved"),
    Box("dbr_assessed", "report", "report", "databases", "box8", "Reports assessed for eligibility"),
    Box("dbr_excluded", "report", "report", "databases", "box9", "Reports excluded", is_list=True),
    Box("other_assessed", "report", "report", "other", "box14", "Reports assessed for eligibility"),
    Box("other_excluded", "report", "report", "other", "box15", "Reports excluded", is_list=True),
    Box("new_studies", "study", "study", "included", "box10",
        "New studies included in review", "Studies included in review"),
    Box("new_reports", "report", "report", "included", "box10",
        "Reports of new included studies", "Reports of included studies"),
    Box("total_studies", "study", "study", "included", "box16", "Total studies included in review"),
    Box("total_reports", "report", "report", "included", "box16", "Reports of total included studies"),
    Box("total_studies_ma", "study", "study", "included", "box17", "Total studies included in meta-analysis"),
    Box("total_reports_ma", "report", "report", "included", "box17",
        "Reports of total included studies in meta-analysis"),
)  # fmt: skip

BOX_BY_KEY: Final = {box.key: box for box in BOXES}

RESULTS_BOX_OF_KIND: Final = {
    "database": "database_results",
    "register": "register_results",
    "website": "website_results",
    "organisation": "organisation_results",
    "citation": "citations_results",
}
"""Kind of a search → the box that counts its records."""

LIST_BOX_OF_KIND: Final = {"database": "database_specific_results", "register": "register_specific_results"}
"""Kind of a search → the list that names it."""


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
    """Return what the members of a box, term or line are; without duplicates, a record is known by its report."""
    name, *parts = key.split("/")
    if name == "sources":
        return "record" if parts[-1] in {"raw", "within_duplicates"} else "report"
    if name in BOX_BY_KEY:
        return BOX_BY_KEY[name].member_unit
    return "record" if name in _RECORDS else "study" if name in _STUDIES else "report"


def describe_key(key: str, *, updated: bool) -> str:
    """Return a box, term or line in words: "Reports excluded: wrong route"."""
    name, *parts = key.split("/")
    if name == "sources":
        return f"{parts[0]}: {_OF_A_SOURCE[parts[1]]}"
    if name == "overlap":
        return f"Reports found by both {parts[0]} and {parts[1]}"
    wording = (
        BOX_BY_KEY[name].wording_for(updated=updated) if name in BOX_BY_KEY else name.replace("_", " ").capitalize()
    )
    return f"{wording}: {'/'.join(parts)}" if parts else wording


@dataclass(frozen=True, slots=True)
class PendingStage:
    """What is pending at a stage of one column: its key, its wording and the status of its reports."""

    key: str
    wording: str
    status: ReportStatus
    other_methods: bool = False

    @property
    def term(self) -> str:
        """Its name in the equations and among the members of the flow."""
        return f"pending_{self.key}"


PENDING_STAGES: Final = (
    PendingStage("title_abstract", "Records awaiting screening", ReportStatus.AWAITS_TITLE_ABSTRACT),
    PendingStage("title_abstract_second", "Records awaiting a second or further decision",
                 ReportStatus.AWAITS_FURTHER_TITLE_ABSTRACT),
    PendingStage("title_abstract_conflict", "Records with conflicting decisions",
                 ReportStatus.CONFLICT_ON_TITLE_ABSTRACT),
    PendingStage("retrieval", "Reports awaiting retrieval", ReportStatus.AWAITS_RETRIEVAL),
    PendingStage("full_text", "Reports awaiting assessment", ReportStatus.AWAITS_FULL_TEXT),
    PendingStage("full_text_second", "Reports awaiting a second or further decision",
                 ReportStatus.AWAITS_FURTHER_FULL_TEXT),
    PendingStage("full_text_conflict", "Reports with conflicting decisions", ReportStatus.CONFLICT_ON_FULL_TEXT),
    PendingStage("other_retrieval", "Reports awaiting retrieval (other methods)",
                 ReportStatus.AWAITS_RETRIEVAL, other_methods=True),
    PendingStage("other_full_text", "Reports awaiting assessment (other methods)",
                 ReportStatus.AWAITS_FULL_TEXT, other_methods=True),
    PendingStage("other_full_text_second", "Reports awaiting a second or further decision (other methods)",
                 ReportStatus.AWAITS_FURTHER_FULL_TEXT, other_methods=True),
    PendingStage("other_full_text_conflict", "Reports with conflicting decisions (other methods)",
                 ReportStatus.CONFLICT_ON_FULL_TEXT, other_methods=True),
)  # fmt: skip
"""What is pending, from top to bottom; a report that waits is in exactly one of them."""
CARRIED_OVER: Final = ("carried_over", "Carried over from an earlier version")
"""The number beside them: what waited at the last release, key and wording."""
