from __future__ import annotations

import pytest

from harvester.errors import SourceNotConfigured, UsageError
from harvester.formats.plugins import READERS
from harvester.sources import SOURCE_FACTORIES, Settings, open_source
from harvester.sources.base import BUILT_IN_SOURCES
from tests.simulators.server import Simulator
from tests.sources.opening import WITH_ELSEVIER_KEY, SourceOpener

KEYS = {"NCBI_API_KEY": "0123456789abcdef", "ELSEVIER_API_KEY": "fedcba9876543210"}


@pytest.mark.parametrize("name", SOURCE_FACTORIES)
def test_every_source_knows_its_name_and_hides_its_keys(name: str) -> None:
    source = open_source(name, settings=Settings(contact="team@example.org", environ=KEYS))

    assert source.name == name
    assert source.platform
    assert source.record_format in READERS
    assert not any(key in repr(source) for key in KEYS.values())


def test_settings_do_not_show_the_environment() -> None:
    assert "0123456789abcdef" not in repr(Settings(contact="team@example.org", environ=KEYS))


def test_an_unknown_source_is_answered_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="pubmed, medline, embase, europepmc, clinicaltrials"):
        open_source("scopus", settings=Settings(contact="team@example.org", environ={}))


@pytest.mark.parametrize("name", SOURCE_FACTORIES)
def test_a_review_without_a_contact_cannot_ask(name: str) -> None:
    with pytest.raises(SourceNotConfigured, match="requires an e-mail address") as refusal:
        open_source(name, settings=Settings(contact=" ", environ=KEYS))

    assert "review.toml" in refusal.value.hint


@pytest.mark.parametrize(
    "address",
    [
        "eutils.ncbi.nlm.nih.gov",
        "ftp://example.org/",
        "http://",
        "http://[",
        "file:///etc/passwd",
        "https://example.org/?db=pubmed",
    ],
)
def test_a_base_url_that_is_no_address_is_wrong_usage(address: str) -> None:
    with pytest.raises(UsageError, match="not a web address"):
        open_source("pubmed", settings=Settings(contact="team@example.org", base_url=address, environ={}))


@pytest.mark.parametrize("name", ["pubmed", "medline", "embase"])
def test_a_key_is_not_sent_over_a_network_unencrypted(name: str) -> None:
    settings = Settings(contact="team@example.org", base_url="http://proxy.example.org/", environ=KEYS)

    with pytest.raises(UsageError, match="unencrypted"):
        open_source(name, settings=settings)


@pytest.mark.parametrize("key", ["two words", "line\nbreak", "schlüssel"])
def test_an_invalid_key_is_reported_without_repeating_it(key: str) -> None:
    with pytest.raises(SourceNotConfigured, match="NCBI_API_KEY is not a valid key") as refusal:
        open_source("pubmed", settings=Settings(contact="team@example.org", environ={"NCBI_API_KEY": key}))

    assert key not in str(refusal.value) + refusal.value.hint


@pytest.mark.parametrize("contact", ["Jörg Müller <joerg@example.org>", "łódź@example.org", "a@b.org\r\nX-Evil: 1"])
def test_a_contact_with_any_letters_can_be_sent_in_a_header(
    contact: str, ncbi: Simulator, opened: SourceOpener
) -> None:
    settings = Settings(contact=contact, base_url=ncbi.url, environ={})
    source = open_source("pubmed", settings=settings, session=opened.session, clock=opened.clock)

    (page,) = source.search("asthma")

    assert page.hits == 30
    assert "X-Evil" not in ncbi.seen[0].headers
    assert ncbi.seen[0].parameters["email"] == contact


@pytest.mark.parametrize("path", ["", "content", "content/", "content/embase", "content/embase/article/"])
def test_the_base_url_of_embase_may_name_the_path_or_not(path: str, elsevier: Simulator, opened: SourceOpener) -> None:
    settings = Settings(contact="team@example.org", base_url=elsevier.url + path, environ=WITH_ELSEVIER_KEY)
    source = open_source("embase", settings=settings, session=opened.session, clock=opened.clock)

    (page,) = source.search("asthma")

    assert page.hits == 30


def test_every_built_in_source_has_an_adapter() -> None:
    assert tuple(SOURCE_FACTORIES) == BUILT_IN_SOURCES
