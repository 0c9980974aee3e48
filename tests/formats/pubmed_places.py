"""Where everything PubMed says of a record must arrive: path in the XML, or tag of MEDLINE text → places. Data.

A place is a field of the citation, or "extra:" and a tag; " | " separates places. ``{Name}`` means an
attribute of the element or of one above it. A path ends in ``@Name`` for an attribute.
"""

from __future__ import annotations

from typing import Final

_RECORD: Final = "MedlineCitation"
_ARTICLE: Final = "MedlineCitation/Article"
_AUTHOR: Final = "MedlineCitation/Article/AuthorList/Author"
_JOURNAL: Final = "MedlineCitation/Article/Journal"
_LINK: Final = "MedlineCitation/CommentsCorrectionsList/CommentsCorrections"
_INVESTIGATOR: Final = "MedlineCitation/InvestigatorList/Investigator"
_CATALOGUE: Final = "MedlineCitation/MedlineJournalInfo"
_SUBJECT: Final = "MedlineCitation/PersonalNameSubjectList/PersonalNameSubject"
_BOOK: Final = "BookDocument/Book"
_SECTION: Final = "BookDocument/Sections/Section"
_OBJECT: Final = "PubmedData/ObjectList/Object"

PATHS: Final[dict[str, str]] = {
    f"{_RECORD}/PMID": "pmid | extra:PMID",
    f"{_RECORD}@Status": "extra:STAT",
    f"{_RECORD}@Owner": "extra:OWN",
    f"{_RECORD}@IndexingMethod": "extra:IndexingMethod",
    f"{_RECORD}@VersionID": "extra:VersionID",
    f"{_RECORD}@VersionDate": "extra:VersionDate",
    f"{_RECORD}/PMID@Version": "extra:PMID version",
    f"{_RECORD}/DateCreated": "extra:DA",
    f"{_RECORD}/DateCompleted": "extra:DCOM",
    f"{_RECORD}/DateRevised": "extra:LR",
    f"{_RECORD}/CitationSubset": "extra:SB",
    f"{_RECORD}/CoiStatement": "extra:COIS",
    f"{_RECORD}/GeneralNote": "notes",
    f"{_RECORD}/GeneralNote@Owner": "extra:GN owner",
    f"{_RECORD}/GeneSymbolList/GeneSymbol": "extra:GS",
    f"{_RECORD}/KeywordList@Owner": "extra:OTO",
    f"{_RECORD}/KeywordList/Keyword": "keywords",
    f"{_RECORD}/MeshHeadingList/MeshHeading/DescriptorName": "keywords",
    f"{_RECORD}/MeshHeadingList/MeshHeading/QualifierName": "keywords",
    f"{_RECORD}/SupplMeshList/SupplMeshName": "extra:NM",
    f"{_RECORD}/NumberOfReferences": "extra:RF",
    f"{_RECORD}/OtherID": "extra:OID",
    f"{_RECORD}/OtherID@Source": "extra:OID",
    f"{_RECORD}/OtherAbstract/AbstractText": "extra:OAB",
    f"{_RECORD}/OtherAbstract/CopyrightInformation": "extra:OCI",
    f"{_RECORD}/OtherAbstract@Type": "extra:OAB type",
    f"{_RECORD}/SpaceFlightMission": "extra:SFM",
    f"{_RECORD}/ChemicalList/Chemical/RegistryNumber": "extra:RN",
    f"{_RECORD}/ChemicalList/Chemical/NameOfSubstance": "extra:RN",
    f"{_LINK}/PMID": "extra:{RefType}",
    f"{_LINK}/RefSource": "extra:{RefType} | extra:{RefType} source",
    f"{_LINK}@RefType": "tags",
    f"{_SUBJECT}/LastName": "extra:FPS",
    f"{_SUBJECT}/ForeName": "extra:FPS",
    f"{_INVESTIGATOR}/LastName": "extra:FIR | extra:FIR invalid",
    f"{_INVESTIGATOR}/ForeName": "extra:FIR | extra:FIR invalid",
    f"{_INVESTIGATOR}/AffiliationInfo/Affiliation": "extra:IRAD",
    f"{_CATALOGUE}/Country": "place",
    f"{_CATALOGUE}/MedlineTA": "journal_abbreviation | extra:TA",
    f"{_CATALOGUE}/NlmUniqueID": "extra:JID",
    f"{_CATALOGUE}/NLMUniqueID": "extra:JID",
    f"{_CATALOGUE}/ISSNLinking": "issns",
    f"{_CATALOGUE}/VernacularTitle": "extra:VernacularTitle",
    f"{_ARTICLE}@PubModel": "extra:PUBM",
    f"{_ARTICLE}/ArticleTitle": "title",
    f"{_ARTICLE}/VernacularTitle": "title_original",
    f"{_ARTICLE}/Affiliation": "extra:AD",
    f"{_ARTICLE}/Language": "language",
    f"{_ARTICLE}/ArticleDate": "extra:DEP",
    f"{_ARTICLE}/Abstract/AbstractText": "abstract",
    f"{_ARTICLE}/Abstract/AbstractText@Label": "abstract",
    f"{_ARTICLE}/Abstract/AbstractText@NlmCategory": "extra:AB categories",
    f"{_ARTICLE}/Abstract/CopyrightInformation": "extra:CI",
    f"{_ARTICLE}/Pagination/MedlinePgn": "pages",
    f"{_ARTICLE}/Pagination/StartPage": "pages | extra:StartPage",
    f"{_ARTICLE}/Pagination/EndPage": "pages | extra:EndPage",
    f"{_ARTICLE}/ELocationID": "doi | identifiers | extra:AID",
    f"{_ARTICLE}/PublicationTypeList/PublicationType": "publication_types",
    f"{_ARTICLE}/DataBankList/DataBank/DataBankName": "extra:SI",
    f"{_ARTICLE}/DataBankList/DataBank/AccessionNumberList/AccessionNumber": "identifiers",
    f"{_ARTICLE}/GrantList/Grant/GrantID": "extra:GR",
    f"{_ARTICLE}/GrantList/Grant/Acronym": "extra:GR",
    f"{_ARTICLE}/GrantList/Grant/Agency": "extra:GR",
    f"{_ARTICLE}/GrantList/Grant/Country": "extra:GR",
    f"{_AUTHOR}/LastName": "authors",
    f"{_AUTHOR}/ForeName": "authors",
    f"{_AUTHOR}/Suffix": "authors",
    f"{_AUTHOR}/CollectiveName": "authors",
    f"{_AUTHOR}/Identifier": "extra:AUID",
    f"{_AUTHOR}/Identifier@Source": "extra:AUID",
    f"{_AUTHOR}/AffiliationInfo/Affiliation": "extra:AD",
    f"{_AUTHOR}/AffiliationInfo/Identifier": "extra:AD identifier",
    f"{_AUTHOR}/AffiliationInfo/Identifier@Source": "extra:AD identifier",
    f"{_JOURNAL}/ISSN": "issns",
    f"{_JOURNAL}/ISSN@IssnType": "extra:IS",
    f"{_JOURNAL}/Title": "journal",
    f"{_JOURNAL}/ISOAbbreviation": "journal_abbreviation",
    f"{_JOURNAL}/JournalIssue@CitedMedium": "extra:CitedMedium",
    f"{_JOURNAL}/JournalIssue/Volume": "volume",
    f"{_JOURNAL}/JournalIssue/Issue": "issue",
    f"{_JOURNAL}/JournalIssue/PubDate": "date",
    "PubmedData/ArticleIdList/ArticleId": "doi | pmid | pmcid | identifiers | urls | extra:AID",
    "PubmedData/History/PubMedPubDate": "{history}",
    "PubmedData/PublicationStatus": "extra:PST",
    f"{_OBJECT}@Type": "extra:Object",
    f"{_OBJECT}/Param": "extra:Object",
    f"{_OBJECT}/Param@Name": "extra:Object",
    "BookDocument/PMID": "pmid",
    "BookDocument/ArticleIdList/ArticleId": "identifiers",
    "BookDocument/ArticleTitle": "title",
    "BookDocument/Language": "language",
    "BookDocument/PublicationType": "publication_types",
    "BookDocument/Pagination/MedlinePgn": "pages",
    "BookDocument/Abstract/AbstractText": "abstract",
    "BookDocument/Abstract/CopyrightInformation": "extra:CI",
    "BookDocument/ContributionDate": "extra:CTDT",
    "BookDocument/DateRevised": "extra:DRDT",
    f"{_BOOK}/BookTitle": "title | journal",
    f"{_BOOK}/AuthorList/Author/CollectiveName": "authors",
    f"{_BOOK}/AuthorList/Author/LastName": "authors | extra:FED",
    f"{_BOOK}/AuthorList/Author/ForeName": "authors | extra:FED",
    f"{_BOOK}/AuthorList/Author/AffiliationInfo/Affiliation": "extra:AD",
    f"{_BOOK}/BeginningDate": "extra:CDAT",
    f"{_BOOK}/CollectionTitle": "extra:CTI",
    f"{_BOOK}/ELocationID": "doi | identifiers | extra:BookLID",
    f"{_BOOK}/Isbn": "isbns",
    f"{_BOOK}/Medium": "extra:Medium",
    f"{_BOOK}/PubDate": "date",
    f"{_BOOK}/Publisher/PublisherName": "publisher",
    f"{_BOOK}/Publisher/PublisherLocation": "place",
    f"{_SECTION}/SectionTitle": "extra:Section",
    f"{_SECTION}/Section/SectionTitle": "extra:Section",
    f"{_SECTION}/Section/LocationLabel": "extra:Section",
    f"{_SECTION}/Section/LocationLabel@Type": "extra:Section",
    "PubmedBookData/ArticleIdList/ArticleId": "pmid",
    "PubmedBookData/History/PubMedPubDate": "{history}",
    "PubmedBookData/PublicationStatus": "extra:PST",
}
"""Path in the XML → places, any of which must hold the text."""

SAYS_NOTHING: Final = {
    ("Version", "1"): "the first version, as of nearly every record",
    ("ValidYN", "Y"): "nothing is wrong with the name or number",
    ("CompleteYN", "Y"): "the list is complete",
    ("MajorTopicYN", "N"): "no major topic; a major one has an asterisk",
    ("Label", "UNLABELLED"): "NLM's word for a part of an abstract without a label",
}
"""Attribute and value that is the ordinary one → what it would say."""

SHOWN: Final = {
    ("MajorTopicYN", "Y"): "keywords",
    ("EqualContrib", "Y"): "extra:EqualContrib",
    ("ValidYN", "N"): "extra:FIR invalid",
}
"""Attribute and value that is no text of its own → where it shows."""

SORTS: Final = {
    "EIdType": "says whether the number is a DOI or a PII",
    "IdType": "says which field the number belongs to",
    "PubStatus": "is the tag of the date, or follows it",
    "DateType": "Electronic, which is what the tag DEP says",
}
"""Attribute that decides the place of its element's text → what it says."""

_OF_MESH: Final = "a property of the heading in MeSH, which is kept by its name; not of the document"
_IN_BOOKSHELF: Final = "part of an address inside Bookshelf; the accession number of the book is kept"
DROPPED: Final = {
    "PubmedData/ReferenceList": "references: they are in the stored page",
    f"{_LINK}[Cites]": "references, as they were written until 2018",
    f"{_LINK}/PMID@Version": "version of another record",
    f"{_LINK}/PMID@VersionID": "version of another record",
    f"{_RECORD}/MeshHeadingList/MeshHeading/DescriptorName@UI": _OF_MESH,
    f"{_RECORD}/MeshHeadingList/MeshHeading/DescriptorName@Type": _OF_MESH,
    f"{_RECORD}/MeshHeadingList/MeshHeading/QualifierName@UI": _OF_MESH,
    f"{_RECORD}/SupplMeshList/SupplMeshName@UI": _OF_MESH,
    f"{_RECORD}/SupplMeshList/SupplMeshName@Type": _OF_MESH,
    f"{_RECORD}/ChemicalList/Chemical/NameOfSubstance@UI": _OF_MESH,
    f"{_ARTICLE}/PublicationTypeList/PublicationType@UI": _OF_MESH,
    "BookDocument/PublicationType@UI": _OF_MESH,
    f"{_AUTHOR}/Initials": "NLM makes them of the forename; where there is none they are the given name",
    f"{_INVESTIGATOR}/Initials": "the same",
    f"{_SUBJECT}/Initials": "the same",
    f"{_BOOK}/AuthorList/Author/Initials": "the same",
    f"{_BOOK}/AuthorList@Type": "decides whether they are authors or kept as editors",
    f"{_BOOK}/BookTitle@book": _IN_BOOKSHELF,
    f"{_BOOK}/CollectionTitle@book": _IN_BOOKSHELF,
    f"{_SECTION}/SectionTitle@book": _IN_BOOKSHELF,
    f"{_SECTION}/SectionTitle@part": _IN_BOOKSHELF,
    f"{_SECTION}/Section/SectionTitle@book": _IN_BOOKSHELF,
    f"{_SECTION}/Section/SectionTitle@part": _IN_BOOKSHELF,
    f"{_ARTICLE}/Abstract/AbstractText (markup)": "how a formula is drawn; its characters are kept",
}
"""Path that is left out on purpose → why."""

_KEPT: Final = """
    AUID CI COIS CRDT CTI DA DCOM DEP EDAT FED FPS GR JID LR MHDA OAB OABL OID OTO OWN PHST PMCR PS PST PUBM RF RN
    SB SI SO STAT
"""
MEDLINE: Final = {
    **{tag: f"extra:{tag}" for tag in _KEPT.split()},
    "AB": "abstract", "AD": "extra:AD", "BTI": "title | journal", "CN": "authors", "DP": "date | year",
    "CIN": "extra:CommentIn | extra:CommentIn source", "CON": "extra:CommentOn | extra:CommentOn source",
    "EIN": "extra:ErratumIn | extra:ErratumIn source", "UIN": "extra:UpdateIn | extra:UpdateIn source",
    "UOF": "extra:UpdateOf | extra:UpdateOf source",
    "FAU": "authors", "IP": "issue", "IS": "extra:IS", "JT": "journal", "LA": "language",
    "AID": "doi | identifiers | pmcid | extra:AID",
    "LID": "doi | identifiers | pmcid | extra:LID",
    "MH": "keywords", "MID": "identifiers", "OT": "keywords", "PB": "publisher", "PG": "pages", "PL": "place",
    "PMC": "pmcid | extra:PMC", "PMID": "pmid", "PT": "publication_types", "TA": "journal_abbreviation | journal",
    "TI": "title | extra:TI", "TT": "title_original", "VI": "volume",
}  # fmt: skip
"""Tag of MEDLINE text → places, any of which must hold the value."""

MEDLINE_DROPPED: Final = {"AU": "the short form of the FAU above it; a name that has no FAU is an author"}
"""Tag that is left out on purpose → why."""
