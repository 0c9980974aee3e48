"""The layers of the package: imports run downward only, each library has one home, no import circle, plain names."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.support import ROOT

PACKAGE: Final = ROOT / "harvester"

MAY_IMPORT: Final[dict[str, set[str]]] = {
    "errors": {"printable"},
    "atomic_files": {"errors"},
    "printable": set(),
    "regular_files": set(),
    "credentials": set(),
    "resources": set(),
    "citation": set(),
    "csv_table": {"printable"},
    "identifiers": set(),
    "people": set(),
    "evidence": set(),
    "events": set(),
    "citation_links": {"citation"},
    "citation_text": {"citation"},
    "normalise": {"citation", "document_numbers", "title_notes"},
    "title_notes": set(),
    "document_numbers": set(),
    "registrations": set(),
    "review": {"errors", "regular_files"},
    "formats": {"citation_links", "csv_table", "printable", "normalise", "registrations", "citation", "errors"},
    "dedup": {"evidence", "normalise", "registrations", "title_notes", "citation", "errors"},
    "drawing": {"printable"},
    "documents": {"drawing", "printable"},
    "pluralise": set(),
    "source_evaluation": {"csv_table", "documents", "drawing", "pluralise"},
    "prisma": {"csv_table", "documents", "drawing", "errors", "pluralise", "printable", "review", "screening"},
    "screening": {"normalise", "citation", "errors"},
    "extraction": {
        "csv_table", "documents", "drawing", "formats", "identifiers", "review", "normalise", "citation", "errors",
    },
    "sources": {"normalise", "citation", "credentials", "errors", "printable"},
    "store": {"people", "screening", "evidence", "events", "citation", "credentials", "errors", "resources"},
    "workflow": {
        "people",
        "atomic_files",
        "csv_table", "store", "sources", "extraction", "dedup", "documents", "source_evaluation", "prisma", "screening",
        "formats", "review", "normalise", "evidence", "events", "citation", "citation_links", "citation_text",
        "credentials", "identifiers", "errors", "printable", "regular_files", "resources", "pluralise",
    },
    "api": {
        "events", "workflow", "store", "dedup", "prisma", "drawing", "formats", "review", "screening", "citation",
        "errors",
    },
    "cli": {
        "api", "atomic_files", "printable",
        "csv_table", "citation_links", "citation_text", "documents", "evidence", "events", "identifiers",
        "workflow", "extraction", "screening", "review", "source_evaluation", "prisma", "drawing", "formats", "errors",
        "resources", "pluralise",
    },
    "__main__": {"cli"},
}  # fmt: skip
"""Package or module → the packages and modules of lower layers that it may import."""

HOMES: Final[dict[str, set[str]]] = {
    "click": {"cli"},
    "rich": {"cli"},
    "sqlalchemy": {"store", "workflow"},
    "alembic": {"store"},
    "zstandard": {"store"},
    "msgspec": {"citation", "dedup", "evidence", "formats", "store", "workflow"},
    "requests": {"sources"},
    "urllib3": {"sources"},
    "Bio": {"sources", "formats"},
    "rapidfuzz": {"dedup"},
    "scipy": {"dedup", "extraction", "source_evaluation"},
    "xxhash": {"dedup"},
    "rispy": {"formats"},
    "bibtexparser": {"formats"},
    "pylatexenc": {"formats"},
    "openpyxl": {"formats"},
    "python_calamine": {"formats"},
    "xlrd": {"formats"},
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
    "docx": {"documents"},
}
"""Library → the packages that may import it. The workflow imports ``sqlalchemy.orm.Session`` and nothing else of it."""

PURE: Final = (
    "citation", "document_numbers", "normalise", "registrations", "title_notes", "formats", "dedup", "drawing",
    "documents",
    "source_evaluation", "prisma", "screening", "extraction",
)  # fmt: skip
INPUT_OUTPUT_MODULES: Final = {
    "os",
    "socket",
    "subprocess",
    "tempfile",
    "shutil",
    "pathlib",
    "urllib.request",
    "http.client",
}

VAGUE_NAMES: Final = frozenset(
    [
        "found",
        "each",
        "one",
        "two",
        "other",
        "those",
        "told",
        "said",
        "own",
        "kept",
        "seen",
        "rest",
        "many",
        "whole",
        "here",
        "there",
        "far",
        "at",
        "made",
        "taken",
        "given",
        "wanted",
        "held",
        "stands",
        "way",
    ]
)
PARTICIPLES: Final = frozenset(
    [
        "Told",
        "Said",
        "Found",
        "Kept",
        "Taken",
        "Placed",
        "Listed",
        "Asked",
        "Seen",
        "Given",
        "Judged",
        "Drawn",
        "Decided",
        "Returned",
        "Imported",
        "Merged",
    ]
)


def layer_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def imported_layers(path: Path) -> set[str]:
    layers = {name.split(".")[1] for name in imports_of(path) if name.startswith("harvester.")}
    return layers - {layer_of(path), "__version__"}


def module_graph() -> dict[str, set[str]]:
    """Module → the modules of the package that it imports; the version, which the package itself holds, apart."""
    paths = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in PACKAGE.rglob("*.py")}
    named = {name.removesuffix(".__init__"): path for name, path in paths.items()}
    return {
        module: {
            name if name in named else name.rpartition(".")[0]
            for name in imports_of(path)
            if name != "harvester.__version__"
        }
        & named.keys() - {module}
        for module, path in named.items()
    }


def package_of(module: str) -> str:
    """The sub-package of a module (harvester.workflow.dedup); for one that lies in none, the module itself."""
    parts = module.split(".")
    return ".".join(parts[:3]) if (ROOT / Path(*parts[:3])).is_dir() else module


def circles(graph: dict[str, set[str]]) -> list[set[str]]:
    """The nodes that lie on a circle, as sets of nodes that reach each other."""
    reached = {node: set(nodes) for node, nodes in graph.items()}
    for middle in graph:
        for nodes in reached.values():
            if middle in nodes:
                nodes.update(reached[middle])
    mutual = {frozenset(n for n in reached[node] if node in reached[n]) for node in graph if node in reached[node]}
    return [set(circle) for circle in mutual]


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_run_downward_only(path: Path) -> None:
    assert imported_layers(path) <= MAY_IMPORT[layer_of(path)]


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_library_is_used_only_in_its_home(path: Path) -> None:
    used = {name.split(".")[0] for name in imports_of(path)}
    misplaced = {library for library in used & HOMES.keys() if layer_of(path) not in HOMES[library]}
    assert not misplaced


def test_the_workflow_imports_only_the_session_of_sqlalchemy() -> None:
    named = {name for path in (PACKAGE / "workflow").rglob("*.py") for name in imports_of(path)}
    assert {name for name in named if name.startswith("sqlalchemy")} <= {"sqlalchemy.orm.Session"}


def test_no_module_imports_itself_through_others() -> None:
    """Late imports inside functions count as well: they hide a circle, they do not open it."""
    assert circles(module_graph()) == []


def test_no_sub_package_imports_itself_through_others() -> None:
    graph: dict[str, set[str]] = {}
    for module, imported in module_graph().items():
        package = package_of(module)
        graph.setdefault(package, set()).update({package_of(name) for name in imported} - {package})
    assert circles(graph) == []


@pytest.mark.parametrize("package", PURE)
def test_a_pure_package_does_no_input_or_output(package: str) -> None:
    paths = [path for path in modules() if layer_of(path) == package]
    assert paths
    assert not {name for path in paths for name in imports_of(path)} & INPUT_OUTPUT_MODULES


def test_every_package_has_a_layer() -> None:
    assert {layer_of(path) for path in modules()} <= MAY_IMPORT.keys()


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    long = {str(path): n for path in modules() if (n := len(path.read_text(encoding="utf-8").splitlines())) > 400}
    assert not long


def test_no_handler_is_broad_without_a_reason_in_its_line() -> None:
    broad = [
        f"{path}:{number}"
        for path in modules()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if line.strip().startswith(("except Exception", "except BaseException", "except:")) and "#" not in line
    ]
    assert not broad


def test_no_folder_holds_more_modules_than_a_reader_can_take_in_at_once() -> None:
    counts = Counter(path.parent for path in PACKAGE.rglob("*.py"))
    assert {str(folder): count for folder, count in counts.items() if count > 22} == {}


def test_names_say_what_they_hold() -> None:
    """At most 4 vague names of variables and parameters in 1,000 lines, and no class named by a mere participle."""
    vague, lines, participles = 0, 0, []
    for path in modules():
        text = path.read_text(encoding="utf-8")
        lines += text.count("\n")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                vague += node.id in VAGUE_NAMES
            elif isinstance(node, ast.arg):
                vague += node.arg in VAGUE_NAMES
            elif isinstance(node, ast.ClassDef) and node.name in PARTICIPLES:
                participles.append(f"{path}:{node.lineno} {node.name}")
    assert vague <= 4 * lines / 1_000
    assert participles == []
