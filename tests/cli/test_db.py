"""Look after the store."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from tests.cli.run_harvester import harvester


def test_a_sound_store_has_no_damage(harvested: Path) -> None:
    said = harvester("--review", harvested, "db", "check")
    assert (said.exit_code, said.out) == (0, "No problem found in the store.\n")


def test_damage_is_told_in_sentences_and_fails(harvested: Path) -> None:
    with sqlite3.connect(harvested / "harvest.db") as store:
        store.execute('UPDATE revision SET citation = \'{"title":"Another"}\' WHERE id = 1')
    store.close()
    said = harvester("--review", harvested, "db", "check")
    assert said.exit_code == 1
    assert "Problem: revision 1 is not what was stored" in said.out
    assert harvester("--review", harvested, "db", "check", "--json").document["damage"]


def test_a_backup_is_a_store_of_its_own(harvested: Path) -> None:
    copy = harvested / "copy.db"
    assert harvester("--review", harvested, "db", "backup", copy).exit_code == 0
    copy.replace(harvested / "harvest.db")
    assert harvester("--review", harvested, "status", "--json").document["records"] == 5


def test_a_backup_never_overwrites(harvested: Path) -> None:
    said = harvester("--review", harvested, "db", "backup", harvested / "harvest.db")
    assert said.exit_code == 1
    assert "exists already" in said.err


def test_a_store_at_the_newest_version_stays(harvested: Path) -> None:
    said = harvester("--review", harvested, "db", "upgrade")
    assert "already; nothing changed" in said.out
