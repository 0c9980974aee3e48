"""What a record says of its document and others, and the numbers by which its document is known. Pure.

PubMed tells both in CommentsCorrections (RefType and PMID, which may be absent) and in publication types, and sometimes
in one of them only; Europe PMC and MEDLINE text are kept under the same names (``formats``, ``Citation.extra``).
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
    "retractionin": "retracted-by",
    "retractedandrepublishedin": "retracted-by",
    "retractionof": "retraction-of",
    "partialretractionin": "partly-retracted-by",
    "partialretractionof": "partial-retraction-of",
    "expressionofconcernin": "concern-in",
    "expressionofconcernfor": "concern-of",
    "erratumin": "erratum-in",
    "erratumfor": "erratum-of",
    "correctedandrepublishedin": "republished-in",
    "correctedandrepublishedfrom": "republished-from",
    "retractedandrepublishedfrom": "republished-from",
    "republishedin": "republished-in",
    "republishedfrom": "republished-from",
    "updatein": "update-in",
    "updateof": "update-of",
    "commentin": "comment-in",
    "commenton": "comment-on",
    "preprintof": "preprint-of",
    "preprintin": "article-of",
}
"""RefType, in small letters, → what the record is to the other. The other types (Cites, SummaryForPatientsIn …) link no
versions of a document and none that speak about its truth."""

KIND_OF_PUBLICATION_TYPE: Final[dict[str, LinkKind]] = {
    "retracted publication": "retracted-by",
    "retracted article": "retracted-by",
    "retraction of publication": "retraction-of",
    "published erratum": "erratum-of",
    "expression of concern": "concern-of",
}
"""MEDLINE's publication types, and Embase's word for the first, → the same."""

_PREPRINT_SERVERS: Final = re.compile(
    r"(?:med|bio|chem|psya|a)rxiv|res(?:earch)? sq|ssrn|preprints?\b|osf", re.IGNORECASE
)
_PMID_PATTERN: Final = re.compile(r"\bPMID:?\s*(\d{1,9})\b", re.IGNORECASE)
_DOI_PATTERN: Final = re.compile(r"\b(10\.\d{4,9}/\S+?)[.,;]*(?:\s|$)")
_EUROPE_PMC_PATTERN: Final = re.compile(r"[A-Z]{2,5}:\S+")
_MAX_LENGTH: Final = 300


def extract_links(citation: Citation) -> tuple[NewLink, ...]:
    """Every link a record's content tells, each once, in its order."""
    preprint = citation.kind == "preprint" or "preprint" in _publication_types(citation)
    sources = _references(citation)
    stated = []
    for tag, value in citation.extra:
        if kind := KIND_OF_REF_TYPE.get(tag.casefold()):
            target = parse_target(value)
            reference = (sources.get((tag, value), "") if target else value.strip())[:_MAX_LENGTH]
            stated.append(NewLink(_distinguish_preprints(kind, reference, preprint=preprint), target, reference))
    linked = {link.kind for link in stated}
    flagged = [
        NewLink(kind)
        for name in _publication_types(citation)
        if (kind := KIND_OF_PUBLICATION_TYPE.get(name)) and kind not in linked
    ]
    return tuple(dict.fromkeys((*stated, *flagged)))


def document_ids(source: str, accession: str, citation: Citation) -> tuple[str, ...]:
    """The numbers by which links can find a record."""
    numbers = [f"pmid:{citation.pmid}" if citation.pmid else "", f"doi:{citation.doi.lower()}" if citation.doi else ""]
    if source == "europepmc":
        numbers.append(f"europepmc:{accession}")
    return tuple(dict.fromkeys(number[:_MAX_LENGTH] for number in numbers if number))


def parse_target(value: str) -> str:
    """The number that a link names, as :func:`numbers_of` writes it; empty where it gives only a reference."""
    text = value.strip()
    if text.isdecimal():
        return f"pmid:{text}"
    if match := _PMID_PATTERN.search(text):
        return f"pmid:{match[1]}"
    if match := _DOI_PATTERN.search(text):
        return f"doi:{match[1].lower()}"[:_MAX_LENGTH]
    return f"europepmc:{text}"[:_MAX_LENGTH] if _EUROPE_PMC_PATTERN.fullmatch(text) else ""


def _distinguish_preprints(kind: LinkKind, reference: str, *, preprint: bool) -> LinkKind:
    """PubMed calls a preprint's article its update: told apart by what the record is and where the other appeared."""
    on_a_server = bool(_PREPRINT_SERVERS.match(reference))
    if preprint and kind in {"update-in", "update-of"} and not on_a_server:
        return "preprint-of"
    if not preprint and kind == "update-of" and on_a_server:
        return "article-of"
    return kind


def _publication_types(citation: Citation) -> tuple[str, ...]:
    return tuple(name.casefold() for name in citation.publication_types)


def _references(citation: Citation) -> dict[tuple[str, str], str]:
    """(RefType, PMID) → the reference, which is kept beside it as "PMID: reference"."""
    references: dict[tuple[str, str], str] = {}
    for tag, value in citation.extra:
        number, colon, reference = value.partition(": ")
        if tag.endswith(" source") and colon:
            references[tag.removesuffix(" source"), number] = reference
    return references


ALERT_ABOUT_RECORD: Final[dict[LinkKind, AlertKind]] = {
    "retracted-by": "retracted",
    "partly-retracted-by": "partly-retracted",
    "concern-in": "concern",
    "erratum-in": "erratum",
    "update-in": "update",
    "republished-in": "update",
    "preprint-of": "published",
}
"""What a link says about the record that bears it."""

ALERT_ABOUT_TARGET: Final[dict[LinkKind, AlertKind]] = {
    "retraction-of": "retracted",
    "partial-retraction-of": "partly-retracted",
    "concern-of": "concern",
    "erratum-of": "erratum",
    "update-of": "update",
    "republished-from": "update",
    "article-of": "published",
}
"""What a link says about the record it points to."""

ALWAYS_ALERTED: Final[frozenset[AlertKind]] = frozenset({"retracted", "partly-retracted", "concern"})
"""What is told even when it was known before anybody screened: a retracted report is included by oversight only. The
rest is news only when it comes after the screening."""

_ALERTED_ONCE: Final[frozenset[AlertKind]] = frozenset({"retracted"})
"""What can be true of a report only once, whoever says so."""

NAMED_FIELDS: Final = {
    "title": "title",
    "authors": "authors",
    "abstract": "abstract",
    "journal": "journal",
    "year": "year",
    "volume": "volume",
    "issue": "issue",
    "pages": "pages",
    "article_number": "article number",
    "doi": "DOI",
    "publication_types": "publication type",
}
"""The fields whose change is named, in the words of the field."""

_MINOR_FIELDS: Final = ("kind", "title_original", "date", "pmid", "isbns", "language")
"""Fields whose change is one of "other fields". What is absent here changes with the upkeep of a database (subject
headings, links, dates of revision) and says nothing about the document."""

OTHER_FIELDS: Final = "other fields"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertCandidate:
    """Something true of a report. ``keys`` tell facts of a kind apart: two that share one are the same fact."""

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
    """The facts that links tell about reports somebody decided on.

    ``at`` maps records to their reports, ``screened`` reports to the moment of the first decision, ``numbers`` the
    records that bear links to the numbers of their documents.
    """
    for link in links:
        for kind, record, keys, document in _alerts_of_link(link, numbers):
            report = report_of_record[record]
            if report in screened and (kind in ALWAYS_ALERTED or _is_news(link, screened[report], report_of_record)):
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
    """The changes of content that came after the first decision about a report."""
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
    """The names of the fields that differ and say something about the document; "other fields" for minor ones alone."""
    named = tuple(words for field, words in NAMED_FIELDS.items() if getattr(before, field) != getattr(now, field))
    minor = any(getattr(before, field) != getattr(now, field) for field in _MINOR_FIELDS)
    return named or ((OTHER_FIELDS,) if minor else ())


def _is_news(link: LinkRow, first_decision: datetime, report_of_record: Mapping[int, int]) -> bool:
    """Whether a link came after the screening, and leads out of the report."""
    within_report = (
        link.target_record_id is not None
        and report_of_record[link.record_id] == report_of_record[link.target_record_id]
    )
    return link.found_at > first_decision and not within_report


def _alerts_of_link(
    link: LinkRow, numbers: Mapping[int, tuple[str, ...]]
) -> Iterator[tuple[AlertKind, int, tuple[str, ...], str]]:
    """(kind, record it is said of, keys, the document it is said to come from) for either end of a link."""
    if kind := ALERT_ABOUT_RECORD.get(link.kind):
        keys = tuple(key for key in (link.target, _normalise_reference(link.reference)) if key) or ("",)
        yield kind, link.record_id, keys, _format_document_id(link.target) or link.reference
    if link.target_record_id is not None and (kind := ALERT_ABOUT_TARGET.get(link.kind)):
        document_ids = numbers.get(link.record_id, ()) or (f"record:{link.record_id}",)
        yield kind, link.target_record_id, document_ids, _format_document_id(document_ids[0])


def _normalise_reference(reference: str) -> str:
    return " ".join(reference.casefold().split())


def _format_document_id(key: str) -> str:
    """A document's number as people write it: "PMID 38000001"; empty for a record that has none."""
    kind, _, number = key.partition(":")
    return {"pmid": f"PMID {number}", "doi": f"doi {number}", "europepmc": number}.get(kind, "")
