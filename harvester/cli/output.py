"""Print results on standard output and everything else on standard error."""

from __future__ import annotations

import json
import re
import shlex
import sys
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, Final

import click

from harvester.cli.context import CliContext
from harvester.cli.result import CommandResult, ErrorReport
from harvester.printable import remove_controls

_CONTROLS: Final = re.compile(
    "[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""Control and formatting characters that JSON leaves as they are: some change the direction of a text."""


def print_result(result: CommandResult, cli: CliContext) -> None:
    """Print a result: as JSON with --json, else as text."""
    if not result.document and result.page is None:
        return
    if cli.as_json:
        click.echo(to_json_bytes(result.document))
        if cli.verbose:
            _print_view(result, cli, to_stderr=True)
        return
    if result.content is not None:
        _print_content(result.content)
    _print_view(result, cli, to_stderr=result.content is not None)


def print_lines(lines: Iterable[str]) -> None:
    """Print lines as they come, however many; standard output may be closed before the last (``| head``)."""
    from harvester.cli.console import ReportWriter

    writer = ReportWriter(sys.stdout)
    for line in lines:
        writer.line(line)
    sys.stdout.flush()


def print_error(error_report: ErrorReport, cli: CliContext) -> None:
    """Print an error: as JSON on standard output with --json, else as sentences on standard error."""
    if cli.as_json:
        click.echo(to_json_bytes(error_report.document))
    elif error_report.plain:
        _print_to_stderr(error_report.plain)
    else:
        _print_to_stderr(f"Error: {error_report.message}")
        if error_report.hint:
            _print_to_stderr(f"Hint: {error_report.hint}")
    if error_report.trace and cli.verbose:
        _print_to_stderr(error_report.trace.rstrip("\n"))


def to_json_bytes(document: Mapping[str, Any]) -> bytes:
    """Return a document as JSON in UTF-8; lone surrogates (from file names) are replaced.

    JSON itself escapes the control characters up to U+001F only; the others are escaped here, since a terminal may obey
    them.
    """
    text = json.dumps(document, ensure_ascii=False, indent=2)
    return _CONTROLS.sub(_escape, text).encode("utf-8", "replace")


def _print_view(result: CommandResult, cli: CliContext, *, to_stderr: bool) -> None:
    from harvester.cli.console import ReportWriter

    stream = sys.stderr if to_stderr else sys.stdout
    writer = ReportWriter(stream)
    if result.page is not None:
        result.page(writer)
    if not cli.quiet:
        for sentence in map(partial(name_review, cli=cli), result.advice):
            writer.line(sentence)
    stream.flush()


def name_review(sentence: str, cli: CliContext) -> str:
    """Return an advice whose command works where it is pasted: with --review where that option was given."""
    if cli.review is None:
        return sentence
    named = f"harvester --review {shlex.quote(str(cli.review))} "
    return re.sub(r"(?<=Next: )harvester |(?<=then: )harvester ", lambda _: named, sentence)


def print_warning(sentence: str) -> None:
    """Print a warning to standard error."""
    _print_to_stderr(sentence)


def _print_to_stderr(text: str) -> None:
    click.echo(remove_controls(text, keep="\n"), err=True)


def _print_content(content: bytes) -> None:
    """Print the bytes of a file; on a terminal without control characters, elsewhere byte for byte."""
    if sys.stdout.isatty():
        content = remove_controls(content.decode("utf-8", "replace"), keep="\n\t").encode("utf-8", "replace")
    click.echo(content, nl=False)


def _escape(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be").hex()
    return "".join(f"\\u{units[start : start + 4]}" for start in range(0, len(units), 4))
