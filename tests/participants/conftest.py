"""Files of participants, written for one test each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from harness.participants import Participants, load
from harness.transport.authentication import ClientCertificate


@pytest.fixture
def event(tmp_path: Path) -> Path:
    """Where the file of participants lies."""
    return tmp_path / "event.toml"


@pytest.fixture
def loaded(event: Path) -> Callable[[str], Participants]:
    """The participants in a text."""

    def read(text: str) -> Participants:
        event.write_text(text, encoding="utf-8")
        return load(event)

    return read


@pytest.fixture
def pair(tmp_path: Path) -> ClientCertificate:
    """A certificate of its own making and the key that belongs to it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a client")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=1))
    made = ClientCertificate(tmp_path / "client.pem", tmp_path / "client.key")
    made.certificate.write_bytes(builder.sign(key, SHA256()).public_bytes(Encoding.PEM))
    made.key.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return made
