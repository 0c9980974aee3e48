from __future__ import annotations

import pytest
import requests
import requests.exceptions as theirs
import urllib3.exceptions

from harvester.sources.foreign import FOREIGN, MEANINGS, meaning_of, words_of


def every_class_of_requests() -> list[type[theirs.RequestException]]:
    found = (value for value in vars(theirs).values() if isinstance(value, type))
    return [kind for kind in found if issubclass(kind, theirs.RequestException)]


def every_class_of_urllib3() -> list[type[Exception]]:
    found = (value for value in vars(urllib3.exceptions).values() if isinstance(value, type))
    return [kind for kind in found if issubclass(kind, urllib3.exceptions.HTTPError)]


@pytest.mark.parametrize("kind", every_class_of_requests(), ids=lambda kind: kind.__name__)
def test_every_exception_of_requests_has_a_meaning_of_its_own(kind: type[Exception]) -> None:
    assert issubclass(kind, FOREIGN)
    assert kind in MEANINGS
    assert MEANINGS[kind].says
    assert MEANINGS[kind].hint


@pytest.mark.parametrize("kind", every_class_of_urllib3(), ids=lambda kind: kind.__name__)
def test_every_exception_of_urllib3_is_caught_at_the_seam(kind: type[Exception]) -> None:
    fault = kind.__new__(kind)

    assert isinstance(fault, FOREIGN)
    assert meaning_of(fault).hint


def test_the_nearest_class_gives_the_meaning() -> None:
    assert meaning_of(theirs.ConnectTimeout()).says == "the service could not be reached in time"
    assert meaning_of(FileNotFoundError("no such bundle")).says == "the connection could not be set up"


def test_a_failure_is_told_in_the_words_of_its_innermost_cause() -> None:
    with pytest.raises(theirs.ConnectionError) as caught:
        requests.get("http://127.0.0.1:9/entrez?term=a+long+strategy", timeout=5)
    words = words_of(caught.value)
    assert "term=" not in words
    assert "HTTPConnection" not in words
    assert words


def test_an_exception_without_a_cause_speaks_for_itself() -> None:
    assert words_of(theirs.ReadTimeout("no answer")) == "no answer"
