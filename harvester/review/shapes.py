"""The shape of review.toml, for pydantic, and what is said when a part of it has another shape.

Every rule raises a ``PydanticCustomError`` of type ``RULE`` whose context holds what was found and the remedy;
pydantic's own findings (missing, unknown, wrong type) are put into words in ``harvester.review.mistakes``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import PurePosixPath, PureWindowsPath
from typing import Annotated, Final
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationInfo
from pydantic_core import PydanticCustomError

from harvester.review.model import DIRECTIONS, KINDS

RULE: Final = "harvester"
SHORTEST: Final = 1
LONGEST: Final = 3600
"""Seconds that a service may be waited for."""

MOST_REVIEWERS: Final = 10
"""People who decide about one report, each by themselves."""

_KEY: Final = re.compile(r"[a-z0-9][a-z0-9-]*")
_CONTACT: Final = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+")
_DATABASE: Final = re.compile(r"[A-Za-z]\w*(?:\+\w+)?://\S*.*")


def suggestion(found: str, allowed: Iterable[str]) -> str:
    """ "Did you mean …? " for a word close to an allowed one, else an empty text."""
    near = get_close_matches(found.lower(), list(allowed), n=1, cutoff=0.6)
    return f'Did you mean "{near[0]}"? ' if near else ""


def refuse(found: str, remedy: str) -> PydanticCustomError:
    """What a rule raises: what was found, and what to do about it."""
    return PydanticCustomError(RULE, "{found}", {"found": found, "remedy": remedy})


def _filled(text: str) -> str:
    if not text.strip():
        raise refuse("is empty", "Write a text between the quotation marks, or remove the line")
    return text.strip()


def one_of(text: str, allowed: Iterable[str], what: str) -> str:
    """The text, if it is one of those allowed; ``what`` says what they are."""
    if text not in allowed:
        listed = ", ".join(allowed)
        raise refuse(f'"{text}" is not {what}', f"{suggestion(text, allowed)}Allowed: {listed}")
    return text


def _key(text: str) -> str:
    if not _KEY.fullmatch(text):
        raise refuse(
            f'"{text}" has characters that a key cannot have',
            'Use small letters a-z, digits and hyphens, a letter or digit first, for instance "medline-ovid"',
        )
    return text


def _unlisted(text: str) -> str:
    if any(mark in text for mark in ",;\n"):
        raise refuse(
            f'"{text}" has a comma, a semicolon or a line break',
            "Take it out: the PRISMA flow's file separates its entries by these marks",
        )
    return text


def _contact(text: str) -> str:
    if not _CONTACT.fullmatch(text):
        raise refuse(
            f'"{text}" is not an e-mail address',
            'Give one address where a database can reach the team, for instance "team@example.org"',
        )
    return text


def _database(text: str) -> str:
    if not _DATABASE.fullmatch(text):
        raise refuse(
            "is not a database address",
            'Use a SQLAlchemy URL, for instance "sqlite:///harvest.db" or "postgresql+psycopg://host/name"',
        )
    return text


def _kind(text: str) -> str:
    return one_of(text, KINDS, "a kind of source")


def _source(text: str, info: ValidationInfo) -> str:
    sources: tuple[str, ...] = (info.context or {}).get("sources", ())
    return one_of(text, sources, "a source that can be searched from here")


def _direction(text: str) -> str:
    return one_of(text, DIRECTIONS, "a way of citation searching") if text else text


def _base_url(text: str) -> str:
    remedy = 'Give the plain address of the service, for instance "https://mirror.example.org/entrez/"'
    parts = _split(text)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise refuse("is not an http or https address", remedy)
    if parts.username or parts.password or parts.query or parts.fragment:
        raise refuse(
            "has more in it than the address of the service (a user, a password, or text after ? or #)", remedy
        )
    return text


def _seconds(number: float) -> float:
    if not SHORTEST <= number <= LONGEST:
        raise refuse(
            f"is {number:g}, which is no time to wait for a reply",
            f"Give a number of seconds from {SHORTEST} to {LONGEST}, for instance timeout = 120",
        )
    return number


def _reviewers(number: int) -> int:
    if not 1 <= number <= MOST_REVIEWERS:
        raise refuse(f"is {number}", f"Say how many people decide about each report, from 1 to {MOST_REVIEWERS}")
    return number


def _split(text: str) -> SplitResult | None:
    try:
        return urlsplit(text)
    except ValueError:
        return None


def leads_out(name: str) -> bool:
    """Whether a file name leads out of the folder it is looked up in, on any system."""
    windows = PureWindowsPath(name)
    return PurePosixPath(name).is_absolute() or bool(windows.anchor) or ".." in windows.parts


def _inside(text: str) -> str:
    if leads_out(text):
        raise refuse(
            f'"{text}" leads out of the review folder',
            "Put the strategy file into the folder beside review.toml and give its name",
        )
    return text


Reviewers = Annotated[int, AfterValidator(_reviewers)]
Seconds = Annotated[float, AfterValidator(_seconds)]
Text = Annotated[str, AfterValidator(_filled)]
Key = Annotated[Text, AfterValidator(_key)]
Contact = Annotated[Text, AfterValidator(_contact)]
Database = Annotated[Text, AfterValidator(_database)]
SourceName = Annotated[Text, AfterValidator(_source)]
Kind = Annotated[Text, AfterValidator(_kind)]
Direction = Annotated[str, AfterValidator(_direction)]
Label = Annotated[Text, AfterValidator(_unlisted)]
Address = Annotated[Text, AfterValidator(_base_url)]
FileName = Annotated[Text, AfterValidator(_inside)]


class Table(BaseModel):
    """A table of a file a person wrote: no unknown key, no other type than the one that is asked for."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class ReviewTable(Table):
    """``[review]``."""

    id: Key
    title: Text
    contact: Contact
    database: Database = "sqlite:///harvest.db"


class SearchTable(Table):
    """One ``[[search]]``. From ``platform`` on these are items of PRISMA-S that a person fills in, or leaves open."""

    key: Key
    source: SourceName
    name: Label
    kind: Kind
    strategy: FileName | None = None
    base_url: Address | None = None
    timeout: Seconds | None = None
    platform: str = ""
    limits: str = ""
    limits_justification: str = ""
    filters: str = ""
    prior_work: str = ""
    peer_review: str = ""
    seeds: str = ""
    direction: Direction = ""


class SearchReportTable(Table):
    """``[search_report]``: items of PRISMA-S for the review as a whole; the last five are for every search that says
    nothing else."""

    online_resources: str = ""
    citation_searching: str = ""
    contacts: str = ""
    other_methods: str = ""
    limits: str = ""
    limits_justification: str = ""
    filters: str = ""
    prior_work: str = ""
    peer_review: str = ""


class ScreeningTable(Table):
    """``[screening]``."""

    exclusion_reasons: list[Label] = []
    highlight: list[Text] = []
    highlight_exclude: list[Text] = []
    reviewers: Reviewers = 1


class NetworkTable(Table):
    """``[network]``: what holds for every search that says nothing else."""

    timeout: Seconds | None = None


class ReviewFile(Table):
    """The whole of review.toml."""

    review: ReviewTable
    search: list[SearchTable] = []
    screening: ScreeningTable = ScreeningTable()
    search_report: SearchReportTable = SearchReportTable()
    network: NetworkTable = NetworkTable()


TABLES: Final[dict[str, type[BaseModel]]] = {
    "": ReviewFile,
    "review": ReviewTable,
    "search": SearchTable,
    "screening": ScreeningTable,
    "search_report": SearchReportTable,
    "network": NetworkTable,
}
"""The shape of each table by the first word of its place; "" is the file itself."""
