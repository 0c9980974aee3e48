"""review.toml and its strategies → :class:`Review`, or every mistake in them at once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from pydantic import ValidationError

from harvester.errors import Mistake, ReviewError
from harvester.review.lines import Place, locate
from harvester.review.mistakes import Page, mistakes_of, repeated, secrets_in, tables
from harvester.review.model import KNOWN_SOURCES, Review, Screening, Search, SearchReport
from harvester.review.shapes import ReviewFile, ReviewTable, ScreeningTable, SearchTable, leads_out
from harvester.review.template import PLACEHOLDER_CONTACT

FILE: Final = "review.toml"
Strategies = Callable[[str], str | None]
"""Gives the text of a strategy file by its name, None if there is none; raises ``ReviewError`` if it cannot be read."""

_LIMITS: Final = ("limits", "limits_justification")
_OF_THE_REVIEW: Final = {"online_resources", "citation_searching", "contacts", "other_methods"}
_POSITION: Final = re.compile(r" \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")


def load(folder: Path, *, known_sources: tuple[str, ...] = KNOWN_SOURCES) -> Review:
    """The review in a folder. Raises ``ReviewError`` with every mistake in review.toml and its strategy files."""
    text = read_text(folder / FILE, FILE)
    if text is None:
        raise ReviewError(
            f"there is no {FILE} in {folder}",
            hint="go to the folder of a review, name it with --review, or begin one with: harvester init DIR",
        )
    return parse(
        text,
        file=FILE,
        strategies=lambda name: read_text(folder / name, name),
        folder=folder,
        known_sources=known_sources,
    )


def parse(
    text: str,
    *,
    file: str,
    strategies: Strategies,
    folder: Path = Path(),
    known_sources: tuple[str, ...] = KNOWN_SOURCES,
) -> Review:
    """The review that a text describes; ``file`` is its name in messages, ``folder`` is kept for relative paths.

    Raises ``ReviewError``; its ``mistakes`` are all mistakes found, in the order of the file.
    """
    tree = parse_toml(text, file)
    page = Page(file, locate(text))
    secret = dict(secrets_in(tree, page))
    tree = _without(tree, frozenset(secret))
    found, mistakes = _validated(tree, page, known_sources)
    texts, unread = _strategies(tree, page, strategies)
    mistakes = [*secret.values(), *mistakes, *repeated(tree, page), *unread]
    if found is None or mistakes:
        raise wrong(file, mistakes)
    searches = tuple(_search(table, texts.get(number, ""), found) for number, table in enumerate(found.search))
    return Review(
        **found.review.model_dump(),
        folder=folder,
        searches=searches,
        screening=_screening(found.screening),
        search_report=SearchReport(**found.search_report.model_dump(include=_OF_THE_REVIEW)),
        warnings=tuple(_warnings(found.review, searches)),
    )


def read_text(path: Path, name: str) -> str | None:
    """A UTF-8 text with single line feeds, None if there is no such file. Raises ``ReviewError``."""
    try:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        found = f"holds a byte ({error.object[error.start]:#04x}) that is not UTF-8 text"
        remedy = 'Open it in an editor and save it again as plain text in the encoding "UTF-8"'
        raise wrong(name, [Mistake(name, line, "text", found, remedy)]) from error
    except (OSError, ValueError) as error:
        remedy = "Check that it is a file and that you may read it"
        raise wrong(name, [Mistake(name, None, "file", f"cannot be read ({error})", remedy)]) from error


def wrong(file: str, mistakes: Iterable[Mistake]) -> ReviewError:
    """The error that lists all mistakes of a file, in the order of its lines."""
    ordered = sorted(mistakes, key=lambda mistake: (mistake.file != file, mistake.file, mistake.line or 0))
    count = "1 mistake" if len(ordered) == 1 else f"{len(ordered)} mistakes"
    return ReviewError(f"{count} in {file}:", mistakes=ordered, hint="mend them and run: harvester check")


def parse_toml(text: str, file: str) -> dict[str, Any]:
    """The tree of a TOML text. Raises ``ReviewError`` with the place where it cannot be read."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise wrong(file, [_malformed(str(error), text, file)]) from error
    except RecursionError as error:
        remedy = "Write the file as the one that harvester init makes"
        raise wrong(file, [Mistake(file, None, "TOML", "is nested too deeply to be read", remedy)]) from error


def _malformed(message: str, text: str, file: str) -> Mistake:
    position = _POSITION.search(message)
    what = message[: position.start()] if position else message
    line = int(position["line"]) if position and position["line"] else text.count("\n") + 1
    column = f" at column {position['column']}" if position and position["column"] else ""
    remedy = 'Each line reads key = "text"; a text stands between quotation marks, a list between [ and ]'
    return Mistake(file, line, "TOML", f"cannot be read{column}: {what}", remedy)


def _without(value: Any, places: frozenset[Place], at: Place = ()) -> Any:
    """A copy of a tree without the values at some places."""
    if isinstance(value, dict):
        return {k: _without(v, places, (*at, k)) for k, v in value.items() if (*at, k) not in places}
    if isinstance(value, list):
        return [_without(item, places, (*at, number)) for number, item in enumerate(value)]
    return value


def _validated(
    tree: Mapping[str, Any], page: Page, known_sources: tuple[str, ...]
) -> tuple[ReviewFile | None, list[Mistake]]:
    try:
        return ReviewFile.model_validate(tree, context={"sources": known_sources}), []
    except ValidationError as error:
        return None, list(mistakes_of(error, page))


def _strategies(tree: Mapping[str, Any], page: Page, strategies: Strategies) -> tuple[dict[int, str], list[Mistake]]:
    """The strategy text of each search by its number, and what is wrong with the files."""
    texts: dict[int, str] = {}
    mistakes: list[Mistake] = []
    for number, table in tables(tree):
        try:
            texts[number] = _strategy(number, table, page, strategies)
        except ReviewError as error:
            mistakes.extend(error.mistakes)
    return texts, mistakes


def _strategy(number: int, table: Mapping[str, Any], page: Page, strategies: Strategies) -> str:
    """One strategy text; "" for a search that has none to give or whose name is a mistake already told."""
    place: Place = ("search", number, "strategy")
    name = table.get("strategy")
    if name is None and table.get("source") != "file":
        remedy = 'Name the file that holds the strategy, for instance strategy = "pubmed.txt"'
        raise wrong(page.file, [page.mistake(place, "is missing", remedy)])
    if not isinstance(name, str) or not name.strip() or leads_out(name.strip()):
        return ""
    text = strategies(name.strip())
    if text is None:
        remedy = "Put the file beside review.toml, or correct its name"
        raise wrong(page.file, [page.mistake(place, f'there is no file "{name}"', remedy)])
    if not _has_strategy(text):
        remedy = "Paste the strategy exactly as it is run; lines that begin with // are for people and are not sent"
        raise wrong(name, [Mistake(name, 1, "strategy", "holds no strategy", remedy)])
    return text


def _has_strategy(text: str) -> bool:
    return any(line.strip() and not line.lstrip().startswith("//") for line in text.splitlines())


def _search(table: SearchTable, strategy: str, file: ReviewFile) -> Search:
    """A search; what it leaves open is as the whole file says. A justification goes with the limits it is about."""
    fields = table.model_dump(exclude={"strategy"})
    fields["timeout"] = table.timeout or file.network.timeout
    for name in ("filters", "prior_work", "peer_review"):
        fields[name] = fields[name] or getattr(file.search_report, name)
    if not table.limits:
        fields |= {name: fields[name] or getattr(file.search_report, name) for name in _LIMITS}
    return Search(**fields, strategy_file=table.strategy or "", strategy=strategy)


def _screening(table: ScreeningTable) -> Screening:
    return Screening(
        exclusion_reasons=tuple(table.exclusion_reasons),
        highlight=tuple(table.highlight),
        highlight_exclude=tuple(table.highlight_exclude),
        reviewers=table.reviewers,
    )


def _warnings(review: ReviewTable, searches: tuple[Search, ...]) -> Iterator[str]:
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
        yield f'several searches are named "{name}": reports cannot tell them apart'
