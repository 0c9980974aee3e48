"""How a search will be asked, as review.toml says it."""

from __future__ import annotations

from harvester.review import Review, parse_review
from harvester.sources import Settings
from harvester.workflow.harvest.plan import source_settings
from tests.reviews import HEAD, search_table


def review_of(*tables: str) -> Review:
    return parse_review(HEAD + "\n".join(tables), file="review.toml", strategies=lambda _: "anakinra[tiab]\n")


def timeout_of(review: Review) -> float:
    return source_settings(review, review.searches[0], {}).read_timeout


def test_a_service_is_waited_for_as_long_as_review_toml_says() -> None:
    assert timeout_of(review_of(search_table("pubmed", "pubmed") + "timeout = 7\n")) == 7.0
    assert timeout_of(review_of(search_table("pubmed", "pubmed"), "[network]\ntimeout = 9\n")) == 9.0


def test_without_a_word_a_service_is_waited_for_as_usual() -> None:
    assert timeout_of(review_of(search_table("pubmed", "pubmed"))) == Settings(contact="").read_timeout


def test_a_service_is_told_whom_to_write_to() -> None:
    review = review_of(search_table("pubmed", "pubmed", base_url="http://127.0.0.1:9/"))
    settings = source_settings(review, review.searches[0], {"NCBI_API_KEY": "x"})
    assert (settings.contact, settings.base_url) == ("team@example.org", "http://127.0.0.1:9/")
    assert settings.environ == {"NCBI_API_KEY": "x"}
