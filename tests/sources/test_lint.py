from __future__ import annotations

import pytest

from harvester.sources.lint import lint


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("asthma[tiabb]", "[tiabb]"),
        ("asthma [foo] AND x[ti]", "[foo]"),
        ("(asthma OR copd)[tiab]", ")[tiab]"),
        ("BMJ Simulation &amp; Learning", "&amp;"),
        ("intervent\u2217[ti]", "asterisk"),
        ("(asthma AND (copd)", "parentheses"),
        ('"heart failure', "quotation"),
    ],
)
def test_what_pubmed_misreads_in_silence_is_told(query: str, said: str) -> None:
    (warning,) = lint(query)

    assert said in warning


@pytest.mark.parametrize(
    "query",
    [
        '"Asthma"[Mesh] AND (wheez*[tiab] OR "lung disease"[Title/Abstract:~3])',
        "asthma[mh:noexp] OR asthma[MeSH Terms:noexp] OR asthma/drug therapy[majr]",
        "2020/01/01:2020/12/31[Date - Publication] NOT (animals[mh] NOT humans[mh])",
        '"[18F]FDG" AND Cochrane Database Syst Rev[ta] AND english[la] AND medline[sb]',
        "smith j[1au] AND 10.1000/x[aid] AND randomized controlled trial[Publication Type]",
    ],
)
def test_a_sound_query_is_not_complained_about(query: str) -> None:
    assert lint(query) == ()
