"""docs/python.md and the notebook run as they are written, in order, without a network."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.support import ROOT

PAGE = ROOT / "docs" / "python.md"
NOTEBOOK = ROOT / "docs" / "notebooks" / "deduplicate.ipynb"


@pytest.fixture(autouse=True)
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that looks like a clone and takes the files that the page writes."""
    (tmp_path / "queries").symlink_to(ROOT / "queries")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(parts: list[str], name: str) -> dict[str, Any]:
    """Run the parts in one namespace."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    for part in parts:
        exec(compile(part, name, "exec"), namespace)  # noqa: S102 - the pages are ours
    return namespace


def test_the_page_on_python_runs_from_top_to_bottom(clone: Path) -> None:
    parts = re.findall(r"^```python\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert len(parts) > 5
    names = run(parts, PAGE.name)
    assert len(names["result"].unique) < len(names["records"])
    assert (clone / "unique.ris").stat().st_size > 0
    assert (clone / "flow.svg").stat().st_size > 0


def test_the_notebook_runs_and_is_kept_without_results(clone: Path) -> None:
    notebook = json.loads(NOTEBOOK.read_text("utf-8"))
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in cells)
    assert (notebook["nbformat"], len({cell["id"] for cell in notebook["cells"]})) == (4, len(notebook["cells"]))
    names = run(["".join(cell["source"]) for cell in cells], NOTEBOOK.name)
    assert len(names["result"].unique) < len(names["records"])
    assert (clone / "unique.ris").stat().st_size > 0
