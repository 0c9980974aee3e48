from __future__ import annotations

import json
from typing import Any

import pytest

from harvester.errors import SourceRefused, UsageError
from harvester.sources import strategy_warnings
from harvester.sources.strategy import lint_embase, lint_pubmed
from tests.support import shared_data


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
        ("exp Asthma/ AND steroid", "Ovid"),
        ("(asthma adj3 child*)", "Ovid"),
        ("wheez*.ti,ab. OR x", "Ovid"),
        ("'asthma'/exp OR x", "Embase.com"),
    ],
)
def test_a_query_that_pubmed_misreads_silently_is_a_warning(query: str, said: str) -> None:
    (warning,) = lint_pubmed(query)

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
    assert lint_pubmed(query) == ()


@pytest.mark.parametrize(
    "query",
    [
        "'asthma'/exp OR (wheez* NEAR/3 child*):ti,ab,kw AND [embase]/lim NOT [medline]/lim",
        "'macrophage activation syndrome':ti,ab AND [01-01-2024]/sd NOT [08-01-2024]/sd",
    ],
)
def test_a_sound_embase_query_is_not_complained_about(query: str) -> None:
    assert lint_embase(query) == ()


@pytest.mark.parametrize(("query", "said"), [("asthma[tiab]", "PubMed"), ("asthma.mp.", "Ovid"), ("(a", "parentheses")])
def test_a_query_that_embase_misreads_is_a_warning(query: str, said: str) -> None:
    (warning,) = lint_embase(query)

    assert said in warning


def published(platform: str) -> list[dict[str, Any]]:
    read = (json.loads(file.read_text("utf-8")) for file in sorted(shared_data("strategies").glob("*.json")))
    return [strategy for strategy in read if strategy["platform"] == platform]


def test_published_pubmed_strategies_raise_no_false_alarm() -> None:
    told = {
        strategy["id"]: warnings
        for strategy in published("pubmed")
        if "[" not in strategy["note"]
        and not strategy["id"].startswith("sunami")  # summaries, not strategies as run
        and not strategy["text"].lstrip().startswith("#")
        and (warnings := strategy_warnings("pubmed", strategy["text"]))
    }

    # Read one by one: what is left are brackets and quotation marks that really do not match.
    assert {sentence for warnings in told.values() for sentence in warnings} <= {
        "the parentheses do not match",
        "a quotation mark is not closed",
    }
    assert len(told) <= 5


def test_published_ovid_strategies_are_recognised_when_they_are_meant_for_pubmed() -> None:
    strategies = published("ovid_medline")
    recognised = [s for s in strategies if any("Ovid" in sentence for sentence in lint_pubmed(s["text"]))]

    assert len(recognised) >= 0.9 * len(strategies)


def test_a_text_that_cannot_be_sent_is_refused_without_asking_anybody() -> None:
    with pytest.raises(SourceRefused):
        strategy_warnings("pubmed", "#1 asthma\n#2 copd\n#3 #1 OR #2\n")
    with pytest.raises(UsageError):
        strategy_warnings("ovid", "asthma")
