"""Parse the replies of ESearch, EInfo and EFetch.

EInfo's XML is parsed with Biopython. Its parser needs the DTD that a reply names, and would download one that it does
not have; so only replies that name a DTD shipped with Biopython, and declare nothing else, are given to it.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import Any, Final

from harvester.errors import SourceRefused
from harvester.sources.http.client import HttpResponse, TransientError
from harvester.sources.http.response_checks import excerpt, parse_json_object, quote_service, require_success
from harvester.sources.ncbi.date_slices import DATE_FIELDS, REVISION_DATE_FIELDS
from harvester.sources.strategy import first_word

MAX_LISTED: Final = 9_999
"""Records of a search that ESearch lists; the documentation says 10,000, the server enforces this (2026-10)."""
QUERY_HINT: Final = "Try the strategy on https://pubmed.ncbi.nlm.nih.gov and correct the strategy file."
KEY_HINT: Final = "Check NCBI_API_KEY, or unset it: a search without a key is only slower."
_STATUS_HINTS: Final = {
    403: "NCBI blocks this address: wait a day, or write to eutilities@ncbi.nlm.nih.gov.",
    404: "Check base_url of this search in review.toml.",
}
_BACKEND_HINT: Final = (
    "Run the update again later. If the message stays, look for an unclosed bracket or quotation mark in the strategy."
)
_LISTS: Final = (
    ("errorlist", "phrasesnotfound", "not found, and dropped from the search"),
    ("errorlist", "fieldsnotfound", "no such field, and dropped from the search"),
    ("warninglist", "phrasesignored", "ignored"),
    ("warninglist", "quotedphrasesnotfound", "the quoted phrase is not in the index, and was dropped from the search"),
)
_HARMLESS: Final = ("No items found.", "Restrictions achieved.")
_DATE_CLAUSE: Final = re.compile(
    rf"\d{{4}}/\d\d/\d\d:\d{{4}}/\d\d/\d\d\[(?:{'|'.join((*DATE_FIELDS, *REVISION_DATE_FIELDS))})\]"
)


@dataclass(frozen=True, slots=True)
class EsearchResult:
    """A parsed reply of ESearch: number of hits, ids of this page, translation and warnings."""

    response: HttpResponse
    count: int
    ids: tuple[str, ...]
    translation: str
    warnings: tuple[str, ...]


def parse_esearch(response: HttpResponse) -> EsearchResult:
    """Parse a reply of ESearch (retmode=json).

    Raises ``TransientError`` for rate limits, maintenance pages, broken JSON and back-end faults; ``SourceRefused`` for
    a query that PubMed cannot read. An error is never read as a search without results.
    """
    require_success(response, hint=refusal_hint(response))
    content = parse_json_object(response)
    reject_error_body(response, content)
    result = content.get("esearchresult")
    if not isinstance(result, dict):
        raise TransientError(f"the reply is not a search result: {excerpt(response)}")
    if error := result.get("ERROR"):
        _reject_error(response, str(error))
    return EsearchResult(
        response=response,
        count=_count(response, result.get("count")),
        ids=_ids(response, result.get("idlist", [])),
        translation=str(result.get("querytranslation", "")),
        warnings=_warnings(result),
    )


def refusal_hint(response: HttpResponse) -> str:
    """Return advice for a reply by which NCBI refuses a request."""
    if b"api key" in response.reply.body[:1000].lower():
        return KEY_HINT
    return _STATUS_HINTS.get(response.reply.status, QUERY_HINT)


def reject_error_body(response: HttpResponse, content: dict[str, Any]) -> None:
    """Reject NCBI's ``{"error": …}``, which comes with HTTP 200 as well.

    Raises ``SourceRefused`` for an invalid key, else ``TransientError`` ("API rate limit exceeded").
    """
    if "error" not in content:
        return
    message = quote_service(content["error"])
    if "key" in message.casefold() and "limit" not in message.casefold():
        raise SourceRefused(f"{response.service}: {message}", hint=KEY_HINT)
    raise TransientError(f"the service says: {message}", retry_after=response.retry_after)


def _reject_error(response: HttpResponse, error: str) -> None:
    """Raise the error of a reply: back-end faults are transient unless they name retstart or a wrong parameter."""
    message = quote_service(error)
    if message.startswith("Search Backend failed") and "retstart" not in message:
        raise TransientError(f"the service says: {message}", hint=_BACKEND_HINT)
    raise SourceRefused(f"{response.service}: {message}", hint=QUERY_HINT)


def _count(response: HttpResponse, count: object) -> int:
    if isinstance(count, str | int) and str(count).isdecimal():
        return int(count)
    raise TransientError(f"the reply does not say how many records were found: {excerpt(response)}")


def _ids(response: HttpResponse, ids: object) -> tuple[str, ...]:
    if isinstance(ids, list) and all(isinstance(number, str) and number.isdecimal() for number in ids):
        return tuple(ids)
    raise TransientError(f"the list of records contains more than numbers: {excerpt(response)}")


def _warnings(result: dict[str, Any]) -> tuple[str, ...]:
    dropped = [
        f"{phrase}: {meaning}"
        for group, name, meaning in _LISTS
        for phrase in _messages(result, group, name)
        if not _DATE_CLAUSE.search(phrase)
    ]
    messages = _messages(result, "warninglist", "outputmessages")
    return (*dropped, *(message for message in messages if not message.startswith(_HARMLESS)))


def _messages(result: dict[str, Any], group: str, name: str) -> list[str]:
    """Return the texts of one of the optional lists of messages."""
    lists = result.get(group)
    texts = lists.get(name) if isinstance(lists, dict) else None
    return [str(text) for text in texts] if isinstance(texts, list) else []


_EINFO_DOCTYPE: Final = re.compile(
    rb'<!DOCTYPE\s+eInfoResult\s+PUBLIC\s+"[^"]*"\s+"https://eutils\.ncbi\.nlm\.nih\.gov/[\w/]*/einfo\.dtd"\s*>'
)
"""The document type of EInfo's XML. Biopython ships its DTD, and reads the shipped file instead of that address."""


@dataclass(frozen=True, slots=True)
class FieldList:
    """A parsed reply of EInfo: the first words of PubMed's field tags, in lower case ("tiab", "title", "mesh")."""

    response: HttpResponse
    tags: frozenset[str]


def parse_einfo(response: HttpResponse) -> FieldList:
    """Parse a reply of EInfo about one database (XML), offline.

    Raises ``TransientError`` for rate limits and faults of the server; ``SourceRefused`` for any other reply.
    """
    require_success(response, hint=refusal_hint(response))
    body = response.reply.body
    if _EINFO_DOCTYPE.search(body) is None or b"<!ENTITY" in body or body.count(b"<!DOCTYPE") != 1:
        raise SourceRefused(f"{response.service}: the reply is not a list of fields: {excerpt(response)}")
    from Bio import Entrez

    try:
        fields = Entrez.read(io.BytesIO(body))["DbInfo"][0]["FieldList"]  # type: ignore[no-untyped-call]
        names = [str(field[key]).casefold() for field in fields for key in ("Name", "FullName")]
    except (ValueError, LookupError, TypeError, RuntimeError) as error:  # what Biopython raises for broken XML
        raise SourceRefused(f"{response.service}: the list of fields cannot be read: {quote_service(error)}") from error
    return FieldList(response, frozenset(map(first_word, names)))


_END_TAGS: Final = (b"</PubmedArticleSet>", b"<PubmedArticleSet/>", b"<PubmedArticleSet />")


def check_efetch(response: HttpResponse) -> HttpResponse:
    """Return a reply of EFetch unchanged if it is a complete set of PubMed XML.

    Raises ``TransientError`` for rate limits, pages of HTML and truncated XML; ``SourceRefused`` for a request that
    PubMed does not accept.
    """
    require_success(response, hint=refusal_hint(response))
    body = response.reply.body.strip()
    if body.startswith(b"{"):
        reject_error_body(response, parse_json_object(response))
    if b"<PubmedArticleSet" not in body[:2000]:
        raise TransientError(f"the reply is not PubMed XML: {excerpt(response)}")
    if not body.endswith(_END_TAGS):
        raise TransientError(f"the XML is truncated after {len(body)} bytes")
    return response
