"""What a reader of the flow must be told beside the numbers. A note is printed only where it applies."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from harvester.prisma.flow import Labelled
from harvester.prisma.members import Sorted
from harvester.prisma.stations import decided_on_full_text, removal_holds
from harvester.prisma.window import ReportState
from harvester.wording import agreeing

Contradiction = Callable[[ReportState], bool]


def notes(
    parts: Sorted,
    *,
    terms: Mapping[str, int],
    pending: Mapping[str, int],
    repeats: Mapping[str, int],
    reasons: Mapping[str, tuple[Labelled, ...]],
) -> tuple[str, ...]:
    """The notes of a flow: what has no box, what was counted in spite of a contradiction, what is not final."""
    counts = {**terms, "repeats": repeats.get("duplicates", 0), "shared": _found_by_both_columns(parts)}
    counts["reconsidered"] = len(parts.entering.reconsidered)
    why = listed(reasons.get("removed_reports", ())) or "retracted, criteria changed, or decision taken back"
    told = [agreeing(text, counts[term], why=why) for term, text in _TOLD.items() if counts[term]]
    return (*told, *_automation(terms), *_relinked(terms), *_contradictions(parts), *_waiting(pending))


def listed(lines: Sequence[Labelled]) -> str:
    """Reasons in a sentence: "retraction (n = 2), criteria change (n = 1)"."""
    return ", ".join(f"{line.label} (n = {line.n:,})" for line in lines)


_TOLD: Final = {
    "carried_over": "Of the records screened, {n} {were} identified in an earlier window and {their} screening was"
    " not finished at the last release; {they} {are} not part of the records identified here.",
    "carried_over_other": "Of the reports sought by other methods, {n} {were} identified in an earlier window.",
    "reconsidered": "{reports} that the last release had left out {were} included since; {they} {count} among the"
    " records carried over.",
    "repeats": "{retrievals} {are} of {of_records} that another search of the same source, or the same search in an"
    " earlier version, had retrieved too; a record counts once for each search.",
    "other_dups": "Of the records identified by other methods, {n} {were} {duplicates} of a record that other"
    " methods, a database or a register brought as well, or of a report already known; PRISMA has no box for {them}.",
    "shared": "{reports} found both by databases or registers and by other methods {count} with the databases and"
    " registers.",
    "other_ineligible_before_retrieval": "Of the records identified by other methods, {n} {were} judged ineligible"
    " before retrieval; PRISMA has no box for {them}.",
    "removed_reports": "{reports} that the last release included {are} no longer included: {why}. PRISMA has no box"
    " for {them}.",
    "removed_studies": "{studies} of the last release {have} no included report left.",
    "joined_reports": "Reconciliation: {reports} of the last release turned out to be {duplicates} of {other_reports}"
    " it includes.",
    "studies_included_before": "{studies} with new reports {were} included before and {are} not counted as new.",
}
"""Term → its note, when the term is not 0."""

_CONTRADICTIONS: Final[tuple[tuple[Contradiction, str], ...]] = (
    (
        lambda state: state.title_abstract == "exclude" and decided_on_full_text(state),
        "{reports} {were} excluded on title and abstract and yet decided on full text; the latter counts.",
    ),
    (
        lambda state: state.title_abstract in {None, "undecided"} and decided_on_full_text(state),
        "{reports} {were} decided on full text without a decision on title and abstract; {they} {count} as advanced.",
    ),
    (
        lambda state: state.retrieval == "not retrieved" and decided_on_full_text(state),
        "{reports} marked as not retrieved {were} decided on full text; {they} {count} as retrieved.",
    ),
    (
        lambda state: state.before_screening is not None and not removal_holds(state),
        "{reports} removed before screening {were} screened or sought all the same; {they} {count} as screened.",
    ),
)


def _found_by_both_columns(parts: Sorted) -> int:
    return len(parts.entering.databases.fresh & parts.entering.other.touched)


def excluded_by(terms: Mapping[str, int]) -> str:
    """By whom records were excluded on title and abstract, as the ** footnote of the templates asks to indicate."""
    human, automation = terms["records_excluded_by_person"], terms["records_excluded_by_automation"]
    return agreeing("Of the records excluded, {n} {were} excluded by a human and", human) + (
        f" {automation:,} by automation tools."
    )


def _automation(terms: Mapping[str, int]) -> Iterator[str]:
    if terms["records_excluded_by_automation"]:
        yield excluded_by(terms)


def _relinked(terms: Mapping[str, int]) -> Iterator[str]:
    if difference := terms["relinked_studies"]:
        yield (
            f"Reconciliation: reports of the last release were linked to other studies since, which makes"
            f" {abs(difference)} {'more' if difference > 0 else 'fewer'} of its studies."
        )


def _contradictions(parts: Sorted) -> Iterator[str]:
    entering = parts.entering.by_databases | parts.entering.by_other
    states = [(state, len(reports)) for state, reports in parts.window.by_state(entering)]
    for holds, text in _CONTRADICTIONS:
        if number := sum(times for state, times in states if holds(state)):
            yield agreeing(text, number)


def _waiting(pending: Mapping[str, int]) -> Iterator[str]:
    if waiting := sum(number for stage, number in pending.items() if stage != "carried_over"):
        what = "record or report still awaits" if waiting == 1 else "records or reports still await"
        yield f"Not final: {waiting:,} {what} a decision or retrieval."
