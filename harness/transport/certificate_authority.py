"""A certificate authority in memory: issues certificates (RFC 5280). Knows keys and names, no files and no event."""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

SERVER, CLIENT = ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH
_LONGEST_NAME = 64  # characters of a common name (RFC 5280 A.1)


@dataclass(frozen=True, slots=True)
class Validity:
    """From when until when; both know their zone."""

    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Authority:
    """Who issues: its own certificate and the key that signs."""

    certificate: x509.Certificate
    key: Key

    @classmethod
    def made(cls, name: str, validity: Validity, *, key: Key) -> Authority:
        """A new one, which signs itself and may sign for others, but not make authorities."""
        builder = _begun(_name(name), _name(name), key, validity)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        builder = builder.add_extension(_usage(signs_certificates=True), critical=True)
        return cls(builder.sign(key, hashes.SHA256()), key)

    def issued(
        self,
        name: str,
        names: Sequence[str],
        validity: Validity,
        *,
        key: Key,
        purposes: Sequence[x509.ObjectIdentifier],
    ) -> x509.Certificate:
        """A certificate for the holder of `key`, called `name`, at `names` (host names and IP addresses)."""
        builder = _of_an_end(_begun(_name(name), self.certificate.subject, key, validity), names, purposes)
        identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
        return builder.add_extension(identifier, critical=False).sign(self.key, hashes.SHA256())


def self_signed(name: str, names: Sequence[str], validity: Validity, *, key: Key) -> x509.Certificate:
    """A certificate that nobody but its holder vouches for."""
    builder = _of_an_end(_begun(_name(name), _name(name), key, validity), names, (SERVER, CLIENT))
    return builder.sign(key, hashes.SHA256())


def new_key() -> rsa.RSAPrivateKey:
    """A key of the kind that every suite of ITI-19 can use (RSA, 2048 bits)."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def unique(name: str) -> str:
    """`name` and a few letters: two authorities with one name confuse whoever trusts both."""
    return f"{name} {secrets.token_hex(3)}"


def certificate_pem(*certificates: x509.Certificate) -> bytes:
    """Certificates in PEM form, one after the other."""
    return b"".join(one.public_bytes(serialization.Encoding.PEM) for one in certificates)


def key_pem(key: Key) -> bytes:
    """A private key in PEM form (PKCS#8), without a passphrase."""
    form = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())


def _begun(subject: x509.Name, issuer: x509.Name, key: Key, validity: Validity) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(validity.begins).not_valid_after(validity.ends)
    return builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)


def _of_an_end(
    builder: x509.CertificateBuilder, names: Sequence[str], purposes: Sequence[x509.ObjectIdentifier]
) -> x509.CertificateBuilder:
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_usage(signs_certificates=False), critical=True)
    builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
    if not names:
        return builder
    alternatives = x509.SubjectAlternativeName([general_name(one) for one in names])
    return builder.add_extension(alternatives, critical=False)


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=not signs_certificates,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text[:_LONGEST_NAME])])


def general_name(text: str) -> x509.GeneralName:
    """`text` as an IP address, or else as a host name (A-labels, RFC 5891). Raises ValueError where it is neither."""
    try:
        return x509.IPAddress(ipaddress.ip_address(text))
    except ValueError:
        host = text.encode("idna").decode("ascii")
    if not host or not all(letter.isalnum() or letter in "-.*_" for letter in host):
        raise ValueError(f"{text!r} is neither a host name nor an IP address")
    return x509.DNSName(host)
