"""What the store says about reports that their reviewers must know: retractions, errata, new versions, changes. Pure.

A retraction may stand in the article's record, in the notice's, in a publication type, or in any two of them; each is
taken at its word, and told once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from harvester.citation import Citation
from harvester.store.values import AlertKind, ChangeRow, LinkKind, LinkRow

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
