"""Readers of what no field of a citation takes in PubMed's XML: each keeps it under the tags of ``TAGS``. Pure."""

from __future__ import annotations

from typing import Final

from harvester.formats.pubmed_xml.elements import (
    Element,
    Keep,
    Readers,
    child_text,
    child_texts,
    element_text,
    keep_date_as,
    keep_text_as,
    keep_texts_as,
    prefix_name,
    read_abstract,
    read_date,
)
from harvester.formats.pubmed_xml.extra_tags import HISTORY, describe_link
from harvester.formats.pubmed_xml.people import keep_investigators, keep_subjects


def keep_nothing(element: Element, keep: Keep) -> None:
    """Keep nothing of a list of references: it is in the stored page, and says nothing of the document itself."""


def keep_history(history: Element, keep: Keep) -> None:
    """Keep every date of the record's history."""
    for date in history:
        status = date.get("PubStatus", "")
        tag = HISTORY.get(status)
        if date_text := read_date(date):
            keep((tag, date_text) if tag else ("PHST", f"{date_text} [{status}]"))


def keep_grants(grants: Element, keep: Keep) -> None:
    """Keep the grants of a <GrantList>, each in one line as MEDLINE text writes it."""
    _keep_incomplete(grants, keep)
    for grant in grants:
        parts = child_texts(grant)
        keep(("GR", "/".join([parts.pop(name) for name in _GRANT if parts.get(name)])))


_GRANT: Final = ("GrantID", "Acronym", "Agency", "Country")


def keep_databanks(banks: Element, keep: Keep) -> None:
    """Keep the accession numbers of a <DataBankList> as MEDLINE text writes them; they are identifiers as well."""
    _keep_incomplete(banks, keep)
    for bank in banks:
        name = child_text(bank, "DataBankName")
        numbers = [element_text(number) for number in bank.iterfind("AccessionNumberList/AccessionNumber")]
        for number in numbers:
            keep(("SI", f"{name}/{number}"))
        if not numbers:
            keep(("SI", name))


def keep_abstract_notes(abstract: Element, keep: Keep) -> None:
    """Keep what an <Abstract> says of itself: the copyright notice, and what NLM sorts its parts under."""
    categories = [category for part in abstract if (category := part.get("NlmCategory"))]
    if categories:
        keep(("AB categories", ", ".join(categories)))
    if notice := child_text(abstract, "CopyrightInformation"):
        keep(("CI", notice))


def _keep_other_abstract(abstract: Element, keep: Keep) -> None:
    keep(("OAB", read_abstract(abstract)))
    for tag, value in (
        ("OAB type", abstract.get("Type")),
        ("OABL", abstract.get("Language")),
        ("OCI", child_text(abstract, "CopyrightInformation")),
    ):
        if value:
            keep((tag, value))


def _keep_incomplete(element: Element, keep: Keep) -> None:
    if element.get("CompleteYN") == "N":
        keep(("CompleteYN", f"{element.tag}: N"))


def _keep_chemicals(chemicals: Element, keep: Keep) -> None:
    for chemical in chemicals:
        parts = child_texts(chemical)
        keep(("RN", f"{parts.get('RegistryNumber', '0')} ({parts.get('NameOfSubstance', '')})"))


def _keep_links(links: Element, keep: Keep) -> None:
    for link in links:
        name = link.get("RefType", "CommentsCorrections")
        if name == "Cites":  # until 2018 references stood here
            continue
        parts = child_texts(link)
        for tag_value in describe_link(
            name, parts.get("PMID", ""), source=parts.get("RefSource", ""), note=parts.get("Note", "")
        ):
            keep(tag_value)


def _keep_other_id(element: Element, keep: Keep) -> None:
    keep(("OID", prefix_name(element.get("Source", ""), element_text(element))))


def _keep_objects(objects: Element, keep: Keep) -> None:
    for item in objects:
        parameters = "; ".join(f"{part.get('Name', '')}={element_text(part)}" for part in item)
        keep(("Object", f"{item.get('Type', '')}: {parameters}"))


RECORD_CHILDREN: Final[Readers] = {
    "PMID": None,
    "Article": None,
    "MedlineJournalInfo": None,
    "MeshHeadingList": None,
    "KeywordList": None,
    "GeneralNote": None,
    "DateCreated": keep_date_as("DA"),
    "DateCompleted": keep_date_as("DCOM"),
    "DateRevised": keep_date_as("LR"),
    "ChemicalList": _keep_chemicals,
    "SupplMeshList": keep_texts_as("NM"),
    "CitationSubset": keep_text_as("SB"),
    "CommentsCorrectionsList": _keep_links,
    "GeneSymbolList": keep_texts_as("GS"),
    "NumberOfReferences": keep_text_as("RF"),
    "PersonalNameSubjectList": keep_subjects,
    "OtherID": _keep_other_id,
    "OtherAbstract": _keep_other_abstract,
    "SpaceFlightMission": keep_text_as("SFM"),
    "InvestigatorList": keep_investigators,
    "CoiStatement": keep_text_as("COIS"),
}
"""Children of <MedlineCitation>."""

ARTICLE_CHILDREN: Final[Readers] = {
    "Journal": None,
    "ArticleTitle": None,
    "Pagination": None,
    "ELocationID": None,
    "Abstract": None,
    "Affiliation": keep_text_as("AD"),
    "AuthorList": None,
    "Language": None,
    "DataBankList": None,
    "GrantList": keep_grants,
    "PublicationTypeList": None,
    "VernacularTitle": None,
    "ArticleDate": None,
}
"""Children of <Article>."""

JOURNAL_CHILDREN: Final[Readers] = {"ISSN": None, "JournalIssue": None, "Title": None, "ISOAbbreviation": None}
"""Children of <Journal>."""

CATALOGUE_CHILDREN: Final[Readers] = {
    "Country": None,
    "MedlineTA": None,
    "NlmUniqueID": keep_text_as("JID"),
    "NLMUniqueID": keep_text_as("JID"),
    "ISSNLinking": None,
}
"""Children of <MedlineJournalInfo>."""

PUBMED_DATA_CHILDREN: Final[Readers] = {
    "History": keep_history,
    "PublicationStatus": keep_text_as("PST"),
    "ArticleIdList": None,
    "ObjectList": _keep_objects,
    "ReferenceList": keep_nothing,
}
"""Children of <PubmedData>, and of <PubmedBookData>."""
