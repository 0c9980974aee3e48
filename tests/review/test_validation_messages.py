from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from harvester.errors import ReviewError
from harvester.review import SEARCH_KINDS, parse_review
from harvester.review.schema import REVIEW_TABLES
from harvester.review.validation_messages import _NEEDED
from tests.review.texts import GOOD, HEAD, SEARCH, STRATEGIES, mistakes, only_mistake, read


def test_a_good_review_has_no_mistake() -> None:
    assert read(GOOD).searches[0].key == "pubmed"


def test_every_mistake_is_told_at_once_in_the_order_of_the_file() -> None:
    text = """\
[review]
id = "Bad Id"
title = ""
contact = "nobody"

[[search]]
key = "pubmed"
source = "pubmet"
name = "PubMed, NLM"
kind = "databse"
strategy = "absent.txt"

[screening]
exclusion_reasons = [
  "wrong route",
  "Wrong Route",  # twice
  "wrong; place",
]
"""
    assert [(m.line, m.key) for m in mistakes(text)] == [
        (2, "review.id"),
        (3, "review.title"),
        (4, "review.contact"),
        (8, "search[1].source"),
        (9, "search[1].name"),
        (10, "search[1].kind"),
        (11, "search[1].strategy"),
        (16, "screening.exclusion_reasons[2]"),
        (17, "screening.exclusion_reasons[3]"),
    ]


def test_a_mistake_reads_as_file_line_key_found_and_remedy() -> None:
    mistake = only_mistake(GOOD.replace('"database"', '"databse"'))
    assert str(mistake) == (
        'review.toml:9: search[1].kind: "databse" is not a kind of source. Did you mean "database"? '
        "Allowed: database, register, website, organisation, citation"
    )


@pytest.mark.parametrize("kind", SEARCH_KINDS)
def test_every_kind_of_source_of_the_flow_is_accepted(kind: str) -> None:
    assert read(GOOD.replace('"database"', f'"{kind}"')).searches[0].kind == kind


def test_an_unknown_key_is_answered_with_the_nearest_known_one() -> None:
    mistake = only_mistake(GOOD + 'stratgy = "x.txt"\n')
    assert (mistake.line, mistake.key) == (11, "search[1].stratgy")
    assert mistake.remedy.startswith('Did you mean "strategy"? Allowed: base_url, direction, filters, key, kind')


def test_an_unknown_table_is_a_mistake() -> None:
    mistake = only_mistake(GOOD + "\n[screning]\n")
    assert (mistake.line, mistake.key) == (12, "screning")
    assert 'Did you mean "screening"?' in mistake.remedy


@pytest.mark.parametrize("key", ["id", "title", "contact"])
def test_a_missing_key_is_told_at_the_table_it_belongs_into(key: str) -> None:
    lines = [line for line in GOOD.splitlines() if not line.startswith(key + " ")]
    mistake = only_mistake("# a comment\n" + "\n".join(lines))
    assert (mistake.line, mistake.key, mistake.problem) == (2, f"review.{key}", "is missing")


def test_every_key_that_must_be_there_has_its_own_remedy_when_it_is_missing() -> None:
    needed = {
        tuple(part for part in (table, name) if part)
        for table, shape in REVIEW_TABLES.items()
        for name, field in shape.model_fields.items()
        if field.is_required()
    }
    assert needed == set(_NEEDED)


def test_a_file_without_review_table_says_so() -> None:
    mistake = only_mistake(SEARCH)
    assert (mistake.key, mistake.problem) == ("review", "is missing")


@pytest.mark.parametrize(
    ("wrong", "found"),
    [
        ("title = 12", "is a number where a text belongs"),
        ("title = true", "is true or false where a text belongs"),
        ('title = ["A"]', "is a list where a text belongs"),
        ("title = 2026-11-23", "is a date where a text belongs"),
    ],
)
def test_a_value_of_the_wrong_type_is_named_by_its_type(wrong: str, found: str) -> None:
    mistake = only_mistake(GOOD.replace('title = "A review"', wrong))
    assert (mistake.line, mistake.problem) == (3, found)


def test_a_search_in_single_brackets_is_told_to_take_double_ones() -> None:
    mistake = only_mistake(GOOD.replace("[[search]]", "[search]"))
    assert (mistake.line, mistake.key) == (5, "search")
    assert "[[search]]" in mistake.remedy


def test_a_review_table_in_double_brackets_is_told_to_take_single_ones() -> None:
    mistake = only_mistake(GOOD.replace("[review]", "[[review]]"))
    assert "[review], in single square brackets" in mistake.remedy


def test_one_reason_given_as_text_instead_of_a_list_is_a_mistake() -> None:
    mistake = only_mistake(GOOD + '[screening]\nexclusion_reasons = "wrong route"\n')
    assert mistake.problem == "is a text where a list belongs"


def test_a_repeated_search_key_points_at_the_first_one() -> None:
    mistake = only_mistake(GOOD + SEARCH)
    assert (mistake.line, mistake.key) == (12, "search[2].key")
    assert mistake.problem == '"pubmed" is listed twice, first in line 6'


@pytest.mark.parametrize("key", ["Pub Med", "pubmed_1", "-x", "é", "a/b", "a\\nb"])
def test_a_key_of_other_characters_is_refused(key: str) -> None:
    assert only_mistake(GOOD.replace('key = "pubmed"', f'key = "{key}"')).key == "search[1].key"


@pytest.mark.parametrize("name", ["PubMed, NLM", "PubMed; NLM", "PubMed\\nNLM"])
def test_a_name_with_a_mark_that_separates_entries_of_the_flow_is_refused(name: str) -> None:
    assert only_mistake(GOOD.replace('"PubMed"', f'"{name}"')).key == "search[1].name"


@pytest.mark.parametrize("contact", ["team", "team@", "@example.org", "a b@example.org", "team@localhost"])
def test_a_contact_that_is_no_address_is_refused(contact: str) -> None:
    assert only_mistake(GOOD.replace("team@example.org", contact)).key == "review.contact"


@pytest.mark.parametrize("url", ["ftp://x.org/", "127.0.0.1:8080", "http://", "http://[", "file:///etc", "  "])
def test_a_base_url_that_is_no_web_address_is_refused(url: str) -> None:
    assert only_mistake(f'{GOOD}base_url = "{url}"\n').key == "search[1].base_url"


@pytest.mark.parametrize("url", ["https://u:hush@x.org/", "https://x.org/?api_key=hush", "https://x.org/#hush"])
def test_a_base_url_that_carries_a_secret_is_refused_without_repeating_it(url: str) -> None:
    assert "hush" not in str(only_mistake(f'{GOOD}base_url = "{url}"\n'))


def test_a_base_url_of_this_machine_is_accepted() -> None:
    assert read(GOOD + 'base_url = "http://127.0.0.1:8080/"\n').searches[0].base_url == "http://127.0.0.1:8080/"


@pytest.mark.parametrize(
    "key", ["api_key", "NCBI_API_KEY", "token", "insttoken", "password", "apikey", "client_secret"]
)
@pytest.mark.parametrize("place", ["", "[review]\n", "[elsevier]\n"])
def test_a_secret_is_sent_to_the_environment_and_never_repeated(key: str, place: str) -> None:
    text = f'{key} = "hush"\n{GOOD}' if not place else GOOD.replace("[review]\n", f'[review]\n{key} = "hush"\n')
    mistake = only_mistake(text)
    assert mistake.key.endswith(key)
    assert "environment" in mistake.remedy
    assert "hush" not in str(mistake)


def test_a_secret_of_a_search_is_found_as_well() -> None:
    assert only_mistake(GOOD + 'api_key = "hush"\n').key == "search[1].api_key"


@pytest.mark.parametrize("database", ["harvest.db", "sqlite", "//x"])
def test_a_database_that_is_no_url_is_refused(database: str) -> None:
    text = GOOD.replace("[[search]]", f'database = "{database}"\n[[search]]')
    assert only_mistake(text).key == "review.database"


def test_malformed_toml_is_told_with_line_and_column() -> None:
    mistake = only_mistake(HEAD + "title = two words\n")
    assert mistake.line == 5
    assert mistake.problem.startswith("cannot be read at column 9")


def test_an_unfinished_text_is_told_at_the_end_of_the_file() -> None:
    mistake = only_mistake('[review]\nid = """never closed\n\n')
    assert mistake.line is not None
    assert "cannot be read" in mistake.problem


def test_a_strategy_is_missed_where_harvester_runs_the_search() -> None:
    mistake = only_mistake(GOOD.replace('strategy = "pubmed.txt"\n', ""))
    assert (mistake.line, mistake.key, mistake.problem) == (5, "search[1].strategy", "is missing")


def test_a_strategy_file_that_is_not_there_is_told_at_the_key_that_names_it() -> None:
    mistake = only_mistake(GOOD, {})
    assert (mistake.file, mistake.line, mistake.key) == ("review.toml", 10, "search[1].strategy")


@pytest.mark.parametrize("text", ["", "  \n\n", "// only a note\n  // and another\n"])
def test_a_strategy_file_without_a_strategy_is_a_mistake_in_that_file(text: str) -> None:
    mistake = only_mistake(GOOD, {"pubmed.txt": text})
    assert (mistake.file, mistake.problem) == ("pubmed.txt", "holds no strategy")


@pytest.mark.parametrize("name", ["/etc/passwd", "../other/pubmed.txt", "C:\\\\x.txt", "a/../../x"])
def test_a_strategy_outside_the_folder_is_refused_and_never_read(name: str) -> None:
    def never(asked: str) -> str | None:
        raise AssertionError(asked)

    with pytest.raises(ReviewError) as caught:
        parse_review(GOOD.replace("pubmed.txt", name), file="review.toml", strategies=never)
    assert [mistake.key for mistake in caught.value.mistakes] == ["search[1].strategy"]


def test_the_sources_that_can_be_named_are_the_callers_to_say() -> None:
    text = GOOD.replace('source = "pubmed"', 'source = "scopus"')
    assert "Allowed: pubmed, medline, embase, europepmc, clinicaltrials, file" in only_mistake(text).remedy
    review = parse_review(text, file="review.toml", strategies=STRATEGIES.get, known_sources=("scopus",))
    assert review.searches[0].source == "scopus"


_PLAIN = st.one_of(st.none(), st.booleans(), st.integers(0, 9), st.text("ab-,;@:/. é", max_size=6))
_NAMES = sorted({name for shape in REVIEW_TABLES.values() for name in shape.model_fields} | {"api_key", "other"})


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k} = {_toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    return TypeAdapter(Any).dump_json(value if value is not None else "").decode()


@given(
    st.dictionaries(
        st.sampled_from(_NAMES),
        st.recursive(
            _PLAIN,
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_NAMES), inner, max_size=4),
            max_leaves=12,
        ),
        max_size=4,
    )
)
def test_any_tree_gives_a_review_or_mistakes_with_their_lines(tree: dict[str, Any]) -> None:
    text = "".join(f"{key} = {_toml(value)}\n" for key, value in tree.items())
    try:
        found = read(text).warnings
    except ReviewError as error:
        found = tuple(str(mistake) for mistake in error.mistakes if mistake.line is not None)
        lines = [mistake.line for mistake in error.mistakes if mistake.line is not None]
    else:
        lines = []
    assert all(1 <= line <= len(tree) for line in lines)
    assert all(found)


@given(st.text())
def test_any_text_gives_a_review_or_mistakes(text: str) -> None:
    with pytest.raises(ReviewError) as caught:
        read(text)
    assert caught.value.mistakes


def test_no_table_takes_keys_it_does_not_know() -> None:
    assert {shape.model_config.get("extra") for shape in REVIEW_TABLES.values()} == {"forbid"}


@pytest.mark.parametrize("written", ["0", "-5", "0.5", "3601", "1e9", "nan", "inf", "-inf"])
def test_a_timeout_that_is_no_time_to_wait_is_refused(written: str) -> None:
    mistake = only_mistake(f"{GOOD}timeout = {written}\n")
    assert (mistake.key, mistake.line) == ("search[1].timeout", len(GOOD.splitlines()) + 1)
    assert "seconds from 1 to 3600" in mistake.remedy


@pytest.mark.parametrize(("written", "found"), [('"60"', "a text"), ("true", "true or false"), ("[60]", "a list")])
def test_a_timeout_that_is_no_number_is_refused(written: str, found: str) -> None:
    mistake = only_mistake(f"{GOOD}\n[network]\ntimeout = {written}\n")
    assert mistake.key == "network.timeout"
    assert mistake.problem == f"is {found} where a number belongs"
    assert "without quotation marks" in mistake.remedy


def test_a_network_key_that_is_not_known_is_refused_with_those_that_are() -> None:
    assert only_mistake(f"{GOOD}\n[network]\ntime_out = 60\n").remedy == 'Did you mean "timeout"? Allowed: timeout'
