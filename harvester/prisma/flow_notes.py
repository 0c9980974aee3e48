"""What a reader of the flow must be told beside the numbers. A note is printed only where it applies."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from harvester.pluralise import format_with_plural
from harvester.prisma.box_members import FlowPartition
from harvester.prisma.flow import ListLine
from harvester.prisma.flow_input import ReportState
from harvester.prisma.stations import decided_on_full_text, removal_holds

Contradiction = Callable[[ReportState], bool]


def write_flow_notes(
    partition: FlowPartition,
    *,
    terms: Mapping[str, int],
    pending: Mapping[str, int],
    repeats: Mapping[str, int],
    reasons: Mapping[str, tuple[ListLine, ...]],
) -> tuple[str, ...]:
    """The notes of a flow: what has no box, what was counted in spite of a contradiction, what is not final."""
    counts = {**terms, "repeats": repeats.get("duplicates", 0), "shared": _found_by_both_columns(partition)}
    counts["reconsidered"] = len(partition.intake.reconsidered)
    removal_reasons = (
        format_reasons(reasons.get("removed_reports", ())) or "retracted, criteria changed, or decision taken back"
    )
    sentences = [
        format_with_plural(text, counts[term], why=removal_reasons)
        for term, text in _TERM_NOTES.items()
        if counts[term]
    ]
    return (
        *sentences,
        *_automation_note(terms),
        *_relinked_note(terms),
        *_contradiction_notes(partition),
        *_pending_note(pending),
    )


def format_reasons(lines: Sequence[ListLine]) -> str:
    """Reasons in a sentence: "retraction (n = 2), criteria change (n = 1)"."""
    return ", ".join(f"{line.label} (n = {line.n:,})" for line in lines)


_TERM_NOTES: Final = {
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


def _found_by_both_columns(partition: FlowPartition) -> int:
    return len(partition.intake.databases.new_reports & partition.intake.other_methods.reports)


def describe_exclusions(terms: Mapping[str, int]) -> str:
    """By whom records were excluded on title and abstract, as the ** footnote of the templates asks to indicate."""
    human, automation = terms["records_excluded_by_person"], terms["records_excluded_by_automation"]
    return format_with_plural("Of the records excluded, {n} {were} excluded by a human and", human) + (
        f" {automation:,} by automation tools."
    )


def _automation_note(terms: Mapping[str, int]) -> Iterator[str]:
    if terms["records_excluded_by_automation"]:
        yield describe_exclusions(terms)


def _relinked_note(terms: Mapping[str, int]) -> Iterator[str]:
    if difference := terms["relinked_studies"]:
        yield (
            f"Reconciliation: reports of the last release were linked to other studies since, which makes"
            f" {abs(difference)} {'more' if difference > 0 else 'fewer'} of its studies."
        )


def _contradiction_notes(partition: FlowPartition) -> Iterator[str]:
    screened = partition.intake.from_databases | partition.intake.from_other_methods
    states = [(state, len(reports)) for state, reports in partition.flow_input.group_by_state(screened)]
    for applies, text in _CONTRADICTIONS:
        if number := sum(times for state, times in states if applies(state)):
            yield format_with_plural(text, number)


def _pending_note(pending: Mapping[str, int]) -> Iterator[str]:
    if pending_total := sum(number for stage, number in pending.items() if stage != "carried_over"):
        subject = "record or report still awaits" if pending_total == 1 else "records or reports still await"
        yield f"Not final: {pending_total:,} {subject} a decision or retrieval."
