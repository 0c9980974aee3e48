"""Certificates are always checked, against the file named by the environment or the usual ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from harvester.errors import UsageError
from harvester.sources import Settings, open_source
from harvester.sources.configuration import CERTIFICATE_VARIABLES, open_session


def test_without_a_word_the_usual_certificates_are_trusted() -> None:
    assert open_session({}).verify is True
    assert open_session(dict.fromkeys(CERTIFICATE_VARIABLES, "")).verify is True


@pytest.mark.parametrize("variable", CERTIFICATE_VARIABLES)
def test_an_institution_s_certificates_are_trusted(variable: str, tmp_path: Path) -> None:
    bundle = tmp_path / "institution.pem"
    bundle.write_text("a certificate", encoding="utf-8")
    assert open_session({variable: str(bundle)}).verify == str(bundle)


@pytest.mark.parametrize("variable", CERTIFICATE_VARIABLES)
def test_a_missing_certificate_file_is_an_error(variable: str) -> None:
    with pytest.raises(UsageError, match=f"{variable} names a certificate file that does not exist: /no/such.pem"):
        open_source("pubmed", settings=Settings(contact="team@example.org", environ={variable: "/no/such.pem"}))


def test_no_word_of_the_environment_leaves_certificates_unchecked() -> None:
    for value in ("0", "false", "no"):
        with pytest.raises(UsageError):
            open_session({"REQUESTS_CA_BUNDLE": value})
