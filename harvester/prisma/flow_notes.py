"""Notes below a flow: what PRISMA has no box for, contradictions between decisions, and what is not final.

A note is a code (:class:`NoteKind`) and a sentence; programs compare the code, people read the sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from harvester.pluralise import format_with_plural
from harvester.prisma.box_members import FlowPartition
from harvester.prisma.flow import ListLine, Note, NoteKind
from harvester.screening.decisions import Decision, RetrievalStatus
from harvester.screening.report_status import ReportState


def write_flow_notes(
    partition: FlowPartition,
    *,
    terms: Mapping[str, int],
    pending: Mapping[str, int],
    repeats: Mapping[str, int],
    reasons: Mapping[str, tuple[ListLine, ...]],
) -> tuple[Note, ...]:
    """Return the notes that apply to a flow, in the order of :class:`NoteKind`."""
    return (
        *term_notes(partition, terms=terms, repeats=repeats, reasons=reasons),
        *_automation_note(terms),
        *_relinked_note(terms),
        *contradiction_notes(partition),
        *pending_note(pending),
    )


def format_reasons(lines: Sequence[ListLine]) -> str:
    """Return reasons as text: "retraction (n = 2), criteria change (n = 1)"."""
    return ", ".join(f"{line.label} (n = {line.n:,})" for line in lines)


def describe_exclusions(terms: Mapping[str, int]) -> str:
    """Return by whom records were excluded on title and abstract, as the ** footnote of the templates asks for."""
    human, automation = terms["records_excluded_by_person"], terms["records_excluded_by_automation"]
    return format_with_plural("Of the records excluded, {n} {were} excluded by a human and", human) + (
        f" {automation:,} by automation tools."
    )


TERM_NOTES: Final = {
    NoteKind.CARRIED_OVER: "Of the records screened, {n} {were} identified in an earlier version and {their} screening"
    " was not finished at the last release; {they} {are} not part of the records identified here.",
    NoteKind.CARRIED_OVER_OTHER: "Of the reports sought by other methods, {n} {were} identified in an earlier version.",
    NoteKind.RECONSIDERED: "{reports} that the last release did not include {were} included since; {they} {count} among"
    " the records carried over.",
    NoteKind.REPEATS: "{retrievals} {are} of {of_records} that another search of the same source, or the same search in"
    " an earlier version, had retrieved too; a record counts once for each search.",
    NoteKind.OTHER_DUPLICATES: "Of the records identified by other methods, {n} {were} {duplicates} of a record that"
    " other methods, a database or a register also retrieved, or of a report already known; PRISMA has no box for"
    " {them}.",
    NoteKind.SHARED: "{reports} found both by databases or registers and by other methods {count} with the databases"
    " and registers.",
    NoteKind.OTHER_INELIGIBLE: "Of the records identified by other methods, {n} {were} judged ineligible before"
    " retrieval; PRISMA has no box for {them}.",
    NoteKind.REMOVED_REPORTS: "{reports} that the last release included {are} no longer included: {why}. PRISMA has no"
    " box for {them}.",
    NoteKind.REMOVED_STUDIES: "{studies} of the last release {have} no included report left.",
    NoteKind.JOINED_REPORTS: "Reconciliation: {reports} of the last release turned out to be {duplicates} of"
    " {other_reports} it includes.",
    NoteKind.STUDIES_INCLUDED_BEFORE: "{studies} with new reports {were} included before and {are} not counted as new.",
}
"""Kind → its sentence; the value of the kind names the term of the flow that must not be 0."""

CONTRADICTIONS: Final[dict[NoteKind, tuple[Callable[[ReportState], bool], str]]] = {
    NoteKind.FULL_TEXT_AFTER_EXCLUSION: (
        lambda state: state.title_abstract == Decision.EXCLUDE and state.decided_on_full_text,
        "{reports} {were} excluded on title and abstract and yet decided on full text; the latter counts.",
    ),
    NoteKind.FULL_TEXT_WITHOUT_TITLE_ABSTRACT: (
        lambda state: state.title_abstract in {None, Decision.UNSURE} and state.decided_on_full_text,
        "{reports} {were} decided on full text without a decision on title and abstract; {they} {count} as advanced.",
    ),
    NoteKind.FULL_TEXT_NOT_RETRIEVED: (
        lambda state: state.retrieval == RetrievalStatus.NOT_RETRIEVED and state.decided_on_full_text,
        "{reports} marked as not retrieved {were} decided on full text; {they} {count} as retrieved.",
    ),
    NoteKind.SCREENED_AFTER_REMOVAL: (
        lambda state: state.before_screening is not None and not state.is_removed,
        "{reports} removed before screening {were} screened or sought nevertheless; {they} {count} as screened.",
    ),
}
"""Kind → the states of a report that contradict each other, and its sentence."""


def term_notes(
    partition: FlowPartition,
    *,
    terms: Mapping[str, int],
    repeats: Mapping[str, int],
    reasons: Mapping[str, tuple[ListLine, ...]],
) -> Iterator[Note]:
    """Yield the notes on numbers that PRISMA has no box for."""
    found_by_both = partition.intake.databases.new_reports & partition.intake.other_methods.reports
    counts = {
        **terms,
        NoteKind.REPEATS: repeats.get("duplicates", 0),
        NoteKind.SHARED: len(found_by_both),
        NoteKind.RECONSIDERED: len(partition.intake.reconsidered),
    }
    removal_reasons = format_reasons(reasons.get("removed_reports", ()))
    why = removal_reasons or "retracted, criteria changed, or decision undone"
    for kind, sentence in TERM_NOTES.items():
        if counts[kind]:
            yield Note(kind, format_with_plural(sentence, counts[kind], why=why))


def _automation_note(terms: Mapping[str, int]) -> Iterator[Note]:
    if terms["records_excluded_by_automation"]:
        yield Note(NoteKind.EXCLUDED_BY_AUTOMATION, describe_exclusions(terms))


def _relinked_note(terms: Mapping[str, int]) -> Iterator[Note]:
    if difference := terms["relinked_studies"]:
        yield Note(
            NoteKind.RELINKED_STUDIES,
            f"Reconciliation: reports of the last release were linked to other studies since, which makes"
            f" {abs(difference)} {'more' if difference > 0 else 'fewer'} of its studies.",
        )


def contradiction_notes(partition: FlowPartition) -> Iterator[Note]:
    """Yield the notes on reports about which decisions contradict each other."""
    screened = partition.intake.from_databases | partition.intake.from_other_methods
    states = [(state, len(reports)) for state, reports in partition.flow_input.group_by_state(screened)]
    for kind, (applies, sentence) in CONTRADICTIONS.items():
        if number := sum(times for state, times in states if applies(state)):
            yield Note(kind, format_with_plural(sentence, number))


def pending_note(pending: Mapping[str, int]) -> Iterator[Note]:
    """Yield the note that the flow is not final, if it is not."""
    if pending_total := sum(number for stage, number in pending.items() if stage != "carried_over"):
        subject = "record or report still awaits" if pending_total == 1 else "records or reports still await"
        yield Note(NoteKind.NOT_FINAL, f"Not final: {pending_total:,} {subject} a decision or retrieval.")
