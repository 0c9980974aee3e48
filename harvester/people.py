"""People of a review: when two names are one person, and by which name a person is known. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache


@lru_cache(maxsize=1024)  # a review has few people and very many decisions
def person_key(name: str) -> str:
    """Return a name as it is compared: without upper and lower case, blanks and invisible characters."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in folded if not letter.isspace() and unicodedata.category(letter) != "Cf")


@dataclass(frozen=True, slots=True)
class PeopleNames:
    """The names that decisions are signed with: key of a name → the name by which the person is known."""

    by_key: Mapping[str, str] = field(default_factory=dict)

    def name_of(self, name: str) -> str:
        """Return the name of the person that a name stands for; a name that is new, without blanks around it."""
        return self.by_key.get(person_key(name)) or " ".join(name.split())


def derive_people(signed: Iterable[str], renames: Iterable[tuple[str, str]] = ()) -> PeopleNames:
    """Return the names of people, given all names that were signed with, the first ones first, and all renames.

    Of several spellings the first is the name. Renames are applied in order: who had the old name has the new.
    """
    names: dict[str, str] = {}
    for name in signed:
        names.setdefault(person_key(name), name.strip())
    for old, new in renames:
        current, renamed = names.get(person_key(old), old), names.get(person_key(new), new)
        if person_key(new) == person_key(old):
            renamed = new
        names = {key: renamed if name == current else name for key, name in names.items()}
        names[person_key(old)] = names[person_key(new)] = renamed
    return PeopleNames(names)
