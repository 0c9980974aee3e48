from __future__ import annotations

import pytest
import requests
import requests.exceptions as theirs
import urllib3.exceptions

from harvester.sources.http.error_mapping import ERROR_MEANINGS, LIBRARY_ERRORS, find_meaning, innermost_message


def every_class_of_requests() -> list[type[theirs.RequestException]]:
    found = (value for value in vars(theirs).values() if isinstance(value, type))
    return [kind for kind in found if issubclass(kind, theirs.RequestException)]


def every_class_of_urllib3() -> list[type[Exception]]:
    found = (value for value in vars(urllib3.exceptions).values() if isinstance(value, type))
    return [kind for kind in found if issubclass(kind, urllib3.exceptions.HTTPError)]


@pytest.mark.parametrize("kind", every_class_of_requests(), ids=lambda kind: kind.__name__)
def test_every_exception_of_requests_has_a_meaning_of_its_own(kind: type[Exception]) -> None:
    assert issubclass(kind, LIBRARY_ERRORS)
    assert kind in ERROR_MEANINGS
    assert ERROR_MEANINGS[kind].message
    assert ERROR_MEANINGS[kind].hint


@pytest.mark.parametrize("kind", every_class_of_urllib3(), ids=lambda kind: kind.__name__)
def test_every_exception_of_urllib3_is_caught_at_the_seam(kind: type[Exception]) -> None:
    fault = kind.__new__(kind)

    assert isinstance(fault, LIBRARY_ERRORS)
    assert find_meaning(fault).hint


def test_the_nearest_class_gives_the_meaning() -> None:
    assert find_meaning(theirs.ConnectTimeout()).message == "the service could not be reached in time"
    assert find_meaning(FileNotFoundError("no such bundle")).message == "the connection could not be set up"


def test_the_message_of_a_failure_is_that_of_its_innermost_cause() -> None:
    with pytest.raises(theirs.ConnectionError) as caught:
        requests.get("http://127.0.0.1:9/entrez?term=a+long+strategy", timeout=5)
    words = innermost_message(caught.value)
    assert "term=" not in words
    assert "HTTPConnection" not in words
    assert words


def test_an_exception_without_a_cause_speaks_for_itself() -> None:
    assert innermost_message(theirs.ReadTimeout("no answer")) == "no answer"
