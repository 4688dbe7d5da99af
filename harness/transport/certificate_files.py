"""A folder of certificates: the authority, and a folder for each holder. Never overwrites an authority; knows no event.

::

    ca.pem  ca.key                    the authority; the key stays with whoever runs the event
    <holder>/ca.pem  ca.p12           whom to trust, as PEM and for Java
             server.pem  server.key   what it shows when it is called
             server-bundle.pem        key, certificate and authority in one file
             server.p12               the same for Java
             client.…                 what it shows when it calls others
    harness/expired.…                 three of ours that are wrong, each with its key: whoever sees one has to refuse
            expired-server.…          (one that has ended, to call with and to be called with, and one for a name that
            other-name.…              is not ours)
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from harness.errors import UsageError
from harness.transport.certificate_authority import (
    CLIENT,
    SERVER,
    Authority,
    Key,
    Validity,
    certificate_pem,
    key_pem,
    new_key,
    unique,
)
from harness.transport.tls import Certificate, read_pem

PASSWORD = "changeit"
"""Of the files for Java, which take none without; it hides nothing, since the same key lies beside them in PEM."""
HOUR = timedelta(hours=1)
WRONG = {"expired": CLIENT, "expired-server": SERVER, "other-name": SERVER}
ELSEWHERE = ("somewhere-else.invalid",)
ROLES = {"server": SERVER, "client": CLIENT}


@dataclass(frozen=True, slots=True)
class Holder:
    """Whoever gets certificates: a name for people, a folder, host names and IP addresses."""

    name: str
    slug: str
    hosts: tuple[str, ...]


def authority(folder: Path, validity: Validity) -> tuple[Authority, bool]:
    """The authority in `folder`, and whether it is new: made only where there is none. Raises UsageError."""
    certificate, key = folder / "ca.pem", folder / "ca.key"
    there = [one.name for one in (certificate, key) if one.exists()]
    if len(there) == 1:
        raise UsageError(
            f"{folder} has {there[0]}, but not the other of ca.pem and ca.key, so nothing can be added to it. Bring "
            "the other back, or name a new folder with --out"
        )
    if there:
        return _read_authority(certificate, key), False
    _make_folder(folder)
    made = Authority.made(unique("Connect-a-thon test authority"), validity, key=new_key())
    write(key, key_pem(made.key), secret=True)
    write(certificate, certificate_pem(made.certificate))
    return made, True


def _read_authority(certificate: Path, key: Path) -> Authority:
    try:
        read = x509.load_pem_x509_certificate(certificate.read_bytes())
        secret = serialization.load_pem_private_key(key.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise UsageError(f"{certificate} and {key} cannot be read as an authority: {error}") from error
    if not isinstance(secret, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise UsageError(f"{key} is no RSA or elliptic curve key")
    if secret.public_key() != read.public_key():
        raise UsageError(f"{key} is not the key of {certificate}: one of the two belongs to another authority")
    return Authority(read, secret)


def issued(folder: Path, holder: Holder, role: str) -> Certificate | None:
    """The certificate that `holder` has for `role` (``server`` or ``client``), None without. Raises UsageError."""
    file = folder / holder.slug / f"{role}.pem"
    if not file.exists():
        return None
    try:
        return read_pem(file)
    except (OSError, ValueError) as error:
        raise UsageError(f"{file} cannot be read as a certificate: {error}. Remove it, or use --renew") from error


def issue(folder: Path, holder: Holder, role: str, *, by: Authority, until: datetime) -> None:
    """Makes a key and a certificate of `by` for `holder`, and writes them in every form.

    The plain certificate comes last: where it is, the rest is. It begins with its authority, so that a clock which is
    behind does no harm.
    """
    validity = Validity(by.certificate.not_valid_before_utc, until)
    key = new_key()
    purposes = (ROLES[role],)
    certificate = by.issued(f"{holder.name} {role}", holder.hosts, validity, key=key, purposes=purposes)
    place = folder / holder.slug
    _make_folder(place)
    write(place / "ca.pem", certificate_pem(by.certificate))
    write(place / "ca.p12", _trust_store(by.certificate))
    write(place / f"{role}.key", key_pem(key), secret=True)
    write(place / f"{role}-bundle.pem", key_pem(key) + certificate_pem(certificate, by.certificate), secret=True)
    write(place / f"{role}.p12", _key_store(role, key, certificate, [by.certificate]), secret=True)
    write(place / f"{role}.pem", certificate_pem(certificate))


def issue_wrong(folder: Path, holder: Holder, *, by: Authority, until: datetime) -> None:
    """Makes the certificates of `by` for `holder` that are to be refused; the expired ones lasted an hour."""
    begins = by.certificate.not_valid_before_utc
    for name, purpose in WRONG.items():
        key, names = new_key(), ELSEWHERE if name == "other-name" else holder.hosts
        validity = Validity(begins, until if name == "other-name" else begins + HOUR)
        made = by.issued(f"{holder.name} {name}", names, validity, key=key, purposes=(purpose,))
        write(folder / holder.slug / f"{name}.key", key_pem(key), secret=True)
        write(folder / holder.slug / f"{name}.pem", certificate_pem(made))


def write(file: Path, content: bytes, *, secret: bool = False) -> None:
    """Puts `content` in the place of `file` at once; a secret can be read by its owner alone, at every moment."""
    new = file.with_name(f".{file.name}.new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if secret else 0o644), "wb") as opened:
        opened.write(content)
    new.replace(file)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder} cannot be made: {error.strerror}. Name another folder with --out") from error


def _key_store(name: str, key: Key, certificate: x509.Certificate, authorities: Sequence[x509.Certificate]) -> bytes:
    hidden = serialization.BestAvailableEncryption(PASSWORD.encode())
    return pkcs12.serialize_key_and_certificates(name.encode(), key, certificate, authorities, hidden)


def _trust_store(authority: x509.Certificate) -> bytes:
    trusted = [pkcs12.PKCS12Certificate(authority, b"connect-a-thon")]
    return pkcs12.serialize_java_truststore(trusted, serialization.BestAvailableEncryption(PASSWORD.encode()))
