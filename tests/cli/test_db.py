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


def test_c2_a_store_that_vanished_is_refused_with_the_way_out_and_restored(harvested: Path) -> None:
    harvester("--review", harvested, "status")  # notes the id of the store
    backup = harvester("--review", harvested, "db", "backup", "--json").document["backup"]
    (harvested / "harvest.db").unlink()
    for command in (["status"], ["update"], ["prisma"], ["db", "check"]):
        said = harvester("--review", harvested, *command)
        assert said.exit_code == 1
        assert "missing or empty" in said.err
        assert "harvester db restore" in said.err
        assert not (harvested / "harvest.db").exists()
    listed = harvester("--review", harvested, "db", "restore", "--list", "--json").document["backups"]
    assert [item["path"] for item in listed] == [backup]
    assert "is now a copy of" in harvester("--review", harvested, "db", "restore").out
    assert harvester("--review", harvested, "status", "--json").document["records"] == 5


def test_c2_the_store_of_another_review_is_not_opened(harvested: Path, tmp_path: Path) -> None:
    harvester("--review", harvested, "status")
    other = tmp_path / "other"
    harvester("init", other)
    content = (harvested / "harvest.db").read_bytes()
    (other / "harvest.db").write_bytes(content)
    said = harvester("--review", other, "status")
    assert "belongs to the review" in said.err
    assert (other / "harvest.db").read_bytes() == content


def test_a_backup_of_another_review_is_not_restored(harvested: Path, tmp_path: Path) -> None:
    harvester("--review", harvested, "status")
    other = tmp_path / "other"
    harvester("init", other)
    harvester("--review", other, "status")
    backup = harvester("--review", other, "db", "backup", "--json").document["backup"]
    said = harvester("--review", harvested, "db", "restore", backup)
    assert "of another review's store" in said.err
    assert harvester("--review", harvested, "status", "--json").document["records"] == 5


def test_the_first_change_of_a_day_is_preceded_by_a_backup(harvested: Path) -> None:
    with sqlite3.connect(harvested / "harvest.db") as store:
        store.execute("UPDATE store_identity SET made_at = '2020-01-01T00:00:00.000000+00:00'")
    store.close()
    harvester("--review", harvested, "status")
    assert not (harvested / "backups").exists()
    for _ in range(2):
        assert harvester("--review", harvested, "update").exit_code in {0, 3}
    assert len(list((harvested / "backups").glob("harvest-daily-*.db"))) == 1
