"""Answers of several extractors, in all their versions → what holds, and where they disagree. Pure.

An extractor's latest answer counts, and a settlement counts against everybody's. Extractors who worked on the same
level of a report disagree about a field when their answers differ, and about a row when only one of them has it. Until
that is settled, the field has no value, and the row counts as far as it is filled in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from harvester.extraction.layout import Place

WITHDRAWN: Final = ""
"""In place of a field's key: the extractor takes the whole row back."""

Cell = tuple[str, Place, str]
"""An answer's address in its report: level, place, field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One version of an answer. ``report`` is the report as of today, ``given_as`` the number it had then.

    ``entered`` is what stood in the cell, ``value`` what it means; ``order`` grows with time. Of a row that is taken
    back the field is ``WITHDRAWN``.
    """

    order: int
    report: int
    given_as: int
    level: str
    place: Place
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
    place: Place
    field: str
    given: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What holds for one row: field → value, where there is one; the fields still in dispute have none."""

    report: int
    level: str
    place: Place
    values: Mapping[str, str]
    entered: Mapping[str, str]
    disputed: frozenset[str] = frozenset()
    only: str = ""
    """The one extractor who has this row, where others worked on the report too and nobody settled it."""


@dataclass(frozen=True, slots=True)
class Merged:
    """Everything that holds, and everything in dispute, in the order of reports, levels and places."""

    rows: tuple[Row, ...]
    disagreements: tuple[Disagreement, ...]
    extractors: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """Report → who extracted it, settlements apart, in the order in which they began."""


def latest(answers: Iterable[Answer]) -> dict[tuple[str, int, int], dict[Cell, Answer]]:
    """(extractor, report, number it had) → cell → the latest answer, settlements apart; withdrawn rows are gone."""
    found: dict[tuple[str, int, int], dict[Cell, Answer]] = defaultdict(dict)
    for answer in sorted(answers, key=lambda each: each.order):
        if not answer.settles:
            _take(found[answer.extractor, answer.report, answer.given_as], answer)
    return {who: cells for who, cells in found.items() if cells}


def merge(answers: Collection[Answer]) -> Merged:
    """What all answers add up to."""
    ordered = sorted(answers, key=lambda each: each.order)
    opinions: dict[int, dict[str, dict[Cell, Answer]]] = defaultdict(dict)
    extractors: dict[int, list[str]] = defaultdict(list)
    for (who, report, given_as), cells in latest(ordered).items():
        opinions[report][_free(who, opinions[report], given_as)] = cells
        if who not in extractors[report]:
            extractors[report].append(who)
    settled, refused = _settlements(ordered)
    rows: list[Row] = []
    disagreements: list[Disagreement] = []
    for report in sorted({*opinions, *settled}):
        one = _Report(report, opinions.get(report, {}), settled.get(report, {}), refused.get(report, set()))
        found, disputed = one.rows()
        rows += found
        disagreements += disputed
    return Merged(tuple(rows), tuple(disagreements), {report: tuple(who) for report, who in extractors.items()})


def _take(cells: dict[Cell, Answer], answer: Answer) -> None:
    if answer.field == WITHDRAWN:
        for cell in [cell for cell in cells if cell[:2] == (answer.level, answer.place)]:
            del cells[cell]
    else:
        cells[answer.level, answer.place, answer.field] = answer


def _free(name: str, taken: Collection[str], given_as: int) -> str:
    return f"{name} (as R{given_as:06d})" if name in taken else name


def _settlements(
    ordered: Iterable[Answer],
) -> tuple[dict[int, dict[Cell, Answer]], dict[int, set[tuple[str, Place]]]]:
    """Report → what was settled; and the rows that were settled away."""
    settled: dict[int, dict[Cell, Answer]] = defaultdict(dict)
    refused: dict[int, set[tuple[str, Place]]] = defaultdict(set)
    for answer in ordered:
        if answer.settles:
            _take(settled[answer.report], answer)
            row = (answer.level, answer.place)
            (refused[answer.report].add if answer.field == WITHDRAWN else refused[answer.report].discard)(row)
    return settled, refused


class _Report:
    """The answers about one report."""

    def __init__(
        self,
        report: int,
        opinions: Mapping[str, Mapping[Cell, Answer]],
        settled: Mapping[Cell, Answer],
        refused: Collection[tuple[str, Place]],
    ) -> None:
        self._report, self._opinions, self._settled, self._refused = report, opinions, settled, refused

    def rows(self) -> tuple[list[Row], list[Disagreement]]:
        """Each row that holds, and what is in dispute about it."""
        rows: list[Row] = []
        disputed: list[Disagreement] = []
        places = {cell[:2] for cells in (*self._opinions.values(), self._settled) for cell in cells}
        for level, place in sorted(places - set(self._refused), key=_by_place):
            row, differing = self._row(level, place)
            rows.append(row)
            disputed += differing
        return rows, disputed

    def _row(self, level: str, place: Place) -> tuple[Row, list[Disagreement]]:
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
            held = self._settled.get((level, place, key))
            said = {who: answer.value if answer else "" for who, answer in answers.items()}
            if held is None and len(set(said.values())) > 1:
                differing.append(self._disagreement(level, place, key, said))
                continue
            held = held or next(answer for answer in answers.values() if answer)
            values[key], entered[key] = held.value, held.entered
        if alone:
            told = {who: "has this row" if who in having else "has no such row" for who in working}
            differing.insert(0, self._disagreement(level, place, "", told))
        row = Row(
            report=self._report,
            level=level,
            place=place,
            values=values,
            entered=entered,
            disputed=frozenset(each.field for each in differing if each.field),
            only=", ".join(having) if alone else "",
        )
        return row, differing

    def _disagreement(self, level: str, place: Place, key: str, given: Mapping[str, str]) -> Disagreement:
        return Disagreement(report=self._report, level=level, place=place, field=key, given=given)


def _by_place(row: tuple[str, Place]) -> tuple[str, tuple[tuple[int, str], ...]]:
    """Numbers in their order ("2" before "10"), then names."""
    level, place = row
    return level, tuple((int(name), "") if name.isdecimal() else (10**9, name) for name in place)
