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

OF_THE_RECORD: Final[dict[LinkKind, AlertKind]] = {
    "retracted-by": "retracted",
    "partly-retracted-by": "partly-retracted",
    "concern-in": "concern",
    "erratum-in": "erratum",
    "update-in": "update",
    "republished-in": "update",
    "preprint-of": "published",
}
"""What a link says about the record that bears it."""

OF_THE_OTHER: Final[dict[LinkKind, AlertKind]] = {
    "retraction-of": "retracted",
    "partial-retraction-of": "partly-retracted",
    "concern-of": "concern",
    "erratum-of": "erratum",
    "update-of": "update",
    "republished-from": "update",
    "article-of": "published",
}
"""What a link says about the record it points to."""

ALWAYS: Final[frozenset[AlertKind]] = frozenset({"retracted", "partly-retracted", "concern"})
"""What is told even when it was known before anybody screened: a retracted report is included by oversight only. The
rest is news only when it comes after the screening."""

_ONCE: Final[frozenset[AlertKind]] = frozenset({"retracted"})
"""What can be true of a report only once, whoever says so."""

TOLD: Final = {
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

_OTHER: Final = ("kind", "title_original", "date", "pmid", "isbns", "language")
"""Fields whose change is one of "other fields". What is absent here changes with the upkeep of a database (subject
headings, links, dates of revision) and says nothing about the document."""

OTHER_FIELDS: Final = "other fields"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something true of a report. ``keys`` tell facts of a kind apart: two that share one are the same fact."""

    report: int
    kind: AlertKind
    keys: tuple[str, ...]
    record: int
    run_id: int
    detail: str = ""


def of_links(
    links: Iterable[LinkRow],
    *,
    at: Mapping[int, int],
    screened: Mapping[int, datetime],
    numbers: Mapping[int, tuple[str, ...]],
) -> Iterator[Fact]:
    """The facts that links tell about reports somebody decided on.

    ``at`` maps records to their reports, ``screened`` reports to the moment of the first decision, ``numbers`` the
    records that bear links to the numbers of their documents.
    """
    for link in links:
        for kind, record, keys, by in _sides(link, numbers):
            report = at[record]
            if report in screened and (kind in ALWAYS or _is_news(link, screened[report], at)):
                yield Fact(
                    report=report,
                    kind=kind,
                    keys=("",) if kind in _ONCE else keys,
                    record=link.record_id,
                    run_id=link.run_id,
                    detail=by,
                )


def of_changes(changes: Sequence[ChangeRow], *, at: Mapping[int, int], screened: Mapping[int, datetime]) -> list[Fact]:
    """The changes of content that came after the first decision about a report."""
    found = []
    for change in changes:
        fields = changed_fields(change.before, change.now)
        report = at[change.record_id]
        if fields and change.found_at > screened[report]:
            found.append(
                Fact(
                    report=report,
                    kind="changed",
                    keys=(f"{change.record_id}:{change.number}",),
                    record=change.record_id,
                    run_id=change.run_id,
                    detail=", ".join(fields),
                )
            )
    return found


def changed_fields(before: Citation, now: Citation) -> tuple[str, ...]:
    """The names of the fields that differ and say something about the document; "other fields" for minor ones alone."""
    named = tuple(words for field, words in TOLD.items() if getattr(before, field) != getattr(now, field))
    minor = any(getattr(before, field) != getattr(now, field) for field in _OTHER)
    return named or ((OTHER_FIELDS,) if minor else ())


def _is_news(link: LinkRow, first_decision: datetime, at: Mapping[int, int]) -> bool:
    """Whether a link came after the screening, and leads out of the report."""
    own = link.other is not None and at[link.record_id] == at[link.other]
    return link.found_at > first_decision and not own


def _sides(
    link: LinkRow, numbers: Mapping[int, tuple[str, ...]]
) -> Iterator[tuple[AlertKind, int, tuple[str, ...], str]]:
    """(kind, record it is said of, keys, the document it is said to come from) for either end of a link."""
    if kind := OF_THE_RECORD.get(link.kind):
        keys = tuple(key for key in (link.target, _words(link.reference)) if key) or ("",)
        yield kind, link.record_id, keys, _named(link.target) or link.reference
    if link.other is not None and (kind := OF_THE_OTHER.get(link.kind)):
        own = numbers.get(link.record_id, ()) or (f"record:{link.record_id}",)
        yield kind, link.other, own, _named(own[0])


def _words(reference: str) -> str:
    return " ".join(reference.casefold().split())


def _named(key: str) -> str:
    """A document's number as people write it: "PMID 38000001"; empty for a record that has none."""
    kind, _, number = key.partition(":")
    return {"pmid": f"PMID {number}", "doi": f"doi {number}", "europepmc": number}.get(kind, "")
