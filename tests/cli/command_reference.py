"""Writes docs/commands.md, the reference of every command, from what the commands say of themselves.

``python -m tests.cli.command_reference`` writes it; a test fails when it is out of date.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import click

from harvester.cli import main
from harvester.cli.app import COMMANDS
from tests.support import ROOT

PAGE: Final = ROOT / "docs" / "commands.md"

_INTRODUCTION: Final = """\
# Commands

`python -m tests.cli.command_reference` writes this page from the help of the commands; a test fails when it is out of
date. `harvester COMMAND --help` prints the same.
"""


def page() -> str:
    """The whole page: the first help, then every command by its section, and below each the commands it has."""
    root = click.Context(main, info_name="harvester", **main.context_settings)
    parts = [_INTRODUCTION, _shown(root)]
    for section, names in COMMANDS.items():
        parts.append(f"## {section}\n")
        for name in names:
            found = main.get_command(root, name)
            assert found is not None
            parts.extend(_described(found, root, depth=3))
    return "\n".join(parts)


def _described(command: click.Command, parent: click.Context, *, depth: int) -> Iterator[str]:
    context = click.Context(command, info_name=command.name, parent=parent, **command.context_settings)
    yield f"{'#' * depth} {context.command_path}\n"
    yield _shown(context)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from _described(found, context, depth=depth + 1)


def _shown(context: click.Context) -> str:
    context.terminal_width = 100
    lines = (line.rstrip() for line in context.get_help().splitlines())
    return "```text\n" + "\n".join(lines) + "\n```\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
