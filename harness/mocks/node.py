"""How a mock authenticates its callers in TLS (ITI-19); a defect overrides a method. Knows contexts, no messages."""

from __future__ import annotations

import ssl

from harness.transport.authentication import ClientCertificate
from harness.transport.tls import server_context


class Node:
    """A secure node: TLS 1.2 or newer, and nobody without a certificate that the authority issued and that counts."""

    def door(self, own: ClientCertificate, authority: str) -> ssl.SSLContext:
        """The context for callers, who are shown `own`; `authority` is the PEM file of those who vouch for them."""
        context = server_context(own, clients=authority)
        self.choose_versions(context)
        self.choose_suites(context)
        self.look_at_callers(context)
        return context

    def choose_versions(self, context: ssl.SSLContext) -> None:
        """Which versions are spoken."""
        context.minimum_version = ssl.TLSVersion.TLSv1_2

    def choose_suites(self, context: ssl.SSLContext) -> None:
        """Which suites are offered: OpenSSL's own choice, the profile's four among them."""

    def look_at_callers(self, context: ssl.SSLContext) -> None:
        """Who is let in: the context is as it should be already."""
