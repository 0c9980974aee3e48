"""Which columns of tables fill which field of a citation. Data.

Names are compared by their letters and digits in lower case ("Author(s) ID" is "authorsid"). Read off exports of
PubMed, Embase, Ovid, Cochrane, CINAHL, Scopus, Lens, OpenAlex, IEEE, Springer, Google Scholar, Rayyan, Covidence,
abstrackr, ASReview, Zotero, RefWorks and of CoLRev.
"""

from __future__ import annotations

from typing import Final

COLUMNS: Final = {
    "title": (
        "title",
        "ti",
        "articletitle",
        "documenttitle",
        "itemtitle",
        "primarytitle",
        "titleprimary",
        "papertitle",
        "displayname",
    ),
    "title_original": ("originaltitle", "originalforeigntitle", "vernaculartitle", "translatedtitle"),
    "authors": (
        "authors",
        "author",
        "au",
        "authornames",
        "authorfullnames",
        "authorsprimary",
        "firstauthors",
        "creators",
        "authornamesfull",
        "authorshipsauthordisplayname",
        "authorlist",
    ),
    "year": (
        "year",
        "publicationyear",
        "publishedyear",
        "pubyear",
        "py",
        "date",
        "publicationdate",
        "dateofpublication",
        "pubdate",
        "datepublished",
    ),
    "journal": (
        "journal",
        "sourcetitle",
        "journaltitle",
        "publicationtitle",
        "journalbook",
        "periodicalfull",
        "publication",
        "primarylocationsourcedisplayname",
        "booktitle",
        "source",
        "so",
        "jt",
        "secondarytitle",
        "journalname",
        "bookseriestitle",
        "alternatetitle3",
        "fulljournalname",
    ),
    "abbreviation": ("journalabbreviation", "abbreviatedsourcetitle", "periodicalabbrev", "ta", "j2", "journalabbrev"),
    "volume": ("volume", "vol", "vi", "journalvolume", "bibliovolume"),
    "issue": ("issue", "issuenumber", "number", "ip", "journalissue", "biblioissue", "no"),
    "pages": ("pages", "page", "pagerange", "pg", "pagination"),
    "first_page": ("pagestart", "startpage", "firstpage", "sp", "bibliofirstpage"),
    "last_page": ("pageend", "endpage", "lastpage", "otherpages", "ep", "bibliolastpage"),
    "article_number": ("artno", "articlenumber", "elocation", "elocationid"),
    "doi": ("doi", "itemdoi", "do", "idsdoi", "articledoi", "originalpaperdoi"),
    "pmid": ("pmid", "pubmedid", "medlinepmid", "pubmed", "idspmid", "originalpaperpubmedid"),
    "pmcid": ("pmcid", "pmc", "idspmcid"),
    "abstract": ("abstract", "ab", "abstractnote", "notesabstract", "abstracts", "summary"),
    "keywords": (
        "keywords",
        "authorkeywords",
        "indexkeywords",
        "kw",
        "de",
        "subjects",
        "manualtags",
        "meshterms",
        "emtreedrugindextermsmajorfocus",
        "emtreedrugindexterms",
        "emtreemedicalindextermsmajorfocus",
        "emtreemedicalindexterms",
        "ieeeterms",
        "fieldsofstudy",
    ),
    "types": (
        "publicationtype",
        "documenttype",
        "itemtype",
        "entrytype",
        "type",
        "doctype",
        "referencetype",
        "typeofreference",
        "contenttype",
        "typecrossref",
    ),
    "language": ("language", "languageoforiginaldocument", "articlelanguage", "la", "outputlanguage"),
    "publisher": ("publisher", "bookpublisher", "pb"),
    "place": ("location", "place", "placepublished", "placeofpublication", "sourcecountry", "address"),
    "urls": ("url", "urls", "link", "externalurl", "plink", "embaselink", "primarylocationlandingpageurl", "ur"),
    "databases": ("database", "databasename", "db"),
    "notes": ("notes", "note", "extra"),
    "serial_numbers": (
        "issn",
        "issns",
        "isbn",
        "isbns",
        "issnisbn",
        "eissn",
        "electronicissn",
        "sn",
        "primarylocationsourceissn",
    ),
}
"""Fields of a citation and the columns that fill them, best first."""

LISTS: Final = frozenset(name for field in ("keywords", "databases", "types", "notes") for name in COLUMNS[field])
"""Columns whose cells hold several values."""

REPEATING: Final = "fundingtext1"
"""Scopus names this column once, and gives a row as many cells for it as the report has funding texts."""

ACCESSIONS: Final = (
    "pui",
    "centralid",
    "eid",
    "ut",
    "utuniquewosid",
    "lensid",
    "accessionnumber",
    "accession",
    "an",
    "pmid",
    "pubmedid",
    "medlinepmid",
)
"""Columns that hold the database's own number for a record, the most telling first."""

OWN_IDS: Final = ("id", "reportid", "recordid")
"""Columns that hold the id the file itself uses, best first."""

IDENTIFIERS: Final = {
    "pui": "pui",
    "centralid": "central",
    "eid": "eid",
    "utuniquewosid": "wos",
    "ut": "wos",
    "lensid": "lens",
    "embaseid": "pui",
    "ctgovid": "nct",
    "clinicaltrialnumbers": "nct",
    "cinahlid": "cinahl",
    "ictrpid": "ictrp",
    "nihmsid": "mid",
    "embaseaccessionid": "embase",
}
"""Columns whose value is an identifier of its own kind."""
