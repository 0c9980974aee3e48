"""Schema of review.toml for pydantic, with a message for each rule.

Every rule raises a ``PydanticCustomError`` of type ``RULE_ERROR`` whose context holds what was found and the remedy;
pydantic's own findings (missing, unknown, wrong type) get their messages in ``harvester.review.validation_messages``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import PurePosixPath, PureWindowsPath
from typing import Annotated, Any, Final
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, PlainValidator, ValidationInfo
from pydantic_core import PydanticCustomError

from harvester.review.model import DIRECTIONS, SCREENING_STAGES, SEARCH_KINDS

LONGEST_NAME: Final = 100
"""Characters that the name of a person may have."""

RULE_ERROR: Final = "harvester"
SHORTEST_TIMEOUT: Final = 1
LONGEST_TIMEOUT: Final = 3600
"""Seconds that a service may be waited for."""

MOST_REVIEWERS: Final = 10
"""People who decide about one report, each by themselves."""

_REVIEWERS_REMEDY: Final = (
    f"Say how many people decide about each report, from 1 to {MOST_REVIEWERS}: reviewers = 2, or for each stage: "
    "reviewers = { title-abstract = 2, full-text = 1 }"
)
_KEY: Final = re.compile(r"[a-z0-9][a-z0-9-]*")
_CONTACT: Final = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+")
_DATABASE: Final = re.compile(r"[A-Za-z]\w*(?:\+\w+)?://\S*.*")
_IN_MEMORY: Final = re.compile(
    r"sqlite(?:\+\w+)?://(?:/?\s*(?:\?.*)?$|/{0,2}(?:file:)?(?::|%3A)memory(?::|%3A)|.*[?&]mode=memory\b)",
    re.IGNORECASE,
)
"""SQLite's databases without a file, by an empty name too: https://www.sqlite.org/inmemorydb.html."""


def suggest(word: str, allowed: Iterable[str]) -> str:
    """Return "Did you mean …? " for a word close to an allowed one, else an empty text."""
    near = get_close_matches(word.lower(), list(allowed), n=1, cutoff=0.6)
    return f'Did you mean "{near[0]}"? ' if near else ""


def rule_error(problem: str, remedy: str) -> PydanticCustomError:
    """Return the error that a rule raises: what was found, and the remedy."""
    return PydanticCustomError(RULE_ERROR, "{found}", {"found": problem, "remedy": remedy})


def strip_text(text: str) -> str:
    """Return the text without blanks around it; refuse an empty one."""
    if not text.strip():
        raise rule_error("is empty", "Write a text between the quotation marks, or remove the line")
    return text.strip()


def check_choice(text: str, allowed: Iterable[str], what: str) -> str:
    """Return the text if it is one of those allowed; ``what`` says what they are. Raises ``PydanticCustomError``."""
    if text not in allowed:
        listed = ", ".join(allowed)
        raise rule_error(f'"{text}" is not {what}', f"{suggest(text, allowed)}Allowed: {listed}")
    return text


def check_search_key(text: str) -> str:
    """Refuse a key with characters that a folder's name or a command cannot have."""
    if not _KEY.fullmatch(text):
        raise rule_error(
            f'"{text}" has characters that a key cannot have',
            'Use small letters a-z, digits and hyphens, a letter or digit first, for instance "medline-ovid"',
        )
    return text


def check_label(text: str) -> str:
    """Refuse a label with a mark that separates the entries of the flow's file."""
    if any(mark in text for mark in ",;\n"):
        raise rule_error(
            f'"{text}" has a comma, a semicolon or a line break',
            "Take it out: the PRISMA flow's file separates its entries by these marks",
        )
    return text


def check_contact(text: str) -> str:
    """Refuse a text that is no e-mail address."""
    if not _CONTACT.fullmatch(text):
        raise rule_error(
            f'"{text}" is not an e-mail address',
            'Give one address where a database can reach the team, for instance "team@example.org"',
        )
    return text


def check_database(text: str) -> str:
    """Refuse a text that is no SQLAlchemy URL, and a database in memory."""
    if not _DATABASE.fullmatch(text):
        raise rule_error(
            "is not a database address",
            'Use a SQLAlchemy URL, for instance "sqlite:///harvest.db" or "postgresql+psycopg://host/name"',
        )
    if _IN_MEMORY.match(text):
        raise rule_error(
            "is a database in memory, which keeps nothing when a command ends",
            'Name a file, for instance "sqlite:///harvest.db"',
        )
    return text


def check_search_kind(text: str) -> str:
    """Refuse a kind of source that PRISMA does not know."""
    return check_choice(text, SEARCH_KINDS, "a kind of source")


def check_source(text: str, info: ValidationInfo) -> str:
    """Refuse a source that harvester has no adapter for."""
    sources: tuple[str, ...] = (info.context or {}).get("sources", ())
    return check_choice(text, sources, "a source that can be searched from here")


def check_direction(text: str) -> str:
    """Refuse a direction of citation searching that TARCiS does not name."""
    return check_choice(text, DIRECTIONS, "a way of citation searching") if text else text


def check_base_url(text: str) -> str:
    """Refuse anything but the plain http or https address of a service."""
    remedy = 'Give the plain address of the service, for instance "https://mirror.example.org/entrez/"'
    parts = split_address(text)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise rule_error("is not an http or https address", remedy)
    if parts.username or parts.password or parts.query or parts.fragment:
        raise rule_error(
            "has more in it than the address of the service (a user, a password, or text after ? or #)", remedy
        )
    return text


def check_timeout(number: float) -> float:
    """Refuse a number of seconds that is too small or too large to wait."""
    if not SHORTEST_TIMEOUT <= number <= LONGEST_TIMEOUT:
        raise rule_error(
            f"is {number:g}, which is no time to wait for a reply",
            f"Give a number of seconds from {SHORTEST_TIMEOUT} to {LONGEST_TIMEOUT}, for instance timeout = 120",
        )
    return number


def check_reviewers(value: object) -> dict[str, int]:
    """Return stage → number of reviewers for one number, or for a table with a number for each stage.

    A stage that the table leaves out has one reviewer. Refuses any other stage, and numbers below 1 or above
    ``MOST_REVIEWERS``.
    """
    numbers: dict[str, Any] = value if isinstance(value, dict) else dict.fromkeys(SCREENING_STAGES, value)
    for stage, number in numbers.items():
        check_choice(stage, SCREENING_STAGES, "a stage of screening")
        place = f"{stage} is" if isinstance(value, dict) else "is"
        if isinstance(number, bool) or not isinstance(number, int):
            raise rule_error(f"{place} no whole number", _REVIEWERS_REMEDY)
        if not 1 <= number <= MOST_REVIEWERS:
            raise rule_error(f"{place} {number}", _REVIEWERS_REMEDY)
    return numbers


def check_person(name: str) -> str:
    """Refuse a name that a decision cannot be signed with."""
    if len(name) > LONGEST_NAME:
        raise rule_error(f"has a name of {len(name)} characters", f"Write a name of at most {LONGEST_NAME} characters")
    return name


def split_address(text: str) -> SplitResult | None:
    """Return the parts of a URL, None where it has no valid form."""
    try:
        return urlsplit(text)
    except ValueError:
        return None


def leaves_folder(name: str) -> bool:
    """Return whether a file name leads out of the folder it is looked up in, on any system."""
    windows = PureWindowsPath(name)
    return PurePosixPath(name).is_absolute() or bool(windows.anchor) or ".." in windows.parts


def check_inside(text: str) -> str:
    """Refuse a file name that leads out of the review folder."""
    if leaves_folder(text):
        raise rule_error(
            f'"{text}" leads out of the review folder',
            "Put the strategy file into the folder of review.toml and give its name",
        )
    return text


Reviewers = Annotated[dict[str, int], PlainValidator(check_reviewers)]
TimeoutSeconds = Annotated[float, AfterValidator(check_timeout)]
NonEmptyText = Annotated[str, AfterValidator(strip_text)]
SearchKey = Annotated[NonEmptyText, AfterValidator(check_search_key)]
Contact = Annotated[NonEmptyText, AfterValidator(check_contact)]
Database = Annotated[NonEmptyText, AfterValidator(check_database)]
SourceName = Annotated[NonEmptyText, AfterValidator(check_source)]
SearchKind = Annotated[NonEmptyText, AfterValidator(check_search_kind)]
Direction = Annotated[str, AfterValidator(check_direction)]
PlainLabel = Annotated[NonEmptyText, AfterValidator(check_label)]
PersonName = Annotated[NonEmptyText, AfterValidator(check_person)]
BaseUrl = Annotated[NonEmptyText, AfterValidator(check_base_url)]
StrategyFileName = Annotated[NonEmptyText, AfterValidator(check_inside)]


class StrictTable(BaseModel):
    """A table of a file a person wrote: no unknown key, no other type than the expected one."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class ReviewTable(StrictTable):
    """``[review]``."""

    id: SearchKey
    title: NonEmptyText
    contact: Contact
    database: Database = "sqlite:///harvest.db"


class SearchTable(StrictTable):
    """One ``[[search]]``. The keys from ``platform`` on are items of PRISMA-S that a person fills in."""

    key: SearchKey
    source: SourceName
    name: PlainLabel
    kind: SearchKind
    strategy: StrategyFileName | None = None
    base_url: BaseUrl | None = None
    timeout: TimeoutSeconds | None = None
    platform: str = ""
    limits: str = ""
    limits_justification: str = ""
    filters: str = ""
    prior_work: str = ""
    peer_review: str = ""
    seeds: str = ""
    direction: Direction = ""


class SearchReportTable(StrictTable):
    """``[search_report]``: items of PRISMA-S for the whole review; the last five are defaults for every search."""

    online_resources: str = ""
    citation_searching: str = ""
    contacts: str = ""
    other_methods: str = ""
    limits: str = ""
    limits_justification: str = ""
    filters: str = ""
    prior_work: str = ""
    peer_review: str = ""


class ScreeningTable(StrictTable):
    """``[screening]``."""

    exclusion_reasons: list[PlainLabel] = []
    highlight: list[NonEmptyText] = []
    highlight_exclude: list[NonEmptyText] = []
    reviewers: Reviewers = {}
    people: list[PersonName] = []


class NetworkTable(StrictTable):
    """``[network]``: defaults for every search."""

    timeout: TimeoutSeconds | None = None


class ReviewFile(StrictTable):
    """The whole of review.toml."""

    review: ReviewTable
    search: list[SearchTable] = []
    screening: ScreeningTable = ScreeningTable()
    search_report: SearchReportTable = SearchReportTable()
    network: NetworkTable = NetworkTable()


REVIEW_TABLES: Final[dict[str, type[BaseModel]]] = {
    "": ReviewFile,
    "review": ReviewTable,
    "search": SearchTable,
    "screening": ScreeningTable,
    "search_report": SearchReportTable,
    "network": NetworkTable,
}
"""The shape of each table by the first word of its place; "" is the file itself."""
