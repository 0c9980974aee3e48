"""Readers of what no field of a citation takes in PubMed's XML: each keeps it under the tags of ``TAGS``. Pure."""

from __future__ import annotations

from typing import Final

from harvester.formats.pubmed_people import keep_investigators, keep_subjects
from harvester.formats.pubmed_tags import HISTORY, linked
from harvester.formats.pubmed_text import (
    Element,
    Keep,
    Readers,
    abstract_of,
    date_of,
    date_under,
    said_of,
    text_at,
    text_of,
    text_under,
    texts_in,
    texts_under,
)


def drop(element: Element, keep: Keep) -> None:
    """Keep nothing of a list of references: it is in the stored page, and says nothing of the document itself."""


def keep_history(history: Element, keep: Keep) -> None:
    """Keep every date of the record's history."""
    for date in history:
        status = date.get("PubStatus", "")
        tag = HISTORY.get(status)
        if stated := date_of(date):
            keep((tag, stated) if tag else ("PHST", f"{stated} [{status}]"))


def keep_grants(grants: Element, keep: Keep) -> None:
    """Keep the grants of a <GrantList>, each in one line as MEDLINE text writes it."""
    _keep_if_cut(grants, keep)
    for grant in grants:
        parts = texts_in(grant)
        keep(("GR", "/".join([parts.pop(name) for name in _GRANT if parts.get(name)])))


_GRANT: Final = ("GrantID", "Acronym", "Agency", "Country")


def keep_databanks(banks: Element, keep: Keep) -> None:
    """Keep the accession numbers of a <DataBankList> as MEDLINE text writes them; they are identifiers as well."""
    _keep_if_cut(banks, keep)
    for bank in banks:
        name = text_at(bank, "DataBankName")
        numbers = [text_of(number) for number in bank.iterfind("AccessionNumberList/AccessionNumber")]
        for number in numbers:
            keep(("SI", f"{name}/{number}"))
        if not numbers:
            keep(("SI", name))


def keep_abstract_notes(abstract: Element, keep: Keep) -> None:
    """Keep what an <Abstract> says of itself: the copyright notice, and what NLM sorts its parts under."""
    categories = [category for part in abstract if (category := part.get("NlmCategory"))]
    if categories:
        keep(("AB categories", ", ".join(categories)))
    if notice := text_at(abstract, "CopyrightInformation"):
        keep(("CI", notice))


def _keep_other_abstract(abstract: Element, keep: Keep) -> None:
    keep(("OAB", abstract_of(abstract)))
    for tag, value in (
        ("OAB type", abstract.get("Type")),
        ("OABL", abstract.get("Language")),
        ("OCI", text_at(abstract, "CopyrightInformation")),
    ):
        if value:
            keep((tag, value))


def _keep_if_cut(listed: Element, keep: Keep) -> None:
    if listed.get("CompleteYN") == "N":
        keep(("CompleteYN", f"{listed.tag}: N"))


def _keep_chemicals(chemicals: Element, keep: Keep) -> None:
    for chemical in chemicals:
        parts = texts_in(chemical)
        keep(("RN", f"{parts.get('RegistryNumber', '0')} ({parts.get('NameOfSubstance', '')})"))


def _keep_links(links: Element, keep: Keep) -> None:
    for link in links:
        name = link.get("RefType", "CommentsCorrections")
        if name == "Cites":  # until 2018 references stood here
            continue
        parts = texts_in(link)
        for kept in linked(name, parts.get("PMID", ""), source=parts.get("RefSource", ""), note=parts.get("Note", "")):
            keep(kept)


def _keep_other_id(element: Element, keep: Keep) -> None:
    keep(("OID", said_of(element.get("Source", ""), text_of(element))))


def _keep_objects(objects: Element, keep: Keep) -> None:
    for item in objects:
        said = "; ".join(f"{part.get('Name', '')}={text_of(part)}" for part in item)
        keep(("Object", f"{item.get('Type', '')}: {said}"))


RECORD: Final[Readers] = {
    "PMID": None,
    "Article": None,
    "MedlineJournalInfo": None,
    "MeshHeadingList": None,
    "KeywordList": None,
    "GeneralNote": None,
    "DateCreated": date_under("DA"),
    "DateCompleted": date_under("DCOM"),
    "DateRevised": date_under("LR"),
    "ChemicalList": _keep_chemicals,
    "SupplMeshList": texts_under("NM"),
    "CitationSubset": text_under("SB"),
    "CommentsCorrectionsList": _keep_links,
    "GeneSymbolList": texts_under("GS"),
    "NumberOfReferences": text_under("RF"),
    "PersonalNameSubjectList": keep_subjects,
    "OtherID": _keep_other_id,
    "OtherAbstract": _keep_other_abstract,
    "SpaceFlightMission": text_under("SFM"),
    "InvestigatorList": keep_investigators,
    "CoiStatement": text_under("COIS"),
}
"""Children of <MedlineCitation>."""

ARTICLE: Final[Readers] = {
    "Journal": None,
    "ArticleTitle": None,
    "Pagination": None,
    "ELocationID": None,
    "Abstract": None,
    "Affiliation": text_under("AD"),
    "AuthorList": None,
    "Language": None,
    "DataBankList": None,
    "GrantList": keep_grants,
    "PublicationTypeList": None,
    "VernacularTitle": None,
    "ArticleDate": None,
}
"""Children of <Article>."""

JOURNAL: Final[Readers] = {"ISSN": None, "JournalIssue": None, "Title": None, "ISOAbbreviation": None}
"""Children of <Journal>."""

CATALOGUE: Final[Readers] = {
    "Country": None,
    "MedlineTA": None,
    "NlmUniqueID": text_under("JID"),
    "NLMUniqueID": text_under("JID"),
    "ISSNLinking": None,
}
"""Children of <MedlineJournalInfo>."""

PUBMED: Final[Readers] = {
    "History": keep_history,
    "PublicationStatus": text_under("PST"),
    "ArticleIdList": None,
    "ObjectList": _keep_objects,
    "ReferenceList": drop,
}
"""Children of <PubmedData>, and of <PubmedBookData>."""
