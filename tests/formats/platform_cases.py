"""What the folders of ../shared/data/cases about platforms, their numbers and names of authors say: one table."""

from __future__ import annotations

from typing import Final

from tests.formats.case_values import Case

NUMBERS: Final = (
    Case(
        "central-csv-numbers/in.csv",
        1,
        stated={"accession": "CN-09999999", "identifier:central": "CN-09999999", "identifier:pui": "L637999999"},
        implied={"pmid": "35999999", "authors": "Muster|K / Probe|T", "keywords": ("*One", "*Two")},
    ),
    Case(
        "central-csv-numbers/in.csv",
        2,
        implied={"identifier:nct": "NCT04999999", "kind": "registry-entry", "accession": "CN-09999998"},
    ),
    Case(
        "central-csv-numbers/in.csv",
        3,
        stated={"identifier:isrctn": "ISRCTN99999999"},
        implied={"identifier:ictrp": "", "kind": "registry-entry"},
    ),
    *(
        Case(
            f"central-register-entries/{file}",
            position,
            stated={"kind": "registry-entry", "identifier:nct": "NCT04999999"},
            implied={"journal": "", "groups": ["NCT04999999"]},
        )
        for file, position in (("central.ris", 1), ("central.xml", 1), ("cctr.ris", 1), ("control.csv", 2))
    ),
    Case(
        "central-register-entries/cctr.ris",
        2,
        stated={"kind": "article"},
        implied={
            "authors": "Muster|KA / van der Helm|JJ / Probe|T",
            "journal": "Journal of Examples",
            "volume": "17",
            "pages": "398",
            "accession": "CN-09999992",
        },
    ),
    *(
        Case(
            "register-number-central-ictrp/central.ris",
            position,
            implied={f"identifier:{kind}": number, "identifier:ictrp": "", "kind": "registry-entry"},
        )
        for position, (kind, number) in enumerate(
            (
                ("isrctn", "ISRCTN13889738"),
                ("chictr", "ChiCTR2000029308"),
                ("actrn", "ACTRN12620000557976"),
                ("drks", "DRKS00021238"),
                ("umin", "UMIN000040211"),
                ("ctri", "CTRI/2020/04/024776"),
                ("irct", "IRCT20200317046797N3"),
                ("eudract", "2020-001113-21"),
                ("nct", "NCT04359654"),
                ("cris", "KCT0004963"),
                ("jrct", "jRCT2031200014"),
            ),
            start=1,
        )
    ),
    *(
        Case(
            "register-number-central-ictrp/ictrp.xml",
            position,
            implied={f"identifier:{kind}": number, "kind": "registry-entry"},
        )
        for position, kind, number in (
            (1, "isrctn", "ISRCTN13889738"),
            (5, "umin", "UMIN000040211"),
            (8, "eudract", "2020-001113-21"),
            (10, "cris", "KCT0004963"),
            (11, "jrct", "jRCT2031200014"),
        )
    ),
)
"""Numbers of CENTRAL and of registers."""

NAMES: Final = (
    Case(
        "group-authors/in.ris",
        1,
        implied={
            "groups": [
                "NHS England",
                "Médecins Sans Frontières",
                "Cancer Research UK",
                "Robert Koch-Institut",
                "Statens Serum Institut",
                "World Health Organization",
                "Public Health England",
            ]
        },
    ),
    Case("group-authors/aw.enw", 1, implied={"groups": ["NHS England", "Public Health England"]}),
    Case("group-authors/ax.csv", 1, implied={"groups": ["NHS England", "Public Health England"]}),
    Case("group-authors/ax.csv", 2, implied={"groups": ["NHS England"]}),
    Case("group-authors/ay.bib", 1, implied={"groups": ["NHS England", "Public Health England"]}),
    *(
        Case("table-authors-and-ampersand/in.csv", position, implied={"authors": authors})
        for position, authors in enumerate(
            (
                "Last|Firsta / Second|Firstb / Fourth|Firstd",
                "Smith|J. / Jones|K. / Lee|M.",
                "Smith|J / Jones|K / Lee|M",
                "Smith|J / Jones|K / Lee|M",
                "Smith|John / Jones|Kate / Lee|Mary",
                "Smith|John / Jones|Kate",
                "Smith|John / Jones|Kate",
                "Smith|J. / Jones|K.",
                "Smith|J. / Jones|K.",
                "Smith / Jones",
                "Smith",
            ),
            start=1,
        )
    ),
)
"""Names of authors."""

DATABASES: Final = (
    Case(
        "source-column-is-a-citation/emb.csv",
        1,
        implied={
            "title": "An example of a trial",
            "databases": (),
            "volume": "13",
            "issue": "1",
            "pages": "62-70",
            "year": 2025,
            "journal": "Journal of Examples",
        },
    ),
    Case(
        "source-column-is-a-citation/emb.csv",
        2,
        stated={"issue": "Supplement 2"},
        implied={"databases": (), "volume": "13", "pages": "252", "kind": "conference-abstract"},
    ),
    Case(
        "source-column-is-a-citation/scielo.csv",
        1,
        stated={"volume": "8", "issue": "1", "pages": "132-145"},
        implied={
            "databases": (),
            "authors": "Muster Alegre|Karl Camilo / Probe Corva|Vanessa Dora / Beispiel Concha|Betty",
            "journal": "Revista de Ejemplos",
            "language": "Espanhol",
            "year": 2023,
        },
    ),
    Case("source-column-is-a-citation/pm2xl.xlsx", 1, implied={"databases": ()}),
    Case(
        "wos-early-access-year/ea.ciw",
        1,
        stated={"year": 2022},
        implied={"date": "FEB 2022", "accession": "WOS:000900000000004", "doi": "10.1000/example.2022.04"},
    ),
    Case("wos-early-access-year/ea.ris", 1, stated={"year": 2022}),
    Case("wos-early-access-year/wosbib.bib", 1, stated={"year": 2020}),
    Case("wos-early-access-year/wosbib.bib", 2, stated={"year": 2021}),
    Case("wos-early-access-year/wosbib.bib", 3, stated={"year": 2022}),
    Case("wos-early-access-year/wos_tab.txt", 1, stated={"year": 2022}),
    Case("wos-early-access-year/wos_short.txt", 1, stated={"year": 2022}),
)
"""Tables and Web of Science."""

OVID: Final = (
    Case(
        "ovid-journals-at-ovid/in.cgi",
        1,
        stated={
            "title": "An example trial in an example condition",
            "year": 2022,
            "journal": "Example Journal of Things",
            "volume": "43",
            "issue": "8",
            "pages": "647-653",
            "doi": "10.1000/exj.2022.050",
            "language": "English",
            "accession": "00000001-202201000-00009",
        },
        implied={
            "authors": "Beispiel|Anna / Muster|Karl",
            "keywords": ("first topic", "second topic", "third topic"),
            "kind": "article",
        },
    ),
    Case(
        "ovid-psycinfo-kinds/in.cgi",
        1,
        stated={"kind": "thesis", "accession": "2014-99999-257"},
        implied={"pages": "", "year": 2014, "volume": "75", "issue": "2-A(E)"},
    ),
    Case(
        "ovid-psycinfo-kinds/in.cgi",
        2,
        stated={
            "kind": "chapter",
            "title": "Understanding an example",
            "publisher": "Example Press",
            "accession": "2011-99999-001",
        },
        implied={
            "pages": "11-31",
            "journal": "Example coaching in practice: An evidence based approach",
            "year": 2012,
            "place": "US",
        },
    ),
    Case(
        "ovid-psycinfo-kinds/in.cgi",
        3,
        stated={"kind": "article", "accession": "2015-99999-012", "publisher": "Example University Press"},
        implied={
            "title": "A comparison of examples",
            "keywords": ("*Example Groups", "first idea", "second idea", "third idea"),
            "volume": "43",
            "issue": "5",
            "pages": "623-634",
        },
    ),
    *(
        Case(
            f"ovid-refused-spacing/{name}.cgi",
            1,
            stated={
                "title": "An example of reassurance",
                "year": 2015,
                "journal": "Example Psychotherapy",
                "pages": "623-634",
                "doi": "10.1000/s0000000000000277",
                "pmid": "24892999",
                "accession": "2015-99999-012",
            },
            implied={"authors": "Beispiel|Anna / Muster|Karl", "volume": "43", "issue": "5"},
        )
        for name in ("control-two-spaces", "leading-blank", "one-space")
    ),
)
"""Ovid's tagged text."""

PLATFORMS: Final = (*OVID, *NUMBERS, *NAMES, *DATABASES)
