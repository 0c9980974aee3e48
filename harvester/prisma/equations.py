"""The equations of the flow, as text that is evaluated.

What a reader sees is what is computed: each name in an equation is looked up among the boxes, the terms and the
pending numbers of the flow. I to T follow the stages of PRISMA 2020; Z are plain sanity.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from harvester.prisma.flow import EquationCheck, Template


def _pending(stage: str) -> str:
    """Return the sum of what waits at a stage: for the first decision, for further ones, for a settlement."""
    return " + ".join(f"pending_{stage}{question}" for question in ("", "_second", "_conflict"))


IDENTIFICATION: Final = (
    "I1 database_results = database_specific_results",
    "I1 register_results = register_specific_results",
    "I2 identified = database_results + register_results",
    "I3 duplicates = within + between + already_known",
    "I3 duplicates = identified − first_seen",
    "I4 records_screened = identified − duplicates − excluded_automatic − excluded_other + carried_over",
)
SCREENING: Final = (
    "S1 records_excluded = records_excluded_by_person + records_excluded_by_automation",
    f"S2 records_screened = records_excluded + advanced + {_pending('title_abstract')}",
)
ELIGIBILITY: Final = (
    "R1 dbr_sought_reports = advanced",
    "R2 dbr_sought_reports = dbr_notretrieved_reports + dbr_assessed + pending_retrieval",
    f"R3 dbr_assessed = dbr_excluded + dbr_reports_included + {_pending('full_text')}",
    "R3 dbr_excluded_reports = dbr_excluded",
)
OTHER: Final = (
    "O1 other_identified = website_results + organisation_results + citations_results",
    "O2 other_dups = other_within + other_between + other_already_known",
    "O2 other_sought_reports = other_identified − other_dups − other_ineligible_before_retrieval + carried_over_other",
    "O3 other_sought_reports = other_notretrieved_reports + other_assessed + pending_other_retrieval",
    f"O4 other_assessed = other_excluded + other_reports_included + {_pending('other_full_text')}",
    "O4 other_excluded_reports = other_excluded",
)
INCLUDED: Final = (
    "N1 new_reports = dbr_reports_included + other_reports_included",
    "N2 new_studies = studies_of_new_reports − studies_included_before",
    "N3 new_studies ≤ new_reports",
)
NEW_TOTALS: Final = ("T1 total_studies = new_studies", "T2 total_reports = new_reports")
UPDATED_TOTALS: Final = (
    "T1 total_studies = previous_studies + new_studies − removed_studies + relinked_studies",
    "T2 total_reports = previous_reports + new_reports − removed_reports − joined_reports",
    "T3 previous_reports = kept_reports + removed_reports + joined_reports",
)
META_ANALYSIS: Final = ("T4 total_studies_ma ≤ total_studies", "T4 total_reports_ma ≤ total_reports")
SANITY: Final = (
    "Z1 reports_entering = reports_at_one_station", "Z1 reports_entering = reports_at_any_station",
    "Z1 dbr_sought_reports ≤ records_screened", "Z1 dbr_assessed ≤ dbr_sought_reports",
    "Z1 dbr_reports_included ≤ dbr_assessed", "Z1 total_studies ≤ total_reports", "Z1 0 ≤ smallest_number",
)  # fmt: skip


def applicable_equations(template: Template, *, meta_analysis: bool, listed: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the equations of a template; those of the meta-analysis only where there is one.

    ``listed`` names the boxes and terms whose reasons are listed though PRISMA has no list for them.
    """
    return (
        *IDENTIFICATION,
        *SCREENING,
        *ELIGIBILITY,
        *(OTHER if template.other else ()),
        *INCLUDED,
        *(UPDATED_TOTALS if template.updated else NEW_TOTALS),
        *(META_ANALYSIS if meta_analysis else ()),
        *SANITY,
        *(f"Z1 {box} = {reason_sum_name(box)}" for box in listed),
    )


def reason_sum_name(box: str) -> str:
    """Return the name of the sum over the reasons of a box."""
    return f"{box}_by_reason"


def check_equations(equations: Iterable[str], ledger: Mapping[str, int]) -> tuple[EquationCheck, ...]:
    """Evaluate equations with the numbers of a ledger; a name it lacks raises ``KeyError``."""
    return tuple(check_equation(equation, ledger) for equation in equations)


def check_equation(equation: str, ledger: Mapping[str, int]) -> EquationCheck:
    """Evaluate one equation, such as "N3 new_studies ≤ new_reports"."""
    relation = "≤" if "≤" in equation else "="
    left_text, right_text = equation.split(" ", 1)[1].split(f" {relation} ")
    left, right = _sum(left_text, ledger), _sum(right_text, ledger)
    return EquationCheck(equation, left, right, left <= right if relation == "≤" else left == right)


def _sum(side: str, ledger: Mapping[str, int]) -> int:
    total, sign = 0, 1
    for word in side.split():
        if word in {"+", "−"}:
            sign = 1 if word == "+" else -1
        else:
            total += sign * (int(word) if word.isdigit() else ledger[word])
    return total
