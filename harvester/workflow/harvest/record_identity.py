"""Match incoming records to stored ones by accession number. Pure.

A record is identified by its source and accession number. Files often lack the number, repeat it, or hold a reference
manager's running number in its place. Nothing may be lost then: two rows of a file are two records, and a record whose
number denoted another document before does not overwrite the stored one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from harvester.citation import Citation, content_hash
from harvester.formats import ParsedRecord
from harvester.normalise import words
from harvester.store.records import IncomingRecord, KnownRecord

FORMAT_RANK: Final = (
    "csv", "xlsx", "xls", "ods", "ictrp-xml", "refer", "refworks", "cochrane", "bibtex", "csl-json", "ovid",
    "endnote-xml", "ris", "medlars", "wos", "nbib", "jsonl", "embase-json", "pubmed-xml",
)  # fmt: skip
"""Formats from poorest to richest: content in a poorer format never replaces that in a richer one as current."""

_MIN_SHARED_TITLE_WORDS: Final = 0.3
"""Smallest share of title words that two revisions of a record have in common. Corrections, translations in brackets
and added subtitles keep far more; two documents under the same number seldom share a tenth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRevision:
    """New content of a known record.

    ``current`` says that the content becomes the record's current one; ``changed`` that the source changed it: False
    where the record came in this format for the first time.
    """

    known: KnownRecord
    incoming: IncomingRecord
    current: bool
    changed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StoragePlan:
    """What to store of a page: new records and revisions; ``known`` are the numbers of all known records on it."""

    new: tuple[IncomingRecord, ...]
    revised: tuple[RecordRevision, ...]
    known: tuple[int, ...]


@dataclass(slots=True)
class AssignedAccessions:
    """The accession numbers given to records so far, and the last repetition of each ("#2" is the second).

    Time is linear in the number of records, however often a number is repeated.
    """

    numbers: set[str] = field(default_factory=set)
    repetitions: dict[str, int] = field(default_factory=dict)

    def number_repetition(self, accession: str, reserved: Collection[str] = ()) -> str:
        """Return the number followed by "#2", "#3" …, the first that is neither assigned nor ``reserved``."""
        repetition = self.repetitions.get(accession, 1) + 1
        while (candidate := f"{accession}#{repetition}") in self.numbers or candidate in reserved:
            repetition += 1
        self.repetitions[accession] = repetition
        return candidate


def assign_accessions(
    parsed: Sequence[ParsedRecord], assigned: AssignedAccessions | None = None
) -> tuple[IncomingRecord, ...]:
    """Return the records of a page, each with an accession number, made of the content where the source gives none.

    A number that is repeated within the page, or was ``assigned`` on an earlier page of the same file, gets "#2", "#3"
    …: each row stays a record of its own. The numbers are added to ``assigned``.
    """
    assigned = AssignedAccessions() if assigned is None else assigned
    accessions = [record.accession or content_accession(record.citation) for record in parsed]
    on_page = set(accessions)
    result = []
    for record, proposed in zip(parsed, accessions, strict=True):
        repeated = proposed in assigned.numbers
        accession = assigned.number_repetition(proposed, on_page) if repeated else proposed
        assigned.numbers.add(accession)
        citation = record.citation
        result.append(
            IncomingRecord(
                accession=accession, citation=citation, content_hash=content_hash(citation), line=record.line
            )
        )
    return tuple(result)


def content_accession(citation: Citation) -> str:
    """Return an accession number made of the content, for a record without one: same words, same number."""
    first_author = citation.authors[0].family if citation.authors else ""
    journal = words(citation.journal or citation.journal_abbreviation)
    texts = (words(citation.title), str(citation.year or ""), words(first_author), journal)
    parts = (*texts, citation.volume, citation.issue, citation.pages, citation.doi, citation.pmid)
    digest = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
    return f"content-{digest[:20]}"


def with_content_suffix(record: IncomingRecord) -> IncomingRecord:
    """Return the record with its content appended to the accession number, which denotes another document already."""
    suffix = content_accession(record.citation).removeprefix("content-")
    return replace(record, accession=f"{record.accession}~{suffix}")


def separate_reused_accessions(
    incoming: Sequence[IncomingRecord], known: Mapping[str, KnownRecord], assigned: AssignedAccessions
) -> tuple[tuple[IncomingRecord, ...], tuple[str, ...]]:
    """Give an incoming record another accession number where the stored record of its number is another document.

    ``assigned`` are the numbers of the file so far, these records' included; the new numbers are added to them.
    Returns all incoming records, and a sentence for each renamed one.
    """
    separated, remarks = [], []
    for record in incoming:
        stored = known.get(record.accession)
        if stored is None or _may_be_same_document(stored.citation, record.citation):
            separated.append(record)
            continue
        renamed = with_content_suffix(record)
        if renamed.accession in assigned.numbers:
            renamed = replace(renamed, accession=assigned.number_repetition(renamed.accession))
        assigned.numbers.add(renamed.accession)
        separated.append(renamed)
        remarks.append(
            f"line {record.line}: number {record.accession} denoted another document before "
            f"({stored.citation.title!r}, now {record.citation.title!r}); both are kept"
        )
    return tuple(separated), tuple(remarks)


def plan_storage(
    incoming: Sequence[IncomingRecord], known: Mapping[str, KnownRecord], *, format_name: str
) -> StoragePlan:
    """Decide what to store of incoming records in one format, given the stored records of their accession numbers."""
    new, revised, known_ids = [], [], []
    for record in incoming:
        stored = known.get(record.accession)
        if stored is None:
            new.append(record)
            continue
        known_ids.append(stored.id)
        last_hash = stored.latest.get(format_name)
        if last_hash != record.content_hash:
            current = format_rank(format_name) >= format_rank(stored.format)
            revised.append(
                RecordRevision(known=stored, incoming=record, current=current, changed=last_hash is not None)
            )
    return StoragePlan(new=tuple(new), revised=tuple(revised), known=tuple(known_ids))


def format_rank(format_name: str) -> int:
    """Return the place of a format in ``FORMAT_RANK``; -1 for the format of a plugin."""
    return FORMAT_RANK.index(format_name) if format_name in FORMAT_RANK else -1


def _may_be_same_document(before: Citation, now: Citation) -> bool:
    """Return whether two citations under one number can be one document: equal DOI, or enough shared title words."""
    if before.doi and before.doi == now.doi:
        return True
    words_before, words_now = set(words(before.title).split()), set(words(now.title).split())
    if not words_before or not words_now:
        return True
    return len(words_before & words_now) / min(len(words_before), len(words_now)) >= _MIN_SHARED_TITLE_WORDS
