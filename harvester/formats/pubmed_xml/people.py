"""Read authors, editors, investigators and persons as subjects from PubMed's XML. Pure."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import Final

from harvester.citation import Author
from harvester.formats.pubmed_xml.elements import Element, Keep, element_text, keep_element, prefix_name

_NAME: Final = frozenset(["LastName", "ForeName", "Initials", "Suffix", "CollectiveName", "FirstName", "MiddleName"])
"""FirstName and MiddleName are in files from before 2002."""


@dataclass(frozen=True, slots=True)
class Role:
    """The tags of a kind of person: name, affiliation, number and invalid name."""

    name: str
    address: str
    _: KW_ONLY
    number: str
    invalid: str


AUTHOR: Final = Role("FAU", "AD", number="AUID", invalid="AU invalid")
BOOK_AUTHOR: Final = Role("BookAuthor", "AD", number="AUID", invalid="AU invalid")
EDITOR: Final = Role("FED", "AD", number="AUID", invalid="AU invalid")
INVESTIGATOR: Final = Role("FIR", "IRAD", number="IRID", invalid="FIR invalid")
SUBJECT: Final = Role("FPS", "AD", number="AUID", invalid="FPS")


def read_authors(people: Element, keep: Keep) -> tuple[Author, ...]:
    """Return the authors of an <AuthorList>; keep their affiliations and numbers with their names.

    A name marked as invalid is no author: the record has the right one as well (DTD, attribute ValidYN).
    """
    return tuple([author for element in people if (author := _person(element, AUTHOR, keep)).family])


def keep_people(people: Element, role: Role, *, keep: Keep) -> None:
    """Keep persons who are not authors of the record, with the tags of their role."""
    for element in people:
        if name := str(_person(element, role, keep)):
            keep((role.name, name))


def keep_investigators(people: Element, keep: Keep) -> None:
    """Keep the members of a group, listed separately from the authors, and the group."""
    members: list[tuple[str, str]] = []
    keep_people(people, INVESTIGATOR, keep=members.append)
    for member in members:
        keep(member)
    if group := people.get("ID"):
        keep(
            ("Investigators", prefix_name(group, "; ".join(name for tag, name in members if tag == INVESTIGATOR.name)))
        )


def keep_subjects(people: Element, keep: Keep) -> None:
    """Keep the persons a document is about."""
    keep_people(people, SUBJECT, keep=keep)


_NOBODY: Final = Author("")


def _person(element: Element, role: Role, keep: Keep) -> Author:
    names: dict[str, str] = {}
    others: list[Element] = []
    for part in element:
        tag = part.tag
        if tag == "Initials" and names.get("ForeName"):
            continue  # the full name contains them
        if tag in _NAME:
            names[tag] = element_text(part)
            if tag == "CollectiveName" and (group := part.get("Investigators")):
                keep(("Investigators", prefix_name(group, names[tag])))
        else:
            others.append(part)
    author = _author(names)
    if others:
        name = str(author)
        for part in others:
            _keep_part(part, name, role, keep)
    if element.get("EqualContrib") == "Y":
        keep(("EqualContrib", str(author)))
    if element.get("ValidYN") == "N":
        keep((role.invalid, str(author)))
        return _NOBODY
    return author


def _author(names: dict[str, str]) -> Author:
    if group := names.get("CollectiveName"):
        return Author(group, group=True)
    older_names = f"{names.get('FirstName', '')} {names.get('MiddleName', '')}".strip()
    given_names = names.get("ForeName") or older_names or names.get("Initials", "")
    if family := names.get("LastName"):
        return Author(family, given_names, names.get("Suffix", ""))
    return Author(given_names, "", names.get("Suffix", ""))


def _keep_part(part: Element, name: str, role: Role, keep: Keep) -> None:
    if part.tag == "AffiliationInfo":
        for inside in part:
            _keep_affiliation(inside, name, role, keep)
    elif part.tag == "Identifier":
        keep((role.number, prefix_name(name, _number(part))))
    else:
        _keep_affiliation(part, name, role, keep)


def _keep_affiliation(part: Element, name: str, role: Role, keep: Keep) -> None:
    if part.tag == "Affiliation":
        keep((role.address, prefix_name(name, element_text(part))))
    elif part.tag == "Identifier":
        keep((f"{role.address} identifier", prefix_name(name, _number(part))))
    else:
        keep_element(part, keep)


def _number(element: Element) -> str:
    return prefix_name(element.get("Source", ""), element_text(element))
