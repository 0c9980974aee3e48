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
from harvester.formats import ParsedRecord
from harvester.normalise import words
from harvester.store.rows.records import IncomingRecord, KnownRecord

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

_MIN_SHARED_TITLE_WORDS: Final = 0.3
"""Share of title words two revisions of one record have in common at least. Corrections, translations in brackets and
added subtitles keep far more; two documents under one number seldom share a tenth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRevision:
    """A known record with content the store does not hold.

    ``current`` says that the content counts from now on; ``changed`` that the source changed it, rather than telling
    the same in another format for the first time.
    """

    known: KnownRecord
    delivery: IncomingRecord
    current: bool
    changed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StoragePlan:
    """What is to be stored of a page: new records, new revisions, and all record numbers known before that it shows."""

    new: tuple[IncomingRecord, ...]
    revised: tuple[RecordRevision, ...]
    known: tuple[int, ...]


def assign_accessions(entries: Sequence[ParsedRecord], earlier: Collection[str] = ()) -> tuple[IncomingRecord, ...]:
    """Every entry of a page under its accession number; one without gets a number made from what it says.

    A number that comes again in the same page, or is among those ``before`` of the same file, gets "#2", "#3" …: each
    row stays a record of its own.
    """
    accessions = [entry.accession or content_accession(entry.citation) for entry in entries]
    used, assigned = set(accessions), set[str]()
    result = []
    for entry, proposed in zip(entries, accessions, strict=True):
        accession = (
            _number_repetition(proposed, used, earlier) if proposed in assigned or proposed in earlier else proposed
        )
        assigned.add(proposed)
        used.add(accession)
        result.append(
            IncomingRecord(
                accession=accession,
                citation=entry.citation,
                content_hash=content_hash(entry.citation),
                line=entry.line,
            )
        )
    return tuple(result)


def _number_repetition(number: str, used: Collection[str], earlier: Collection[str] = ()) -> str:
    """The number with "#2", "#3" … behind it: the first that nothing bears."""
    names = (f"{number}#{repetition}" for repetition in count(2))
    return next(name for name in names if name not in used and name not in earlier)


def content_accession(citation: Citation) -> str:
    """A number for a record whose source gives none: the same words about the same document give the same number."""
    first = citation.authors[0].family if citation.authors else ""
    journal = words(citation.journal or citation.journal_abbreviation)
    texts = (words(citation.title), str(citation.year or ""), words(first), journal)
    parts = (*texts, citation.volume, citation.issue, citation.pages, citation.doi, citation.pmid)
    digest = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
    return f"content-{digest[:20]}"


def with_content_suffix(delivery: IncomingRecord) -> IncomingRecord:
    """The same delivery under a number of its own, because its accession number denotes another document."""
    suffix = content_accession(delivery.citation).removeprefix("content-")
    return replace(delivery, accession=f"{delivery.accession}~{suffix}")


def separate_reused_accessions(
    deliveries: Sequence[IncomingRecord], known: Mapping[str, KnownRecord]
) -> tuple[tuple[IncomingRecord, ...], tuple[str, ...]]:
    """Deliveries, under a number of their own where the known record of that number is another document; remarks."""
    separated, remarks = [], []
    used = {delivery.accession for delivery in deliveries}
    for delivery in deliveries:
        stored = known.get(delivery.accession)
        if stored is None or _same_document(stored.citation, delivery.citation):
            separated.append(delivery)
            continue
        renamed = with_content_suffix(delivery)
        if renamed.accession in used:
            renamed = replace(renamed, accession=_number_repetition(renamed.accession, used))
        used.add(renamed.accession)
        separated.append(renamed)
        remarks.append(
            f"line {delivery.line}: number {delivery.accession} denoted another document before "
            f"({stored.citation.title!r}, now {delivery.citation.title!r}); both are kept"
        )
    return tuple(separated), tuple(remarks)


def plan_storage(
    deliveries: Sequence[IncomingRecord], known: Mapping[str, KnownRecord], *, format_name: str
) -> StoragePlan:
    """What is to be stored of deliveries that came in one format, given what the store holds of their numbers."""
    new, revised, known_ids = [], [], []
    for delivery in deliveries:
        stored = known.get(delivery.accession)
        if stored is None:
            new.append(delivery)
            continue
        known_ids.append(stored.id)
        last = stored.latest.get(format_name)
        if last != delivery.content_hash:
            current = _format_rank(format_name) >= _format_rank(stored.format)
            revised.append(RecordRevision(known=stored, delivery=delivery, current=current, changed=last is not None))
    return StoragePlan(new=tuple(new), revised=tuple(revised), known=tuple(known_ids))


def _format_rank(format_name: str) -> int:
    return FORMAT_RANK.index(format_name) if format_name in FORMAT_RANK else -1


def _same_document(before: Citation, now: Citation) -> bool:
    """Whether two citations under one number can be one document: an equal DOI, or titles that share enough words."""
    if before.doi and before.doi == now.doi:
        return True
    words_before, words_now = set(words(before.title).split()), set(words(now.title).split())
    if not words_before or not words_now:
        return True
    return len(words_before & words_now) / min(len(words_before), len(words_now)) >= _MIN_SHARED_TITLE_WORDS
