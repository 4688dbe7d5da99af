"""The index of a package: built once, whole for everybody, built again where it is broken."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from threading import Thread

import pytest

from harness.conformance.packages.index import Index
from tests.conformance.packages.made import definition, folder, package

PRINTING = """
import sys
from pathlib import Path
from harness.conformance.packages.index import Index
index = Index(Path(sys.argv[1]))
print(index.manifest.name, *[index.load(one)["url"] for one in index.entries])
"""


def loaded(index: Index) -> list[str]:
    """The urls of all that is in it, each read from its body."""
    return [index.load(one)["url"] for one in index.entries]


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A package of 300 definitions with some text in each."""
    return package(tmp_path / "p.tgz", *(definition(f"{n}", title=f"{n**99}") for n in range(300)))


def kept(cache: Path) -> Path:
    """The only file among the indexes."""
    (file,) = (cache / "indexes").iterdir()
    return file


def test_an_index_tells_what_a_package_has(tmp_path: Path) -> None:
    profile = definition("a", "StructureDefinition", kind="resource", type="Patient", derivation="constraint")
    index = Index(package(tmp_path / "p.tgz", profile, version="2.0.0"))
    (entry,) = index.entries

    assert (index.manifest.version, entry.sort, entry.type, entry.derivation) == (
        "2.0.0",
        "resource",
        "Patient",
        "constraint",
    )
    assert index.load(entry) == profile


def test_an_index_is_built_once(large: Path, cache: Path) -> None:
    Index(large)
    before = kept(cache).stat()
    Index(large)

    assert (kept(cache).stat().st_mtime_ns, kept(cache).stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_a_folder_that_changed_gets_an_index_of_its_own(tmp_path: Path) -> None:
    made = folder(tmp_path / "mine", {"a.json": definition("a")})
    before = loaded(Index(made))
    folder(made, {"a.json": definition("b")})

    assert (before, loaded(Index(made))) == ([definition("a")["url"]], [definition("b")["url"]])


def test_ten_processes_at_the_same_time_each_see_a_whole_index(large: Path, cache: Path) -> None:
    command = [sys.executable, "-c", PRINTING, str(large)]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(10)]
    told = {one.communicate(timeout=100)[0] for one in started}

    assert [len(words.split()) for words in told] == [301]
    assert kept(cache).suffix == ".sqlite"


def test_threads_read_at_the_same_time(large: Path) -> None:
    index, told = Index(large), list[list[str]]()
    threads = [Thread(target=lambda: told.append(loaded(index))) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert told == [loaded(index)] * 8


@pytest.mark.parametrize("wrong", [b"", b"no database", b"SQLite format 3\x00" + bytes(5000)])
def test_a_broken_index_is_built_again(large: Path, cache: Path, wrong: bytes) -> None:
    expected = loaded(Index(large))
    kept(cache).write_bytes(wrong)

    assert loaded(Index(large)) == expected
    assert kept(cache).stat().st_size > 5000


def test_the_index_of_another_package_is_not_believed(tmp_path: Path, large: Path, cache: Path) -> None:
    Index(package(tmp_path / "other.tgz", definition("other")))
    other = kept(cache)
    expected = loaded(Index(large))
    (own,) = set((cache / "indexes").iterdir()) - {other}
    own.write_bytes(other.read_bytes())

    assert loaded(Index(large)) == expected


@pytest.mark.parametrize("damage", ["UPDATE body SET json = x'00'", "DELETE FROM body", "DROP TABLE body"])
def test_an_index_that_turns_out_broken_when_it_is_read_is_built_again(large: Path, cache: Path, damage: str) -> None:
    expected = loaded(Index(large))
    with closing(sqlite3.connect(kept(cache))) as connection:
        connection.execute(damage)
        connection.commit()

    assert loaded(Index(large)) == expected


def test_half_an_index_is_built_again(large: Path, cache: Path) -> None:
    expected = loaded(Index(large))
    whole = kept(cache).read_bytes()
    kept(cache).write_bytes(whole[: len(whole) // 2])

    assert loaded(Index(large)) == expected
    assert kept(cache).read_bytes() == whole


def test_an_index_lives_in_memory_where_nothing_can_be_kept(large: Path, tmp_path: Path, cache: Path) -> None:
    cache.write_text("a file where the folder should be")

    assert len(loaded(Index(large))) == 300
    assert sorted(one.name for one in tmp_path.iterdir()) == ["cache", "p.tgz"]
