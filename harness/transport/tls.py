"""What TLS needs and what it shows: whom we trust, and the facts of a server's chain. Knows no HTTP."""

from __future__ import annotations

import os
import ssl

import certifi

from harness.errors import UsageError
from harness.transport.authentication import ClientCertificate


def client_context(verify: bool | str = True, *, certificate: ClientCertificate | None = None) -> ssl.SSLContext:
    """A context for connections that we open.

    `verify` True trusts the CAs of this machine and of certifi; False trusts anybody; a path is a PEM file, or a folder
    of them hashed as OpenSSL wants, and then nothing else is trusted. Raises UsageError for files that do not fit.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if verify is False:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    elif verify is True:
        context.load_default_certs()
        context.load_verify_locations(certifi.where())
    else:
        _trust(context, verify)
    if certificate is not None:
        _present(context, certificate)
    return context


def _trust(context: ssl.SSLContext, path: str) -> None:
    try:
        context.load_verify_locations(**{"capath" if os.path.isdir(path) else "cafile": path})
    except (OSError, ssl.SSLError) as error:
        raise UsageError(
            f"{path} cannot be used as CA file: {_said(error)}. Expected certificates in PEM form"
        ) from error


def _present(context: ssl.SSLContext, certificate: ClientCertificate) -> None:
    try:
        context.load_cert_chain(certificate.certificate, certificate.key, password="")
    except (OSError, ssl.SSLError) as error:
        files = f"{certificate.certificate} and {certificate.key}"
        raise UsageError(
            f"{files} cannot be used as client certificate and key: {_said(error)}. Expected PEM files that belong "
            "together, the key without a passphrase"
        ) from error


def _said(error: OSError) -> str:
    return error.strerror or str(error)
