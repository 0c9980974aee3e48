"""Reconcile the answers of several extractors, in all their versions: the values that count, and disagreements. Pure.

An extractor's latest answer counts, and a settlement overrules everybody's. Extractors who worked on the same level of
a report disagree about a field when their answers differ, and about a row when only one of them has it. Until that is
settled, the field has no value, and the row counts as far as it is filled in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from harvester.extraction.form.model import RowPlace
from harvester.identifiers import report_name

WITHDRAWN: Final = ""
"""In place of a field's key: the extractor takes the whole row back."""

AnswerKey = tuple[str, RowPlace, str]
"""An answer's address in its report: level, place, field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractedAnswer:
    """One version of an answer. ``report`` is the report as of today, ``original_report`` the number it had then.

    ``entered`` is the text of the cell, ``value`` its value; ``order`` grows with time. For a row that is withdrawn the
    field is ``WITHDRAWN``.
    """

    order: int
    report: int
    original_report: int
    level: str
    place: RowPlace
    field: str
    value: str
    entered: str
    extractor: str
    settles: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """Extractors who differ about a field, or (``field`` "") about whether there is such a row: extractor → answer."""

    report: int
    level: str
    place: RowPlace
    field: str
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconciledRow:
    """The values that count in one row: field → value, where there is one; the fields still in dispute have none."""

    report: int
    level: str
    place: RowPlace
    values: Mapping[str, str]
    entered: Mapping[str, str]
    disputed: frozenset[str] = frozenset()
    sole_extractor: str = ""
    """The one extractor who has this row, where others worked on the report too and nobody settled it."""


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """All rows that count and all disagreements, in the order of reports, levels and places."""

    rows: tuple[ReconciledRow, ...]
    disagreements: tuple[Disagreement, ...]
    extractors: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """Report → who extracted it, settlements apart, in the order in which they began."""


def latest_answers(answers: Iterable[ExtractedAnswer]) -> dict[tuple[str, int, int], dict[AnswerKey, ExtractedAnswer]]:
    """Return (extractor, report, number it had) → cell → latest answer, without settlements and withdrawn rows."""
    by_extractor: dict[tuple[str, int, int], dict[AnswerKey, ExtractedAnswer]] = defaultdict(dict)
    for answer in sorted(answers, key=lambda entry: entry.order):
        if not answer.settles:
            _apply(by_extractor[answer.extractor, answer.report, answer.original_report], answer)
    return {who: cells for who, cells in by_extractor.items() if cells}


def reconcile(answers: Collection[ExtractedAnswer]) -> Reconciliation:
    """Derive the rows that count and the disagreements from all answers."""
    ordered = sorted(answers, key=lambda answer: answer.order)
    opinions: dict[int, dict[str, dict[AnswerKey, ExtractedAnswer]]] = defaultdict(dict)
    extractors: dict[int, list[str]] = defaultdict(list)
    for (who, report, original_report), cells in latest_answers(ordered).items():
        name = f"{who} (as {report_name(original_report)})" if who in opinions[report] else who
        opinions[report][name] = cells
        if who not in extractors[report]:
            extractors[report].append(who)
    settled, refused = collect_settlements(ordered)
    rows: list[ReconciledRow] = []
    disagreements: list[Disagreement] = []
    for report in sorted({*opinions, *settled}):
        report_answers = _ReportAnswers(
            report, opinions.get(report, {}), settled.get(report, {}), refused.get(report, set())
        )
        report_rows, disputed = report_answers.rows()
        rows += report_rows
        disagreements += disputed
    return Reconciliation(tuple(rows), tuple(disagreements), {report: tuple(who) for report, who in extractors.items()})


def _apply(cells: dict[AnswerKey, ExtractedAnswer], answer: ExtractedAnswer) -> None:
    if answer.field == WITHDRAWN:
        for cell in [cell for cell in cells if cell[:2] == (answer.level, answer.place)]:
            del cells[cell]
    else:
        cells[answer.level, answer.place, answer.field] = answer


def collect_settlements(
    ordered: Iterable[ExtractedAnswer],
) -> tuple[dict[int, dict[AnswerKey, ExtractedAnswer]], dict[int, set[tuple[str, RowPlace]]]]:
    """Return report → the settled answers, and report → the rows that were settled away."""
    settled: dict[int, dict[AnswerKey, ExtractedAnswer]] = defaultdict(dict)
    refused: dict[int, set[tuple[str, RowPlace]]] = defaultdict(set)
    for answer in ordered:
        if answer.settles:
            _apply(settled[answer.report], answer)
            row = (answer.level, answer.place)
            (refused[answer.report].add if answer.field == WITHDRAWN else refused[answer.report].discard)(row)
    return settled, refused


class _ReportAnswers:
    """The answers about one report."""

    def __init__(
        self,
        report: int,
        opinions: Mapping[str, Mapping[AnswerKey, ExtractedAnswer]],
        settled: Mapping[AnswerKey, ExtractedAnswer],
        refused: Collection[tuple[str, RowPlace]],
    ) -> None:
        self._report, self._opinions, self._settled, self._refused = report, opinions, settled, refused

    def rows(self) -> tuple[list[ReconciledRow], list[Disagreement]]:
        """Return each row that counts, and the disagreements about them."""
        rows: list[ReconciledRow] = []
        disputed: list[Disagreement] = []
        places = {cell[:2] for cells in (*self._opinions.values(), self._settled) for cell in cells}
        for level, place in sorted(places - set(self._refused), key=place_order):
            row, differing = self._reconcile_row(level, place)
            rows.append(row)
            disputed += differing
        return rows, disputed

    def _reconcile_row(self, level: str, place: RowPlace) -> tuple[ReconciledRow, list[Disagreement]]:
        working = {who: cells for who, cells in self._opinions.items() if any(cell[0] == level for cell in cells)}
        having = {who: cells for who, cells in working.items() if any(cell[:2] == (level, place) for cell in cells)}
        is_settled = any(cell[:2] == (level, place) for cell in self._settled)
        alone = len(working) > len(having) and not is_settled
        fields = dict.fromkeys(
            cell[2] for cells in (*having.values(), self._settled) for cell in cells if cell[:2] == (level, place)
        )
        values, entered, differing = {}, {}, []
        for key in fields:
            answers = {who: cells.get((level, place, key)) for who, cells in having.items()}
            holding = self._settled.get((level, place, key))
            by_extractor = {who: answer.value if answer else "" for who, answer in answers.items()}
            if holding is None and len(set(by_extractor.values())) > 1:
                differing.append(self._disagreement(level, place, key, by_extractor))
                continue
            holding = holding or next(answer for answer in answers.values() if answer)
            values[key], entered[key] = holding.value, holding.entered
        if alone:
            presence = {who: "has this row" if who in having else "has no such row" for who in working}
            differing.insert(0, self._disagreement(level, place, "", presence))
        row = ReconciledRow(
            report=self._report,
            level=level,
            place=place,
            values=values,
            entered=entered,
            disputed=frozenset(disagreement.field for disagreement in differing if disagreement.field),
            sole_extractor=", ".join(having) if alone else "",
        )
        return row, differing

    def _disagreement(self, level: str, place: RowPlace, key: str, answers: Mapping[str, str]) -> Disagreement:
        return Disagreement(report=self._report, level=level, place=place, field=key, answers=answers)


def place_order(row: tuple[str, RowPlace]) -> tuple[str, tuple[tuple[int, str], ...]]:
    """Sort numbers in their order ("2" before "10"), then names."""
    level, place = row
    return level, tuple((int(name), "") if name.isdecimal() else (10**9, name) for name in place)
