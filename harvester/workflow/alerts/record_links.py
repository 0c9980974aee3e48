"""What a record says of its document and others, and the numbers by which its document is known. Pure.

PubMed tells both in CommentsCorrections (RefType and PMID, which may be absent) and in publication types, and sometimes
in one of them only; Europe PMC and MEDLINE text are kept under the same names (``formats``, ``Citation.extra``).
"""

from __future__ import annotations

import re
from typing import Final

from harvester.citation import Citation
from harvester.store.values import LinkKind, NewLink

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
