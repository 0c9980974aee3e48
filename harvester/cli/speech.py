"""Say it: answers on standard output, everything else on standard error."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Mapping
from typing import Any

import click

from harvester.cli.answer import Answer
from harvester.cli.call import Call
from harvester.cli.failure import Failure


def print_answer(answer: Answer, call: Call) -> None:
    """Print an answer as the call wants it."""
    if not answer.document and answer.page is None:
        return
    _survive_poor_terminals()
    if call.as_json:
        click.echo(as_text(answer.document))
        if call.verbose:
            _print_page(answer, call, to_stderr=True)
        return
    if answer.content is not None:
        click.echo(answer.content, nl=False)
    _print_page(answer, call, to_stderr=answer.content is not None)


def print_failure(failure: Failure, call: Call) -> None:
    """Print an error: JSON on standard output if the call wants it, else sentences on standard error."""
    _survive_poor_terminals()
    if call.as_json:
        click.echo(as_text(failure.document))
    elif failure.plain:
        click.echo(failure.plain, err=True)
    else:
        click.echo(f"Error: {failure.message}", err=True)
        if failure.hint:
            click.echo(f"Hint: {failure.hint}", err=True)
    if failure.trace and call.verbose:
        click.echo(failure.trace, err=True, nl=False)


def as_text(document: Mapping[str, Any]) -> bytes:
    """One JSON document. UTF-8 whatever the terminal's encoding; half characters of odd file names are replaced."""
    return json.dumps(document, ensure_ascii=False, indent=2).encode("utf-8", "replace")


def stop_writing() -> None:
    """Nobody reads any more (``harvester … | head``): let what is left in the buffers go nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _print_page(answer: Answer, call: Call, *, to_stderr: bool) -> None:
    from harvester.cli.paper import Paper

    stream = sys.stderr if to_stderr else sys.stdout
    paper = Paper(stream)
    if answer.page is not None:
        answer.page(paper)
    if not call.quiet:
        for sentence in answer.advice:
            paper.line(sentence)
    stream.flush()


def _survive_poor_terminals() -> None:
    """A terminal that knows no "é" or "…" gets a question mark, not an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
