"""``harvester alerts``: what became known about reports already screened."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.run_harvester import NBIB, harvester, put

RETRACTED = NBIB.replace("PT  - Case Reports", "PT  - Case Reports\nPT  - Retracted Publication").replace(
    "PT  - Randomized Controlled Trial",
    "PT  - Randomized Controlled Trial\nEIN - J Fever Res. 2020;13:9. PMID: 31000009",
)


@pytest.fixture
def alarming(harvested: Path) -> Path:
    """A review of which two screened reports are in a later export: one retracted, one with an erratum."""
    for record in ("pubmed:30000001", "pubmed:30000003"):
        said = harvester("--review", harvested, "screen", "decide", record, "include", "--stage", "title-abstract")
        assert said.exit_code == 0, said.err
    put(harvested, "pubmed", "later.nbib", RETRACTED)
    return harvested


def test_an_update_prints_the_alerts_it_raises_and_counts_older_ones(alarming: Path) -> None:
    said = harvester("--review", alarming, "update")
    out = " ".join(said.out.split())
    assert "alert 1: R000001 has an erratum (PMID 31000009), says pubmed:30000001: Colchicine in adult" in out
    assert "alert 2: R000003 was retracted, says pubmed:30000003: Renal amyloidosis regresses" in out
    assert "Next: harvester --review " in said.out
    assert " alerts" in said.out
    assert "2 older alerts still open" in harvester("--review", alarming, "update").out


def test_the_document_of_an_update_holds_its_alerts_with_their_numbers(alarming: Path) -> None:
    told = harvester("--review", alarming, "update", "--json").document
    assert [(alert["id"], alert["report"], alert["kind"], alert["records"]) for alert in told["alerts"]] == [
        (1, "R000001", "erratum", ["pubmed:30000001"]),
        (2, "R000003", "retracted", ["pubmed:30000003"]),
    ]
    assert told["older_alerts"] == 0
    again = harvester("--review", alarming, "update", "--json").document
    assert (again["alerts"], again["older_alerts"]) == ([], 2)


def test_alerts_are_listed_until_they_are_acknowledged(alarming: Path) -> None:
    harvester("--review", alarming, "update")
    assert harvester("--review", alarming, "status", "--json").document["alerts"] == 2
    said = harvester("--review", alarming, "alerts", "acknowledge", "1", "--reviewer", "Ann")
    assert (said.exit_code, said.out) == (0, "1 alert acknowledged.\n")
    [left] = harvester("--review", alarming, "alerts", "--json").document["alerts"]
    assert (left["id"], left["acknowledged_by"]) == (2, None)
    everything = harvester("--review", alarming, "alerts", "--all").out
    assert "acknowledged by Ann on 20" in everything
    assert "was retracted" in everything
    assert "was acknowledged before, by Ann" in harvester("--review", alarming, "alerts", "acknowledge", "1").out


def test_status_shows_how_many_alerts_are_open(alarming: Path) -> None:
    harvester("--review", alarming, "update")
    said = harvester("--review", alarming, "status")
    assert "2  alerts about reports already screened" in said.out
    assert "Next: harvester --review " in said.out
    assert " alerts" in said.out


def test_without_an_alert_it_says_so(harvested: Path) -> None:
    assert harvester("--review", harvested, "alerts").out == "There are no open alerts.\n"
    assert harvester("--review", harvested, "alerts", "--all").out == "There are no alerts.\n"


@pytest.mark.parametrize(("number", "says"), [("7", "There is no alert 7."), ("x", "'x' is not a valid integer")])
def test_a_number_that_no_alert_has_is_refused(harvested: Path, number: str, says: str) -> None:
    said = harvester("--review", harvested, "alerts", "acknowledge", number)
    assert said.exit_code == 2
    assert says in said.err
