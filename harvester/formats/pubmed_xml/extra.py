"""Keep what no field of a citation holds in PubMed's XML, under tags in ``extra``. Pure.

Tags of capitals are those of MEDLINE text (https://www.nlm.nih.gov/bsd/mms/medlineelements.html), so that a fact has
one name in both formats of PubMed; the others name what MEDLINE text leaves out. Dates from XML are ISO
("2023-06-19 06:00"); those from MEDLINE text are as it writes them.
"""

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
from harvester.formats.pubmed_xml.people import keep_investigators, keep_subjects
from harvester.registrations import parse_registration

EXTRA_TAGS: Final = {
    "AB": "another abstract, where a record has two",
    "AB categories": "what NLM sorts the parts of the abstract under, in their order",
    "AD": "where an author works: 'Family, Given: address'; the address alone where the record names nobody",
    "AD identifier": "the number of such an institution: 'Family, Given: ROR: number'",
    "AID": "an article id of a kind that has no field, or a second one of a kind: 'id [kind]'",
    "AUID": "the number of an author: 'Family, Given: ORCID: number'",
    "AutoHM": "a MeSH heading or subheading that was added without a person",
    "BTI": "title of the book, where another title is the record's",
    "BookAuthor": "an author of the book, where the record is a chapter with authors of its own",
    "BookLID": "an identifier of the book, where the record is a chapter of it: 'id [kind]'",
    "CDAT": "when work on the book began", "CI": "copyright notice of the abstract",
    "COIS": "conflict of interest statement", "CRDT": "create date: when the record came into PubMed",
    "CTDT": "contribution date of a book's chapter", "CTI": "title of the collection of a book",
    "CitedMedium": "medium of the issue that was catalogued: Print or Internet", "DA": "date created, until 2016",
    "DCOM": "date completed: when indexing ended", "DEP": "date of electronic publication",
    "DRDT": "date a book was revised", "ED": "editor of a book, in short", "EDAT": "entry date",
    "EDDT": "when work on the book ended", "EN": "edition",
    "EqualContrib": "an author with an equal contribution",
    "EndPage": "last page, where the pages don't show it in full", "FED": "editor of a book",
    "FIR": "investigator, who is no author", "FPS": "person the document is about",
    "GN owner": "who wrote a general note, where it was not NLM", "GR": "grant: 'number/acronym/agency/country'",
    "GS": "gene symbol, 1991 to 1995", "IR": "investigator, in short",
    "IRAD": "where an investigator works: 'Family, Given: address'",
    "IRAD identifier": "the number of such an institution", "IRID": "the number of an investigator",
    "IS": "ISSN with its kind: '1234-5678 (Print)'",
    "IndexingMethod": "how MeSH headings were assigned: Automated, Curated or Manual",
    "Investigators": "which investigators belong to which group, by number: 'number: names'",
    "JID": "the journal's number in NLM's catalogue", "LA": "a further language",
    "LID": "a location identifier of an odd form",
    "LID invalid": "a location identifier NLM marks as wrong: 'id [kind]'", "LR": "date last revised",
    "MHDA": "MeSH date", "ItemList": "one of a list of things about a book: 'kind: thing'",
    "LocationLabel": "position of the chapter in its book: 'chapter 1'", "Medium": "medium of a book",
    "NM": "supplementary concept: disease, protocol, organism",
    "OAB": "abstract in another language, or of another provider", "OAB type": "who provided it",
    "OABL": "its language", "OCI": "its copyright notice", "OID": "identifier of another owner: 'NLM: PMC1234567'",
    "OTO": "owner of the keywords; where there are several lists, 'owner: word; word'",
    "OWN": "who is responsible for the record",
    "Object": "an object that belongs to the document: 'type: name=value; name=value'", "PB": "a further publisher",
    "PHST": "a date of the document's history: 'date [received]'",
    "PMCR": "when the text becomes free in PubMed Central",
    "PMC": "a further PubMed Central number, or one of an odd form", "PMID": "a further PubMed number",
    "PMID version": "version of the record, from the second on", "PS": "person the document is about, in short",
    "PST": "publication status: ppublish, epublish, aheadofprint",
    "PUBM": "publishing model: Print, Electronic, Print-Electronic …", "RF": "number of references",
    "RN": "substance with its number: 'EC 5.2.1.- (Name)', '0 (Name)' where it has none",
    "ReportNumber": "number of a report that is in Bookshelf", "SB": "subset", "SFM": "space flight mission",
    "SI": "accession number in a databank or register: 'ClinicalTrials.gov/NCT01234567'",
    "SN": "a serial number that is neither ISSN nor ISBN", "SO": "the source in one line",
    "STAT": "status of the record: MEDLINE, PubMed-not-MEDLINE, Publisher …",
    "Section": "heading of a book's part: 'chapter 1 title'",
    "StartPage": "first page, where the pages don't show it",
    "TA": "NLM's abbreviation of the journal, where the ISO's differs", "TI": "another title, where a record has two",
    "VTI": "title of the volume", "CompleteYN": "a list marked as incomplete",
    "AU invalid": "name with a mistake, of which the record has the right one too",
    "FIR invalid": "the same, of an investigator", "VersionID": "version of the record, in its own numbering",
    "VersionDate": "date of that version",
}  # fmt: skip
"""Tag → its content. A link to a comment or correction has the name of its kind (:data:`LINK_TAGS`)."""

LINK_TAGS: Final = {
    "CIN": "CommentIn", "CON": "CommentOn", "EIN": "ErratumIn", "EFR": "ErratumFor",
    "CRI": "CorrectedandRepublishedIn", "CRF": "CorrectedandRepublishedFrom", "DDIN": "DatasetIn",
    "DRIN": "DatasetIn", "ECI": "ExpressionOfConcernIn", "ECF": "ExpressionOfConcernFor",
    "PRIN": "PartialRetractionIn", "PROF": "PartialRetractionOf", "RPI": "RepublishedIn", "RPF": "RepublishedFrom",
    "RIN": "RetractionIn", "ROF": "RetractionOf", "RRI": "RetractedandRepublishedIn",
    "RRF": "RetractedandRepublishedFrom", "UIN": "UpdateIn", "UOF": "UpdateOf", "SPIN": "SummaryForPatientsIn",
    "ORI": "OriginalReportIn",
}  # fmt: skip
"""MEDLINE's tag of a comment or correction → its name in the XML, under which both readers keep it.

The value is the other record's PMID, else its reference. With a PMID the reference is kept under "<name> source" as
"PMID: reference", and NLM's note on the link under "<name> note" likewise.
"""

HISTORY: Final = {"entrez": "CRDT", "pubmed": "EDAT", "medline": "MHDA"}
"""Value of the DTD's attribute PubStatus → tag of the date; every other date is a PHST."""

_REGISTERS: Final = {"ClinicalTrials.gov": "nct", "ISRCTN": "isrctn", "EudraCT": "eudract", "ChiCTR": "chictr"}


def databank_identifier(name: str, number: str) -> tuple[str, str]:
    """Return an accession number of a databank or register as identifier: ("nct", "NCT01234567")."""
    return parse_registration(number) or (_REGISTERS.get(name, name.casefold()), number)


def describe_link(name: str, pmid: str, *, source: str, note: str = "") -> list[tuple[str, str]]:
    """Return (tag, value) of a link to a comment or correction ("RetractionIn"), of its source and its note."""
    prefix = f"{pmid}: " if pmid else ""
    pairs = [(name, pmid or source), (f"{name} source", f"{prefix}{source}" if pmid and source else "")]
    pairs.append((f"{name} note", f"{prefix}{note}" if note else ""))
    return [(tag, value) for tag, value in pairs if value]


def keep_nothing(element: Element, keep: Keep) -> None:
    """Keep nothing of a list of references: it is in the stored page, and does not describe the document."""


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
    """Keep the copyright notice of an <Abstract>, and NLM's categories of its parts."""
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
        if name == "Cites":  # references, until 2018
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
    "PMID": None, "Article": None, "MedlineJournalInfo": None, "MeshHeadingList": None, "KeywordList": None,
    "GeneralNote": None, "DateCreated": keep_date_as("DA"), "DateCompleted": keep_date_as("DCOM"),
    "DateRevised": keep_date_as("LR"), "ChemicalList": _keep_chemicals, "SupplMeshList": keep_texts_as("NM"),
    "CitationSubset": keep_text_as("SB"), "CommentsCorrectionsList": _keep_links,
    "GeneSymbolList": keep_texts_as("GS"), "NumberOfReferences": keep_text_as("RF"),
    "PersonalNameSubjectList": keep_subjects, "OtherID": _keep_other_id, "OtherAbstract": _keep_other_abstract,
    "SpaceFlightMission": keep_text_as("SFM"), "InvestigatorList": keep_investigators,
    "CoiStatement": keep_text_as("COIS"),
}  # fmt: skip
"""Children of <MedlineCitation>."""

ARTICLE_CHILDREN: Final[Readers] = {
    "Journal": None, "ArticleTitle": None, "Pagination": None, "ELocationID": None, "Abstract": None,
    "Affiliation": keep_text_as("AD"), "AuthorList": None, "Language": None, "DataBankList": None,
    "GrantList": keep_grants, "PublicationTypeList": None, "VernacularTitle": None, "ArticleDate": None,
}  # fmt: skip
"""Children of <Article>."""

JOURNAL_CHILDREN: Final[Readers] = {"ISSN": None, "JournalIssue": None, "Title": None, "ISOAbbreviation": None}
"""Children of <Journal>."""

CATALOGUE_CHILDREN: Final[Readers] = {
    "Country": None, "MedlineTA": None, "NlmUniqueID": keep_text_as("JID"), "NLMUniqueID": keep_text_as("JID"),
    "ISSNLinking": None,
}  # fmt: skip
"""Children of <MedlineJournalInfo>."""

PUBMED_DATA_CHILDREN: Final[Readers] = {
    "History": keep_history, "PublicationStatus": keep_text_as("PST"), "ArticleIdList": None,
    "ObjectList": _keep_objects, "ReferenceList": keep_nothing,
}  # fmt: skip
"""Children of <PubmedData>, and of <PubmedBookData>."""
