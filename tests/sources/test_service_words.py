"""D4: what a service says reaches a message as well-formed sentences, printable and cut."""

from __future__ import annotations

import json

import pytest

from harvester.errors import SourceError, SourceRefused, SourceUnavailable, UsageError
from harvester.printable import make_printable, shorten_text
from tests.simulators.server import Simulator, SimulatorResponse
from tests.sources.opening import NCBI_KEY, WITH_ELSEVIER_KEY, WITH_NCBI_KEY, SourceOpener

HOSTILE = f"\x1b]0;owned\x07 \x1b[2J key={NCBI_KEY} \u202e\x9b31m \x00 " + "words without an end " * 50_000


@pytest.mark.parametrize(
    ("message", "hint", "sentences"),
    [
        ("Institution Token is not associated with API Key", "Check it.", "{}. Check it."),
        ("It failed.", "Try again", "It failed. Try again."),
        ("Was it there?", "", "Was it there?"),
        ("It said (no.)", "Look", "It said (no.) Look."),
        ("cut …", "Look.", "cut … Look."),
        (" padded ", " Look. ", "padded. Look."),
    ],
)
def test_d4_message_and_hint_are_sentences(message: str, hint: str, sentences: str) -> None:
    assert UsageError(message, hint=hint).sentences == sentences.format(message)


def test_printable_text_is_one_line_without_control_characters() -> None:
    assert make_printable("a\tb\r\nc\x1b[31m d\x07\u202e\u200b\ud800\x85e") == "a b c[31m d e"
    assert make_printable("Ünïcode – ”ok“ 漢字") == "Ünïcode – ”ok“ 漢字"


def test_a_shortened_text_says_that_it_was_cut() -> None:
    assert shorten_text("word " * 10, 12) == "word word w…"
    assert shorten_text("\x1b" * 1_000 + "end", 10) == "…"
    assert shorten_text("short", 10) == "short"


REPLIES = {
    "pubmed: error with 200": ("pubmed", 200, {"error": HOSTILE}),
    "pubmed: error of the search": ("pubmed", 200, {"esearchresult": {"ERROR": HOSTILE}}),
    "pubmed: refused": ("pubmed", 400, {"error": HOSTILE}),
    "pubmed: not JSON": ("pubmed", 500, HOSTILE),
    "embase: not entitled": ("embase", 403, {"service-error": {"status": {"statusText": HOSTILE}}}),
    "embase: wrong key": ("embase", 401, {"error-response": {"error-message": HOSTILE}}),
    "embase: refused": ("embase", 400, {"message": HOSTILE}),
    "europepmc: error with 200": ("europepmc", 200, {"errCode": 404, "errMsg": HOSTILE}),
    "europepmc: code": ("europepmc", 200, {"errCode": HOSTILE, "errMsg": "no"}),
    "clinicaltrials: refused": ("clinicaltrials", 400, HOSTILE),
}


@pytest.mark.parametrize("case", REPLIES)
def test_d4_errors_of_services_are_printable_cut_and_free_of_keys(case: str, opened: SourceOpener) -> None:
    name, status, body = REPLIES[case]
    sent = SimulatorResponse(json.dumps(body, ensure_ascii=False).encode(), status=status)
    environ = WITH_NCBI_KEY | WITH_ELSEVIER_KEY

    with Simulator(lambda _: sent) as service, pytest.raises(SourceError) as caught:
        list(opened(name, service, environ=environ).search("asthma"))

    sentences = caught.value.sentences
    assert sentences.isprintable()
    assert len(sentences) < 1_000
    assert sentences.endswith(".")
    assert name != "pubmed" or NCBI_KEY not in sentences


def test_d4_a_new_address_in_a_redirect_is_cleaned(opened: SourceOpener) -> None:
    headers = {"Location": "https://me:password@example.org/\x1b[31m" + "x" * 5_000}
    moved = SimulatorResponse(b"", status=302, headers=headers)

    with Simulator(lambda _: moved) as service, pytest.raises(SourceUnavailable) as caught:
        list(opened("pubmed", service).search("asthma"))

    assert "https://REDACTED@example.org/" in caught.value.message
    assert caught.value.message.isprintable()
    assert len(caught.value.message) < 400


def test_d4_the_errors_of_any_adapter_are_cleaned_and_cut() -> None:
    error = SourceRefused(HOSTILE, hint=HOSTILE)

    assert error.message.isprintable()
    assert error.hint.isprintable()
    assert len(error.sentences) < 2_000
