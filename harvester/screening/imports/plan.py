"""Plan an import of decisions: what is to be stored, and which rows a person has to look at. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from harvester import normalise
from harvester.screening.decisions import Decision
from harvester.screening.imports.model import ImportedDecision, RowWithDecisions
from harvester.screening.imports.record_matching import RecordMatch

_NEVER: Final = datetime.min.replace(tzinfo=UTC)

_Voter = tuple[int, str, bool]
"""Report, reviewer, and whether they settle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedDecision:
    """A decision about a report. ``named_report`` is the number by which its row names it, ``row_index`` the row's
    index.
    """

    report: int
    named_report: int
    imported: ImportedDecision
    row_index: int
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmatchedRow:
    """A row for a person to look at: why, and which reports it may be about (none: no report was found)."""

    row: RowWithDecisions
    why: str
    candidates: tuple[int, ...] = ()
    ambiguous: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlan:
    """All rows of a file, matched or not."""

    matched_decisions: tuple[MatchedDecision, ...]
    unmatched_rows: tuple[UnmatchedRow, ...]
    matched_rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorDecision:
    """A stored decision of the same tool about a report at the same stage.

    ``date`` is the tool's own, ``effective_at`` the date or, without one, when it was stored; ``same_file``: it was in
    this very file.
    """

    report: int
    reviewer: str
    decision: str
    reason: str
    adjudicates: bool
    date: datetime | None
    effective_at: datetime
    same_file: bool = False


def plan_import(rows: Sequence[RowWithDecisions], matches: Sequence[RecordMatch]) -> ImportPlan:
    """Plan what happens to each row. Two undated rows with different decisions of a reviewer about one report are for a
    person.
    """
    unmatched = {
        index: UnmatchedRow(row=row, why=match.why, candidates=match.candidates, ambiguous=match.by != "nothing")
        for index, (row, match) in enumerate(zip(rows, matches, strict=True))
        if match.report is None
    }
    by_voter: dict[tuple[int, str, bool], list[MatchedDecision]] = defaultdict(list)
    for matched in match_decisions(rows, matches):
        by_voter[matched.named_report, matched.imported.reviewer, matched.imported.adjudicates].append(matched)
    latest: list[MatchedDecision] = []
    for decisions in by_voter.values():
        if contradict(decisions):
            lines = ", ".join(str(matched.line) for matched in decisions)
            reviewer = decisions[0].imported.reviewer or "the file"
            why = f"lines {lines} are one report, and {reviewer} decides it in two ways"
            unmatched |= {
                matched.row_index: UnmatchedRow(
                    row=rows[matched.row_index], why=why, candidates=(matched.report,), ambiguous=True
                )
                for matched in decisions
            }
        else:
            latest += sorted(decisions, key=lambda matched: matched.imported.date or _NEVER)[-1:]
    planned = [matched for matched in latest if matched.row_index not in unmatched]
    return ImportPlan(
        matched_decisions=tuple(sorted(planned, key=lambda matched: (matched.imported.adjudicates, matched.row_index))),
        unmatched_rows=tuple(unmatched[index] for index in sorted(unmatched)),
        matched_rows=len(rows) - len(unmatched),
    )


def match_decisions(rows: Sequence[RowWithDecisions], matches: Sequence[RecordMatch]) -> Iterator[MatchedDecision]:
    """Yield each decision of a row that has one report."""
    for index, (row, match) in enumerate(zip(rows, matches, strict=True)):
        if match.report is not None:
            for imported in row.decisions:
                yield MatchedDecision(
                    report=match.report,
                    named_report=match.named_report,
                    imported=imported,
                    row_index=index,
                    line=row.row.line,
                )


def new_decisions(
    matched_decisions: Iterable[MatchedDecision], prior_decisions: Iterable[PriorDecision]
) -> tuple[MatchedDecision, ...]:
    """Return the decisions that their tool has not given before.

    A decision that repeats the tool's latest one is not new, whoever decided otherwise elsewhere in the meantime. A
    dated decision is known once it was stored with its date, and so is every decision of a file that was imported
    before.
    """
    last: dict[_Voter, PriorDecision] = {}
    ever: set[tuple[_Voter, str, str, datetime | None]] = set()
    for decision in sorted(prior_decisions, key=lambda prior: prior.effective_at):
        voter = (decision.report, decision.reviewer, decision.adjudicates)
        last[voter] = decision
        if decision.date is not None or decision.same_file:
            ever.add((voter, decision.decision, decision.reason, decision.date))
    return tuple(decision for decision in matched_decisions if not _is_known(decision, last, ever))


def split_reasons(reasons: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Return the reason that is counted, and the further ones; they come in the order of the review's list."""
    return (reasons[0], tuple(reasons[1:])) if reasons else ("", ())


def _is_known(
    matched: MatchedDecision,
    last: Mapping[_Voter, PriorDecision],
    ever: Collection[tuple[_Voter, str, str, datetime | None]],
) -> bool:
    voter = (matched.report, matched.imported.reviewer, matched.imported.adjudicates)
    decision, reason = matched.imported.decision, split_reasons(matched.imported.reasons)[0]
    if (voter, decision, reason, matched.imported.date) in ever:
        return True
    before = last.get(voter)
    if before is None or (before.decision, before.reason) != (decision, reason):
        return False
    return matched.imported.date in {None, before.date}


def contradict(decisions: Sequence[MatchedDecision]) -> bool:
    """Return whether decisions of one reviewer differ without dates that show which is later."""
    if len({(matched.imported.decision) for matched in decisions}) < 2:
        return False
    dates = [matched.imported.date for matched in decisions]
    return None in dates or len(set(dates)) < len(dates)


LONGEST_REASON: Final = 200
"""Characters a reason may have."""


@dataclass(frozen=True, slots=True)
class TranslatedReasons:
    """Rows whose reasons are the review's own, and the reasons it does not list, with how many decisions give each."""

    rows: tuple[RowWithDecisions, ...]
    unknown: Mapping[str, int]


def translate_reasons(
    rows: Iterable[RowWithDecisions],
    listed: Sequence[str],
    mapped: Mapping[str, str],
    *,
    otherwise: str = "",
    to_label: Callable[[str], str] = str,
) -> TranslatedReasons:
    """Return the rows with the review's words for their reasons, the first of the review's list in front.

    Upper and lower case, blanks, hyphens and accents make no difference. ``mapped`` gives a tool's words for the
    review's; ``otherwise`` is the reason of exclusions that give none. Where the review lists no reasons, all are
    known. ``to_label`` writes a reason that the review does not list as its list can hold it.
    """
    words = {normalise.words(reason): reason for reason in listed}
    requested = {
        normalise.words(theirs): words.get(normalise.words(ours), to_label(ours)) for theirs, ours in mapped.items()
    }
    unknown: dict[str, int] = {}
    order = {reason: place for place, reason in enumerate(listed)}

    def translate_reason(reason: str) -> str:
        key = normalise.words(reason)
        translated = requested.get(key) or words.get(key) or to_label(reason)
        if listed and translated not in order:
            unknown[translated] = unknown.get(translated, 0) + 1
        return translated

    def translate_one(imported: ImportedDecision) -> ImportedDecision:
        if imported.decision != Decision.EXCLUDE:
            return imported
        translated = dict.fromkeys(
            translate_reason(reason[:LONGEST_REASON])
            for reason in imported.reasons or ((otherwise,) if otherwise else ())
        )
        return replace(imported, reasons=tuple(sorted(translated, key=lambda row: order.get(row, len(order)))))

    changed = tuple(replace(row, decisions=tuple(map(translate_one, row.decisions))) for row in rows)
    return TranslatedReasons(changed, unknown)
