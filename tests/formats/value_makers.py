"""Files of one record, in every format that is read, from values by field: what ``test_hard_values`` reads back.

Each maker writes a value as the programs that export its format do: XML and JSON with their own escapes, tables with
quotation marks, the others word for word.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final
from xml.sax.saxutils import escape

from tests.formats.workbooks import ods, xlsx

Values = Mapping[str, str]
BASE: Final = {"title": "Base title of things", "author": "Muster, Karl", "year": "2020", "journal": "J of Examples"}
"""What each record has, unless its values say otherwise."""

_RIS: Final = {
    "title": "TI", "original": "TT", "author": "AU", "year": "PY", "date": "DA", "journal": "T2", "volume": "VL",
    "issue": "IS", "pages": "SP", "doi": "DO", "url": "UR", "abstract": "AB", "keywords": "KW", "note": "N1",
    "accession": "AN",
}  # fmt: skip
_NBIB: Final = {
    "pmid": "PMID", "title": "TI", "original": "TT", "author": "FAU", "year": "DP", "journal": "JT", "volume": "VI",
    "issue": "IP", "pages": "PG", "doi": "LID", "url": "UR", "abstract": "AB", "keywords": "OT", "note": "GN",
}  # fmt: skip
_REFER: Final = {
    "title": "%T", "original": "%Q", "author": "%A", "year": "%D", "date": "%8", "journal": "%J", "volume": "%V",
    "issue": "%N", "pages": "%P", "doi": "%R", "url": "%U", "abstract": "%X", "keywords": "%K", "note": "%Z",
    "accession": "%M",
}  # fmt: skip
_REFWORKS: Final = {
    "title": "T1", "original": "OT", "author": "A1", "year": "YR", "date": "FD", "journal": "JF", "volume": "VO",
    "issue": "IS", "pages": "SP", "doi": "DO", "url": "UL", "abstract": "AB", "keywords": "K1", "note": "NO",
    "accession": "AN", "pmid": "PMID",
}  # fmt: skip
_COCHRANE: Final = {
    "accession": "ID", "author": "AU", "title": "TI", "journal": "SO", "year": "YR", "volume": "VL", "issue": "NO",
    "pages": "PG", "keywords": "KY", "doi": "DOI", "abstract": "AB", "url": "US",
}  # fmt: skip
_WOS: Final = {
    "author": "AU", "title": "TI", "original": "FT", "journal": "SO", "keywords": "DE", "abstract": "AB", "year": "PY",
    "volume": "VL", "issue": "IS", "pages": "BP", "doi": "DI", "url": "DL", "pmid": "PM", "accession": "UT",
}  # fmt: skip
_MEDLARS: Final = {
    "title": "TI", "original": "TO", "author": "AU", "journal": "JN", "year": "YR", "date": "DP", "volume": "VO",
    "issue": "IP", "pages": "PG", "doi": "DO", "url": "UR", "abstract": "AB", "keywords": "KW", "pmid": "PM",
}  # fmt: skip
_OVID: Final = {
    "author": "Author", "title": "Title", "original": "Original Title", "abstract": "Abstract",
    "keywords": "Author Keywords", "doi": "DOI Number", "pmid": "PMID", "url": "Link to the Ovid Full Text or citation",
}  # fmt: skip
_BIBTEX: Final = {
    "title": "title", "original": "origtitle", "author": "author", "year": "year", "date": "date",
    "journal": "journal", "volume": "volume", "issue": "number", "pages": "pages", "doi": "doi", "url": "url",
    "abstract": "abstract", "keywords": "keywords", "note": "note", "pmid": "pmid", "accession": "unique-id",
}  # fmt: skip
_TABLE: Final = {
    "title": "Title", "original": "Original Title", "author": "Authors", "year": "Year", "date": "Date",
    "journal": "Journal", "volume": "Volume", "issue": "Issue", "pages": "Pages", "doi": "DOI", "url": "URL",
    "abstract": "Abstract", "keywords": "Keywords", "note": "Notes", "pmid": "PMID", "accession": "Accession Number",
}  # fmt: skip
_CSL: Final = {
    "title": "title", "original": "original-title", "journal": "container-title", "volume": "volume",
    "issue": "issue", "pages": "page", "doi": "DOI", "url": "URL", "abstract": "abstract", "keywords": "keyword",
    "note": "note", "pmid": "PMID",
}  # fmt: skip
_EPPI: Final = {
    "title": "Title", "author": "Authors", "year": "Year", "journal": "ParentTitle", "volume": "Volume",
    "issue": "Issue", "pages": "Pages", "doi": "DOI", "url": "URL", "abstract": "Abstract", "keywords": "Keywords",
    "note": "Comments",
}  # fmt: skip
_EUROPE_PMC: Final = {
    "title": "title", "doi": "doi", "pages": "pageInfo", "year": "pubYear", "abstract": "abstractText",
    "volume": "journalVolume", "issue": "issue",
}  # fmt: skip
_ENDNOTE: Final = {
    "title": "titles/title", "original": "titles/translated-title", "journal": "periodical/full-title",
    "pages": "pages", "volume": "volume", "issue": "number", "keywords": "keywords/keyword", "year": "dates/year",
    "date": "dates/pub-dates/date", "accession": "accession-num", "doi": "electronic-resource-num",
    "abstract": "abstract", "note": "notes", "url": "urls/related-urls/url", "author": "contributors/authors/author",
}  # fmt: skip
_ICTRP: Final = {"accession": "TrialID", "title": "Public_title", "date": "Date_registration3", "url": "web_address"}


def _tagged(names: Mapping[str, str], line: str, *, start: str = "", end: str = "") -> Callable[[Values], bytes]:
    def write(values: Values) -> bytes:
        lines = (line.format(name, values[field]) for field, name in names.items() if field in values)
        return (start + "".join(lines) + end).encode()

    return write


def _bibtex(values: Values) -> bytes:
    fields = ",\n".join(f" {_BIBTEX[field]} = {{{value}}}" for field, value in values.items() if field in _BIBTEX)
    return f"@article{{key,\n{fields}\n}}\n".encode()


def _rows(values: Values) -> tuple[tuple[str, ...], tuple[str, ...]]:
    held = {field: value for field, value in values.items() if field in _TABLE}
    return tuple(_TABLE[field] for field in held), tuple(held.values())


def _csv(values: Values, separator: str = ",") -> bytes:
    quoted = (separator.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in _rows(values))
    return "\n".join([*quoted, ""]).encode()


def _csl_item(values: Values) -> dict[str, Any]:
    family, _, given = values.get("author", "").partition(", ")
    return {
        "type": "article-journal",
        "author": [{"family": family, "given": given}],
        "issued": {"date-parts": [[values["year"]]]},
        **{_CSL[field]: value for field, value in values.items() if field in _CSL},
    }


def _eppi(values: Values) -> bytes:
    item = {_EPPI[field]: value for field, value in values.items() if field in _EPPI}
    return json.dumps({"CodeSets": [], "References": [{"ItemId": "7", **item}]}).encode()


def _europe_pmc(values: Values) -> bytes:
    record = {_EUROPE_PMC[field]: value for field, value in values.items() if field in _EUROPE_PMC}
    words = {"keywordList": {"keyword": [values["keywords"]]}} if "keywords" in values else {}
    return json.dumps({"resultList": {"result": [{"id": "PPR1", "source": "PPR", **words, **record}]}}).encode()


def _embase(values: Values) -> bytes:
    titles = [{"ttltext": values["title"]}]
    if original := values.get("original"):
        titles.append({"ttltext": original, "original": "y"})
    head: dict[str, Any] = {
        "citationTitle": {"titleText": titles},
        "source": {
            "sourcetitle": values["journal"],
            "publicationYear": {"first": values["year"]},
            "volisspag": {"voliss": {"volume": values.get("volume", ""), "issue": values.get("issue", "")}},
        },
    }
    if abstract := values.get("abstract"):
        head["abstracts"] = {"abstracts": [abstract]}
    numbers = {"pui": "2003000001", "doi": values.get("doi", "")}
    return json.dumps({"results": [{"itemInfo": {"itemIdList": numbers}, "head": head}]}).encode()


def _clinicaltrials(values: Values) -> bytes:
    protocol = {
        "identificationModule": {"nctId": "NCT02780583", "briefTitle": values["title"]},
        "descriptionModule": {"briefSummary": values.get("abstract", "")},
        "conditionsModule": {"conditions": [values["keywords"]] if "keywords" in values else []},
    }
    return json.dumps([{"protocolSection": protocol}]).encode()


def _endnote(values: Values) -> bytes:
    xml = ""
    for field, value in values.items():
        if path := _ENDNOTE.get(field, ""):
            steps = path.split("/")
            opened, closed = "".join(f"<{step}>" for step in steps), "".join(f"</{step}>" for step in steps[::-1])
            xml += f"{opened}{escape(value)}{closed}"
    return (
        f'<xml><records><record><ref-type name="Journal Article">17</ref-type>{xml}</record></records></xml>'.encode()
    )


def _ictrp(values: Values) -> bytes:
    number = {"accession": values.get("accession", "NCT02780583")}
    held = {field: value for field, value in {**values, **number}.items() if field in _ICTRP}
    xml = "".join(f"<{_ICTRP[field]}>{escape(value)}</{_ICTRP[field]}>" for field, value in held.items())
    condition = f"<Condition>{escape(values['keywords'])}</Condition>" if "keywords" in values else ""
    root = "Trials_downloaded_from_ICTRP"
    return f"<{root}><Trial>{xml}{condition}</Trial></{root}>".encode()


def _pubmed(values: Values) -> bytes:
    held = {field: escape(value) for field, value in values.items()}
    original = f"<VernacularTitle>{held['original']}</VernacularTitle>" if "original" in held else ""
    abstract = f"<Abstract><AbstractText>{held['abstract']}</AbstractText></Abstract>" if "abstract" in held else ""
    doi = f'<ELocationID EIdType="doi">{held["doi"]}</ELocationID>' if "doi" in held else ""
    words = f"<KeywordList><Keyword>{held['keywords']}</Keyword></KeywordList>" if "keywords" in held else ""
    family, _, given = held["author"].partition(", ")
    return (
        "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>12345</PMID><Article><Journal><JournalIssue>"
        f"<Volume>{held.get('volume', '')}</Volume><Issue>{held.get('issue', '')}</Issue><PubDate><Year>{held['year']}"
        f"</Year></PubDate></JournalIssue><Title>{held['journal']}</Title></Journal><ArticleTitle>{held['title']}"
        f"</ArticleTitle>{doi}{abstract}<AuthorList><Author><LastName>{family}</LastName><ForeName>{given}</ForeName>"
        f"</Author></AuthorList>{original}</Article>{words}</MedlineCitation></PubmedArticle></PubmedArticleSet>"
    ).encode()


_MAKERS: Final[dict[str, Callable[[Values], bytes]]] = {
    "ris": _tagged(_RIS, "{}  - {}\n", start="TY  - JOUR\n", end="ER  - \n"),
    "nbib": _tagged(_NBIB, "{:<4}- {}\n", end="OWN - NLM\n"),
    "refer": _tagged(_REFER, "{} {}\n", start="%0 Journal Article\n"),
    "refworks": _tagged(_REFWORKS, "{} {}\n", start="RT Journal Article\n"),
    "cochrane": _tagged(_COCHRANE, "{}: {}\n", start="Record #1 of 1\nID: CN-01234567\n"),
    "wos": _tagged(_WOS, "{} {}\n", start="FN Clarivate\nVR 1.0\nPT J\n", end="ER\n\nEF\n"),
    "medlars": _tagged(_MEDLARS, "{}  - {}\n", start="<1. >\nDB  - Embase\n"),
    "ovid": _tagged(_OVID, "{}\n  {}\n", start="<1>\nAccession Number\n  00005131-201504000-00002.\n"),
    "bibtex": _bibtex,
    "csv": _csv,
    "tsv": lambda values: _csv(values, "\t"),
    "xlsx": lambda values: xlsx(_rows(values)),
    "ods": lambda values: ods(_rows(values)),
    "csl-json": lambda values: json.dumps([_csl_item(values)]).encode(),
    "csl-json item": lambda values: json.dumps(_csl_item(values), indent=1, ensure_ascii=False).encode(),
    "eppi-json": _eppi,
    "europepmc-json": _europe_pmc,
    "embase-json": _embase,
    "clinicaltrials-json": _clinicaltrials,
    "endnote-xml": _endnote,
    "ictrp-xml": _ictrp,
    "pubmed-xml": _pubmed,
}
_FIELDS: Final = {
    "ris": {*_RIS}, "nbib": {*_NBIB}, "refer": {*_REFER}, "refworks": {*_REFWORKS}, "wos": {*_WOS},
    "cochrane": {*_COCHRANE} - {"accession"}, "medlars": {*_MEDLARS}, "ovid": {*_OVID}, "bibtex": {*_BIBTEX},
    "csv": {*_TABLE}, "tsv": {*_TABLE}, "xlsx": {*_TABLE}, "ods": {*_TABLE}, "csl-json": {*_CSL, "author", "year"},
    "csl-json item": {*_CSL, "author", "year"}, "eppi-json": {*_EPPI}, "europepmc-json": {*_EUROPE_PMC, "keywords"},
    "embase-json": {"title", "original", "journal", "year", "volume", "issue", "abstract", "doi"},
    "clinicaltrials-json": {"title", "abstract", "keywords"}, "endnote-xml": {*_ENDNOTE},
    "ictrp-xml": {"title", "keywords"},
    "pubmed-xml": {"title", "original", "author", "journal", "year", "volume", "issue", "abstract", "doi", "keywords"},
}  # fmt: skip
FORMATS: Final = tuple(_MAKERS)


def write_values(format_name: str, values: Values) -> bytes | None:
    """Return a file with one record of these values; None where the format has no field for one of them."""
    if not values.keys() <= _FIELDS[format_name]:
        return None
    return _MAKERS[format_name]({**BASE, **values})
