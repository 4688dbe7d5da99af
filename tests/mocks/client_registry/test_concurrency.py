from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from harness.mocks.client_registry import ClientRegistry
from harness.transport.http_server import HttpServer
from tests.mocks.client_registry.conftest import Caller, Open, numbers


def test_the_same_feed_from_many_callers_is_kept_once(registry: Caller) -> None:
    with ThreadPoolExecutor(16) as callers:
        answers = list(callers.map(lambda _: registry.feed("1").status_code, range(64)))

    assert sorted(answers) == [200] * 63 + [201]
    assert registry.found() == ["1"]


def test_many_feeds_at_once_are_all_kept(registry: Caller) -> None:
    with ThreadPoolExecutor(16) as callers:
        answers = list(callers.map(lambda number: registry.feed(str(number)).status_code, range(200)))

    assert set(answers) == {201}
    assert sorted(map(int, numbers(registry.ask("Patient", _count="1000")))) == list(range(200))


def test_pages_hold_everybody_once_while_others_write(registry: Caller) -> None:
    for number in range(30):
        registry.feed(f"first-{number}")
    seen, address = [], f"{registry.base}/Patient?_count=7"
    while address:
        bundle = registry.http.get(address).json()
        seen += [one["resource"]["identifier"][0]["value"] for one in bundle["entry"]]
        registry.feed(f"later-{len(seen)}")
        registry.feed("first-0", gender="male")
        address = next((one["url"] for one in bundle["link"] if one["relation"] == "next"), "")

    assert seen == [f"first-{number}" for number in range(30)]


def test_what_was_answered_for_survives_in_the_file(open_registry: Open, tmp_path: Path) -> None:
    open_registry(data=tmp_path / "data").feed("1")

    assert open_registry(data=tmp_path / "data").found() == ["1"]


def test_one_registry_serves_under_several_addresses() -> None:
    mock = ClientRegistry()
    with HttpServer(mock.app) as one, HttpServer(mock.app) as other:
        callers = [Caller(server.url) for server in (one, other)]
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda number: callers[number % 2].feed("x"), range(40)))
        found = [caller.found() for caller in callers]
        for caller in callers:
            caller.http.close()
    mock.close()

    assert found == [["x"], ["x"]]
