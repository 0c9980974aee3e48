"""C7: names of releases."""

from __future__ import annotations

import pytest

from harvester.errors import UsageError
from harvester.workflow.reporting.release import check_release_name


@pytest.mark.parametrize(
    "name",
    [
        "", " ", "   ", "\t", ".", "..", "../../x", "a/b", "a\\b", "v1 ", " v1", "v 1",
        "v1\n", "\x1b[31m", "v\x07", "-v1",
        "--json", "_a", "v:1", "v*", "v?", "v1;rm", "v$x", "v\u202e1", "v\u200b1", "\ufeffv1",
        "v" * 65, "v" * 9_000, "“v1”", "v\x00",
    ],
    ids=lambda name: ascii(name)[:20],
)  # fmt: skip
def test_c7_a_name_that_cannot_be_typed_or_printed_everywhere_is_refused(name: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_release_name(name)
    assert "harvester release v1" in caught.value.hint
    assert caught.value.message.isprintable()
    assert len(caught.value.message) < 300


@pytest.mark.parametrize(
    "name", ["v1", "2024-05-01", "v1.0.2_final", "1", "Zürich-2024", "версия-2", "第二版", "v" * 64]
)
def test_c7_letters_digits_and_three_signs_make_a_name(name: str) -> None:
    check_release_name(name)
