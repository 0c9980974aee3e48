"""The people of a review: who signs a decision, who decided how much, and renames."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final

from sqlalchemy.orm import Session

from harvester.errors import UsageError
from harvester.events import EventKind
from harvester.people import PeopleNames, person_key
from harvester.screening import Stage
from harvester.store.events import record_event
from harvester.store.screening import load_decided_reports, load_people
from harvester.workflow.context import ReviewContext

LONGEST_NAME: Final = 100
"""Characters that the name of a person may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person who decided or may decide: how many reports at each stage; ``listed``: review.toml names them."""

    name: str
    listed: bool
    decisions: Counter[str]

    def to_json(self) -> dict[str, Any]:
        """Return the JSON of ``harvester people --json``."""
        return {
            "name": self.name,
            "listed": self.listed,
            "decisions": {stage: self.decisions[stage] for stage in Stage},
        }


def load_names(session: Session, context: ReviewContext) -> PeopleNames:
    """Return the names of everybody who decided or is listed in review.toml, spelt as there."""
    listed = {person_key(person): person for person in context.review.screening.people}
    stored = load_people(session).by_key
    return PeopleNames({**listed, **{key: listed.get(person_key(name), name) for key, name in stored.items()}})


def person_name(session: Session, context: ReviewContext, name: str) -> str:
    """Return the name under which a person signs: as in review.toml, else as it was stored first.

    Raises ``UsageError`` for a name of no letter, or too long to be stored.
    """
    key = person_key(name)
    if not key or len(name.strip()) > LONGEST_NAME:
        raise UsageError(
            f"{name.strip()[:LONGEST_NAME]!r} is not the name of a person.",
            hint=f"Give a name of 1 to {LONGEST_NAME} characters: --reviewer Ann",
        )
    return load_names(session, context).name_of(name)


def warn_of_unknown_people(context: ReviewContext, names: Iterable[str]) -> tuple[str, ...]:
    """Return a sentence for each name that review.toml does not list under ``people``; none where it lists nobody."""
    listed = {person_key(person): person for person in context.review.screening.people}
    warnings = []
    for name in dict.fromkeys(names):
        if listed and person_key(name) not in listed:
            near = get_close_matches(person_key(name), listed, n=1, cutoff=0.6)
            suggestion = f' Did you mean "{listed[near[0]]}"?' if near else ""
            known = ", ".join(listed.values())
            warnings.append(f"Warning: {name} is not one of the people in review.toml ({known}).{suggestion}")
    return tuple(warnings)


def list_people(context: ReviewContext) -> tuple[Person, ...]:
    """Return everybody who decided or is listed in review.toml, by name. A report counts once for each stage."""
    with context.store.read() as session:
        decided = load_decided_reports(session)
        names = load_names(session, context)
        listed = set(map(names.name_of, context.review.screening.people))
        numbers: dict[str, Counter[str]] = {name: Counter() for name in listed}
        for group in decided:
            name = names.name_of(group.reviewer)
            numbers.setdefault(name, Counter())[group.stage] += len(set(group.reports))
    return tuple(Person(name=name, listed=name in listed, decisions=numbers[name]) for name in sorted(numbers))


def rename_person(context: ReviewContext, old: str, new: str) -> str:
    """Store that a person has another name, or that two names are one person; return the event's number as a name.

    Nothing is erased: what was signed stays as it was stored, and the event can be undone. Raises ``UsageError`` where
    nobody decided under the old name, or both are one already.
    """
    with context.store.write() as session:
        people = load_people(session)
        if person_key(old) not in people.by_key:
            near = get_close_matches(person_key(old), people.by_key, n=1, cutoff=0.6)
            names = ", ".join(sorted(set(people.by_key.values()))) or "nobody yet"
            suggestion = f'Did you mean "{people.by_key[near[0]]}"? ' if near else ""
            raise UsageError(f"Nobody decided as {old!r}.", hint=f"{suggestion}Who decided: {names}.")
        name = " ".join(new.split())
        if not person_key(name) or len(name) > LONGEST_NAME:
            raise UsageError(f"{new!r} is not the name of a person.", hint="harvester people rename bob Bob")
        if people.name_of(old) == people.name_of(name) == name:
            raise UsageError(f"{old!r} and {name!r} are one person already.", hint="harvester people lists them.")
        record_event(
            session,
            EventKind.PERSON_RENAMED,
            now=context.now(),
            person=context.user,
            detail={"old": people.name_of(old), "new": name},
        )
    return name
