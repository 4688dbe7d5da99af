"""Syslog with programs that are not ours: logger (util-linux) and rsyslog, both ways, over UDP and mutual TLS."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from harness.evidence.exchange import Exchange
from harness.messages.syslog import parse
from harness.transport.authentication import ClientCertificate
from harness.transport.syslog_receivers import TlsSyslogReceiver, UdpSyslogReceiver
from harness.transport.syslog_senders import TlsSyslogSender
from harness.transport.tls import server_context
from tests.peers.peer import PeerMissing, free_port
from tests.peers.rsyslog import rsyslog
from tests.transport.conftest import Certificates, certificates, told

pytestmark = pytest.mark.peer
__all__ = ["certificates", "told"]

SECURED = """
global(DefaultNetstreamDriver="gtls" DefaultNetstreamDriverCAFile="{ca}" workDirectory="{folder}"
       DefaultNetstreamDriverCertFile="{certificate}" DefaultNetstreamDriverKeyFile="{key}")
"""
FORWARDS = """
module(load="imudp")
input(type="imudp" address="127.0.0.1" port="{udp}")
*.* action(type="omfwd" target="127.0.0.1" port="{port}" protocol="tcp" TCP_Framing="octet-counted"
           template="RSYSLOG_SyslogProtocol23Format" StreamDriver="gtls" StreamDriverMode="1"
           StreamDriverAuthMode="x509/certvalid" action.resumeInterval="1" action.resumeRetryCount="-1")
"""
KEEPS = """
module(load="imtcp" StreamDriver.Name="gtls" StreamDriver.Mode="1" StreamDriver.AuthMode="x509/certvalid")
input(type="imtcp" address="127.0.0.1" port="{port}")
template(name="raw" type="string" string="%rawmsg%\\n")
*.* action(type="omfile" file="{folder}/kept" template="raw")
"""

Start = Callable[..., None]


@pytest.fixture
def start(tmp_path: Path, certificates: Certificates) -> Iterator[Start]:
    """Start rsyslog with TLS and a configuration; skips, with the reason, where it is not installed."""
    certificate, key = certificates.files("rsyslog")
    names = {"folder": tmp_path, "ca": certificates.ca, "certificate": certificate, "key": key}
    with ExitStack() as stack:

        def started(configuration: str, **more: Any) -> None:
            try:
                stack.enter_context(rsyslog(tmp_path, (SECURED + configuration).format(**names, **more)))
            except PeerMissing as missing:
                pytest.skip(str(missing))

        yield started


def logger(port: int, text: str) -> None:
    """Have util-linux say something over UDP."""
    if shutil.which("logger") is None:
        pytest.skip("logger is not installed here: apt-get install bsdutils")
    words = ("--rfc5424=notq", "--udp", "--server", "127.0.0.1", "--port", str(port), "--priority", "authpriv.notice")
    subprocess.run(["logger", *words, "--msgid", "IHE+RFC-3881", "--tag", "emr", text], check=True, timeout=10)


def test_what_logger_says_over_udp_is_read(told: Callable[[], Exchange]) -> None:
    with UdpSyslogReceiver(told.put) as receiver:  # type: ignore[attr-defined]
        logger(receiver.port, "<AuditMessage/>")
        message = parse(told().request.body)
    assert (message.priority, message.msgid, message.content) == (85, "IHE+RFC-3881", b"<AuditMessage/>")


def test_what_rsyslog_forwards_over_mutual_tls_is_read(start: Start, certificates: Certificates, told: Any) -> None:
    context = server_context(ClientCertificate(*certificates.files("server")), clients=certificates.ca)
    with TlsSyslogReceiver(told.put, context) as receiver:
        udp = free_port()
        start(FORWARDS, udp=udp, port=receiver.port)
        logger(udp, "<AuditMessage>Wanjirũ</AuditMessage>")
        exchanges = (told() for _ in range(10))
        found = next(one for one in exchanges if b"Wanjir" in one.request.body)
    message = parse(found.request.body)
    assert message.payload.strip() == "<AuditMessage>Wanjirũ</AuditMessage>".encode()
    assert (message.msgid, message.app_name, b"rsyslog" in found.tls.certificate) == ("IHE+RFC-3881", "emr", True)


def test_rsyslog_takes_what_we_send_over_mutual_tls(start: Start, certificates: Certificates, tmp_path: Path) -> None:
    port = free_port()
    start(KEEPS, port=port)
    own = ClientCertificate(*certificates.files("client"))
    with TlsSyslogSender("127.0.0.1", port, verify=certificates.ca, certificate=own) as sender:
        sent = [sender.send(b"<85>1 - - emr - IHE+RFC-3881 - <AuditMessage n='%d'/>" % number) for number in (1, 2)]
    deadline = time.monotonic() + 10
    while b"n='2'" not in (kept := (tmp_path / "kept").read_bytes() if (tmp_path / "kept").exists() else b""):
        assert time.monotonic() < deadline, (tmp_path / "rsyslog.log").read_text()
        time.sleep(0.1)
    assert [one.failure for one in sent] == ["", ""]
    assert kept.splitlines()[-2:] == [one.request.body for one in sent]
