"""The layers of the house: an arrow may run only downward, siblings don't know each other, a library has one home."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.support import ROOT

PACKAGE: Final = ROOT / "harvester"

MAY_IMPORT: Final[dict[str, set[str]]] = {
    "errors": set(),
    "resources": set(),
    "frozen": set(),
    "citation": {"frozen"},
    "citation_links": {"citation"},
    "normalise": {"citation"},
    "review": {"errors"},
    "formats": {"normalise", "citation", "errors", "frozen"},
    "dedup": {"normalise", "citation", "errors"},
    "drawing": set(),
    "pluralise": set(),
    "source_evaluation": {"drawing", "pluralise"},
    "prisma": {"drawing", "errors", "pluralise"},
    "screening": {"normalise", "citation", "errors"},
    "extraction": {"drawing", "formats", "review", "normalise", "citation", "errors"},
    "sources": {"normalise", "citation", "errors"},
    "store": {"citation", "errors", "resources"},
    "workflow": {
        "store", "sources", "extraction", "dedup", "source_evaluation", "prisma", "screening", "formats", "review",
        "normalise", "citation", "citation_links", "errors", "resources", "pluralise",
    },
    "cli": {
        "citation_links", "workflow", "extraction", "screening", "review", "source_evaluation", "prisma", "drawing", "formats", "errors",
        "resources", "pluralise",
    },
    "__main__": {"cli"},
}  # fmt: skip
"""Room → the rooms below it that it may know. Whatever is not listed is above, beside, or none of its business."""

HOMES: Final[dict[str, set[str]]] = {
    "click": {"cli"},
    "rich": {"cli"},
    "sqlalchemy": {"store", "workflow"},
    "alembic": {"store"},
    "zstandard": {"store"},
    "requests": {"sources"},
    "urllib3": {"sources"},
    "Bio": {"sources", "formats"},
    "rapidfuzz": {"dedup"},
    "scipy": {"dedup", "source_evaluation"},
    "xxhash": {"dedup"},
    "rispy": {"formats"},
    "bibtexparser": {"formats"},
    "pylatexenc": {"formats"},
    "openpyxl": {"formats"},
    "pypdf": {"formats"},
    "ftfy": {"formats"},
    "lxml": {"formats", "sources"},
    "pydantic": {"review", "extraction"},
    "filelock": {"workflow"},
    "tomlkit": {"review"},
    "asreview": {"workflow"},
    "fontTools": {"drawing"},
    "PIL": {"drawing"},
    "reportlab": {"drawing"},
    "resvg_py": {"drawing"},
    "docx": {"prisma", "extraction"},
}
"""Library → its home. The workflow names ``sqlalchemy.orm.Session``, the type it passes on, and nothing else of it."""

PURE: Final = (
    "citation", "normalise", "formats", "dedup", "drawing", "source_evaluation", "prisma", "screening", "extraction",
)  # fmt: skip
TOUCHES_THE_WORLD: Final = {
    "os",
    "socket",
    "subprocess",
    "tempfile",
    "shutil",
    "pathlib",
    "urllib.request",
    "http.client",
}


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def rooms_known(path: Path) -> set[str]:
    known = {name.split(".")[1] for name in imports_of(path) if name.startswith("harvester.")}
    return known - {room_of(path), "__version__"}


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_an_arrow_runs_only_downward(path: Path) -> None:
    assert rooms_known(path) <= MAY_IMPORT[room_of(path)]


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_library_is_used_only_in_its_home(path: Path) -> None:
    used = {name.split(".")[0] for name in imports_of(path)}
    strangers = {library for library in used & HOMES.keys() if room_of(path) not in HOMES[library]}
    assert not strangers


def test_the_workflow_knows_of_sqlalchemy_only_the_session_it_passes_on() -> None:
    named = {name for path in (PACKAGE / "workflow").rglob("*.py") for name in imports_of(path)}
    assert {name for name in named if name.startswith("sqlalchemy")} <= {"sqlalchemy.orm.Session"}


@pytest.mark.parametrize("room", PURE)
def test_a_pure_room_does_not_touch_the_world(room: str) -> None:
    paths = [path for path in modules() if room_of(path) == room]
    assert paths
    assert not {name for path in paths for name in imports_of(path)} & TOUCHES_THE_WORLD


def test_every_room_has_its_place_in_the_house() -> None:
    assert {room_of(path) for path in modules()} <= MAY_IMPORT.keys()


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    long = {str(path): n for path in modules() if (n := len(path.read_text(encoding="utf-8").splitlines())) > 400}
    assert not long


def test_no_handler_is_broad_without_a_reason_beside_it() -> None:
    broad = [
        f"{path}:{number}"
        for path in modules()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if line.strip().startswith(("except Exception", "except BaseException", "except:")) and "#" not in line
    ]
    assert not broad
