"""The pages of docs/ make a site in which no link is dead, and that asks nobody for anything."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import yaml

from tests.support import ROOT

CONFIG = ROOT / "docs" / ".site" / "mkdocs.yml"


def test_the_site_is_built_without_a_warning_and_without_a_word_from_outside(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--config-file", str(CONFIG)]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(
        [*command, "--site-dir", str(tmp_path)], capture_output=True, text=True, check=False, env=environment
    )
    assert done.returncode == 0, done.stderr
    for page in tmp_path.rglob("*.html"):
        fetched = re.findall(
            r'<(?:script|img|iframe|link)\b[^>]*?(?:src|href)="(https?://[^"]+)', page.read_text("utf-8")
        )
        assert not fetched, page


def test_every_page_has_its_place_in_the_site() -> None:
    listed = set(re.findall(r"[\w-]+\.md", yaml.safe_dump(yaml.safe_load(CONFIG.read_text("utf-8"))["nav"])))
    assert listed == {path.name for path in (ROOT / "docs").glob("*.md")}
