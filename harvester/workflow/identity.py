"""Which record a delivery is: new, known, changed, or another one under a number already taken. Pure.

A record is known by its source and accession number. Files often have none, or repeat one, or carry a reference
manager's running number in its place; then nothing may be lost: two rows of a file are two records, and a number that
suddenly denotes another document does not overwrite the first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Final

from harvester.citation import Citation, content_hash
from harvester.formats import Entry
from harvester.normalise import words
from harvester.store.values import Delivery, KnownRecord

FORMAT_RANK: Final = (
    "csv",
    "xlsx",
    "ictrp-xml",
    "refer",
    "refworks",
    "cochrane",
    "bibtex",
    "csl-json",
    "ovid",
    "endnote-xml",
    "ris",
    "medlars",
    "wos",
    "nbib",
    "jsonl",
    "embase-json",
    "pubmed-xml",
)
"""From the poorest to the richest: a poorer format never becomes a record's current revision after a richer one."""

_SAME_TITLE: Final = 0.3
"""Share of title words two revisions of one record have in common at least. Corrections, translations in brackets and
added subtitles keep far more; two documents under one number seldom share a tenth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revised:
    """A known record with content the store does not hold.

    ``current`` says that the content counts from now on; ``changed`` that the source changed it, rather than telling
    the same in another format for the first time.
    """

    known: KnownRecord
    delivery: Delivery
    current: bool
    changed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be stored of a page: new records, new revisions, and all record numbers known before that it shows."""

    new: tuple[Delivery, ...]
    revised: tuple[Revised, ...]
    known: tuple[int, ...]


def deliveries(entries: Sequence[Entry], before: Collection[str] = ()) -> tuple[Delivery, ...]:
    """Every entry of a page under its accession number; one without gets a number made from what it says.

    A number that comes again in the same page, or is among those ``before`` of the same file, gets "#2", "#3" …: each
    row stays a record of its own.
    """
    given = [entry.accession or content_number(entry.citation) for entry in entries]
    taken, seen = set(given), set[str]()
    result = []
    for entry, wanted in zip(entries, given, strict=True):
        accession = _next_free(wanted, taken, before) if wanted in seen or wanted in before else wanted
        seen.add(wanted)
        taken.add(accession)
        result.append(
            Delivery(
                accession=accession,
                citation=entry.citation,
                content_hash=content_hash(entry.citation),
                line=entry.line,
            )
        )
    return tuple(result)


def _next_free(number: str, taken: Collection[str], before: Collection[str] = ()) -> str:
    """The number with "#2", "#3" … behind it: the first that nothing bears."""
    names = (f"{number}#{place}" for place in count(2))
    return next(name for name in names if name not in taken and name not in before)


def content_number(citation: Citation) -> str:
    """A number for a record whose source gives none: the same words about the same document give the same number."""
    first = citation.authors[0].family if citation.authors else ""
    journal = words(citation.journal or citation.journal_abbreviation)
    texts = (words(citation.title), str(citation.year or ""), words(first), journal)
    parts = (*texts, citation.volume, citation.issue, citation.pages, citation.doi, citation.pmid)
    digest = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
    return f"content-{digest[:20]}"


def another(delivery: Delivery) -> Delivery:
    """The same delivery under a number of its own, because its accession number denotes another document."""
    own = content_number(delivery.citation).removeprefix("content-")
    return replace(delivery, accession=f"{delivery.accession}~{own}")


def with_own_numbers(
    delivered: Sequence[Delivery], known: Mapping[str, KnownRecord]
) -> tuple[tuple[Delivery, ...], tuple[str, ...]]:
    """Deliveries, under a number of their own where the known record of that number is another document; remarks."""
    settled, remarks = [], []
    taken = {delivery.accession for delivery in delivered}
    for delivery in delivered:
        before = known.get(delivery.accession)
        if before is None or _same_document(before.citation, delivery.citation):
            settled.append(delivery)
            continue
        own = another(delivery)
        if own.accession in taken:
            own = replace(own, accession=_next_free(own.accession, taken))
        taken.add(own.accession)
        settled.append(own)
        remarks.append(
            f"line {delivery.line}: number {delivery.accession} denoted another document before "
            f"({before.citation.title!r}, now {delivery.citation.title!r}); both are kept"
        )
    return tuple(settled), tuple(remarks)


def plan(delivered: Sequence[Delivery], known: Mapping[str, KnownRecord], *, format_name: str) -> Plan:
    """What is to be stored of deliveries that came in one format, given what the store holds of their numbers."""
    new, revised, seen = [], [], []
    for delivery in delivered:
        before = known.get(delivery.accession)
        if before is None:
            new.append(delivery)
            continue
        seen.append(before.id)
        last = before.latest.get(format_name)
        if last != delivery.content_hash:
            current = _rank(format_name) >= _rank(before.format)
            revised.append(Revised(known=before, delivery=delivery, current=current, changed=last is not None))
    return Plan(new=tuple(new), revised=tuple(revised), known=tuple(seen))


def _rank(format_name: str) -> int:
    return FORMAT_RANK.index(format_name) if format_name in FORMAT_RANK else -1


def _same_document(before: Citation, now: Citation) -> bool:
    """Whether two citations under one number can be one document: an equal DOI, or titles that share enough words."""
    if before.doi and before.doi == now.doi:
        return True
    one, other = set(words(before.title).split()), set(words(now.title).split())
    if not one or not other:
        return True
    return len(one & other) / min(len(one), len(other)) >= _SAME_TITLE
