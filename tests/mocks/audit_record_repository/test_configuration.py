from __future__ import annotations

from pathlib import Path

import pytest

from harness.errors import UsageError
from harness.mocks.audit_record_repository import AuditRecordRepository
from harness.mocks.audit_record_repository.configuration import EXAMPLE, Ports, read_ports
from tests.transport.conftest import Certificates, certificates

__all__ = ["certificates"]

EXAMPLE_FILE = Path(__file__).parents[3] / "fixtures" / "mocks" / "audit_record_repository.toml"

WRONG = {
    "no TOML": ("udp", "not TOML"),
    "an unknown table": ("[tcp]", r"expected \[udp\] and \[tls\], found tcp"),
    "no table": ("udp = 5140", r"udp: expected a table, as in \[udp\], found 5140"),
    "an unknown key": ("[udp]\nhost = 1", r"\[udp\] expected port; found host"),
    "no number": ('[udp]\nport = "514"', r"\[udp\] port: expected a number, found '514'"),
    "no port": ("[udp]\nport = 70000", "expected a port from 0"),
    "no key": ('[tls]\ncertificate = "a.pem"', r"\[tls\] needs key"),
    "no files": ('[tls]\ncertificate = "a.pem"\nkey = "a.key"', "cannot be used as server certificate"),
}


@pytest.mark.parametrize(("text", "said"), WRONG.values(), ids=WRONG.keys())
def test_a_mistake_is_told(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "repository.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=said):
        read_ports(tmp_path / "repository.toml")


def test_a_file_that_is_not_there_is_told() -> None:
    with pytest.raises(UsageError, match=r"nowhere\.toml cannot be read"):
        read_ports(Path("nowhere.toml"))


def test_the_file_to_copy_is_right() -> None:
    assert read_ports(EXAMPLE_FILE) == Ports(udp=5140)


def test_the_example_in_a_refusal_is_right(tmp_path: Path, certificates: Certificates) -> None:
    certificate, key = certificates.files("server")
    own = EXAMPLE.replace("certs/repository/server.pem", str(certificate)).replace(
        "certs/repository/server.key", str(key)
    )
    (tmp_path / "repository.toml").write_text(own.replace("certs/ca.pem", certificates.ca), encoding="utf-8")
    found = read_ports(tmp_path / "repository.toml")
    assert (found.udp, found.tls and found.tls.port) == (5140, 6514)


def test_without_a_certificate_there_is_udp_alone() -> None:
    mock = AuditRecordRepository()
    assert [protocol for protocol, _ in mock.listen()] == ["syslog-udp"]
    mock.close()
