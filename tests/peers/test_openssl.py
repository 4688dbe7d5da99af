"""OpenSSL's own server, which is not ours, behaves in each handshake as its options say, and the harness sees it."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator

import pytest

from harness.checks import tls
from harness.errors import NonConformance
from harness.evidence.exchange import Exchange
from harness.scenario.wallet import Wallet
from harness.transport.client_hello import OF_THE_PROFILE, OF_TLS_1_3, OLDER
from harness.transport.handshake import offer, shake

pytestmark = [
    pytest.mark.peer,
    pytest.mark.skipif(shutil.which("openssl") is None, reason="there is no openssl on this machine"),
]
OLD = ("-cipher", "DEFAULT:@SECLEVEL=0")
ASKED = b"GET / HTTP/1.0\r\n\r\n"


@pytest.fixture(scope="module")
def wallet() -> Iterator[Wallet]:
    wallet = Wallet("")
    yield wallet
    wallet.close()


@pytest.fixture
def server(wallet: Wallet) -> Iterator[Callable[..., str]]:
    started: list[subprocess.Popen[bytes]] = []

    def start(*options: str) -> str:
        own, port = wallet.own("server"), _free_port()
        files = ("-cert", str(own.certificate), "-key", str(own.key), "-CAfile", wallet.authority)
        command = ("openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-www", "-quiet", *files, *options)
        started.append(subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL))
        _wait_for(port)
        return f"https://127.0.0.1:{port}"

    yield start
    for one in started:
        one.terminate()
        one.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def _wait_for(port: int) -> None:
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    pytest.fail("openssl s_server does not listen")


def met(url: str, wallet: Wallet, shown: str) -> Exchange:
    return shake(url, wallet.context(shown, None), title="x", asked=ASKED, timeout=5)


STRICT = ("-Verify", "1", "-verify_return_error")


@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
def test_it_lets_in_whom_it_trusts(server: Callable[..., str], wallet: Wallet, version: str) -> None:
    assert tls.is_let_in(met(server(*STRICT, version), wallet, "trusted").response) is None


@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
@pytest.mark.parametrize(
    ("shown", "alerts"),
    [("none", tls.NO_CERTIFICATE), ("unknown authority", tls.UNKNOWN_AUTHORITY), ("expired", tls.EXPIRED)],
)
def test_it_refuses_for_the_right_reason(
    server: Callable[..., str], wallet: Wallet, shown: str, alerts: tuple[str, ...], version: str
) -> None:
    assert tls.is_refused(met(server(*STRICT, version), wallet, shown).response, alerts) is None


def test_who_asks_for_nothing_is_found_out(server: Callable[..., str], wallet: Wallet) -> None:
    with pytest.raises(NonConformance, match="secured"):
        tls.is_refused(met(server(), wallet, "none").response, tls.NO_CERTIFICATE)


def test_tls_1_1_is_refused_by_a_server_that_has_no_more_of_it(server: Callable[..., str]) -> None:
    exchange = offer(server("-no_tls1_1", "-no_tls1", *OLD), versions=("TLSv1.1",), suites=tuple(OLDER))
    assert tls.is_refused(exchange.response, tls.OLD_VERSION) is None


def test_a_server_that_takes_tls_1_1_fails(server: Callable[..., str]) -> None:
    exchange = offer(server("-tls1_1", *OLD), versions=("TLSv1.1",), suites=tuple(OLDER))
    with pytest.raises(NonConformance, match=r"chose TLSv1\.1"):
        tls.is_refused(exchange.response, tls.OLD_VERSION)


@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
def test_a_suite_of_the_profile_is_agreed_on(server: Callable[..., str], version: str) -> None:
    suites = (*OF_TLS_1_3, *OF_THE_PROFILE)
    exchange = offer(server(version), versions=("TLSv1.2", "TLSv1.3"), suites=suites)
    assert tls.chooses(exchange.response, ["TLSv1.2", "TLSv1.3"]) is None
