"""Defects of a point of service as a node in TLS (ITI-19): what it shows, and whom it believes."""

from __future__ import annotations

import ssl
from functools import partial

from typing_extensions import override

from harness.mocks.defects.faulty_trust import mind_no_dates, trust_whatever_is_shown
from harness.mocks.defects.registry import declare
from harness.mocks.point_of_service.conduct import Conduct
from harness.transport.authentication import ClientCertificate
from harness.transport.tls import client_context

_meets_wrongly = partial(declare, mock="point-of-service", where="TLS handshake")


@_meets_wrongly(
    "shows-no-certificate",
    breaks=["19-07"],
    text="speaks TLS without a certificate of its own",
)
class ShowsNoCertificate(Conduct):
    """As every browser does."""

    @override
    def speaks_tls(self, own: ClientCertificate, authority: str) -> ssl.SSLContext:
        return client_context(authority)


@_meets_wrongly(
    "believes-any-authority",
    breaks=["19-08a"],
    text="believes a registry whoever issued its certificate",
)
class BelievesAnyAuthority(Conduct):
    """A certificate is trusted for being shown."""

    @override
    def speaks_tls(self, own: ClientCertificate, authority: str) -> ssl.SSLContext:
        return trust_whatever_is_shown(super().speaks_tls(own, authority))


@_meets_wrongly(
    "believes-certificates-for-ever",
    breaks=["19-08b"],
    text="believes a registry whose certificate has ended",
)
class BelievesCertificatesForEver(Conduct):
    """Dates are not looked at."""

    @override
    def speaks_tls(self, own: ClientCertificate, authority: str) -> ssl.SSLContext:
        return mind_no_dates(super().speaks_tls(own, authority))


@_meets_wrongly(
    "believes-any-name",
    breaks=["19-08c"],
    text="believes a registry under a certificate that was issued for another host",
)
class BelievesAnyName(Conduct):
    """The name is not looked at."""

    @override
    def speaks_tls(self, own: ClientCertificate, authority: str) -> ssl.SSLContext:
        context = super().speaks_tls(own, authority)
        context.check_hostname = False
        return context
