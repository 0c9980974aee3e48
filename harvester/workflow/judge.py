"""What people decide about records: that they are one report, that they are not, that they cannot tell."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations, product
from typing import Any, Literal

from sqlalchemy.orm import Session

from harvester.errors import ContradictionError, UsageError
from harvester.store import judgements, records
from harvester.store.values import JudgementRow, NewJudgement, RecordRow
from harvester.workflow.cluster import recluster
from harvester.workflow.consequences import consequences
from harvester.workflow.deduplicate import remark_json
from harvester.workflow.desk import Desk
from harvester.workflow.reference import HOW, is_report, record_meant, title_of
from harvester.workflow.results import judgement_name, report_name

Answer = Literal["duplicate", "distinct", "unsure"]
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a person's judgement did: the records as they stand now, and what follows for their screening."""

    rows: tuple[RecordRow, ...]
    sentence: str
    moved: int
    made: tuple[int, ...] = ()
    consequences: tuple[str, ...] = ()

    @property
    def left(self) -> RecordRow:
        """The first of the records."""
        return self.rows[0]

    @property
    def right(self) -> RecordRow:
        """The second of the records."""
        return self.rows[1]

    def to_json(self) -> dict[str, Any]:
        """For ``harvester dedup merge|split|undo --json``."""
        return {
            "record_a": self.left.name,
            "record_b": self.right.name,
            "report_a": report_name(self.left.report_id),
            "report_b": report_name(self.right.report_id),
            "records": [{"record": row.name, "report": report_name(row.report_id)} for row in self.rows],
            "judgements": [judgement_name(number) for number in self.made],
            "moved": self.moved,
            "message": self.sentence,
            "consequences": list(self.consequences),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Records as they stand after a judgement, how many records changed report, the numbers of the judgements."""

    rows: tuple[RecordRow, ...]
    moved: int
    made: tuple[int, ...]


def decide(desk: Desk, one: str, other: str, verdict: Answer, *, person: str, note: str = "") -> Verdict:
    """A person's word about two records; it holds against every rule. "unsure" puts the pair off.

    Raises ``UsageError`` for an unknown name, ``ContradictionError`` when other judgements of people forbid it.
    """
    with desk.store.write() as session:
        left, right = two_meant(session, one, other)
        return judge(session, desk, [(left.id, right.id)], verdict, person=person, note=note)


def merge(desk: Desk, names: Sequence[str], *, person: str, note: str = "") -> Verdict:
    """A person's word that records, or all records of reports, are one report. Raises as :func:`decide` does."""
    with desk.store.write() as session:
        first, *others = _meant(session, names, least=2)
        pairs = [_ordered(first.id, other.id) for other in others]
        return judge(session, desk, pairs, "duplicate", person=person, note=note)


def split(desk: Desk, names: Sequence[str], *, person: str, note: str = "") -> Verdict:
    """A person's word that records, or reports, are different reports.

    A report's name with records of it says that these records leave it (together, if they belong together); alone,
    that each of its records is a report by itself. Raises as :func:`decide` does.
    """
    with desk.store.write() as session:
        pairs = _parted(session, names)
        return judge(session, desk, pairs, "distinct", person=person, note=note)


def judge(
    session: Session, desk: Desk, pairs: Sequence[Pair], verdict: Answer, *, person: str, note: str = ""
) -> Verdict:
    """Store a person's judgement of some pairs of record numbers and cluster anew; all of it stands, or nothing does.

    Raises ``ContradictionError``; then the caller's transaction has to be given up.
    """
    judged = store_judgements(session, pairs, verdict, person=person, note=note, now=desk.now())
    rows = judged.rows
    return Verdict(
        rows=rows,
        sentence=sentence_of(rows) if verdict != "unsure" else f"{_names(rows)} are put off: nobody can tell yet.",
        moved=judged.moved,
        made=judged.made,
        consequences=consequences(session, desk, {row.report_id for row in rows}) if judged.moved else (),
    )


def store_judgements(
    session: Session, pairs: Sequence[Pair], verdict: Answer, *, person: str, note: str, now: datetime
) -> Judged:
    """What :func:`judge` stores, without what follows from it. Raises ``ContradictionError``."""
    named = list(dict.fromkeys(number for pair in pairs for number in pair))
    earlier = _earlier_judgements(session, named, pairs)
    said = remark_json(note)
    made = judgements.make(
        session,
        [
            NewJudgement(record_a=a, record_b=b, verdict=verdict, made_by="person", person=person, evidence=said)
            for a, b in pairs
        ],
        now=now,
    )
    moved, refused = recluster(session, named)
    rows = _fresh(session, named)
    if refused or not _followed({row.id: row.report_id for row in rows}, pairs, verdict):
        raise _contradiction(session, earlier)
    return Judged(rows=rows, moved=moved, made=made)


def sentence_of(rows: Sequence[RecordRow]) -> str:
    """How some records stand to each other now."""
    reports = list(dict.fromkeys(report_name(row.report_id) for row in rows))
    if len(reports) == 1:
        return f"{_names(rows)} are one report now: {reports[0]}."
    return f"{_names(rows)} are different reports now: {listed(reports)}."


def listed(names: Iterable[str]) -> str:
    """ "one", "one and two", "one, two and three"."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def two_meant(session: Session, one: str, other: str) -> tuple[RecordRow, RecordRow]:
    """The two records that two names mean, the older first. Raises ``UsageError``."""
    left, right = sorted((record_meant(session, one), record_meant(session, other)), key=lambda row: row.id)
    if left.id == right.id:
        raise UsageError(f"{one} and {other} are the same record.", hint="Name two records.")
    return left, right


def _meant(session: Session, names: Sequence[str], *, least: int) -> list[RecordRow]:
    rows = {row.id: row for row in (record_meant(session, name) for name in names)}
    if len(rows) < least:
        same = f"{listed(names)} are the same record" if len(names) > 1 else f"{names[0]} is but one record"
        raise UsageError(f"{same}.", hint="Name two records.")
    return sorted(rows.values(), key=lambda row: row.id)


def _parted(session: Session, names: Sequence[str]) -> list[Pair]:
    """The pairs to be told apart."""
    first = record_meant(session, names[0])
    members = {row.id for row in records.records_of_reports(session, {first.report_id})}
    leaving = {record_meant(session, name).id for name in names[1:]}
    if is_report(names[0]) and leaving <= members and len(members) > 1:
        staying = sorted(members - leaving)
        if not leaving:
            return list(combinations(staying, 2))
        if not staying:
            raise UsageError(f"These are all the records of {names[0]}.", hint="Leave one of them out.")
        return [_ordered(a, b) for a, b in product(staying, sorted(leaving))]
    if len(names) == 1:
        raise UsageError(
            f"{names[0]} is one record alone.", hint=f"Name what it is to be told apart from, or a report. {HOW}"
        )
    return list(combinations([row.id for row in _meant(session, names, least=2)], 2))


def _ordered(a: int, b: int) -> Pair:
    return (a, b) if a < b else (b, a)


def _followed(reports: dict[int, int], pairs: Sequence[Pair], verdict: Answer) -> bool:
    """Whether the clusters are what was said of the pairs."""
    return verdict == "unsure" or all((reports[a] == reports[b]) == (verdict == "duplicate") for a, b in pairs)


def _fresh(session: Session, numbers: Collection[int]) -> tuple[RecordRow, ...]:
    session.expire_all()
    return records.records(session, numbers)


def _names(rows: Sequence[RecordRow]) -> str:
    return listed(row.name for row in rows)


def _earlier_judgements(session: Session, named: Collection[int], pairs: Collection[Pair]) -> tuple[JudgementRow, ...]:
    """What people judged about the reports of some records, but for these very pairs."""
    reports = {row.report_id for row in records.records(session, named)}
    members = {row.id for row in records.records_of_reports(session, reports)}
    return tuple(
        row
        for row in judgements.live(session, members)
        if row.made_by == "person" and row.verdict != "unsure" and (row.record_a, row.record_b) not in pairs
    )


def _contradiction(session: Session, earlier: Sequence[JudgementRow]) -> ContradictionError:
    named = {number for row in earlier for number in (row.record_a, row.record_b)}
    rows = {row.id: row for row in records.records(session, named)}
    said = [
        f"{row.person} judged {title_of(rows[row.record_a])} and {title_of(rows[row.record_b])} {row.verdict} "
        f"({judgement_name(row.id)})"
        for row in earlier
    ]
    return ContradictionError(
        "That contradicts what people judged before: " + "; ".join(said) + ". Nothing was changed.",
        hint="Take the earlier judgement back first: harvester dedup undo, or the opposite of it.",
    )
