"""Numbers of trial registers."""

from __future__ import annotations

import pytest

from harvester.registrations import (
    REGISTRATION_KINDS,
    find_registrations,
    is_register_address,
    parse_registration,
    registration_in_address,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NCT02780583", ("nct", "NCT02780583")),
        ("nct02780583", ("nct", "NCT02780583")),
        ("NCT02780583,", ("nct", "NCT02780583")),
        ("CTgov NCT02780583", ("nct", "NCT02780583")),
        ("ICTRP ISRCTN99999999", ("isrctn", "ISRCTN99999999")),
        ("EUCTR2020-001113-21-GB", ("eudract", "2020-001113-21")),
        ("EUCTR2020-001113-21", ("eudract", "2020-001113-21")),
        ("EUCTR2020-001113-21-Outside-EU/EEA", ("eudract", "2020-001113-21")),
        ("EudraCT: 2020-001113-21", ("eudract", "2020-001113-21")),
        ("2020-001113-21", ("eudract", "2020-001113-21")),
        ("CTIS2022-500024-30-00", ("ctis", "2022-500024-30")),
        ("JPRN\u2010UMIN000040211", ("umin", "UMIN000040211")),
        ("UMIN000040211", ("umin", "UMIN000040211")),
        ("JPRN-jRCT2031200014", ("jrct", "jRCT2031200014")),
        ("jRCTs031180001", ("jrct", "jRCTs031180001")),
        ("JPRN-JapicCTI-205238", ("japiccti", "JapicCTI-205238")),
        ("CTRI/2020/04/024776", ("ctri", "CTRI/2020/04/024776")),
        ("IRCT20200317046797N3", ("irct", "IRCT20200317046797N3")),
        ("KCT0004963", ("cris", "KCT0004963")),
        ("ACTRN12620000557976", ("actrn", "ACTRN12620000557976")),
        ("CHICTR2000029308", ("chictr", "ChiCTR2000029308")),
        ("ChiCTR-TRC-12001234", ("chictr", "ChiCTR-TRC-12001234")),
        ("DRKS00021238", ("drks", "DRKS00021238")),
        ("RBR-4mcmkn", ("rebec", "RBR-4MCMKN")),
        ("NL-OMON55555", ("ntr", "NL-OMON55555")),
        ("PACTR202001123456789", ("pactr", "PACTR202001123456789")),
        ("SLCTR/2020/012", ("slctr", "SLCTR/2020/012")),
        ("TCTR20200101001", ("tctr", "TCTR20200101001")),
        ("RPCEC00000300", ("rpcec", "RPCEC00000300")),
        ("LBCTR2020033421", ("lbctr", "LBCTR2020033421")),
    ],
)
def test_f5_a_register_number_is_written_in_one_way(text: str, expected: tuple[str, str]) -> None:
    assert parse_registration(text) == expected
    assert parse_registration(expected[1]) == expected
    assert expected[0] in REGISTRATION_KINDS


@pytest.mark.parametrize("text", ["", "CN-02160000", "2015-99999-012", "12345678", "Smith J", "L2003000000", "NCT1234"])
def test_f5_other_numbers_are_no_register_numbers(text: str) -> None:
    assert parse_registration(text) is None


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://clinicaltrials.gov/show/NCT04999999", ("nct", "NCT04999999")),
        ("https://clinicaltrials.gov/ct2/show/study/NCT04999999?term=x", ("nct", "NCT04999999")),
        ("https://trialsearch.who.int/Trial2.aspx?TrialID=EUCTR2020-001113-21-GB", ("eudract", "2020-001113-21")),
        ("http://www.who.int/trialsearch/Trial2.aspx?TrialID=NTR1234", ("ntr", "NTR1234")),
        ("https://trialsearch.who.int/Trial2.aspx?TrialID=CTRI/2020/04/024776", ("ctri", "CTRI/2020/04/024776")),
        ("https://trialsearch.who.int/Trial2.aspx?TrialID=PER-012-20", ("repec", "PER-012-20")),
        ("https://www.isrctn.com/12345678", ("isrctn", "ISRCTN12345678")),
        ("http://www.controlled-trials.com/ISRCTN12345678", ("isrctn", "ISRCTN12345678")),
        ("https://doi.org/10.1186/ISRCTN12345678", ("isrctn", "ISRCTN12345678")),
        ("https://www.clinicaltrialsregister.eu/ctr-search/trial/2014-001234-12/GB", ("eudract", "2014-001234-12")),
        ("https://euclinicaltrials.eu/ctis-public/view/2022-500024-30-00", ("ctis", "2022-500024-30")),
        ("https://www.anzctr.org.au/TrialReview.aspx?id=12620000557976", ("actrn", "ACTRN12620000557976")),
        ("https://clinicaltrials.gov/search?cond=asthma", None),
        ("https://example.org/NCT04999999", None),
    ],
)
def test_f5_an_address_at_a_register_names_its_entry(address: str, expected: tuple[str, str] | None) -> None:
    assert registration_in_address(address) == expected
    assert is_register_address(address) == ("example.org" not in address)


def test_f5_numbers_are_found_inside_texts_each_once() -> None:
    text = "ClinicalTrials.gov (NCT04999999, nct04999999), EudraCT 2014-001234-12, JPRN\u2010UMIN000040211, PMID 2014"
    assert find_registrations(text) == [
        ("nct", "NCT04999999"),
        ("eudract", "2014-001234-12"),
        ("umin", "UMIN000040211"),
    ]
    assert find_registrations("no number here") == []
