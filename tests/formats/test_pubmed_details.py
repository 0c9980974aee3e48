"""What PubMed says beyond the common fields, each under its tag."""

from __future__ import annotations

from harvester.citation import Author, Citation
from harvester.formats import parse_file, parse_pubmed_xml
from harvester.formats.pubmed_xml.extra import EXTRA_TAGS, LINK_TAGS


def article(inside: str = "", *, record: str = "", data: str = "", attributes: str = "") -> Citation:
    """A record with these children of <Article>, <MedlineCitation> and <PubmedData>."""
    text = (
        f"<PubmedArticle><MedlineCitation {attributes}><PMID>12345</PMID><Article><ArticleTitle>One</ArticleTitle>"
        f"{inside}</Article>{record}</MedlineCitation><PubmedData>{data}</PubmedData></PubmedArticle>"
    )
    return parse_pubmed_xml(text.encode(), name="reply").records[0].citation


def book(inside: str = "", *, document: str = "") -> Citation:
    """A book with these children of <Book> and <BookDocument>."""
    text = (
        "<PubmedBookArticle><BookDocument><PMID>12345</PMID><Book><BookTitle>The book</BookTitle>"
        f"{inside}</Book>{document}</BookDocument></PubmedBookArticle>"
    )
    return parse_pubmed_xml(text.encode(), name="reply").records[0].citation


def medline(*lines: str) -> Citation:
    return (
        parse_file("\n".join(["", "PMID- 12345", "TI  - One", *lines, ""]).encode(), name="f.nbib").records[0].citation
    )


def kept(citation: Citation, *tags: str) -> list[tuple[str, str]]:
    return [pair for pair in citation.extra if pair[0] in tags]


def test_formulas_keep_their_characters() -> None:
    math = '<mml:math xmlns:mml="http://www.w3.org/1998/Math/MathML"><mml:msub><mml:mi>x</mml:mi><mml:mn>1</mml:mn>'
    found = article(f"<Abstract><AbstractText>With {math}</mml:msub></mml:math> &lt; 5.</AbstractText></Abstract>")
    assert found.abstract == "With x1 < 5."


def test_an_abstract_in_another_language_is_kept_apart_from_the_abstract() -> None:
    other = (
        '<OtherAbstract Type="Publisher" Language="spa"><AbstractText Label="MÉTODOS">Dos.</AbstractText>'
        "<CopyrightInformation>© ellos</CopyrightInformation></OtherAbstract>"
    )
    abstract = (
        '<Abstract><AbstractText Label="METHODS" NlmCategory="METHODS">Two.</AbstractText>'
        "<CopyrightInformation>© them</CopyrightInformation></Abstract>"
    )
    found = article(abstract, record=other)
    assert found.abstract == "METHODS: Two."
    assert kept(found, "OAB", "OAB type", "OABL", "OCI", "CI", "AB categories") == [
        ("OAB", "MÉTODOS: Dos."),
        ("OAB type", "Publisher"),
        ("OABL", "spa"),
        ("OCI", "© ellos"),
        ("AB categories", "METHODS"),
        ("CI", "© them"),
    ]


def test_a_name_marked_as_mistaken_is_no_author_and_yet_kept() -> None:
    found = article(
        '<AuthorList><Author ValidYN="N"><LastName>Deo</LastName><ForeName>Jane</ForeName></Author>'
        '<Author ValidYN="Y" EqualContrib="Y"><LastName>Doe</LastName><ForeName>Jane</ForeName></Author></AuthorList>'
    )
    assert found.authors == (Author("Doe", "Jane"),)
    assert kept(found, "AU invalid", "EqualContrib") == [("AU invalid", "Deo, Jane"), ("EqualContrib", "Doe, Jane")]


def test_authors_of_files_of_before_2002_have_first_and_middle_names() -> None:
    name = "<LastName>Doe</LastName><FirstName>Jane</FirstName><MiddleName>M</MiddleName>"
    assert article(f"<AuthorList><Author>{name}</Author></AuthorList>").authors == (Author("Doe", "Jane M"),)


def test_investigators_are_no_authors() -> None:
    found = article(
        record="<InvestigatorList><Investigator><LastName>Roe</LastName><ForeName>Al</ForeName>"
        "<AffiliationInfo><Affiliation>A ward.</Affiliation></AffiliationInfo></Investigator></InvestigatorList>"
    )
    assert found.authors == ()
    assert kept(found, "FIR", "IRAD") == [("IRAD", "Roe, Al: A ward."), ("FIR", "Roe, Al")]


def test_a_wrong_doi_never_becomes_the_doi() -> None:
    found = article('<ELocationID EIdType="doi" ValidYN="N">10.1000/wrong</ELocationID>')
    assert (found.doi, kept(found, "LID invalid")) == ("", [("LID invalid", "10.1000/wrong [doi]")])


def test_a_second_doi_is_kept_beside_the_first() -> None:
    found = article(
        '<ELocationID EIdType="doi" ValidYN="Y">10.1000/a</ELocationID>',
        data='<ArticleIdList><ArticleId IdType="doi">10.1000/B</ArticleId><ArticleId IdType="mid">NIHMS1</ArticleId>'
        '<ArticleId IdType="pmc">PMC7</ArticleId><ArticleId IdType="pmcid">pmc7; id: 9;</ArticleId></ArticleIdList>',
    )
    assert (found.doi, found.pmcid, found.identifiers) == ("10.1000/a", "PMC7", (("mid", "NIHMS1"),))
    assert kept(found, "AID") == [("AID", "10.1000/B [doi]"), ("AID", "pmc7; id: 9; [pmcid]")]


def test_a_number_without_e_is_no_article_number() -> None:
    assert article('<ELocationID EIdType="pii" ValidYN="Y">2763666</ELocationID>').article_number == ""
    assert medline("LID - 2763666 [pii]").article_number == ""


def test_pages_of_an_article_with_an_article_number_stay_as_they_are() -> None:
    pages = "<Pagination><StartPage>e1</StartPage><EndPage>e9</EndPage><MedlinePgn>e1-9</MedlinePgn></Pagination>"
    found = article(pages + '<ELocationID EIdType="pii" ValidYN="Y">e29102</ELocationID>')
    assert (found.pages, found.article_number) == ("e1-9", "")
    assert kept(found, "StartPage", "EndPage") == [("EndPage", "e9")]


def test_a_retraction_without_a_number_is_known_by_its_reference() -> None:
    links = (
        '<CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn"><RefSource>J Things 2024</RefSource>'
        '</CommentsCorrections><CommentsCorrections RefType="UpdateOf"><RefSource>Cochrane 2005</RefSource>'
        "<PMID>77</PMID><Note>full</Note></CommentsCorrections>"
        '<CommentsCorrections RefType="Cites"><RefSource>Else</RefSource><PMID>9</PMID></CommentsCorrections>'
        "</CommentsCorrectionsList>"
    )
    assert article(record=links).extra == (
        ("RetractionIn", "J Things 2024"),
        ("UpdateOf", "77"),
        ("UpdateOf source", "77: Cochrane 2005"),
        ("UpdateOf note", "77: full"),
    )


def test_links_of_medline_text_keep_their_reference_too() -> None:
    found = medline("RIN - J Things. 2024;13:1. PMID: 38000001", "EIN - J Things. 2025;14:2")
    assert found.extra == (
        ("RetractionIn", "38000001"),
        ("RetractionIn source", "38000001: J Things. 2024;13:1."),
        ("ErratumIn", "J Things. 2025;14:2"),
    )


def test_every_date_is_kept_with_its_hour_and_status() -> None:
    day = "<Year>2023</Year><Month>6</Month><Day>9</Day>"
    statuses = {
        "entrez": "<Hour>6</Hour><Minute>0</Minute>",
        "pubmed": "",
        "medline": "",
        "received": "",
        "pmc-release": "",
    }
    dates = "".join(f'<PubMedPubDate PubStatus="{name}">{day}{hour}</PubMedPubDate>' for name, hour in statuses.items())
    found = article(
        f'<ArticleDate DateType="Electronic">{day}</ArticleDate>',
        record=f"<DateCompleted>{day}</DateCompleted><DateRevised>{day}</DateRevised>",
        data=f"<History>{dates}</History><PublicationStatus>epublish</PublicationStatus>",
    )
    assert set(found.extra) == {
        ("DEP", "2023-06-09"), ("DCOM", "2023-06-09"), ("LR", "2023-06-09"), ("CRDT", "2023-06-09 06:00"),
        ("EDAT", "2023-06-09"), ("MHDA", "2023-06-09"), ("PHST", "2023-06-09 [received]"),
        ("PHST", "2023-06-09 [pmc-release]"), ("PST", "epublish"),
    }  # fmt: skip
    assert (found.year, found.date) == (2023, "")


def test_registers_databanks_and_grants_are_read_alike_in_both_formats() -> None:
    bank = (
        "<DataBank><DataBankName>ISRCTN</DataBankName><AccessionNumberList><AccessionNumber>ISRCTN1</AccessionNumber>"
    )
    grant = "<Grant><GrantID>R01</GrantID><Agency>NIH</Agency><Country>US</Country></Grant>"
    one = article(
        f'<DataBankList CompleteYN="N">{bank}</AccessionNumberList></DataBank></DataBankList>'
        f"<GrantList>{grant}</GrantList>"
    )
    other = medline("SI  - ISRCTN/ISRCTN1", "GR  - R01/NIH/US")
    assert one.identifiers == other.identifiers == (("isrctn", "ISRCTN1"),)
    assert kept(one, "SI", "GR") == [("GR", "R01/NIH/US"), ("SI", "ISRCTN/ISRCTN1")]
    assert set(kept(other, "SI", "GR")) == set(kept(one, "SI", "GR"))
    assert ("CompleteYN", "DataBankList: N") in one.extra


def test_keywords_tell_their_owner_and_the_major_ones() -> None:
    lists = (
        '<KeywordList Owner="NOTNLM"><Keyword MajorTopicYN="Y">HLH</Keyword></KeywordList>'
        '<KeywordList Owner="KIE"><Keyword MajorTopicYN="N">Ethics</Keyword></KeywordList>'
    )
    found = article(record=lists)
    assert found.keywords == ("*HLH", "Ethics")
    assert kept(found, "OTO") == [("OTO", "NOTNLM: *HLH"), ("OTO", "KIE: Ethics")]


def test_status_version_and_indexing_are_kept() -> None:
    found = article(attributes='Status="MEDLINE" Owner="NLM" IndexingMethod="Automated"')
    assert found.extra == (("STAT", "MEDLINE"), ("OWN", "NLM"), ("IndexingMethod", "Automated"))


def test_an_element_nobody_knows_is_kept_as_it_is() -> None:
    found = article(record='<NewList Kind="x"><New>One</New> and <New Of="y">two</New></NewList>')
    assert found.extra == (("NewList Kind", "x"), ("New", "One"), ("NewList", "and"), ("New Of", "y"), ("New", "two"))


def test_the_books_own_authors_and_doi_are_not_those_of_its_chapter() -> None:
    def people(kind: str, name: str) -> str:
        return f'<AuthorList Type="{kind}"><Author><LastName>{name}</LastName></Author></AuthorList>'

    doi = '<ELocationID EIdType="doi" ValidYN="Y">10.1000/book</ELocationID>'
    whole = people("authors", "Roe") + people("editors", "Poe") + doi
    chapter = book(whole, document="<ArticleTitle>The chapter</ArticleTitle>" + people("authors", "Doe"))
    assert (chapter.kind, chapter.journal, chapter.doi, chapter.authors) == (
        "chapter",
        "The book",
        "",
        (Author("Doe"),),
    )
    assert kept(chapter, "BookAuthor", "FED", "BookLID") == [
        ("BookLID", "10.1000/book [doi]"),
        ("BookAuthor", "Roe"),
        ("FED", "Poe"),
    ]
    alone = book(whole)
    assert (alone.kind, alone.title, alone.doi, alone.authors) == ("book", "The book", "10.1000/book", (Author("Roe"),))


def test_a_book_in_a_collection_is_no_chapter() -> None:
    text = "\nPMID- 12345\nCTI - Reviews of things\nBTI - The book\nPT  - Review\n"
    found = parse_file(text.encode(), name="f.nbib").records[0].citation
    assert (found.kind, found.title, kept(found, "CTI")) == ("book", "The book", [("CTI", "Reviews of things")])


def test_a_chapter_in_medline_text_stands_in_its_book() -> None:
    found = medline("BTI - The book")
    assert (found.kind, found.title, found.journal) == ("chapter", "One", "The book")


def test_persons_of_medline_text_keep_what_is_said_of_them() -> None:
    found = medline("AD  - Nobody's.", "FAU - Doe, James S Jr", "AU  - Doe JS Jr", "AD  - One house.", "AU  - Old A")
    assert found.authors == (Author("Doe", "James S", "Jr"), Author("Old", "A"))
    assert kept(found, "AD") == [("AD", "Nobody's."), ("AD", "Doe, James S, Jr: One house.")]


def test_short_names_listed_after_all_full_names_are_no_further_authors() -> None:
    found = medline("FAU - Doe, Jane", "FAU - Roe, Richard", "AU  - Doe J", "AU  - Roe R")
    assert found.authors == (Author("Doe", "Jane"), Author("Roe", "Richard"))


def test_no_tag_is_explained_as_a_link_and_as_something_else() -> None:
    assert not EXTRA_TAGS.keys() & (LINK_TAGS.keys() | set(LINK_TAGS.values()))
    assert all(meaning for meaning in EXTRA_TAGS.values())


def test_eric_has_its_address_and_a_doi_among_the_locations_and_a_word_before_its_issn() -> None:
    text = b"OWN - ERIC\nTI  - T\nOID - EJ1234567\nISSN - ISSN-1234-5679\nLID - http://eric.ed.gov/?id=EJ1234567\n"
    (entry,) = parse_file(text + b"LID - https://doi.org/10.1000/x\n", name="f.nbib").records
    found = entry.citation
    assert (found.doi, found.issns) == ("10.1000/x", ("1234-5679",))
    assert found.urls == ("http://eric.ed.gov/?id=EJ1234567",)
