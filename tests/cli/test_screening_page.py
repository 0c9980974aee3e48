"""What the page on screening tells people to type is understood."""

from __future__ import annotations

import re
import shlex
from typing import Final

import click
import pytest

from harvester.cli import main
from harvester.cli.context import CliContext
from harvester.screening.imports import SCREENING_TOOLS
from tests.support import ROOT

PAGE: Final = (ROOT / "docs" / "screening.md").read_text(encoding="utf-8")
SPANS: Final = (r"`(harvester [^`…]+)`", r"^(harvester .+)$")
TYPED: Final = sorted({line for span in SPANS for line in re.findall(span, PAGE, re.MULTILINE) if "TOOL" not in line})


@pytest.mark.parametrize("line", TYPED)
def test_every_command_on_the_page_is_understood(line: str) -> None:
    words = shlex.split(line)[1:]
    command: click.Command = main
    context = click.Context(main, obj=CliContext(), info_name="harvester", **main.context_settings)
    while isinstance(command, click.Group):
        name, found, words = command.resolve_command(context, words)
        assert found is not None
        command, context = found, click.Context(found, parent=context, obj=CliContext(), info_name=name)
    command.parse_args(context, words)


def test_every_tool_has_its_place_on_the_page() -> None:
    assert len(TYPED) > 12
    assert all(f"--from {name} " in PAGE for name in (*SCREENING_TOOLS, "csv"))
