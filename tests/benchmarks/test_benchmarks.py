"""The benchmarks print what they measured, say what there is, and measure no refusal. No figure is tested."""

from __future__ import annotations

import pytest

from benchmarks.__main__ import LONG, QUICK, main
from benchmarks.driver import Driver, get
from benchmarks.figure import Figure, table
from harness.mocks.client_registry import ClientRegistry
from harness.transport.http_server import HttpServer


def test_a_limit_that_is_not_met_stands_out() -> None:
    *_, row = table([Figure("a thing", "4 s", "bare 1 s", "4.0", "3 s", met=False)]).splitlines()
    assert [cell.strip() for cell in row.strip("|").split("|")] == ["a thing", "4 s", "bare 1 s", "4.0", "3 s", "NO"]


def test_the_columns_of_a_table_are_in_line() -> None:
    assert (
        len({len(line) for line in table([Figure("short", "1"), Figure("much longer", "22", "33")]).splitlines()}) == 1
    )


def test_what_there_is_can_be_listed(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--list"])
    listed = {line.split()[0] for line in capsys.readouterr().out.splitlines()}
    assert set(QUICK) <= listed <= {*QUICK, *LONG}


def test_an_unknown_benchmark_is_refused_with_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["exchanges"])
    assert "exchange, command" in capsys.readouterr().err


def test_a_refusal_is_not_counted_as_an_answer() -> None:
    registry = ClientRegistry()
    with HttpServer(registry.app) as server, Driver(server.url, 1) as driver:
        assert driver.drive([get("/fhir/metadata")]).bytes_each > 0
        with pytest.raises(RuntimeError, match="404"):
            driver.drive([get("/fhir/Patient/nobody")])
    registry.close()
