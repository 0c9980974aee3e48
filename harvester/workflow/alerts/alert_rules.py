"""Extract the links that records state, and derive alert candidates from links and changes. Pure.

PubMed states links in CommentsCorrections (RefType, and a PMID that may be absent) and in publication types, sometimes
in one of them only; those of Europe PMC and MEDLINE text have the same names (``formats``, ``Citation.extra``). A
retraction may be stated by the record of the article, by that of the notice, or by both: it gives one alert.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from harvester.citation import Citation
from harvester.store.links import ChangeRow, LinkRow, NewLink
from harvester.store.models.outputs import AlertKind
from harvester.store.models.records import LinkKind

KIND_OF_REF_TYPE: Final[dict[str, LinkKind]] = {
    "retractionin": "retracted-by", "retractedandrepublishedin": "retracted-by", "retractionof": "retraction-of",
    "partialretractionin": "partly-retracted-by", "partialretractionof": "partial-retraction-of",
    "expressionofconcernin": "concern-in", "expressionofconcernfor": "concern-of", "erratumin": "erratum-in",
    "erratumfor": "erratum-of", "correctedandrepublishedin": "republished-in",
    "correctedandrepublishedfrom": "republished-from", "retractedandrepublishedfrom": "republished-from",
    "republishedin": "republished-in", "republishedfrom": "republished-from", "updatein": "update-in",
    "updateof": "update-of", "commentin": "comment-in", "commenton": "comment-on", "preprintof": "preprint-of",
    "preprintin": "article-of",
}  # fmt: skip
"""RefType in lower case → kind of link. Other types (Cites, SummaryForPatientsIn …) link neither versions of a document
nor notices about it."""

KIND_OF_PUBLICATION_TYPE: Final[dict[str, LinkKind]] = {
    "retracted publication": "retracted-by",
    "retracted article": "retracted-by",
    "retraction of publication": "retraction-of",
    "published erratum": "erratum-of",
    "expression of concern": "concern-of",
}
"""Publication type of MEDLINE (Embase for "retracted article") → kind of link."""

_PREPRINT_SERVERS: Final = re.compile(
    r"(?:med|bio|chem|psya|a)rxiv|res(?:earch)? sq|ssrn|preprints?\b|osf", re.IGNORECASE
)
_PMID_PATTERN: Final = re.compile(r"\bPMID:?\s*(\d{1,9})\b", re.IGNORECASE)
_DOI_PATTERN: Final = re.compile(r"\b(10\.\d{4,9}/\S+?)[.,;]*(?:\s|$)")
_EUROPE_PMC_PATTERN: Final = re.compile(r"[A-Z]{2,5}:\S+")
_MAX_LENGTH: Final = 300


def extract_links(citation: Citation) -> tuple[NewLink, ...]:
    """Return the links that a citation states, each once, in order."""
    preprint = citation.kind == "preprint" or "preprint" in _publication_types(citation)
    sources = _references(citation)
    stated = []
    for tag, value in citation.extra:
        if kind := KIND_OF_REF_TYPE.get(tag.casefold()):
            target = parse_target(value)
            reference = (sources.get((tag, value), "") if target else value.strip())[:_MAX_LENGTH]
            stated.append(NewLink(relate_preprint_and_article(kind, reference, preprint=preprint), target, reference))
    linked = {link.kind for link in stated}
    flagged = [
        NewLink(kind)
        for name in _publication_types(citation)
        if (kind := KIND_OF_PUBLICATION_TYPE.get(name)) and kind not in linked
    ]
    return tuple(dict.fromkeys((*stated, *flagged)))


def document_ids(source: str, accession: str, citation: Citation) -> tuple[str, ...]:
    """Return the document numbers by which links can name a record: pmid:…, doi:…, europepmc:…."""
    numbers = [f"pmid:{citation.pmid}" if citation.pmid else "", f"doi:{citation.doi.lower()}" if citation.doi else ""]
    if source == "europepmc":
        numbers.append(f"europepmc:{accession}")
    return tuple(dict.fromkeys(number[:_MAX_LENGTH] for number in numbers if number))


def parse_target(value: str) -> str:
    """Return the document number in a link, as :func:`document_ids` writes it; "" where it has only a reference."""
    text = value.strip()
    if text.isdecimal():
        return f"pmid:{text}"
    if match := _PMID_PATTERN.search(text):
        return f"pmid:{match[1]}"
    if match := _DOI_PATTERN.search(text):
        return f"doi:{match[1].lower()}"[:_MAX_LENGTH]
    return f"europepmc:{text}"[:_MAX_LENGTH] if _EUROPE_PMC_PATTERN.fullmatch(text) else ""


def relate_preprint_and_article(kind: LinkKind, reference: str, *, preprint: bool) -> LinkKind:
    """Return preprint-of or article-of for PubMed's update links between a preprint and its article."""
    on_a_server = bool(_PREPRINT_SERVERS.match(reference))
    if preprint and kind in {"update-in", "update-of"} and not on_a_server:
        return "preprint-of"
    if not preprint and kind == "update-of" and on_a_server:
        return "article-of"
    return kind


def _publication_types(citation: Citation) -> tuple[str, ...]:
    return tuple(name.casefold() for name in citation.publication_types)


def _references(citation: Citation) -> dict[tuple[str, str], str]:
    """Return (RefType, PMID) → reference, stored in ``Citation.extra`` as "PMID: reference"."""
    references: dict[tuple[str, str], str] = {}
    for tag, value in citation.extra:
        number, colon, reference = value.partition(": ")
        if tag.endswith(" source") and colon:
            references[tag.removesuffix(" source"), number] = reference
    return references


ALERT_ABOUT_RECORD: Final[dict[LinkKind, AlertKind]] = {
    "retracted-by": "retracted", "partly-retracted-by": "partly-retracted", "concern-in": "concern",
    "erratum-in": "erratum", "update-in": "update", "republished-in": "update", "preprint-of": "published",
}  # fmt: skip
"""Kind of link → alert about the record that states it."""

ALERT_ABOUT_TARGET: Final[dict[LinkKind, AlertKind]] = {
    "retraction-of": "retracted", "partial-retraction-of": "partly-retracted", "concern-of": "concern",
    "erratum-of": "erratum", "update-of": "update", "republished-from": "update", "article-of": "published",
}  # fmt: skip
"""Kind of link → alert about its target."""

ALWAYS_ALERTED: Final[frozenset[AlertKind]] = frozenset({"retracted", "partly-retracted", "concern"})
"""Alerts raised even when the link was known before screening: a retracted report is included only by oversight. Other
links give an alert only when found after screening."""

_ALERTED_ONCE: Final[frozenset[AlertKind]] = frozenset({"retracted"})
"""Alerts raised once for a report, whichever record states it."""

NAMED_FIELDS: Final = {
    "title": "title", "authors": "authors", "abstract": "abstract", "journal": "journal", "year": "year",
    "volume": "volume", "issue": "issue", "pages": "pages", "article_number": "article number", "doi": "DOI",
    "publication_types": "publication type",
}  # fmt: skip
"""Fields whose change is named → their names in messages."""

_MINOR_FIELDS: Final = ("kind", "title_original", "date", "pmid", "isbns", "language")
"""Fields whose change is one of "other fields". Fields in neither table change with the maintenance of a database
(subject headings, links, dates of revision) and say nothing about the document."""

OTHER_FIELDS: Final = "other fields"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertCandidate:
    """A possible alert about a report. Candidates of one kind that share one of their ``keys`` are the same."""

    report: int
    kind: AlertKind
    keys: tuple[str, ...]
    record: int
    run_id: int
    detail: str = ""


def candidates_from_links(
    links: Iterable[LinkRow],
    *,
    report_of_record: Mapping[int, int],
    screened: Mapping[int, datetime],
    numbers: Mapping[int, tuple[str, ...]],
) -> Iterator[AlertCandidate]:
    """Yield the alert candidates of links about screened reports.

    ``screened`` maps reports to the time of the first decision, ``numbers`` the records that state links to the numbers
    of their documents.
    """
    for link in links:
        for kind, record, keys, document in alerts_of_link(link, numbers):
            report = report_of_record[record]
            if report in screened and (
                kind in ALWAYS_ALERTED or is_new_since_decision(link, screened[report], report_of_record)
            ):
                yield AlertCandidate(
                    report=report,
                    kind=kind,
                    keys=("",) if kind in _ALERTED_ONCE else keys,
                    record=link.record_id,
                    run_id=link.run_id,
                    detail=document,
                )


def candidates_from_changes(
    changes: Sequence[ChangeRow], *, report_of_record: Mapping[int, int], screened: Mapping[int, datetime]
) -> list[AlertCandidate]:
    """Return an alert candidate for each change of content after the first decision about its report."""
    candidates = []
    for change in changes:
        fields = changed_fields(change.before, change.now)
        report = report_of_record[change.record_id]
        if fields and change.found_at > screened[report]:
            candidates.append(
                AlertCandidate(
                    report=report,
                    kind="changed",
                    keys=(f"{change.record_id}:{change.number}",),
                    record=change.record_id,
                    run_id=change.run_id,
                    detail=", ".join(fields),
                )
            )
    return candidates


def changed_fields(before: Citation, now: Citation) -> tuple[str, ...]:
    """Return the names of the fields that differ; "other fields" where only minor ones do."""
    named = tuple(words for field, words in NAMED_FIELDS.items() if getattr(before, field) != getattr(now, field))
    minor = any(getattr(before, field) != getattr(now, field) for field in _MINOR_FIELDS)
    return named or ((OTHER_FIELDS,) if minor else ())


def is_new_since_decision(link: LinkRow, first_decision: datetime, report_of_record: Mapping[int, int]) -> bool:
    """Return whether a link was found after screening and its target is another report."""
    within_report = (
        link.target_record_id is not None
        and report_of_record[link.record_id] == report_of_record[link.target_record_id]
    )
    return link.found_at > first_decision and not within_report


def alerts_of_link(
    link: LinkRow, numbers: Mapping[int, tuple[str, ...]]
) -> Iterator[tuple[AlertKind, int, tuple[str, ...], str]]:
    """Yield (kind of alert, record it is about, keys, document that causes it) for either end of a link."""
    if kind := ALERT_ABOUT_RECORD.get(link.kind):
        keys = tuple(key for key in (link.target, _normalise_reference(link.reference)) if key) or ("",)
        yield kind, link.record_id, keys, format_document_id(link.target) or link.reference
    if link.target_record_id is not None and (kind := ALERT_ABOUT_TARGET.get(link.kind)):
        ids = numbers.get(link.record_id, ()) or (f"record:{link.record_id}",)
        yield kind, link.target_record_id, ids, format_document_id(ids[0])


def _normalise_reference(reference: str) -> str:
    return " ".join(reference.casefold().split())


def format_document_id(key: str) -> str:
    """Return a document number for messages: "PMID 38000001"; "" for a record without one."""
    kind, _, number = key.partition(":")
    return {"pmid": f"PMID {number}", "doi": f"doi {number}", "europepmc": number}.get(kind, "")
