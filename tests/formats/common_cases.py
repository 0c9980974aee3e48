"""Cases about values that every format holds: numbers, titles, addresses, dates, markup."""

from __future__ import annotations

from typing import Final

from tests.formats.case_values import Case

_SICI: Final = "10.5555/(sici)1097-0258(19980815/30)17:15/16<1661::aid-sim968>3.0.co;2-2"
_BOOK: Final = "10.5555/978-3-319-20794-0_1-2"

VALUES: Final = (
    Case("bibtex-doi-double-backslash/in.bib", 1, {"doi": _BOOK}),
    Case("bibtex-doi-double-backslash/in.bib", 2, {"doi": _BOOK}),
    *(Case("bibtex-doi-double-backslash/in.bib", place, implied={"doi": _BOOK}) for place in (3, 4, 5, 13)),
    *(Case("bibtex-doi-double-backslash/in.bib", place, {"doi": _SICI}) for place in (6, 7, 8, 9)),
    Case(
        "bibtex-doi-double-backslash/in.bib",
        11,
        implied={"doi": _BOOK, "urls": ("http://dx.doi.org/10.5555/978-3-319-20794-0_1-2",)},
    ),
    Case("bibtex-doi-double-backslash/in.bib", 12, implied={"doi": "10.5555/978-3-319-20794-0__1-2"}),
    Case("bibtex-howpublished-url/in.bib", 9, implied={"urls": ("https://www.example.com/products/spec.html",)}),
    Case(
        "bibtex-howpublished-url/in.bib", 10, implied={"urls": ("http://frac.example.org/~use/what_chemicals--used",)}
    ),
    Case(
        "bibtex-howpublished-url/in.bib",
        11,
        {"doi": "10.5555/abc.4"},
        implied={"urls": ("http://frac.example.org/a_b",), "notes": ("https://doi.org/10.5555/abc.4",)},
    ),
    Case("bibtex-key-with-comma/in.bib", 1, implied={"title": "An example with a comma in its key", "pages": "3, 17"}),
    Case("bibtex-key-with-comma/in.bib", 2, implied={"title": "An example without"}),
    Case(
        "bibtex-maths/in.bib",
        1,
        {"title": "TNF-α levels and IL-1β in γδ T cells"},
        {
            "abstract": "Dose 10 μg/mL, 5 μM, α2-macroglobulin, ΔF508, ±5, ≥65 years, ≤ 3, 37°C, β cell, χ2 test, n×m, "
            "H2O2, CD4+ T, >5, µg, µg, ’s, °C, 5±2, ~30, κ=0.8, p-value, n = 30, CO2, μg, μg, μg"
        },
    ),
    Case("bibtex-maths/in.bib", 2, implied={"title": "The μ-opioid receptor and μg doses"}),
    Case(
        "bibtex-maths/bg.bib",
        1,
        implied={
            "title": "Role of NF-κB and HIF-1α in α-synuclein models: CO2, Δ9-THC and 5-HT2A",
            "keywords": ("TNF-α", "NF-κB"),
        },
    ),
    Case("bibtex-maths/bg.bib", 3, implied={"title": "Role of NF-κB in α-cells and α and α and β-cells"}),
    Case("csl-json-single-object/in.json", 1, implied={"title": "A single item of CSL JSON", "doi": "10.1000/abc.78"}),
    Case("doi-only-as-address/control.ris", 1, {"doi": "10.1000/abc.77"}),
    Case("doi-only-as-address/url.csv", 1, {"doi": "10.1000/abc.79"}),
    Case("doi-only-as-address/url.csv", 2, {"doi": "10.1000/abc.80"}),
    Case("doi-only-as-address/url.enw", 1, {"doi": "10.1000/abc.79"}),
    Case("doi-only-as-address/url2.bib", 1, {"doi": "10.1000/abc.97"}),
    Case("doi-only-as-address/url2.bib", 2, {"doi": "10.1000/abc.98"}),
    Case("doi-only-as-address/url2.bib", 3, {"doi": "10.1000/abc.99"}),
    Case("doi-only-as-address/url.json", 1, {"doi": "10.1000/abc.96"}),
    Case("doi-only-as-address/url.rw", 1, {"doi": "10.1000/abc.95"}),
    Case("doi-only-as-address/in.xml", 1, {"doi": "10.1000/abc.76"}),
    Case("doi-with-type-mark/id.csv", 1, {"doi": "10.1000/abc.90"}),
    Case(
        "doi-with-type-mark/pm2xl.xlsx",
        1,
        {"doi": "10.1000/j.ex.2021.05.030"},
        {"authors": "Muster|Karl / Probe|Toni", "identifier:pii": "S0092-8674(21)00660-7"},
    ),
    Case(
        "escaped-markup/in.ris",
        1,
        {
            "title": "Effect of E. coli & more on CO2 in R&D",
            "abstract": "Background We saw p < 0.05 and n > 5. Second.",
        },
    ),
    Case(
        "escaped-markup/in.ris",
        2,
        implied={"title": "Effect of E. coli & more on CO2 where p<0.05 and a>b in two x"},
    ),
    Case("escaped-markup/in.ris", 3, implied={"abstract": "Texte αβ ≤ 5 µg ± 2 fin"}),
    *(
        Case(
            f"escaped-markup/{name}",
            place,
            implied={"title": f"Effect of E. coli{end}", "abstract": "We saw p < 0.05."},
        )
        for name, place, end in (
            ("as.csv", 1, " on CO2 & more"),
            ("as.csv", 2, " on CO2 & more"),
            ("at.bib", 1, " on CO2 & more"),
            ("at.bib", 2, " on CO2 more"),
            ("au.json", 1, " & more"),
        )
    ),
    *(
        Case(
            f"mojibake-not-mended/{name}",
            1,
            {"journal": "Zeitschrift für Beispiele"},
            {"title": title, "authors": "Müller|Jörg"},
        )
        for name, title in (
            ("control.ris", "ICU stays of Müller and the café example"),
            ("in.json", "ICU stays of Müller and the café example"),
            ("in.xml", "ICU stays (“episodes”) of Müller and the café example"),
        )
    ),
    Case("no-abstract-placeholder/scopus.csv", 1, implied={"abstract": ""}),
    Case("no-abstract-placeholder/other.ris", 1, {"abstract": "Risk rose."}),
    *(Case("no-abstract-placeholder/more.ris", place, implied={"abstract": "", "extra": ()}) for place in range(1, 7)),
    Case(
        "numbers-as-floats/in.csv",
        1,
        {"pmid": "12345678", "volume": "5", "issue": "2", "accession": "12345678"},
        {"year": 2020, "date": "", "abstract": "", "doi": "10.5555/abc.1"},
    ),
    Case("numbers-as-floats/in.csv", 2, {"pmid": "12345679", "pages": "101"}, {"issue": "", "doi": "", "year": 2020}),
    Case("numbers-as-floats/in.csv", 3, implied={"volume": "", "year": 2020, "date": "2020-01-01", "pmid": ""}),
    Case("numbers-as-floats/in.csv", 4, implied={"pmid": "12345670", "doi": "10.5555/abc.4", "date": "2020-01-01"}),
    *(
        Case("numbers-as-floats/text-cells.xlsx", place, implied={"pmid": number, "volume": "5", "pages": "101"})
        for place, number in ((1, "12345678"), (2, "12345679"))
    ),
    Case("ris-keywords-in-one-line/in.ris", 1, implied={"keywords": ("alpha topic", "beta topic", "gamma topic")}),
    Case(
        "table-with-title-alone/t1.csv",
        1,
        {"accession": "W9999999991"},
        {"title": "First example title, with a comma", "urls": ("https://openalex.org/W9999999991",)},
    ),
    *(
        Case(f"table-with-title-alone/{name}", place, implied={"title": title})
        for name, place, title in (
            ("t1.csv", 2, "Second example title"),
            ("t2.csv", 1, "First example"),
            ("t2.csv", 2, "Second example"),
            ("t3.csv", 2, "Second example"),
            ("t5.csv", 1, "First example"),
        )
    ),
    Case("title-not-available/pubmed.nbib", 1, {"title": "De medicina in urbe facta."}, {"title_original": ""}),
    Case("title-not-available/pubmed.nbib", 2, {"title": "Altra storia del tutto diversa."}),
    Case("title-not-available/empty-title.xml", 1, implied={"pages": "1639-41"}),
    Case("title-not-available/empty-title.xml", 2, {"title": "Titre seulement en français."}),
    *(
        Case(f"title-only-in-original-language/{name}", 1, {"title": "Deutscher Titel des Beispiels."})
        for name in ("pm.xml", "pm_na.xml", "tt.nbib", "tt_na.nbib")
    ),
    Case("title-only-in-original-language/emb.csv", 1, implied={"title": "An example of a trial"}),
    Case("title-only-in-original-language/emb.csv", 2, {"title": "Deutscher Titel des Beispiels"}),
    Case("year-and-date-disagree/in.ris", 3, {"year": 2013, "date": "2014-04-01"}),
    Case(
        "year-and-date-disagree/in.ris",
        4,
        implied={"volume": "", "issue": "", "pages": "", "abstract": "", "keywords": (), "doi": "", "urls": ()},
    ),
)
