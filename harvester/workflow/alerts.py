"""What reviewers must know about reports they have screened: raised once, kept until somebody acknowledges it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from harvester.errors import UsageError
from harvester.store import alerts as stored
from harvester.store import links, records, screening
from harvester.store.values import AlertKind, AlertRow, NewAlert, RecordRow
from harvester.workflow import facts
from harvester.workflow.desk import Desk
from harvester.workflow.facts import Fact
from harvester.workflow.links import links_of, numbers_of
from harvester.workflow.results import Alert, report_name

SAYS: Final[dict[AlertKind, str]] = {
    "retracted": "was retracted",
    "partly-retracted": "was retracted in part",
    "concern": "is under an expression of concern",
    "erratum": "has an erratum",
    "update": "has a newer version",
    "published": "is a preprint and has been published",
    "changed": "has changed since it was screened",
}

_EXPLAINED: Final = frozenset({"title", "publication type"})
"""Fields whose change an alert of another kind explains: a retracted article says so in its title and its type."""


@dataclass(slots=True)
class _Raising:
    """One alert in the making: facts that are the same, from whatever records."""

    report: int
    kind: AlertKind
    told: list[Fact] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledged:
    """Alerts that were acknowledged now, and those that had been before."""

    now: tuple[Alert, ...]
    before: tuple[Alert, ...]

    def to_json(self) -> dict[str, Any]:
        """For ``harvester alerts acknowledge --json``."""
        return {
            "acknowledged": [alert.to_json() for alert in self.now],
            "already": [alert.to_json() for alert in self.before],
        }


def raise_alerts(desk: Desk) -> tuple[Alert, ...]:
    """Read what new revisions say of other documents, and raise an alert for each fact not told before.

    All in one transaction with the mark up to which revisions have been read: interrupted, it is done again as a whole.
    """
    with desk.store.write() as session:
        after, until = links.read_through(session), links.last_revision(session)
        if until > after:
            _read(session, after, until)
            links.mark_read_through(session, until)
        found = _facts(session, after, until)
        added = stored.add(session, _new(session, found), now=desk.now()) if found else ()
        return _alerts(session, added)


def listed(desk: Desk, *, everything: bool = False) -> tuple[Alert, ...]:
    """The alerts that nobody has acknowledged, oldest first, or all there ever were."""
    with desk.store.read() as session:
        return _alerts(session, stored.alerts(session, only_open=not everything))


def acknowledge(desk: Desk, ids: Collection[int], *, person: str) -> Acknowledged:
    """Store that a person has seen alerts; one acknowledged before keeps the name it has.

    Raises ``UsageError`` for a number that no alert has, and for an empty name; then nothing is stored.
    """
    if not person.strip():
        raise UsageError("Nobody acknowledges it: the name is empty.", hint="Give a name: --person NAME")
    with desk.store.write() as session:
        rows = {row.id: row for row in stored.alerts(session)}
        if unknown := sorted(set(ids) - rows.keys()):
            numbers = ", ".join(map(str, unknown))
            raise UsageError(f"There is no alert {numbers}.", hint="harvester alerts lists them with their numbers.")
        before = {number for number in ids if rows[number].acknowledged_at is not None}
        stored.acknowledge(session, sorted(set(ids) - before), person=person.strip(), now=desk.now())
        after = _alerts(session, [row for row in stored.alerts(session) if row.id in ids])
    return Acknowledged(
        now=tuple(alert for alert in after if alert.id not in before),
        before=tuple(alert for alert in after if alert.id in before),
    )


def _read(session: Session, after: int, until: int) -> None:
    """Derive links and numbers from the revisions in that range that are current."""
    for rows in links.current_revisions(session, after=after, until=until):
        links.replace_numbers(session, [(row, numbers_of(row.source, row.accession, row.citation)) for row in rows])
        links.replace_links(session, [(row, links_of(row.citation)) for row in rows])


def _facts(session: Session, after: int, until: int) -> list[Fact]:
    """Everything to be told about reports somebody decided on, whether it was told before or not."""
    decisions = screening.decisions(session)
    if not decisions:
        return []
    at = records.report_of(session)
    screened: dict[int, datetime] = {}
    for decision in decisions:
        screened.setdefault(at[decision.report_id], decision.made_at)
    telling = links.links(session, (*facts.OF_THE_RECORD, *facts.OF_THE_OTHER))
    bearing = {link.record_id for link in telling if link.other is not None}
    numbers = {row.id: numbers_of(row.source, row.accession, row.citation) for row in records.records(session, bearing)}
    among = {record for record, report in at.items() if report in screened}
    changes = links.changes(session, among, after=after, until=until) if until > after else ()
    return [
        *facts.of_links(telling, at=at, screened=screened, numbers=numbers),
        *facts.of_changes(changes, at=at, screened=screened),
    ]


def _new(session: Session, found: Sequence[Fact]) -> list[NewAlert]:
    """The alerts to raise: facts that no stored alert tells, joined where they are the same."""
    at = records.report_of(session)
    told = {
        (at[record], row.kind, row.fact) for row in stored.alerts(session) for record in (row.report_id, *row.records)
    }
    raising = _without_explained(_joined(found, told))
    rows = {row.id: row for row in records.records(session, {fact.record for each in raising for fact in each.told})}
    oldest = records.records(session, {each.report for each in raising})
    titles = {row.id: row.citation.title for row in oldest}
    return [_alert(each, rows, titles[each.report]) for each in raising]


def _joined(found: Iterable[Fact], told: Collection[tuple[int, AlertKind, str]]) -> list[_Raising]:
    raising: dict[tuple[int, AlertKind, str], _Raising] = {}
    for fact in found:
        names = [(fact.report, fact.kind, key) for key in _keys(fact)]
        if any(name in told for name in names):
            continue
        same = next((raising[name] for name in names if name in raising), None)
        same = same or _Raising(fact.report, fact.kind)
        same.told.append(fact)
        raising.update(dict.fromkeys(names, same))
    return list({id(each): each for each in raising.values()}.values())


def _keys(fact: Fact) -> tuple[str, ...]:
    """Changes that came together are told together, under the key of the first."""
    return ("changed", *fact.keys) if fact.kind == "changed" else fact.keys


def _without_explained(raising: Sequence[_Raising]) -> list[_Raising]:
    """Leave out changes of fields that another alert about the same report explains."""
    others = {each.report for each in raising if each.kind != "changed"}
    return [
        each
        for each in raising
        if each.kind != "changed"
        or each.report not in others
        or any(set(fact.detail.split(", ")) - _EXPLAINED for fact in each.told)
    ]


def _alert(each: _Raising, rows: Mapping[int, RecordRow], title: str) -> NewAlert:
    name = report_name(each.report)
    said = _changes(each, rows) if each.kind == "changed" else _words(each, rows)
    return NewAlert(
        report_id=each.report,
        kind=each.kind,
        fact=each.told[0].keys[0][:300],
        records=tuple(dict.fromkeys(fact.record for fact in each.told)),
        what=f"{name} {SAYS[each.kind]}{said}: {title}",
        run_id=max(fact.run_id for fact in each.told),
    )


def _changes(each: _Raising, rows: Mapping[int, RecordRow]) -> str:
    """Where what has changed: ", in embase (volume, pages) and scopus (title)"."""
    fields: dict[int, dict[str, None]] = {}
    for fact in each.told:
        fields.setdefault(fact.record, {}).update(dict.fromkeys(fact.detail.split(", ")))
    places = (f"{rows[record].source} ({', '.join(names)})" for record, names in fields.items())
    return f", in {' and '.join(places)}"


def _words(each: _Raising, rows: Mapping[int, RecordRow]) -> str:
    """By what document, and who says so: " (PMID 38000001), says pubmed:30000001"."""
    by = next((fact.detail for fact in each.told if fact.detail), "")
    says = " and ".join(dict.fromkeys(rows[fact.record].name for fact in each.told))
    return f" ({by}), says {says}" if by else f", says {says}"


def _alerts(session: Session, rows: Sequence[AlertRow]) -> tuple[Alert, ...]:
    if not rows:
        return ()
    named = {row.id: row for row in records.records(session, {number for row in rows for number in row.records})}
    reports = {row.id: row.report_id for row in records.records(session, {row.report_id for row in rows})}
    return tuple(
        Alert(
            id=row.id,
            report=report_name(reports[row.report_id]),
            kind=row.kind,
            records=tuple(named[number].name for number in row.records),
            sentence=row.what,
            run=row.run_id,
            raised_at=row.raised_at,
            acknowledged_at=row.acknowledged_at,
            acknowledged_by=row.acknowledged_by,
        )
        for row in rows
    )
