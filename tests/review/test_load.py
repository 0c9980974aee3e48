from __future__ import annotations

import time
from pathlib import Path

import pytest

from harvester.errors import ReviewError
from harvester.review import Review, ScreeningSettings, Search, database_url, load_review, parse_review
from tests.review.texts import GOOD, HEAD, read


def write(folder: Path, review: str | bytes = GOOD, strategy: str | bytes = "anakinra[tiab]\n") -> Path:
    for name, text in (("review.toml", review), ("pubmed.txt", strategy)):
        (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


def test_a_folder_is_read_with_its_strategies(tmp_path: Path) -> None:
    assert load_review(write(tmp_path)) == Review(
        id="r",
        title="A review",
        contact="team@example.org",
        database="sqlite:///harvest.db",
        folder=tmp_path,
        searches=(
            Search(
                key="pubmed",
                source="pubmed",
                name="PubMed",
                kind="database",
                strategy_file="pubmed.txt",
                strategy="anakinra[tiab]\n",
            ),
        ),
    )


def test_a_byte_order_mark_and_carriage_returns_leave_no_trace(tmp_path: Path) -> None:
    mark = b"\xef\xbb\xbf"
    write(tmp_path, mark + GOOD.replace("\n", "\r\n").encode(), mark + b"one\r\nOR two\r\n")
    assert load_review(tmp_path).searches[0].strategy == "one\nOR two\n"


def test_people_s_lines_stay_in_the_strategy_text() -> None:
    review = read(GOOD, {"pubmed.txt": "// note\nanakinra"})
    assert review.searches[0].strategy == "// note\nanakinra"


def test_a_folder_without_review_says_how_to_begin_one(tmp_path: Path) -> None:
    with pytest.raises(ReviewError, match=r"there is no review\.toml") as caught:
        load_review(tmp_path)
    assert "harvester init" in caught.value.hint


def test_a_path_that_is_a_file_is_no_review(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("x")
    with pytest.raises(ReviewError, match=r"there is no review\.toml"):
        load_review(tmp_path / "x")


def test_a_review_that_is_not_utf_8_is_told_with_its_line(tmp_path: Path) -> None:
    write(tmp_path, GOOD.replace("A review", "R\xe9vision").encode("latin-1"))
    with pytest.raises(ReviewError) as caught:
        load_review(tmp_path)
    assert [(m.file, m.line) for m in caught.value.mistakes] == [("review.toml", 3)]


def test_a_strategy_that_is_not_utf_8_is_told_beside_the_other_mistakes(tmp_path: Path) -> None:
    write(tmp_path, GOOD.replace('"database"', '"base"'), b"one\nna\xefve")
    with pytest.raises(ReviewError) as caught:
        load_review(tmp_path)
    assert [(m.file, m.line) for m in caught.value.mistakes] == [("review.toml", 9), ("pubmed.txt", 2)]


def test_a_strategy_that_is_a_folder_cannot_be_read(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "pubmed.txt").unlink()
    (tmp_path / "pubmed.txt").mkdir()
    with pytest.raises(ReviewError, match="cannot be read"):
        load_review(tmp_path)


def test_what_prisma_s_asks_of_people_is_kept() -> None:
    search = read(GOOD + 'platform = "NLM"\nlimits = "none"\npeer_review = "PRESS"\n').searches[0]
    assert (search.platform, search.limits, search.peer_review, search.filters) == ("NLM", "none", "PRESS", "")


def test_exclusion_reasons_keep_their_order() -> None:
    review = read(GOOD + '[screening]\nexclusion_reasons = ["wrong route", "no primary data"]\n')
    assert review.screening == ScreeningSettings(("wrong route", "no primary data"))


def test_a_search_is_found_by_its_key() -> None:
    review = read(GOOD)
    assert review.search("pubmed") is review.searches[0]
    assert review.search("embase") is None


def test_a_review_without_searches_is_allowed_with_a_warning() -> None:
    assert "no search yet" in read(HEAD).warnings[0]


def test_a_search_by_hand_without_strategy_is_allowed_with_a_warning() -> None:
    text = GOOD.replace('source = "pubmed"', 'source = "file"').replace('strategy = "pubmed.txt"\n', "")
    review = read(text, {})
    assert review.searches[0].strategy == ""
    assert review.warnings == (
        "search pubmed: no strategy file; PRISMA-S item 8 asks for the text as run, saved exports too",
    )


def test_a_good_review_has_no_warning() -> None:
    assert read(GOOD).warnings == ()


def test_two_searches_of_one_name_are_allowed_with_a_warning() -> None:
    text = GOOD + GOOD[len(HEAD) :].replace('key = "pubmed"', 'key = "second"')
    assert read(text).warnings == ('several searches are named "PubMed": reports cannot distinguish them',)


def test_a_password_in_the_database_url_is_warned_of_and_not_repeated() -> None:
    text = GOOD.replace("[[search]]", 'database = "postgresql+psycopg://me:hush@db/lsr"\n[[search]]')
    (warning,) = read(text).warnings
    assert "password" in warning
    assert "hush" not in warning


@pytest.mark.parametrize(
    "url",
    ["postgresql+psycopg://db/lsr", "sqlite:////var/x.db", "sqlite:///C:/x.db"],
)
def test_a_database_that_does_not_lie_in_the_folder_is_left_as_it_is(url: str) -> None:
    assert database_url(read(GOOD.replace("[[search]]", f'database = "{url}"\n[[search]]'))) == url


@pytest.mark.parametrize(
    "url",
    [
        "sqlite://", "sqlite:///", "SQLITE://", "sqlite:///:memory:", "sqlite+pysqlite:///:memory:",
        "sqlite:///?timeout=5", "sqlite:///file::memory:?uri=true", "sqlite:///file:x?mode=memory&uri=true",
    ],
)  # fmt: skip
def test_c2_a_database_in_memory_is_refused_because_it_keeps_nothing(url: str) -> None:
    with pytest.raises(ReviewError, match="is a database in memory"):
        read(GOOD.replace("[[search]]", f'database = "{url}"\n[[search]]'))


def test_a_relative_sqlite_path_is_taken_from_the_folder(tmp_path: Path) -> None:
    write(tmp_path, GOOD.replace("[[search]]", 'database = "sqlite+pysqlite:///kept/a.db?timeout=5"\n[[search]]'))
    assert database_url(load_review(tmp_path)) == f"sqlite+pysqlite:///{tmp_path.resolve()}/kept/a.db?timeout=5"


def test_a_search_s_own_timeout_goes_before_that_of_the_network() -> None:
    network = "\n[network]\ntimeout = 90\n"
    assert read(GOOD).searches[0].timeout is None
    assert read(GOOD + network).searches[0].timeout == 90.0
    assert read(f"{GOOD}timeout = 2.5\n{network}").searches[0].timeout == 2.5


@pytest.mark.parametrize(
    "line",
    [
        ".".join("a" * 200_000) + " = 1",
        ".".join(['"a"'] * 200_000) + " = 1",
        " . ".join("a" * 50_000) + " = 1",
        "[" + ".".join("a" * 200_000) + "]",
        "[[" + ".".join("a" * 200_000) + "]]",
        "x = { " + ".".join("a" * 200_000) + " = 1 }",
        "x = " + "9" * 5_000,
        "x = -" + "9" * 400_000,
        "x = 0x" + "f" * 500_000,
        "x = " + "[" * 50_000 + "]" * 50_000,
        "x = " + "{a=" * 5_000 + "1" + "}" * 5_000,
        "[[search]]\n" * 30_000,
        "[screening]\nreviewers = " + "9" * 4_000,
        "[network]\ntimeout = 1e400",
    ],
    ids=lambda line: line[:12],
)
def test_c5_c6_a_toml_text_made_to_take_long_is_refused_at_once(line: str) -> None:
    text = f'[review]\nid = "x"\ntitle = "t"\ncontact = "a@example.org"\n{line}\n'
    began = time.monotonic()
    with pytest.raises(ReviewError) as caught:
        parse_review(text, file="review.toml", strategies=lambda _: "fever")
    assert time.monotonic() - began < 10
    assert len(str(caught.value)) < 100_000


def test_c5_a_long_line_of_prose_is_no_key() -> None:
    text = f'[review]\nid = "x"\ntitle = "{"A sentence. " * 5_000}"\ncontact = "nobody"\n'
    with pytest.raises(ReviewError) as caught:
        parse_review(text, file="review.toml", strategies=lambda _: "fever")
    assert "contact" in str(caught.value)
    assert "parts" not in str(caught.value)
