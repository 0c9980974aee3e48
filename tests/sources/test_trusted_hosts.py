"""D3: API keys go only to the hosts of the service itself, to loopback, and to hosts that the environment names."""

from __future__ import annotations

from pathlib import Path

import pytest

from harvester.errors import UsageError
from harvester.review import load_review
from harvester.sources import Settings, open_source
from harvester.sources.http.trusted_hosts import host_of, may_receive_keys
from harvester.workflow.harvest.plan import plan_searches
from tests.reviews import make_review, search_table
from tests.simulators.server import Simulator, SimulatorRequest, SimulatorResponse
from tests.sources.opening import SourceOpener

OWN = "https://api.elsevier.com/"
KEYS = {"NCBI_API_KEY": "0123456789abcdef", "ELSEVIER_API_KEY": "fedcba9876543210"}


@pytest.mark.parametrize(
    ("url", "trusted", "allowed"),
    [
        (OWN, "", True),
        ("https://API.Elsevier.com./content/", "", True),
        ("http://api.elsevier.com/", "", False),
        ("http://127.0.0.1:8000/", "", True),
        ("http://[::1]:8000/", "", True),
        ("http://localhost/", "", True),
        ("http://localhost.example.org/", "", False),
        ("https://127.0.0.1.example.org/", "", False),
        ("https://api.elsevier.com.example.org/", "", False),
        ("https://api.elsevier.com@example.org/", "", False),
        ("https://example.org/api.elsevier.com/", "", False),
        ("https://example.org\\@api.elsevier.com/", "", False),
        ("https://example.org#@api.elsevier.com/", "", False),
        ("https://elsevier.com/", "", False),
        ("https://proxy.example.org/", "", False),
        ("https://proxy.example.org/", "proxy.example.org", True),
        ("https://proxy.example.org/", "other.org, PROXY.example.org.", True),
        ("https://proxy.example.org:8443/", "proxy.example.org:8443", True),
        ("https://proxy.example.org/", "proxy.example.org:8443", False),
        ("https://a.proxy.example.org/", "proxy.example.org", False),
        ("https://proxy.example.org/", "example.org", False),
        ("https://proxy.example.org/", "*", False),
        ("http://proxy.example.org/", "proxy.example.org", False),
        ("https://bücher.example/", "xn--bcher-kva.example", True),
    ],
)
def test_d3_which_hosts_may_receive_a_key(url: str, trusted: str, allowed: bool) -> None:
    assert may_receive_keys(url, own_url=OWN, environ={"HARVESTER_TRUSTED_HOSTS": trusted}) is allowed


def test_d3_a_url_that_two_libraries_read_differently_has_no_host() -> None:
    assert host_of("https://example.org\\@api.elsevier.com/") == ""
    assert host_of("https://[::1") == ""


@pytest.mark.parametrize("name", ["pubmed", "medline", "embase"])
def test_d3_a_foreign_address_is_refused_before_anything_is_sent(name: str) -> None:
    settings = Settings(contact="team@example.org", base_url="https://proxy.example.org/", environ=KEYS)

    with pytest.raises(UsageError, match="your key is not sent there") as refusal:
        open_source(name, settings=settings)

    assert "HARVESTER_TRUSTED_HOSTS=proxy.example.org" in refusal.value.hint


@pytest.mark.parametrize("name", ["pubmed", "embase"])
def test_d3_the_environment_may_name_the_host(name: str) -> None:
    environ = KEYS | {"HARVESTER_TRUSTED_HOSTS": "proxy.example.org"}

    open_source(
        name, settings=Settings(contact="team@example.org", base_url="https://proxy.example.org/", environ=environ)
    )


def test_d3_without_a_key_any_address_may_be_asked() -> None:
    settings = Settings(contact="team@example.org", base_url="https://mirror.example.org/", environ={})

    assert open_source("pubmed", settings=settings).name == "pubmed"


def test_d3_check_says_so(tmp_path: Path) -> None:
    folder = make_review(
        tmp_path,
        search_table("pubmed", "pubmed", base_url="https://proxy.example.org/"),
    )

    (planned,) = plan_searches(load_review(folder), KEYS)

    assert planned.action.startswith("fails: base_url 'https://proxy.example.org/' is not an address")
    assert "HARVESTER_TRUSTED_HOSTS=proxy.example.org" in planned.action


def test_d3_a_redirect_to_another_host_takes_no_key_along(opened: SourceOpener) -> None:
    asked: list[SimulatorRequest] = []

    def take(request: SimulatorRequest) -> SimulatorResponse:
        asked.append(request)
        return SimulatorResponse(b"{}")

    with Simulator(take) as thief:
        moved = SimulatorResponse(b"", status=307, headers={"Location": f"{thief.url}esearch.fcgi"})
        with Simulator(lambda _: moved) as service, pytest.raises(Exception, match="HTTP 307: it moved to"):
            list(opened("pubmed", service, environ={"NCBI_API_KEY": "0123456789abcdef"}).search("asthma"))

    assert asked == []
