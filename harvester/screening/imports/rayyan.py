"""Read Rayyan's exports: decisions in the notes of each record, dates in a log beside them. Pure.

The notes of a record are its own note, then ``|`` and Rayyan's blocks: ``RAYYAN-INCLUSION: {"Ann"=>"Included",
"Bob"=>"Excluded"} | RAYYAN-LABELS: a,b | RAYYAN-EXCLUSION-REASONS: c,d | USER-NOTES: {"Ann"=>["…"]}``. A record that
went through Rayyan twice has blocks of both rounds; reference managers wrap notes in ``<p>``. The last block that is
not wrapped is the one of this round. (Rayyan's help on exporting; rayyanR, parse_rayyan.R; samples of both formats.)
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from html import unescape
from typing import Final

from harvester.errors import FormatError
from harvester.screening.decisions import Decision
from harvester.screening.imports.model import ImportedDecision, ImportedRow, RowWithDecisions, parse_moment, split_list

RAYYAN_LOG: Final = "customizations_log.csv"
"""The file of the zip archive that says who set what when."""

_DECISIONS: Final = {"included": Decision.INCLUDE, "excluded": Decision.EXCLUDE, "maybe": Decision.UNSURE}
_LOGGED: Final = {"1": Decision.INCLUDE, "0": Decision.UNSURE, "-1": Decision.EXCLUDE}
_REASON: Final = "__EXR__"
_WRAPPED: Final = re.compile(r"<p\b[^>]*>.*?(?:</p\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_PARAGRAPH: Final = re.compile(r"</?p\b[^>]*>", re.IGNORECASE)
_NAME: Final = r"(?:RAYYAN-(?:INCLUSION|LABELS|EXCLUSION-REASONS)|USER-NOTES)"
_BLOCK: Final = re.compile(rf"({_NAME}):\s*(.*?)\s*(?=\|\s*{_NAME}:|{_NAME}:|\Z)", re.DOTALL)
_STRING: Final = r'"((?:[^"\\]|\\.)*)"'
_PAIR: Final = re.compile(rf"{_STRING}\s*=>\s*{_STRING}")
_PAIRS: Final = rf"(?:{_PAIR.pattern}\s*(?:,\s*)?)"
_INCLUSION: Final = re.compile(rf"\{{\s*{_PAIRS}*\}}|{_PAIRS}+(?=\||\Z)")  # BibTeX takes the braces for its own
_NOTES_OF: Final = re.compile(rf'{_STRING}\s*=>\s*\[((?:[^"\]]|{_STRING})*)\]')
_ONE: Final = re.compile(_STRING)
_NUMBER: Final = re.compile(r"rayyan-(\d+)")
_COLUMNS: Final = frozenset(["rayyan-inclusion", "rayyan-labels", "rayyan-exclusion-reasons", "user-notes"])
_FEW: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class RayyanNotes:
    """The blocks of a record: reviewer → decision, labels and reasons of the team, reviewer → notes.

    ``unread`` is the block of decisions where a part of it is not understood; then ``inclusion`` is incomplete.
    """

    inclusion: Mapping[str, Decision] = field(default_factory=dict)
    labels: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    notes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unread: str = ""


@dataclass(slots=True)
class _LogEntry:
    """The latest decision of a user about an article in the log."""

    decision: Decision | None = None
    date: datetime | None = None
    reasons: dict[str, None] = field(default_factory=dict)


def read_rayyan(
    rows: Sequence[ImportedRow], log: bytes | None = None, *, name: str = RAYYAN_LOG
) -> list[RowWithDecisions]:
    """Return Rayyan's records with their decisions, with dates and each reviewer's own reasons where a log is given.

    ``log`` is the content of customizations_log.csv. Raises ``FormatError`` for a log that is no such table, and for
    decisions that are not understood or are in the log alone, because none of them may be lost.
    """
    texts = [_texts(row) for row in rows]
    through_manager = not any("RAYYAN-INCLUSION:" in _unwrapped(text) for row_texts in texts for text in row_texts)
    parsed = [parse_rayyan_notes(row_texts, wrapped=through_manager) for row_texts in texts]
    _check_understood(rows, parsed)
    decided = [_read_row(row, notes) for row, notes in zip(rows, parsed, strict=True)]
    if log is None:
        return decided
    logged = read_log(log, name)
    _check_log(decided, logged, name)
    return add_dates(decided, logged)


def parse_rayyan_notes(texts: Iterable[str], *, wrapped: bool = False) -> RayyanNotes:
    """Return the blocks in the notes of one record. ``wrapped``: use those in ``<p>``, for the file has no others."""
    text = " | ".join(_PARAGRAPH.sub(" ", text) if wrapped else _unwrapped(text) for text in texts)
    blocks: dict[str, str] = {}
    for kind, value in _BLOCK.findall(unescape(text) if "&" in text else text):
        if kind == "RAYYAN-INCLUSION":
            blocks.clear()  # a new round begins; the earlier blocks are stale
        blocks[kind] = value.strip(" |")
    decided = blocks.get("RAYYAN-INCLUSION", "")
    inclusion = _INCLUSION.match(decided)
    pairs = _PAIR.findall(inclusion[0]) if inclusion else []
    understood = inclusion is not None and all(how.casefold() in _DECISIONS for _, how in pairs)
    return RayyanNotes(
        unread=decided if decided and not understood else "",
        inclusion={_plain(who): _DECISIONS[how.casefold()] for who, how in pairs if how.casefold() in _DECISIONS},
        labels=split_list(blocks.get("RAYYAN-LABELS", ""), ","),
        reasons=split_list(blocks.get("RAYYAN-EXCLUSION-REASONS", ""), ","),
        notes={
            _plain(match[1]): tuple(_plain(note) for note in _ONE.findall(match[2]))
            for match in _NOTES_OF.finditer(blocks.get("USER-NOTES", ""))
        },
    )


def _check_understood(rows: Sequence[ImportedRow], parsed: Sequence[RayyanNotes]) -> None:
    wrong = [(row.line, notes.unread) for row, notes in zip(rows, parsed, strict=True) if notes.unread]
    if wrong:
        listed = "".join(f"\n  line {line}: RAYYAN-INCLUSION: {block[:100]}" for line, block in wrong[:_FEW])
        raise FormatError(
            f"The decisions of {len(wrong)} records are not understood:{listed}",
            hint='Each is {"Ann"=>"Included", "Bob"=>"Excluded"}, or "Maybe": export from Rayyan again, or fix these.',
        )


def _check_log(rows: Sequence[RowWithDecisions], log: Mapping[str, Mapping[str, _LogEntry]], name: str) -> None:
    decided = {number for articles in log.values() for number, entry in articles.items() if entry.decision is not None}
    lost = [row for row in rows if _article_number(row.row) in decided]
    if lost and not any(row.decisions for row in rows):
        raise FormatError(
            f"{name} dates decisions about {len(lost)} of the records, but no record says who decided what.",
            hint="Export from Rayyan again, with the decisions included in the notes.",
        )


def _unwrapped(text: str) -> str:
    return _WRAPPED.sub(" ", text)


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text).strip()


def _texts(row: ImportedRow) -> list[str]:
    notes = [value for name, value in row.fields if name.casefold() in {"notes", "note", "n1"}]
    return notes + [f"{name.upper()}: {value}" for name, value in row.fields if name.casefold() in _COLUMNS and value]


def _read_row(row: ImportedRow, notes: RayyanNotes) -> RowWithDecisions:
    votes = tuple(
        ImportedDecision(
            decision=decision,
            reviewer=who,
            reasons=notes.reasons if decision == Decision.EXCLUDE else (),
            labels=notes.labels,
            note="; ".join(notes.notes.get(who, ())),
        )
        for who, decision in notes.inclusion.items()
    )
    return RowWithDecisions(row=row, decisions=votes)


def read_log(log: bytes, name: str) -> dict[str, dict[str, _LogEntry]]:
    """Return user → article → latest entry, from the log's events in order of time. Raises ``FormatError``."""
    try:
        reader = csv.DictReader(io.StringIO(log.decode("utf-8-sig"), newline=""), strict=True)
        events = [{key: value or "" for key, value in row.items() if key} for row in reader]
    except (UnicodeDecodeError, csv.Error) as error:
        raise FormatError(f"{name} cannot be read as a table: {error}.", hint="Export from Rayyan again.") from error
    if missing := {"created_at", "article_id", "key", "value"} - set(reader.fieldnames or ()):
        raise FormatError(
            f"{name} is not Rayyan's log: it has no column {', '.join(sorted(missing))}.",
            hint="Export from Rayyan again, or name the table of articles alone.",
        )
    users: dict[str, dict[str, _LogEntry]] = defaultdict(lambda: defaultdict(_LogEntry))
    for event in sorted(events, key=lambda logged: logged["created_at"]):
        user = event.get("user_email") or event.get("user_id") or ""
        _add_event(users[user][event["article_id"]], event)
    return {user: dict(articles) for user, articles in users.items()}


def _add_event(entry: _LogEntry, event: Mapping[str, str]) -> None:
    key, value = event["key"].strip('"'), event["value"]
    if key == "included":
        entry.decision, entry.date = _LOGGED.get(value), parse_moment(event["created_at"])
    elif key.startswith(_REASON):
        reason = key.removeprefix(_REASON).strip()
        if value == "1":
            entry.reasons[reason] = None
        else:
            entry.reasons.pop(reason, None)


def add_dates(rows: Sequence[RowWithDecisions], log: Mapping[str, Mapping[str, _LogEntry]]) -> list[RowWithDecisions]:
    """Return the rows with the dates and each reviewer's own reasons from the log."""
    users = match_users(rows, log)
    return [
        replace(row, decisions=tuple(_with_date(imported, row.row, users, log) for imported in row.decisions))
        for row in rows
    ]


def _with_date(
    imported: ImportedDecision, row: ImportedRow, users: Mapping[str, str], log: Mapping[str, Mapping[str, _LogEntry]]
) -> ImportedDecision:
    entry = log.get(users.get(imported.reviewer, ""), {}).get(_article_number(row))
    if entry is None or entry.decision != imported.decision:
        return imported
    own_reasons = tuple(entry.reasons) if imported.decision == Decision.EXCLUDE else ()
    return replace(imported, date=entry.date, reasons=own_reasons or imported.reasons)


def match_users(rows: Sequence[RowWithDecisions], log: Mapping[str, Mapping[str, _LogEntry]]) -> dict[str, str]:
    """Return reviewer in the notes → user in the log: the one with the same decisions about every article both have.

    Rayyan names people in the notes and their addresses in the log. Where two users fit, none is chosen.
    """
    by_reviewer: dict[str, dict[str, Decision]] = defaultdict(dict)
    for row in rows:
        for imported in row.decisions:
            by_reviewer[imported.reviewer][_article_number(row.row)] = imported.decision
    fitting = {
        name: [user for user, articles in log.items() if _fits(decided, articles)]
        for name, decided in by_reviewer.items()
    }
    return {name: users[0] for name, users in fitting.items() if len(users) == 1}


def _fits(decided: Mapping[str, Decision], articles: Mapping[str, _LogEntry]) -> bool:
    same = [articles[number].decision == decision for number, decision in decided.items() if number in articles]
    return any(same) and all(same)


def _article_number(row: ImportedRow) -> str:
    number = _NUMBER.fullmatch(row.first_value("key", "an"))
    return number[1] if number else ""
