"""The reference of the commands says what the commands say."""

from __future__ import annotations

from tests.cli.command_reference import PAGE, page


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tests.cli.command_reference"
