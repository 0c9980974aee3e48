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
from harvester.sources.base import RawResponse, SearchPage, Settings
from harvester.sources.configuration import SourceContext, require_base_url, require_contact
from harvester.sources.http.client import HttpClient, HttpRequest, HttpResponse, TransientError
from harvester.sources.http.response_checks import excerpt, parse_json_object, require_success
from harvester.sources.strategy import extract_query, lint_plain_query

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

    client: HttpClient = field(repr=False)
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
        yield from self._list(extract_query(strategy), lint_plain_query(extract_query(strategy)))

    def search_since(self, strategy: str, day: date) -> Iterator[SearchPage]:
        """Yield the pages of the entries that were added or edited on that day or later (LastUpdatePostDate)."""
        query = f"({extract_query(strategy)}) AND AREA[LastUpdatePostDate]RANGE[{day},MAX]"
        yield from self._list(query, lint_plain_query(extract_query(strategy)))

    def _list(self, query: str, warnings: tuple[str, ...]) -> Iterator[SearchPage]:
        version = self.client.send(HttpRequest(f"{self.url}version", get_only=True), parse=parse_register_version)
        page = self._request_page(("query.term", query), ("countTotal", "true"))
        hits = self._reported_total(page)
        data_of = f"{query} [data of {version.moment}, API {version.number}]"
        yield SearchPage(version.response.reply, hits, (), holds_records=False, translation=data_of)
        ids: set[str] = set()
        tokens: set[str] = set()
        while True:
            new_ids = tuple(number for number in dict.fromkeys(page.ids) if number and number not in ids)
            ids.update(new_ids)
            warnings = (*warnings, *_missing_number_warning(page))
            yield SearchPage(page.response.reply, hits, new_ids, holds_records=True, warnings=warnings)
            if not page.ids or not page.token or page.token in tokens:
                return
            tokens.add(page.token)
            warnings = ()
            page = self._request_page(("query.term", query), ("pageToken", page.token))

    def fetch(self, ids: Sequence[str]) -> Iterator[RawResponse]:
        """Yield replies that hold the entries of those NCT numbers. A number that was withdrawn is absent.

        Raises ``SourceRefused`` before the first request for what is no NCT number.
        """
        for number in ids:
            if not _NCT.fullmatch(number):
                raise SourceRefused(f"clinicaltrials: {number!r} is no NCT number", hint="Write NCT and eight digits.")
        for start in range(0, len(ids), self.batch_size):
            numbers = ",".join(ids[start : start + self.batch_size])
            yield self._request_page(("filter.ids", numbers)).response.reply

    def _request_page(self, *parameters: tuple[str, str]) -> StudiesPage:
        usual = (("format", "json"), ("fields", FIELDS), ("pageSize", str(self.page_size)))
        return self.client.send(
            HttpRequest(f"{self.url}studies", (*parameters, *usual), get_only=True), parse=parse_studies_page
        )

    def _reported_total(self, page: StudiesPage) -> int:
        if page.total is None:
            raise SourceRefused(
                "ClinicalTrials.gov: the reply does not say how many entries were found",
                hint="Check base_url of this search: the interface of ClinicalTrials.gov answers countTotal=true.",
            )
        return page.total


@dataclass(frozen=True, slots=True)
class RegisterVersion:
    """Of which moment the register's data are, and the number of its interface."""

    response: HttpResponse
    moment: str
    number: str


@dataclass(frozen=True, slots=True)
class StudiesPage:
    """One page of entries, understood as far as paging needs it. The number of an entry that lacks one is empty."""

    response: HttpResponse
    total: int | None
    ids: tuple[str, ...]
    token: str


def open_clinicaltrials(settings: Settings, context: SourceContext) -> ClinicalTrials:
    """ClinicalTrials.gov as a source; it needs no key."""
    require_contact(settings, "ClinicalTrials.gov")
    return ClinicalTrials(
        client=context.http_client("ClinicalTrials.gov", settings, per_second=PER_SECOND, secrets=()),
        url=require_base_url(settings, BASE_URL, secret=False),
        page_size=min(settings.page_size or PAGE, PAGE),
        batch_size=min(settings.batch_size or BATCH, PAGE),
    )


def parse_register_version(response: HttpResponse) -> RegisterVersion:
    """Read the register's version. Raises ``PassingError`` or ``SourceRefused``."""
    require_success(response, hint="Check base_url of this search in review.toml.")
    content = parse_json_object(response)
    moment = content.get("dataTimestamp")
    if not isinstance(moment, str) or not moment:
        raise TransientError(f"the reply does not say of which moment the data are: {excerpt(response)}")
    return RegisterVersion(response, moment, str(content.get("apiVersion") or "unknown"))


def parse_studies_page(response: HttpResponse) -> StudiesPage:
    """Read a page of entries. Raises ``PassingError`` or ``SourceRefused``."""
    require_success(response, hint=_QUERY_HINT)
    content = parse_json_object(response)
    rows, total = content.get("studies"), content.get("totalCount")
    if not isinstance(rows, list):
        raise TransientError(f"the reply holds no list of studies: {excerpt(response)}")
    return StudiesPage(
        response=response,
        total=total if isinstance(total, int) else None,
        ids=tuple(map(_nct_number, rows)),
        token=str(content.get("nextPageToken") or ""),
    )


def _nct_number(study: object) -> str:
    for part in ("protocolSection", "identificationModule", "nctId"):
        study = study.get(part) if isinstance(study, dict) else None
    number = str(study or "").strip().upper()
    return number if _NCT.fullmatch(number) else ""


def _missing_number_warning(page: StudiesPage) -> tuple[str, ...]:
    missing = page.ids.count("")
    return (f"{missing} entries of a page have no NCT number",) if missing else ()
