"""Which columns of tables fill which field of a citation. Data.

Names are compared by their letters and digits in lower case ("Author(s) ID" is "authorsid"). Read off exports of
PubMed, Europe PMC, Embase, Ovid, Cochrane, CINAHL, ProQuest, Scopus, Lens, Dimensions, OpenAlex, IEEE, Springer,
Google Scholar, Retraction Watch, Rayyan, Covidence, abstrackr, ASReview, EPPI-Reviewer, Paperpile, Zotero, RefWorks,
ClinicalTrials.gov, the WHO's ICTRP and of CoLRev; the commonest names in German, French, Spanish and Portuguese. Web of
Science's tables have its tags for columns: see ``table_wos``.
"""

from __future__ import annotations

from typing import Final

FIELD_COLUMNS: Final = {
    "title": (
        "title", "ti", "articletitle", "documenttitle", "itemtitle", "primarytitle", "titleprimary", "papertitle",
        "displayname", "studytitle", "publictitle", "scientifictitle", "titel", "titre", "titulo",
    ),
    "title_original": ("originaltitle", "originalforeigntitle", "vernaculartitle", "translatedtitle"),
    "authors": (
        "authorsfullname", "authors", "author", "au", "authornames", "authorfullnames", "authorsprimary",
        "firstauthors", "creators",
        "authornamesfull", "authorshipsauthordisplayname", "authorlist", "authorstring", "authorsfull", "allauthors",
        "authorname", "creator", "contributors", "autoren", "autor", "auteurs", "autores",
    ),
    "year": (
        "year", "publicationyear", "publishedyear", "pubyear", "py", "yearpublished", "yr", "pubyr", "jahr", "annee",
        "ano", "earlyaccessyear", "earlyaccessdate",
    ),
    "date": (
        "date", "publicationdate", "dateofpublication", "pubdate", "datepublished", "coverdate",
        "firstpublicationdate", "publicationdateprint", "publicationdateonline", "originalpaperdate", "issuedate",
        "onlinedate", "firstposted", "dateregistration3", "dateregistration",
    ),
    "journal": (
        "journal", "sourcetitle", "scopussourcetitle", "journaltitle", "publicationtitle", "journalbook",
        "periodicalfull", "publication", "primarylocationsourcedisplayname", "booktitle", "source", "so", "jt",
        "secondarytitle", "journalname", "bookseriestitle", "alternatetitle3", "fulljournalname", "pubtitle",
        "containertitle", "publicationname", "sourcename", "venue", "jf", "journalbooktitle", "hosttitle",
        "fulljournal", "parenttitle", "zeitschrift", "revista", "revue", "titulodafonte",
    ),
    "abbreviation": (
        "journalabbreviation", "abbreviatedsourcetitle", "periodicalabbrev", "ta", "j2", "journalabbrev",
        "journaliso", "isoabbreviation", "journalisoabbreviation", "ja", "sourcetitleabbreviation", "medlineta",
    ),
    "volume": ("volume", "vol", "vi", "journalvolume", "bibliovolume", "volumenumber", "journalvolumenumber"),
    "issue": (
        "issue", "issuenumber", "number", "ip", "journalissue", "biblioissue", "no", "issueno", "journalissuenumber",
    ),
    "pages": ("pages", "page", "pagerange", "pg", "pagination", "pageinfo", "pagenumbers", "pagenumber", "pp", "pgs"),
    "first_page": (
        "pagestart", "startpage", "firstpage", "sp", "bibliofirstpage", "beginpage", "beginningpage",
        "firstpagenumber", "pagefirst",
    ),
    "last_page": (
        "pageend", "endpage", "lastpage", "otherpages", "ep", "bibliolastpage", "endingpage", "lastpagenumber",
        "pagelast",
    ),
    "article_number": ("artno", "articlenumber", "elocation", "elocationid", "articleno"),
    "doi": (
        "doi", "itemdoi", "do", "idsdoi", "articledoi", "originalpaperdoi", "doilink", "doiurl", "doinumber",
        "digitalobjectidentifier",
    ),
    "pmid": ("pmid", "pubmedid", "medlinepmid", "pubmed", "idspmid", "originalpaperpubmedid", "pubmednumber"),
    "pmcid": ("pmcid", "pmc", "idspmcid"),
    "abstract": (
        "abstract", "ab", "abstractnote", "notesabstract", "abstracts", "summary", "abstracttext", "briefsummary",
    ),
    "keywords": (
        "keywords", "authorkeywords", "indexkeywords", "kw", "de", "subjects", "manualtags", "meshterms",
        "emtreedrugindextermsmajorfocus", "emtreedrugindexterms", "emtreemedicalindextermsmajorfocus",
        "emtreemedicalindexterms", "ieeeterms", "fieldsofstudy", "keyword", "keywordsplus", "authorskeywords",
        "subjectterms", "subjectheadings", "mesh", "descriptors", "conditions", "condition", "automatictags",
        "keywordsdisplayname",
    ),
    "types": (
        "publicationtype", "documenttype", "itemtype", "entrytype", "type", "doctype", "referencetype",
        "typeofreference", "contenttype", "typecrossref", "articletype", "pubtype", "publicationtypes", "doctypes",
        "pubtypes",
    ),
    "language": (
        "language", "languageoforiginaldocument", "articlelanguage", "la", "outputlanguage", "lang", "languages",
    ),
    "publisher": ("publisher", "bookpublisher", "pb", "publishername"),
    "place": ("location", "place", "placepublished", "placeofpublication", "sourcecountry", "address", "pubplace"),
    "urls": (
        "url", "urls", "link", "externalurl", "plink", "embaselink", "primarylocationlandingpageurl", "ur",
        "documenturl", "dimensionsurl", "articleurl", "permalink", "sourcelinkedurl", "landingpageurl",
        "linktofulltext", "studyurl", "webaddress", "fulltexturl", "weblink", "href", "weburl", "accessurl",
    ),
    "databases": (
        "database", "databasename", "db", "sourcedatabase", "subfiledatabase", "datasource", "longdbname",
        "sourceregister",
    ),
    "notes": ("notes", "note", "extra"),
    "serial_numbers": (
        "issn", "issns", "isbn", "isbns", "issnisbn", "eissn", "electronicissn", "sn", "primarylocationsourceissn",
        "printissn", "printisbn", "onlineissn", "journalissn", "journaleissn", "pissn", "essn", "electronicisbn",
        "eisbn", "standardnumber", "primarylocationsourceissnl",
    ),
}  # fmt: skip
"""Fields of a citation and the columns that fill them, best first."""

LIST_COLUMNS: Final = frozenset(
    name for field in ("keywords", "databases", "types", "notes") for name in FIELD_COLUMNS[field]
)
"""Columns whose cells hold several values."""

REPEATING_COLUMN: Final = "fundingtext1"
"""Scopus names this column once, and gives a row as many cells for it as the report has funding texts."""

ACCESSION_COLUMNS: Final = (
    "pui", "centralid", "eid", "ut", "utuniquewosid", "lensid", "storeid", "accessionnumber", "accession", "an",
    "cochranereviewid", "nctnumber", "trialid", "pmid", "pubmedid", "medlinepmid", "openalexid",
)  # fmt: skip
"""Columns that hold the database's own number for a record, the most telling first."""

MARKED_COLUMNS: Final = ("locationidentifier", "articleidentifier", "identifier", "identifiers", "lid", "aid")
"""Columns whose numbers have their kind behind them, as in MEDLINE text: "S0092 [pii]||10.1000/x [doi]"."""

ID_COLUMNS: Final = ("id", "reportid", "recordid")
"""Columns that hold the id the file itself uses, best first."""

IDENTIFIER_COLUMNS: Final = {
    "pui": "pui", "centralid": "central", "eid": "eid", "utuniquewosid": "wos", "ut": "wos", "lensid": "lens",
    "embaseid": "pui", "ctgovid": "registration", "clinicaltrialnumbers": "registrations", "cinahlid": "cinahl",
    "ictrpid": "registration",
    "nihmsid": "mid", "embaseaccessionid": "embase", "nctnumber": "nct", "trialid": "registration",
    "openalexid": "openalex",
}  # fmt: skip
"""Columns whose value is an identifier of its own kind; that of "registration" shows in its form, "registrations" is a
text with several."""

AUTHORS_KEY: Final = "author names"
"""The column that is chosen for the authors, once it is taken apart."""
