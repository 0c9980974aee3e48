"""Read review.toml and its strategies into a :class:`Review`, or list every mistake in them at once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from pydantic import ValidationError

from harvester.errors import Mistake, ReviewError
from harvester.regular_files import open_regular_file
from harvester.review.model import KNOWN_SOURCES, Review, ScreeningSettings, Search, SearchReport
from harvester.review.schema import ReviewFile, ReviewTable, ScreeningTable, SearchTable, leaves_folder
from harvester.review.validation_messages import (
    TomlPath,
    TomlSource,
    array_tables,
    describe_errors,
    find_repeated_keys,
    find_secrets,
    locate_keys,
)
from harvester.review.write import PLACEHOLDER_CONTACT

REVIEW_FILE: Final = "review.toml"
MAX_TOML_LENGTH: Final = 200_000
MAX_KEY_PARTS: Final = 200
"""Full stops in a line outside of quotation marks: more than in any key, and in any line of prose."""
_DIGITS: Final = re.compile(r"\d{100,}")
_QUOTED: Final = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'")
StrategyReader = Callable[[str], str | None]
"""Gives the text of a strategy file by its name, None if there is none; raises ``ReviewError`` if it cannot be read."""

_LIMITS: Final = ("limits", "limits_justification")
_REVIEW_ITEMS: Final = {"online_resources", "citation_searching", "contacts", "other_methods"}
_POSITION: Final = re.compile(r" \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")


def load_review(folder: Path, *, known_sources: tuple[str, ...] = KNOWN_SOURCES) -> Review:
    """Read the review in a folder. Raises ``ReviewError`` with every mistake in review.toml and its strategy files."""
    text = read_text(folder / REVIEW_FILE, REVIEW_FILE)
    if text is None:
        raise ReviewError(
            f"there is no {REVIEW_FILE} in {folder}",
            hint="go to the folder of a review, name it with --review, or begin one with: harvester init DIR",
        )
    return parse_review(
        text,
        file=REVIEW_FILE,
        strategies=lambda name: read_text(folder / name, name),
        folder=folder,
        known_sources=known_sources,
    )


def parse_review(
    text: str,
    *,
    file: str,
    strategies: StrategyReader,
    folder: Path = Path(),
    known_sources: tuple[str, ...] = KNOWN_SOURCES,
) -> Review:
    """Return the review that a text describes; ``file`` is its name in messages, ``folder`` is for relative paths.

    Raises ``ReviewError``; its ``mistakes`` are all mistakes found, in the order of the file.
    """
    tree = parse_toml(text, file)
    page = TomlSource(file, locate_keys(text))
    secret = dict(find_secrets(tree, page))
    tree = remove_values(tree, frozenset(secret))
    validated, mistakes = validate_tree(tree, page, known_sources)
    texts, unread = read_strategies(tree, page, strategies)
    mistakes = [*secret.values(), *mistakes, *find_repeated_keys(tree, page), *unread]
    if validated is None or mistakes:
        raise review_error(file, mistakes)
    searches = tuple(_search(table, texts.get(number, ""), validated) for number, table in enumerate(validated.search))
    return Review(
        **validated.review.model_dump(),
        folder=folder,
        searches=searches,
        screening=_screening(validated.screening),
        search_report=SearchReport(**validated.search_report.model_dump(include=_REVIEW_ITEMS)),
        warnings=tuple(list_warnings(validated.review, searches)),
    )


def read_text(path: Path, name: str) -> str | None:
    """Read a UTF-8 text with single line feeds, None if there is no such file. Raises ``ReviewError``."""
    try:
        with open_regular_file(path) as file:
            text = file.read().decode("utf-8-sig")
        return text.replace("\r\n", "\n").replace("\r", "\n")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        problem = f"holds a byte ({error.object[error.start]:#04x}) that is not UTF-8 text"
        remedy = 'Open it in an editor and save it again as plain text in the encoding "UTF-8"'
        raise review_error(name, [Mistake(name, line, "text", problem, remedy)]) from error
    except (OSError, ValueError) as error:
        remedy = "Check that it is a file and that you may read it"
        raise review_error(name, [Mistake(name, None, "file", f"cannot be read ({error})", remedy)]) from error


def review_error(file: str, mistakes: Iterable[Mistake]) -> ReviewError:
    """Return the error that lists all mistakes of a file, in the order of its lines."""
    ordered = sorted(mistakes, key=lambda mistake: (mistake.file != file, mistake.file, mistake.line or 0))
    count = "1 mistake" if len(ordered) == 1 else f"{len(ordered)} mistakes"
    return ReviewError(f"{count} in {file}:", mistakes=ordered, hint="fix them and run: harvester check")


def parse_toml(text: str, file: str) -> dict[str, Any]:
    """Parse a TOML text. Raises ``ReviewError`` with the place where it cannot be read."""
    if mistake := find_excess(text, file):
        raise review_error(file, [mistake])
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise review_error(file, [describe_syntax_error(str(error), text, file)]) from error
    except ValueError as error:  # an integer of more digits than Python converts
        longest = max(_DIGITS.finditer(text), key=lambda match: len(match[0]), default=None)
        line = text.count("\n", 0, longest.start()) + 1 if longest else None
        remedy = "Write a number with fewer digits"
        raise review_error(file, [Mistake(file, line, "TOML", "has a number that is too large", remedy)]) from error
    except RecursionError as error:
        remedy = "Write the file as the one that harvester init makes"
        raise review_error(file, [Mistake(file, None, "TOML", "is nested too deeply to be read", remedy)]) from error


def find_excess(text: str, file: str) -> Mistake | None:
    """Return the mistake of a file too large for one that people write, None for any other.

    ``tomllib`` takes time in the square of the parts of a dotted key.
    """
    if len(text) > MAX_TOML_LENGTH:
        problem = f"has {len(text):,} characters; at most {MAX_TOML_LENGTH:,} are read"
        return Mistake(file, None, "TOML", problem, "Write the file as the one that harvester init makes")
    for number, line in enumerate(text.splitlines(), start=1):
        parts = _QUOTED.sub("", line).count(".") if len(line) > MAX_KEY_PARTS else 0
        if parts > MAX_KEY_PARTS:
            problem = f"has a key of {parts + 1:,} parts; at most {MAX_KEY_PARTS:,} are read"
            return Mistake(file, number, "TOML", problem, "Break a long text into several lines, and shorten the key")
    return None


def describe_syntax_error(message: str, text: str, file: str) -> Mistake:
    """Return the mistake behind a message of ``tomllib``, with its line and column."""
    position = _POSITION.search(message)
    what = message[: position.start()] if position else message
    line = int(position["line"]) if position and position["line"] else text.count("\n") + 1
    column = f" at column {position['column']}" if position and position["column"] else ""
    remedy = 'Each line reads key = "text"; a text is between quotation marks, a list between [ and ]'
    return Mistake(file, line, "TOML", f"cannot be read{column}: {what}", remedy)


def remove_values(value: Any, paths: frozenset[TomlPath], path: TomlPath = ()) -> Any:
    """Return a copy of a tree without the values at some paths."""
    if isinstance(value, dict):
        return {k: remove_values(v, paths, (*path, k)) for k, v in value.items() if (*path, k) not in paths}
    if isinstance(value, list):
        return [remove_values(item, paths, (*path, number)) for number, item in enumerate(value)]
    return value


def validate_tree(
    tree: Mapping[str, Any], page: TomlSource, known_sources: tuple[str, ...]
) -> tuple[ReviewFile | None, list[Mistake]]:
    """Return the file as pydantic reads it, or None and every mistake."""
    try:
        return ReviewFile.model_validate(tree, context={"sources": known_sources}), []
    except ValidationError as error:
        return None, list(describe_errors(error, page))


def read_strategies(
    tree: Mapping[str, Any], page: TomlSource, strategies: StrategyReader
) -> tuple[dict[int, str], list[Mistake]]:
    """Return the strategy text of each search by its number, and what is wrong with the files."""
    texts: dict[int, str] = {}
    mistakes: list[Mistake] = []
    for number, table in array_tables(tree):
        try:
            texts[number] = read_strategy(number, table, page, strategies)
        except ReviewError as error:
            mistakes.extend(error.mistakes)
    return texts, mistakes


def read_strategy(number: int, table: Mapping[str, Any], page: TomlSource, strategies: StrategyReader) -> str:
    """Return one strategy text; "" for a search that has none, or whose file name is already reported as a mistake."""
    place: TomlPath = ("search", number, "strategy")
    name = table.get("strategy")
    if name is None and table.get("source") != "file":
        remedy = 'Name the file that holds the strategy, for instance strategy = "pubmed.txt"'
        raise review_error(page.file, [page.mistake(place, "is missing", remedy)])
    if not isinstance(name, str) or not name.strip() or leaves_folder(name.strip()):
        return ""
    text = strategies(name.strip())
    if text is None:
        remedy = "Put the file into the folder of review.toml, or correct its name"
        raise review_error(page.file, [page.mistake(place, f'there is no file "{name}"', remedy)])
    if all(not line.strip() or line.lstrip().startswith("//") for line in text.splitlines()):
        remedy = "Paste the strategy exactly as it is run; lines that begin with // are for people and are not sent"
        raise review_error(name, [Mistake(name, 1, "strategy", "holds no strategy", remedy)])
    return text


def _search(table: SearchTable, strategy: str, file: ReviewFile) -> Search:
    """Return a search; what it leaves open is taken from the whole file. A justification goes with the limits it is
    about.
    """
    fields = table.model_dump(exclude={"strategy"})
    fields["timeout"] = table.timeout or file.network.timeout
    for name in ("filters", "prior_work", "peer_review"):
        fields[name] = fields[name] or getattr(file.search_report, name)
    if not table.limits:
        fields |= {name: fields[name] or getattr(file.search_report, name) for name in _LIMITS}
    return Search(**fields, strategy_file=table.strategy or "", strategy=strategy)


def _screening(table: ScreeningTable) -> ScreeningSettings:
    return ScreeningSettings(
        exclusion_reasons=tuple(table.exclusion_reasons),
        highlight=tuple(table.highlight),
        highlight_exclude=tuple(table.highlight_exclude),
        reviewers=table.reviewers,
        people=tuple(table.people),
    )


def list_warnings(review: ReviewTable, searches: tuple[Search, ...]) -> Iterator[str]:
    """Yield what is allowed in a review but deserves a look."""
    if not searches:
        yield "no search yet: add a [[search]] table for each database"
    if review.contact == PLACEHOLDER_CONTACT:
        yield f"contact is still {PLACEHOLDER_CONTACT}: databases that ask who is calling cannot reach the team"
    if urlsplit(review.database).password:
        yield "database holds a password: leave it to the database's own means (PGPASSWORD, .pgpass)"
    for search in searches:
        if not search.strategy:
            yield f"search {search.key}: no strategy file; PRISMA-S item 8 asks for the text as run, saved exports too"
    names = [search.name for search in searches]
    for name in dict.fromkeys(name for name in names if names.count(name) > 1):
        yield f'several searches are named "{name}": reports cannot distinguish them'
