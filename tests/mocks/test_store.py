from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harness.errors import UsageError
from harness.mocks.search.parameters import search_table
from harness.mocks.search.query import Query
from harness.mocks.search.reading import parsed_query
from harness.mocks.store import Era, Store

TABLE = search_table(("Patient", "RelatedPerson"))


def patient(family: str) -> dict[str, Any]:
    return {"resourceType": "Patient", "name": [{"family": family}]}


def query(*pairs: tuple[str, str]) -> Query:
    return parsed_query("Patient", pairs, TABLE)


@pytest.fixture
def store() -> Iterator[Store]:
    kept = Store(TABLE)
    yield kept
    kept.close()


def test_every_version_is_kept(store: Store) -> None:
    first = store.add(patient("A"))
    store.replace(first, patient("B"))
    store.remove(first)

    versions = store.history(Era("Patient", first.id)).versions
    assert [(one.version, one.deleted) for one in versions] == [(3, True), (2, False), (1, False)]
    assert versions[1].resource["meta"]["versionId"] == "2"


def test_search_sees_the_newest_version_alone(store: Store) -> None:
    first = store.add(patient("A"))
    store.replace(first, patient("B"))

    assert store.keys(query(("family", "A"))) == []
    assert store.keys(query(("family", "B"))) == [first.key]


def test_nobody_is_found_after_removal(store: Store) -> None:
    store.remove(store.add(patient("A")))

    assert store.keys(query()) == store.keys(query(("family", "A"))) == []


def test_id_and_version_are_the_servers_to_give(store: Store) -> None:
    kept = store.add({**patient("A"), "id": "mine", "meta": {"versionId": "9", "tag": [{"code": "t"}]}})

    assert kept.resource["id"] == kept.id != "mine"
    assert kept.resource["meta"] == {"versionId": "1", "tag": [{"code": "t"}], "lastUpdated": kept.at}


def add_and_fail(store: Store) -> None:
    with store.transaction():
        store.add(patient("A"))
        raise RuntimeError


def test_a_misuse_of_the_database_is_told_as_it_is(store: Store) -> None:
    with pytest.raises(sqlite3.ProgrammingError, match="bindings"), store.transaction():
        store.database.execute("SELECT ?")


def test_what_fails_within_a_transaction_leaves_nothing(store: Store) -> None:
    with pytest.raises(RuntimeError):
        add_and_fail(store)

    assert store.keys(query()) == []


def test_pages_neither_repeat_nor_hide_while_data_change(store: Store) -> None:
    people = [store.add(patient("A")) for _ in range(5)]
    seen, cursor = [], ""
    for change in (lambda: store.remove(people[0]), lambda: store.add(patient("A")), lambda: None):
        page = store.search(query(("family", "A"), ("_count", "2"), ("_cursor", cursor)))
        seen += [one.key for one in page.matches]
        cursor = page.cursor
        change()

    assert seen == [one.key for one in people]
    assert cursor == ""


@pytest.mark.parametrize("asked", [("family", "A"), ("gender:missing", "true"), ("birthdate:missing", "true")])
def test_a_page_of_very_many_knows_them_all(store: Store, asked: tuple[str, str]) -> None:
    with store.transaction():
        people = [store.add(patient("A")) for _ in range(1600)]

    first = store.search(query(asked, ("_count", "1000")))
    second = store.search(query(asked, ("_count", "1000"), ("_cursor", first.cursor)))
    assert [one.key for one in (*first.matches, *second.matches)] == [one.key for one in people]
    assert (first.total, second.total, second.cursor) == (1600, 1600, "")


def test_a_page_of_none_tells_the_total_alone(store: Store) -> None:
    store.add(patient("A"))

    page = store.search(query(("_count", "0")))
    assert (page.total, page.matches, page.cursor) == (1, [], "")


def test_a_file_is_found_again_as_it_was(tmp_path: Path) -> None:
    before = Store(TABLE, tmp_path / "data")
    kept = before.add(patient("A"))
    before.close()

    after = Store(TABLE, tmp_path / "data")
    assert after.read("Patient", kept.id) == kept
    after.close()


def test_a_new_search_parameter_finds_old_resources(tmp_path: Path) -> None:
    before = Store(search_table(()), tmp_path / "data")
    before.add(patient("A"))
    before.close()

    after = Store(TABLE, tmp_path / "data")
    assert len(after.keys(query(("family", "A")))) == 1
    after.close()


def test_what_was_kept_survives_the_end_of_the_process(tmp_path: Path) -> None:
    script = (
        "import os, sys, pathlib; from harness.mocks.store import Store; "
        "from harness.mocks.search.parameters import search_table; "
        "store = Store(search_table(('Patient',)), pathlib.Path(sys.argv[1])); "
        "[store.add({'resourceType': 'Patient'}) for _ in range(50)]; os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path / "data")], check=False)

    after = Store(TABLE, tmp_path / "data")
    assert len(after.keys(query())) == 50
    after.close()


def test_half_a_transaction_does_not_survive_the_end_of_the_process(tmp_path: Path) -> None:
    script = (
        "import os, sys, pathlib; from harness.mocks.store import Store; "
        "from harness.mocks.search.parameters import search_table; "
        "store = Store(search_table(('Patient',)), pathlib.Path(sys.argv[1])); store.add({'resourceType': 'Patient'})\n"
        "with store.transaction(): [store.add({'resourceType': 'Patient'}) for _ in range(500)] and os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path / "data")], check=False)

    after = Store(TABLE, tmp_path / "data")
    assert (len(after.keys(query())), after.history(Era()).total) == (1, 1)
    after.close()


def test_a_file_of_an_earlier_layout_is_refused(tmp_path: Path) -> None:
    Store(TABLE, tmp_path / "data").close()
    earlier = sqlite3.connect(tmp_path / "data")
    earlier.execute("PRAGMA user_version = 0")
    earlier.close()

    with pytest.raises(UsageError, match="another version of the harness"):
        Store(TABLE, tmp_path / "data")


def test_time_never_runs_backwards(tmp_path: Path) -> None:
    ahead = "2999-01-01T00:00:00.000Z"  # the clock was wrong for a while
    before = Store(TABLE, tmp_path / "data")
    before.add(patient("A"))
    before.close()
    with sqlite3.connect(tmp_path / "data") as file:
        file.execute("UPDATE version SET at = ?", (ahead,))
    file.close()

    after = Store(TABLE, tmp_path / "data")
    assert after.add(patient("B")).at == ahead
    after.close()


def test_many_threads_lose_nothing(store: Store) -> None:
    threads = [threading.Thread(target=lambda: [store.add(patient("A")) for _ in range(20)]) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert len(set(store.keys(query(("family", "A"))))) == 160


@pytest.mark.parametrize("content", [b"this is no database", b"\x00" * 5000])
def test_a_file_that_is_no_database_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "data").write_bytes(content)

    with pytest.raises(UsageError, match="expected a data file of a mock"):
        Store(TABLE, tmp_path / "data")


def test_a_database_of_another_program_is_refused(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "data")
    other.execute("CREATE TABLE theirs (x)")
    other.close()

    with pytest.raises(UsageError, match="another program"):
        Store(TABLE, tmp_path / "data")


def test_a_place_without_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="expected a place"):
        Store(TABLE, tmp_path / "nowhere" / "data")


def test_includes_follow_references_both_ways(store: Store) -> None:
    child = store.add(patient("A"))
    mother = store.add({"resourceType": "RelatedPerson", "patient": {"reference": f"Patient/{child.id}"}})
    backwards = query(("_revinclude", "RelatedPerson:patient"))
    forwards = parsed_query("RelatedPerson", [("_include", "RelatedPerson:patient")], TABLE)

    assert store.included(store.search(backwards), backwards) == [mother]
    assert store.included(store.search(forwards), forwards) == [child]
