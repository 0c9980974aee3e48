"""ClinicalTrials.gov, the register of NLM, through version 2 of its interface; no key.

Parameters: https://clinicaltrials.gov/data-api/api. No rate is published; third parties were stopped above about 50
requests a minute (read 2026-11), so no more are sent. The search returns the protocol section of every entry, which is
all that a citation is made of; results and locations derived from it would multiply what has to be sent.

The register says under ``version`` of which moment its data are (renewed on weekdays, by 14:00 UTC). That reply is
stored first, and its moment stands in the translation of the search.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from harvester.errors import SourceRefused
from harvester.sources.base import Reply, SearchPage, Settings
from harvester.sources.http import Answer, Client, PassingError, Request
from harvester.sources.lint import lint_words
from harvester.sources.replies import glimpse, json_object, require_success
from harvester.sources.strategy import query_of
from harvester.sources.wiring import Wiring, base_of, contact_of

BASE_URL: Final = "https://clinicaltrials.gov/api/v2/"
PER_SECOND: Final = 50 / 60
PAGE: Final = 1_000
"""Entries per page; the interface turns a larger number into this one."""
BATCH: Final = 100
FIELDS: Final = "protocolSection,hasResults"

_NCT: Final = re.compile(r"NCT\d{8}")
_QUERY_HINT: Final = (
    "Try the strategy under Other terms on https://clinicaltrials.gov and correct the strategy file; if the page token "
    "is what is wrong, run the update again."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicalTrials:
    """A :class:`~harvester.sources.base.Source` behind the interface of ClinicalTrials.gov."""

    client: Client = field(repr=False)
    url: str
    page_size: int = PAGE
    batch_size: int = BATCH
    name: str = "clinicaltrials"
    platform: str = "ClinicalTrials.gov API v2"
    record_format: str = "clinicaltrials-json"

    def search(self, strategy: str) -> Iterator[SearchPage]:
        """Yield the register's version, then the pages of the search, each with its entries.

        The end is a page without a token for the next, without entries, or with a token that was there before.
        """
        yield from self._list(query_of(strategy), lint_words(query_of(strategy)))

    def search_since(self, strategy: str, day: date) -> Iterator[SearchPage]:
        """Yield the pages of the entries that were added or edited on that day or later (LastUpdatePostDate)."""
        query = f"({query_of(strategy)}) AND AREA[LastUpdatePostDate]RANGE[{day},MAX]"
        yield from self._list(query, lint_words(query_of(strategy)))

    def _list(self, query: str, warnings: tuple[str, ...]) -> Iterator[SearchPage]:
        version = self.client.ask(Request(f"{self.url}version", by_get=True), read=read_version)
        found = self._ask(("query.term", query), ("countTotal", "true"))
        promised = self._promised(found)
        data_of = f"{query} [data of {version.moment}, API {version.number}]"
        yield SearchPage(version.answer.reply, promised, (), holds_records=False, translation=data_of)
        seen: set[str] = set()
        told: set[str] = set()
        while True:
            fresh = tuple(number for number in dict.fromkeys(found.ids) if number and number not in seen)
            seen.update(fresh)
            warnings = (*warnings, *_nameless(found))
            yield SearchPage(found.answer.reply, promised, fresh, holds_records=True, warnings=warnings)
            if not found.ids or not found.token or found.token in told:
                return
            told.add(found.token)
            warnings = ()
            found = self._ask(("query.term", query), ("pageToken", found.token))

    def fetch(self, ids: Sequence[str]) -> Iterator[Reply]:
        """Yield replies that hold the entries of those NCT numbers. A number that was withdrawn is absent.

        Raises ``SourceRefused`` before the first request for what is no NCT number.
        """
        for number in ids:
            if not _NCT.fullmatch(number):
                raise SourceRefused(f"clinicaltrials: {number!r} is no NCT number", hint="Write NCT and eight digits.")
        for start in range(0, len(ids), self.batch_size):
            wanted = ",".join(ids[start : start + self.batch_size])
            yield self._ask(("filter.ids", wanted)).answer.reply

    def _ask(self, *parameters: tuple[str, str]) -> Studies:
        usual = (("format", "json"), ("fields", FIELDS), ("pageSize", str(self.page_size)))
        return self.client.ask(Request(f"{self.url}studies", (*parameters, *usual), by_get=True), read=read_studies)

    def _promised(self, found: Studies) -> int:
        if found.total is None:
            raise SourceRefused(
                "ClinicalTrials.gov: the reply does not say how many entries were found",
                hint="Check base_url of this search: the interface of ClinicalTrials.gov answers countTotal=true.",
            )
        return found.total


@dataclass(frozen=True, slots=True)
class Version:
    """Of which moment the register's data are, and the number of its interface."""

    answer: Answer
    moment: str
    number: str


@dataclass(frozen=True, slots=True)
class Studies:
    """One page of entries, understood as far as paging needs it. The number of an entry that lacks one is empty."""

    answer: Answer
    total: int | None
    ids: tuple[str, ...]
    token: str


def open_clinicaltrials(settings: Settings, wiring: Wiring) -> ClinicalTrials:
    """ClinicalTrials.gov as a source; it needs no key."""
    contact_of(settings, "ClinicalTrials.gov")
    return ClinicalTrials(
        client=wiring.client("ClinicalTrials.gov", settings, per_second=PER_SECOND, secrets=()),
        url=base_of(settings, BASE_URL, secret=False),
        page_size=min(settings.page_size or PAGE, PAGE),
        batch_size=min(settings.batch_size or BATCH, PAGE),
    )


def read_version(answer: Answer) -> Version:
    """Read the register's version. Raises ``PassingError`` or ``SourceRefused``."""
    require_success(answer, hint="Check base_url of this search in review.toml.")
    content = json_object(answer)
    moment = content.get("dataTimestamp")
    if not isinstance(moment, str) or not moment:
        raise PassingError(f"the reply does not say of which moment the data are: {glimpse(answer)}")
    return Version(answer, moment, str(content.get("apiVersion") or "unknown"))


def read_studies(answer: Answer) -> Studies:
    """Read a page of entries. Raises ``PassingError`` or ``SourceRefused``."""
    require_success(answer, hint=_QUERY_HINT)
    content = json_object(answer)
    rows, total = content.get("studies"), content.get("totalCount")
    if not isinstance(rows, list):
        raise PassingError(f"the reply holds no list of studies: {glimpse(answer)}")
    return Studies(
        answer=answer,
        total=total if isinstance(total, int) else None,
        ids=tuple(map(_number, rows)),
        token=str(content.get("nextPageToken") or ""),
    )


def _number(study: object) -> str:
    for part in ("protocolSection", "identificationModule", "nctId"):
        study = study.get(part) if isinstance(study, dict) else None
    number = str(study or "").strip().upper()
    return number if _NCT.fullmatch(number) else ""


def _nameless(found: Studies) -> tuple[str, ...]:
    missing = found.ids.count("")
    return (f"{missing} entries of a page have no NCT number",) if missing else ()
