"""A plain table of decisions, written by people or other programs. Pure.

It has a column ``decision`` (or one of the names in :mod:`plain_columns`) and one or more of ``report`` (R000123),
``doi``, ``pmid``, ``title`` (with ``year`` and ``authors`` or ``first_author``) to tell what it is about; ``reason``,
``reviewer``, ``labels``, ``note``, ``date`` and ``stage`` may follow, others are left alone. Decisions of several
reviewers may stand side by side ("Reviewer 1 decision", "Decision (Ann)"), with a final one that settles them. The rows
that an import could not place are written in these columns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal

from harvester import normalise
from harvester.citation import Author, Citation
from harvester.errors import FormatError
from harvester.screening.plain_columns import (
    DECISION,
    FINAL,
    IDENTITY,
    REVIEWER,
    Column,
    columns_of,
    left_alone,
    stage_of,
)
from harvester.screening.plain_words import says_decision, undecided_yet, verdict_of
from harvester.screening.returned import Returned, Row, Vote, moment, split

Cells = Sequence[tuple[int, Sequence[str]]]
"""The rows of a table with their numbers."""

CONSENSUS: Final = "consensus"
"""The name that signs a final decision beside those of reviewers."""

_NUMBER: Final = re.compile(r"R0*([1-9]\d{0,15})", re.IGNORECASE)
_MARK: Final = re.compile(r"(?<!\w)lsr[:-]R0*([1-9]\d{0,15})(?!\d)")
_HEADERS_WITHIN: Final = 12
_NEEDS: Final = (
    "It needs decision (or Include?, Reviewer 1 decision, Entscheidung …) and one of report, doi, pmid or title; "
    "reason, reviewer, date may follow. A list of records that were all decided alike needs none: give --decision."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """The columns of a table that count at a stage. ``elsewhere`` are decisions of the other stage.

    ``ambiguous_zero``: somewhere in the table stands -1, so that 0 may be maybe, as Abstrackr has it.
    """

    columns: tuple[Column, ...]
    decisions: tuple[Column, ...]
    final: Column | None
    elsewhere: tuple[Column, ...]
    stage: str
    ambiguous_zero: bool


def read_plain(
    sheets: Sequence[tuple[str, Cells]],
    *,
    name: str,
    stage: Literal["title-abstract", "full-text"] = "title-abstract",
    listed: bool = False,
) -> list[Returned]:
    """The rows of the table among some sheets that holds decisions; a row without one has no vote.

    ``listed``: the table may do without decisions, because it is a list of records that were all decided alike.
    Raises FormatError that lists every wrong row with its line.
    """
    header, columns, rows = _table(sheets, name, listed=listed)
    if not listed:
        _check_all_read(header, columns, rows, name)
    form = _form(columns, rows, name, stage)
    found, wrong = [], []
    for line, cells in rows:
        try:
            found.append(_returned(form, cells, line))
        except ValueError as mistake:
            wrong.append(f"\n  {name}:{line}: {mistake}")
    if wrong:
        raise FormatError(
            f"{len(wrong)} rows cannot be taken over:{''.join(wrong)}",
            hint="Mend these rows. A decision is include, exclude or undecided; empty where nobody has decided.",
        )
    if found and form.decisions and not listed and all(not each.votes for each in found):
        _check_stage(form, rows, name)
    return found


def _table(
    sheets: Sequence[tuple[str, Cells]], name: str, *, listed: bool
) -> tuple[Sequence[str], tuple[Column, ...], Cells]:
    """Header, columns and rows of the one sheet with a header of decisions."""
    tables = []
    for title, rows in sheets:
        for place, (_, cells) in enumerate(rows[:_HEADERS_WITHIN]):
            columns = columns_of(cells)
            if _is_header(columns, listed=listed):
                tables.append((title, cells, columns, rows[place + 1 :]))
                break
    if len(tables) > 1:
        raise FormatError(
            f"{name} has decisions on {len(tables)} sheets: {', '.join(title for title, *_ in tables)}.",
            hint="Save each as a file of its own; --reviewer signs one that names nobody.",
        )
    if not tables:
        heads = [", ".join(filter(None, rows[0][1])) for _, rows in sheets if rows]
        raise FormatError(
            f"{name} is not a table of decisions: its columns are {'; '.join(heads) or 'none'}.", hint=_NEEDS
        )
    return tables[0][1:]


def _check_all_read(header: Sequence[str], columns: Sequence[Column], rows: Cells, name: str) -> None:
    """No column whose name says nothing is full of decisions: they would be lost."""
    known = {column.place for column in columns}
    for place, title in enumerate(header):
        filled = [cell for _, cells in rows if (cell := cells[place] if place < len(cells) else "").strip()]
        if place in known or left_alone(title) or not any(map(says_decision, filled)):
            continue
        if all(map(_is_decision, filled)):
            raise FormatError(
                f"{name} has decisions in the column {title!r} too, and its name does not tell whose.",
                hint="Name it Decision (NAME), Final decision, or with a stage (Full-text decision); or take it out.",
            )


def _is_header(columns: Sequence[Column], *, listed: bool) -> bool:
    kinds = {column.kind for column in columns}
    decides = kinds & {DECISION, FINAL} or any(column.kind == REVIEWER and column.who for column in columns)
    return bool(kinds & set(IDENTITY)) and bool(listed or decides)


def _form(columns: tuple[Column, ...], rows: Cells, name: str, stage: str) -> _Form:
    said = [column for column in columns if column.kind == DECISION] + _bare(columns, rows)
    final = [column for column in columns if column.kind == FINAL]
    if final and not said:
        said, final = final, []
    elsewhere = tuple(column for column in said if column.stage not in {"", stage})
    columns = _whose(columns, {column.who for column in said})
    here = _here([column for column in said if column not in elsewhere], elsewhere, name, stage)
    finals = [column for column in final if column.stage in {"", stage}]
    for columns_ in (here, finals):
        _check_once(columns_, name)
    return _Form(
        columns=columns,
        decisions=tuple(here),
        final=finals[0] if finals else None,
        elsewhere=elsewhere,
        stage=stage,
        ambiguous_zero=any(cell.strip() == "-1" for _, cells in rows for cell in cells),
    )


def _whose(columns: Sequence[Column], deciding: Collection[str]) -> tuple[Column, ...]:
    """The columns, with those that are of nobody who decides made everybody's: "Reason (if excluded)"."""
    names = sum(column.kind == REVIEWER and column.who not in deciding for column in columns)
    return tuple(
        column
        if column.who in deciding or (column.kind == REVIEWER and names > 1) or column.kind in {DECISION, FINAL}
        else replace(column, who="")
        for column in columns
    )


def _bare(columns: Sequence[Column], rows: Cells) -> list[Column]:
    """Columns such as "Reviewer 1" that hold decisions, not names: all their cells are decisions."""
    taken = {column.who for column in columns if column.kind == DECISION}
    bare = [column for column in columns if column.kind == REVIEWER and column.who and column.who not in taken]
    return [column for column in bare if all(_is_decision(_cell(cells, column)) for _, cells in rows)]


def _is_decision(cell: str) -> bool:
    return undecided_yet(cell) or verdict_of(cell) is not None


def _here(said: list[Column], elsewhere: Sequence[Column], name: str, stage: str) -> list[Column]:
    """The columns of decisions at the stage; one that names no stage counts where none names another."""
    named = [column for column in said if column.stage == stage]
    if named or not elsewhere:
        return named or said
    others = ", ".join(f"{column.name!r} ({column.stage})" for column in elsewhere)
    if said:
        raise FormatError(
            f"{name} has decisions of another stage, {others}, so that it is not clear of which {said[0].name!r} is.",
            hint=f"Put the stage into its name ({stage} {said[0].name}), or take that column out.",
        )
    raise FormatError(
        f"{name} has no decisions of the stage {stage}, but of another: {others}.",
        hint=f"Give the stage they are of: --stage {elsewhere[0].stage}",
    )


def _check_once(columns: Sequence[Column], name: str) -> None:
    seen: dict[str, Column] = {}
    for column in columns:
        if (other := seen.setdefault(column.who, column)) is not column:
            raise FormatError(
                f"{name} says twice what was decided, in the columns {other.name!r} and {column.name!r}.",
                hint="Take one out, or say whose decisions they are: Decision (Ann), Decision (Bob).",
            )


def _check_stage(form: _Form, rows: Cells, name: str) -> None:
    """No row has a decision: told apart are a table where nobody has decided and one of another stage."""
    stages = {stage_of(_first(form, cells, "stage")) for _, cells in rows} - {None}
    if stages and form.stage not in stages:
        told = ", ".join(sorted(filter(None, stages)))
        raise FormatError(
            f"{name} has no decisions of the stage {form.stage}: its column stage says {told}.",
            hint=f"Give the stage they are of: --stage {told}",
        )
    raise FormatError(
        f"{name} has no decision in {', '.join(repr(column.name) for column in form.decisions)}.",
        hint="Fill in include, exclude or undecided.",
    )


def _returned(form: _Form, cells: Sequence[str], line: int) -> Returned:
    read = _reader(form, cells)
    carried = _carried(read("report"), cells)
    if not carried and not any(read(kind) for kind in IDENTITY):
        raise ValueError(f"it names no report: fill in one of {', '.join(IDENTITY)}")
    about = Row(line=line, citation=_citation(read), carried=carried, accession=_accession(read("report"), read))
    if not form.decisions:
        reasons, labels = split(read("reason"), ";"), split(read("labels"), ";")
        return Returned(row=about, reasons=reasons, labels=labels, note=read("note"))
    return Returned(row=about, votes=tuple(_votes(form, cells)) if _counts(read("stage"), form.stage) else ())


def _counts(named: str, stage: str) -> bool:
    found = stage_of(named)
    if named and found is None and named not in {"before-screening", "retrieval"}:
        raise ValueError(f"stage: {named!r} is neither title-abstract nor full-text")
    return not named or found == stage


def _votes(form: _Form, cells: Sequence[str]) -> Iterator[Vote]:
    votes = [_vote(form, cells, column) for column in form.decisions]
    told = [vote for vote in votes if vote is not None]
    final = _vote(form, cells, form.final) if form.final else None
    excluded = [vote for vote in (*told, *([final] if final else [])) if vote.verdict == "exclude"]
    reason = _first(form, cells, "reason")
    if reason and not excluded and not any(_verdict(form, cells, column) == "exclude" for column in form.elsewhere):
        raise ValueError(f"reason: {reason!r} goes with an exclusion only")
    yield from told
    if final and {vote.verdict for vote in told} != {final.verdict}:
        yield _settling(final, several=bool(told))


def _settling(final: Vote, *, several: bool) -> Vote:
    return Vote(
        verdict=final.verdict,
        reviewer=CONSENSUS,
        reasons=final.reasons,
        labels=final.labels,
        note=final.note,
        date=final.date,
        adjudicates=several,
    )


def _vote(form: _Form, cells: Sequence[str], column: Column) -> Vote | None:
    verdict = _verdict(form, cells, column)
    read = _reader(form, cells, column.who)
    date = _date(read("date"))
    if verdict is None:
        return None
    return Vote(
        verdict=verdict,
        reviewer=(read(REVIEWER) if column.kind != REVIEWER else "") or column.who,
        reasons=split(read("reason"), ";") if verdict == "exclude" else (),
        labels=split(read("labels"), ";"),
        note=read("note"),
        date=date,
    )


def _verdict(form: _Form, cells: Sequence[str], column: Column) -> Literal["include", "exclude", "undecided"] | None:
    said = _cell(cells, column)
    if undecided_yet(said):
        return None
    if said == "0" and form.ambiguous_zero:
        raise ValueError(f"{column.name}: 0 beside -1 may be exclude or maybe; write which")
    found = verdict_of(said, answers=not column.both_ways)
    if found is None:
        raise ValueError(f"{column.name}: {said!r} is none of include, exclude, undecided")
    return found


def _date(text: str) -> datetime | None:
    found = moment(text)
    if text and found is None:
        raise ValueError(f"date: {text!r} is not a day; write it like 2026-03-31")
    return found


def _cell(cells: Sequence[str], column: Column) -> str:
    return cells[column.place].strip() if column.place < len(cells) else ""


def _first(form: _Form, cells: Sequence[str], kind: str, who: str | None = None) -> str:
    """The first filled cell of a kind at the stage; with ``who`` that of the reviewer, else one that is nobody's."""
    of_kind = [column for column in form.columns if column.kind == kind and column.stage in {"", form.stage}]
    own = [column for column in of_kind if column.who == who] if who else []
    anyones = [column for column in of_kind if not column.who or who is None]
    return next((cell for column in (*own, *anyones) if (cell := _cell(cells, column))), "")


def _reader(form: _Form, cells: Sequence[str], who: str = "") -> Callable[[str], str]:
    return lambda kind: _first(form, cells, kind, who)


def _citation(read: Callable[[str], str]) -> Citation:
    first = read("first author") or read("authors").partition(";")[0]
    family, _, given = first.partition(",")
    return Citation(
        title=read("title"),
        authors=(Author(family.strip(), given.strip()),) if family.strip() else (),
        year=normalise.year(read("year")),
        doi=normalise.doi(read("doi")),
        pmid=normalise.pmid(read("pmid")),
    )


def _carried(report: str, cells: Sequence[str]) -> tuple[int, ...]:
    """Our number in its own column, else wherever it survived (an address, a keyword, a note)."""
    if found := _NUMBER.fullmatch(report.strip()):
        return (int(found[1]),)
    return tuple(dict.fromkeys(int(number) for cell in cells for number in _MARK.findall(cell)))


def _accession(report: str, read: Callable[[str], str]) -> str:
    """A record's own name may stand in the place of the report: "pubmed:37344166", or the number alone."""
    named = "" if _NUMBER.fullmatch(report.strip()) else report.rpartition(":")[2].strip()
    return read("accession") or named
