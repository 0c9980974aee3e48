"""Write the output files of commands: under names whose ending fits, and over nothing that a person made."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from harvester.cli.context import CliContext
from harvester.errors import UsageError

if TYPE_CHECKING:
    from harvester.workflow.output_files import OutputFiles

CSV_ENDINGS: Final = (".csv",)

_Format = TypeVar("_Format", bound=str)


def open_outputs(cli: CliContext, *, inputs: Collection[Path] = ()) -> OutputFiles:
    """Return the writer of the output files of a command, which reads ``inputs``; --force replaces any file."""
    from harvester.workflow.output_files import OutputFiles

    return OutputFiles(cli.find_review_folder(), force=cli.force, inputs=inputs)


def write_file(cli: CliContext, path: Path, content: bytes, *, inputs: Collection[Path] = ()) -> str:
    """Write a file and return its name. Raises ``UsageError`` if it may not or cannot be written."""
    with open_outputs(cli, inputs=inputs) as files:
        files.write(path, content)
        files.publish()
    return str(path)


def check_output(cli: CliContext, path: Path | None, *, inputs: Collection[Path] = ()) -> None:
    """Raise ``UsageError`` if that file may not be written: before a command does anything that takes long."""
    if path is not None:
        with open_outputs(cli, inputs=inputs) as files:
            files.check(path)


def choose_format(
    requested: _Format | None, output: Path | None, endings: Mapping[str, _Format], *, default: _Format
) -> _Format:
    """Return the format asked for, else that of the ending of the file; without a file ``default``.

    Raises ``UsageError`` for an ending that the command cannot write, or that contradicts the format asked for.
    """
    if output is None:
        return requested or default
    if requested is None:
        check_ending(output, endings)
        return endings[output.suffix.lower()]
    fitting = [ending for ending, name in endings.items() if name == requested]
    if output.suffix and output.suffix.lower() not in fitting:
        raise _ending_error(f"{output}: {output.suffix} is no ending of the format {requested}.", fitting)
    return requested


def check_ending(output: Path, endings: Iterable[str]) -> None:
    """Raise ``UsageError``, which names the endings that can be written, for a file with another one."""
    if output.suffix.lower() not in set(endings):
        ending = f"with the ending {output.suffix}" if output.suffix else "without an ending"
        raise _ending_error(f"{output}: this command writes no file {ending}.", endings)


def _ending_error(message: str, endings: Iterable[str]) -> UsageError:
    return UsageError(message, hint=f"Use one of these endings: {', '.join(dict.fromkeys(endings))}.")
