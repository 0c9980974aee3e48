"""Read replies of ClinicalTrials.gov's API, version 2. Pure.

Names of sections, modules and members: https://clinicaltrials.gov/data-api/about-api/study-data-structure, checked
against public clients, not against a recorded reply. Inferred: texts may hold line breaks and light markup; a member
without a value is omitted.

A register entry has its sponsor as author, the day of first posting as date, the brief summary as abstract. All other
members of the protocol are in ``Citation.extra`` under "module.member", so that an edited entry is a changed record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from harvester import normalise
from harvester.citation import Author, Citation
from harvester.formats.fields.keywords import split_keywords
from harvester.formats.fields.placeholders import choose_title, real_abstract
from harvester.formats.model import ParsedFile, ParsedRecord, UnreadableRecord
from harvester.formats.service_json import list_at, member_at, records_at, text_at, texts_at, unread_members
from harvester.formats.text.mojibake import fix_mojibake_of_records
from harvester.registrations import parse_registration

_SERVICE: Final = "ClinicalTrials.gov"
_NCT: Final = re.compile(r"NCT\d{8}")
_SITE: Final = "https://clinicaltrials.gov/study/"
_SECTION: Final = "protocolSection"

READ: Final[Mapping[str, frozenset[str]]] = {
    "identificationModule": frozenset(["nctId", "briefTitle", "officialTitle"]),
    "statusModule": frozenset(),
    "sponsorCollaboratorsModule": frozenset(["leadSponsor", "collaborators"]),
    "descriptionModule": frozenset(["briefSummary"]),
    "conditionsModule": frozenset(["conditions", "keywords"]),
}
"""Module → its members that a field of the citation holds; all others go to ``extra``."""

LEFT_OUT: Final[Mapping[str, frozenset[str]]] = {
    "contactsLocationsModule": frozenset(["centralContacts", "locations"]),
}
"""Module → members not kept: contact data of people, and hundreds of sites. The stored page has them."""


def parse_clinicaltrials_json(data: bytes, *, name: str) -> ParsedFile:
    """Read the entries of one reply of ClinicalTrials.gov. ``name`` is the reply in messages.

    ``line`` of an entry is its position in the reply. An entry without an NCT number is in ``unreadable``. Raises
    FormatError when the reply is not of this service.
    """
    records: list[ParsedRecord] = []
    unreadable: list[UnreadableRecord] = []
    for position, study in enumerate(records_at(data, "studies", name=name, service=_SERVICE), start=1):
        if number := find_nct_number(study):
            records.append(ParsedRecord(_citation(study, number), number, number, position))
        else:
            unreadable.append(UnreadableRecord(position, f"record {position} has no NCT number"))
    return fix_mojibake_of_records(ParsedFile("clinicaltrials-json", "utf-8", tuple(records), tuple(unreadable), ()))


def read_clinicaltrials_json(data: bytes, *, name: str) -> ParsedFile:
    """Read the entries of a file saved at the site (a bare list of studies), or of a saved reply."""
    bare = data.removeprefix(b"\xef\xbb\xbf").strip()
    return parse_clinicaltrials_json(b'{"studies": ' + bare + b"}" if bare.startswith(b"[") else bare, name=name)


def find_nct_number(study: object) -> str:
    """Return the NCT number of an entry, or ""."""
    number = text_at(study, _SECTION, "identificationModule", "nctId").upper()
    return number if _NCT.fullmatch(number) else ""


def _citation(study: dict[str, Any], number: str) -> Citation:
    protocol = member_at(study, _SECTION)
    names = member_at(protocol, "identificationModule")
    brief, official = text_at(names, "briefTitle"), text_at(names, "officialTitle")
    posted = _first_posted(protocol)
    return Citation(
        kind="registry-entry",
        title=choose_title(brief, official)[0],
        authors=tuple(_authors(protocol)),
        year=normalise.year(posted),
        date=posted,
        identifiers=tuple(_identifiers(names, number)),
        abstract=real_abstract(text_at(protocol, "descriptionModule", "briefSummary")),
        keywords=_keywords(protocol),
        urls=(f"{_SITE}{number}",),
        databases=(_SERVICE,),
        notes=(f"Official title: {official}",) if brief and official not in {"", brief} else (),
        extra=tuple(_extra(study)),
    )


def _first_posted(protocol: object) -> str:
    status = member_at(protocol, "statusModule")
    return text_at(status, "studyFirstPostDateStruct", "date") or text_at(status, "studyFirstSubmitDate")


def _authors(protocol: object) -> Iterator[Author]:
    """Yield the sponsor and collaborators as groups, then the investigators, each once."""
    parties = member_at(protocol, "sponsorCollaboratorsModule")
    sponsors = [member_at(parties, "leadSponsor"), *list_at(parties, "collaborators")]
    groups = [Author(name, group=True) for sponsor in sponsors if (name := text_at(sponsor, "name"))]
    names = [text_at(parties, "responsibleParty", "investigatorFullName")]
    names += [
        text_at(official, "name") for official in list_at(protocol, "contactsLocationsModule", "overallOfficials")
    ]
    yield from dict.fromkeys([*groups, *(_person(name) for name in names if name)])


def _person(name: str) -> Author:
    """Return "Ada B Writer, MD" as Writer, Ada B: the register writes degrees after a comma."""
    given_names, _, family = name.partition(",")[0].strip().rpartition(" ")
    return Author(family or name, given_names.strip())


def _identifiers(names: object, number: str) -> Iterator[tuple[str, str]]:
    """Yield the NCT and EudraCT numbers; not those of sponsors and grants, which many entries share."""
    yield "nct", number
    for secondary_id in list_at(names, "secondaryIdInfos"):
        if text_at(secondary_id, "type") == "EUDRACT_NUMBER" and (eudract := text_at(secondary_id, "id")):
            yield parse_registration(eudract) or ("eudract", eudract)


def _keywords(protocol: object) -> tuple[str, ...]:
    interventions = [text_at(item, "name") for item in list_at(protocol, "armsInterventionsModule", "interventions")]
    conditions = member_at(protocol, "conditionsModule")
    words: Iterable[str] = [*texts_at(conditions, "conditions"), *interventions, *texts_at(conditions, "keywords")]
    return split_keywords([word for word in words if word])


def _extra(study: dict[str, Any]) -> Iterator[tuple[str, str]]:
    protocol = member_at(study, _SECTION)
    for module, members in protocol.items() if isinstance(protocol, Mapping) else ():
        known = READ.get(module, frozenset()) | LEFT_OUT.get(module, frozenset())
        yield from unread_members(members, known, prefix=f"{module}.")
    yield from unread_members(study, [_SECTION, "derivedSection", "resultsSection", "annotationSection"])
