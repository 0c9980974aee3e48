"""Small reviews to work on: folders with a valid review.toml, and export files in real shapes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

HEAD = """
[review]
id = "trial"
title = "A trial of the tool"
contact = "team@example.org"
database = "sqlite:///harvest.db"

[screening]
exclusion_reasons = ["wrong route", "wrong population"]
"""


def search_table(
    key: str, source: str = "file", *, kind: str = "database", base_url: str | None = None, name: str = ""
) -> str:
    """A [[search]] table; a service gets a strategy file named after its key."""
    lines = ["[[search]]", f'key = "{key}"', f'source = "{source}"', f'name = "{name or key.title()}"']
    lines += [f'kind = "{kind}"', f'strategy = "{key}.txt"']
    if base_url:
        lines.append(f'base_url = "{base_url}"')
    return "\n".join(lines) + "\n"


def make_review(folder: Path, *tables: str) -> Path:
    """A review folder with these searches and a strategy for each."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "review.toml").write_text(HEAD + "\n".join(tables), encoding="utf-8")
    for table in tables:
        key = table.split('key = "')[1].split('"')[0]
        (folder / f"{key}.txt").write_text(
            "anakinra[tiab] AND macrophage activation syndrome[tiab]\n", encoding="utf-8"
        )
    return folder


def ris(*records: dict[str, str]) -> str:
    """An Embase.com-like RIS file; each record maps tags to values ("AU" may hold several, separated by |)."""
    parts = []
    for record in records:
        lines = ["TY  - JOUR"]
        for tag, value in record.items():
            lines.extend(f"{tag}  - {single}" for single in value.split("|"))
        parts.append("\n".join([*lines, "ER  - ", ""]))
    return "\n".join(parts)


def article(number: int, **changes: str) -> dict[str, str]:
    """A distinct article: its own title, authors, year, journal, pages and DOI."""
    topics = (
        "sepsis",
        "lupus",
        "leukaemia",
        "dengue",
        "arthritis",
        "lymphoma",
        "malaria",
        "vasculitis",
        "measles",
        "gout",
    )
    words = (
        f"{topics[number % 10]} case {number * 7919 % 10007} {topics[number // 10 % 10]} ward {number * 104729 % 7907}"
    )
    record = {
        "T1": f"Anakinra for macrophage activation in {words}",
        "A1": f"Author{number}, A.B.|Writer{number * 3}, C.",
        "Y1": str(1990 + number % 30),
        "JF": "Journal of Hyperinflammation",
        "VL": str(number % 40 + 1),
        "SP": str(number * 13 % 900 + 1),
        "EP": str(number * 13 % 900 + 6),
        "DO": f"10.5555/trial.{number}",
        "U2": f"L{700000 + number}",
    }
    return {tag: value for tag, value in (record | changes).items() if value}


def write_export(path: Path, records: Iterable[dict[str, str]]) -> Path:
    """Write an export file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(ris(*records), encoding="utf-8")
    return path
