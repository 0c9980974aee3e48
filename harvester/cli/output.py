"""Print results on standard output and everything else on standard error."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Iterable, Mapping
from typing import Any

import click

from harvester.cli.context import CliContext
from harvester.cli.result import CommandResult, ErrorReport


def print_result(result: CommandResult, cli: CliContext) -> None:
    """Print a result: as JSON with --json, else as text."""
    if not result.document and result.page is None:
        return
    _replace_unencodable()
    if cli.as_json:
        click.echo(to_json_bytes(result.document))
        if cli.verbose:
            _print_view(result, cli, to_stderr=True)
        return
    if result.content is not None:
        click.echo(result.content, nl=False)
    _print_view(result, cli, to_stderr=result.content is not None)


def print_lines(lines: Iterable[str]) -> None:
    """Print lines as they come, however many; standard output may be closed before the last (``| head``)."""
    from harvester.cli.console import ReportWriter

    _replace_unencodable()
    writer = ReportWriter(sys.stdout)
    for line in lines:
        writer.line(line)
    sys.stdout.flush()


def print_error(error_report: ErrorReport, cli: CliContext) -> None:
    """Print an error: as JSON on standard output with --json, else as sentences on standard error."""
    _replace_unencodable()
    if cli.as_json:
        click.echo(to_json_bytes(error_report.document))
    elif error_report.plain:
        click.echo(error_report.plain, err=True)
    else:
        click.echo(f"Error: {error_report.message}", err=True)
        if error_report.hint:
            click.echo(f"Hint: {error_report.hint}", err=True)
    if error_report.trace and cli.verbose:
        click.echo(error_report.trace, err=True, nl=False)


def to_json_bytes(document: Mapping[str, Any]) -> bytes:
    """Return a document as JSON in UTF-8; lone surrogates (from file names) are replaced."""
    return json.dumps(document, ensure_ascii=False, indent=2).encode("utf-8", "replace")


def discard_output() -> None:
    """Discard buffered output after the reader has closed the pipe (``harvester … | head``)."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _print_view(result: CommandResult, cli: CliContext, *, to_stderr: bool) -> None:
    from harvester.cli.console import ReportWriter

    stream = sys.stderr if to_stderr else sys.stdout
    writer = ReportWriter(stream)
    if result.page is not None:
        result.page(writer)
    if not cli.quiet:
        for sentence in result.advice:
            writer.line(sentence)
    stream.flush()


def _replace_unencodable() -> None:
    """Print "?" for characters that the encoding of the terminal lacks."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
