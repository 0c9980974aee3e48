"""Adding to review.toml leaves everything else in it alone."""

from __future__ import annotations

import tomllib

import pytest

from harvester.review import append_exclusion_reasons

ONE_LINE = '[screening]  # how\nexclusion_reasons = ["wrong route", "wrong population"]  # ours\n'
LINES = '[screening]\nexclusion_reasons = [\n  "wrong route",  # first\n  "wrong population",\n]\n'
NONE = '[review]\nid = "x"  # keep\n'


@pytest.mark.parametrize("text", [ONE_LINE, LINES, NONE, "[screening]\n", ONE_LINE.replace("\n", "\r\n")])
def test_a_reason_is_appended_once_and_comments_stay(text: str) -> None:
    once = append_exclusion_reasons(text, ["no data", 'odd "one"', "wrong route"])
    listed = tomllib.loads(once)["screening"]["exclusion_reasons"]
    assert sorted(listed) == sorted({*tomllib.loads(text).get("screening", {}).get("exclusion_reasons", []),
                                     "no data", 'odd "one"', "wrong route"})  # fmt: skip
    assert len(listed) == len(set(listed))
    assert all(comment in once for comment in ("# how", "# ours", "# first", "# keep") if comment in text)
    assert append_exclusion_reasons(once, ["no data"]) == once


def test_every_reason_of_a_list_on_several_lines_keeps_its_own_line() -> None:
    assert append_exclusion_reasons(LINES, ["no data"]).splitlines()[2:5] == [
        '  "wrong route",  # first', '  "wrong population",', '  "no data",',
    ]  # fmt: skip
