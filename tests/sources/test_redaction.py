from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from harvester.sources.http.client import Redactor
from tests.support import shared_data

KEY = "0123456789abcdef0123"


def test_a_known_secret_is_removed_from_any_place_in_any_encoding() -> None:
    redactor = Redactor(["s3cret/key+more"])

    assert redactor.redact_text("x=s3cret/key+more y=s3cret%2Fkey%2Bmore") == "x=REDACTED y=REDACTED"


def test_values_of_secret_parameters_are_removed_even_when_unknown() -> None:
    text = Redactor().redact_text("?api_key=abc&x=1 apiKey=def insttoken=ghi http://me:pw@proxy/")

    assert text == "?api_key=REDACTED&x=1 apiKey=REDACTED insttoken=REDACTED http://REDACTED@proxy/"


def test_the_recorded_rate_limit_body_loses_the_address_it_echoes() -> None:
    body = shared_data("eutils/errors/rate_limit_429.json").read_bytes()

    redacted = json.loads(Redactor([KEY]).redact_body(body))

    assert redacted == {"error": "API rate limit exceeded", "api-key": "REDACTED", "count": "4", "limit": "3"}


def test_an_apikey_in_elseviers_links_goes_and_the_rest_stays() -> None:
    body = b'{"link":[{"@href":"https://api.elsevier.com/x?start=1&apiKey=0123&httpAccept=json"}]}'

    assert Redactor().redact_body(body) == body.replace(b"apiKey=0123", b"apiKey=REDACTED")


def test_a_short_secret_does_not_tear_words_apart() -> None:
    assert Redactor(["key"]).redact_text("monkeys turn a key") == "monkeys turn a REDACTED"


@given(st.binary())
def test_a_body_without_secrets_stays_the_same_bytes(body: bytes) -> None:
    assert Redactor([KEY]).redact_body(body) == body or any(word in body.lower() for word in (b"key", b"token"))
