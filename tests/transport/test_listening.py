"""A port that cannot be had is told with who has it, and with what chooses another."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator

import pytest

from harness.errors import CannotListen
from harness.transport.holder import holder
from harness.transport.listening import bound, listen


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def refused(host: str, port: int) -> CannotListen:
    with pytest.raises(CannotListen) as caught:
        listen(host, port)
    return caught.value


def test_a_taken_port_is_told_with_the_process_that_has_it(taken: int) -> None:
    assert f"(process {os.getpid()}). Stop that program, or choose another port" in str(refused("127.0.0.1", taken))


def test_a_taken_port_of_datagrams_is_told_with_its_process_too() -> None:
    with bound("127.0.0.1", 0) as ours:
        assert holder(ours.getsockname()[1]).endswith(f"(process {os.getpid()})")


def test_nobody_is_named_for_a_port_that_is_free(taken: int) -> None:
    assert (holder(taken) != "", holder(1)) == (True, "")


def test_the_option_that_chose_the_port_is_named(taken: int) -> None:
    no = refused("127.0.0.1", taken)
    assert str(no.named({taken: "--port PORT"}, other="ports")).endswith("choose another port: --port PORT")
    assert str(no.named({}, other="ports")).endswith("choose another port: ports")


def test_an_address_of_another_machine_is_told_with_the_option_of_the_host() -> None:
    no = refused("192.0.2.1", 0).named({0: "--port PORT"}, host="--host HOST")
    assert str(no).endswith("Cannot assign requested address. Expected an address of this machine: --host HOST")
