"""C8: what a service sent is stored byte for byte, but for the value of the key itself."""

from __future__ import annotations

import html
import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.credentials import Redactor, hide_database_credentials, hide_url_credentials
from tests.support import shared_data

KEY = "0123456789abcdef0123"
HARD_KEY = 's3cret/key+more&<"\\'


def test_a_known_secret_is_removed_from_any_place_in_any_encoding() -> None:
    redactor = Redactor(["s3cret/key+more"])

    assert redactor.redact_text("x=s3cret/key+more y=s3cret%2Fkey%2Bmore") == "x=REDACTED y=REDACTED"


@pytest.mark.parametrize(
    "echoed",
    [
        HARD_KEY,
        quote(HARD_KEY, safe=""),
        quote(HARD_KEY, safe="").lower(),
        json.dumps(HARD_KEY)[1:-1],
        json.dumps(HARD_KEY)[1:-1].replace("/", "\\/"),
        html.escape(HARD_KEY),
        "".join(f"%{ord(char):02X}" for char in HARD_KEY),
        "".join(f"&#{ord(char)};" for char in HARD_KEY),
        "".join(f"\\u{ord(char):04x}" for char in HARD_KEY),
    ],
)
def test_c8_a_key_is_removed_however_a_service_encodes_it(echoed: str) -> None:
    assert Redactor([HARD_KEY]).redact_body(f"a {echoed} b".encode()) == b"a REDACTED b"


def test_c8_a_key_in_utf_16_is_removed_too() -> None:
    for encoding in ("utf-16-le", "utf-16-be"):
        assert Redactor([KEY]).redact_body(f"a {KEY} b".encode(encoding)).decode(encoding) == "a REDACTED b"


@pytest.mark.parametrize(
    "sent",
    [
        b'{"abstract": "The call was https://api.example.org/?apikey=DEMO_KEY&x=1"}',
        b'{"abstract": "insttoken=abc, authtoken=def", "api-key": "203.0.113.7"}',
        b"<a>api_key=0123456789</a> http://user:password@proxy.example.org/",
    ],
)
@pytest.mark.parametrize("secrets", [(), ("",), (KEY,), ("k",)])
def test_c8_words_that_look_like_a_key_stay_as_they_were_sent(sent: bytes, secrets: tuple[str, ...]) -> None:
    assert Redactor(secrets).redact_body(sent) == sent


def test_the_recorded_rate_limit_body_stays_as_it_was_sent() -> None:
    body = shared_data("eutils/errors/rate_limit_429.json").read_bytes()

    assert Redactor([KEY]).redact_body(body) == body


def test_c8_a_short_key_is_removed_only_as_the_value_of_a_parameter() -> None:
    redactor = Redactor(["a"])
    body = b'{"abstract": "a banana", "link": "?apiKey=a&b", "api-key": "a", "x": "api_key=ab"}'

    assert redactor.redact_body(body) == (
        b'{"abstract": "a banana", "link": "?apiKey=REDACTED&b", "api-key": "REDACTED", "x": "api_key=ab"}'
    )


def test_c8_messages_lose_the_credentials_in_urls() -> None:
    text = Redactor([KEY]).redact_text(f"?api_key={KEY}&x=1 http://me:pw@proxy/ me@example.org")

    assert text == "?api_key=REDACTED&x=1 http://REDACTED@proxy/ me@example.org"


@given(st.binary(), st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=8))
def test_a_body_without_secrets_stays_the_same_bytes(body: bytes, key: str) -> None:
    assert Redactor([key]).redact_body(body) == body or key.encode() in body


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://me:pw@host/base", "postgresql://REDACTED@host/base"),
        ("postgresql+psycopg://me:p@s/s#w@host/base", "postgresql+psycopg://REDACTED@host/base"),
        ("postgresql://host/base?user=me&password=pw", "postgresql://host/base?user=REDACTED&password=REDACTED"),
        ("sqlite:///harvest.db", "sqlite:///harvest.db"),
    ],
)
def test_c7_the_credentials_of_a_database_are_hidden(url: str, shown: str) -> None:
    assert hide_database_credentials(url) == shown


def test_urls_without_credentials_stay() -> None:
    for text in ("https://example.org/a@b", "see https://example.org or me@example.org", "a://b"):
        assert hide_url_credentials(text) == text
