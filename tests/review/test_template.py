from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.review import KNOWN_SOURCES, load_review, new_review_files, parse_review, review_id


def test_what_init_writes_is_accepted(tmp_path: Path) -> None:
    for name, text in new_review_files("IV anakinra (HLH)", "Anakinra für HLH").items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    review = load_review(tmp_path)
    assert (review.id, review.title) == ("iv-anakinra-hlh", "Anakinra für HLH")
    assert [search.key for search in review.searches] == ["pubmed"]
    assert review.screening.exclusion_reasons


def test_the_only_thing_a_new_review_is_warned_of_is_its_contact() -> None:
    files = new_review_files("new")
    review = parse_review(files["review.toml"], file="review.toml", strategies=files.get)
    assert len(review.warnings) == 1
    assert "contact is still" in review.warnings[0]


def test_the_examples_in_the_comments_are_accepted_too() -> None:
    files = new_review_files("new")
    uncommented = re.sub(r"^# (?=\[|\w+ = )", "", files["review.toml"], flags=re.MULTILINE)
    review = parse_review(uncommented, file="review.toml", strategies=lambda _: "anakinra")
    assert [search.source for search in review.searches] == list(KNOWN_SOURCES)
    assert review.searches[0].peer_review.startswith("PRESS")
    assert review.searches[0].timeout == 60.0


@pytest.mark.parametrize(
    ("name", "identity"),
    [
        ("anakinra-hlh", "anakinra-hlh"),
        ("Anakinra / HLH 2026", "anakinra-hlh-2026"),
        ("Überblick_1", "uberblick-1"),
        ("обзор", "review"),
        ("", "review"),
    ],
)
def test_an_id_is_made_of_the_name_of_the_folder(name: str, identity: str) -> None:
    assert review_id(name) == identity


@given(st.text(), st.text())
def test_any_name_and_title_give_a_valid_review(name: str, title: str) -> None:
    files = new_review_files(name, title)
    review = parse_review(files["review.toml"], file="review.toml", strategies=files.get)
    assert review.title
