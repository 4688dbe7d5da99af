"""Faults of a client registry as a node in TLS (ITI-19): whom it lets in, and how it speaks."""

from __future__ import annotations

import ssl
import warnings
from functools import partial

from typing_extensions import override

from harness.mocks.client_registry.registry import Registry
from harness.mocks.defects.faulty_trust import mind_no_dates, trust_whatever_is_shown
from harness.mocks.defects.registry import declare
from harness.transport.authentication import ClientCertificate

defect = partial(declare, mock="client-registry")


@defect(
    "knows-nobody-s-certificate",
    breaks=["19-01"],
    where="TLS handshake",
    text="The event's authority was never installed, so nobody's certificate is trusted.",
)
class _KnowsNobodysCertificate(Registry):
    @override
    def door(self, own: ClientCertificate, authority: str) -> ssl.SSLContext:
        return super().door(own, str(own.certificate))


@defect(
    "lets-in-whoever-shows-no-certificate",
    breaks=["19-02"],
    where="TLS handshake",
    text="A certificate is looked at where one is shown, and nobody has to show one.",
)
class _LetsInWhoeverShowsNoCertificate(Registry):
    @override
    def look_at_callers(self, context: ssl.SSLContext) -> None:
        context.verify_mode = ssl.CERT_OPTIONAL


@defect(
    "asks-for-no-certificate",
    breaks=["19-02"],
    also=["19-03a", "19-03b"],
    where="TLS handshake",
    text="TLS is spoken, and callers are not asked who they are.",
)
class _AsksForNoCertificate(Registry):
    @override
    def look_at_callers(self, context: ssl.SSLContext) -> None:
        context.verify_mode = ssl.CERT_NONE


@defect(
    "trusts-whatever-is-shown",
    breaks=["19-03a"],
    where="TLS handshake",
    text="Whoever shows a certificate is let in, whoever issued it: it is trusted for being shown.",
)
class _TrustsWhateverIsShown(Registry):
    @override
    def look_at_callers(self, context: ssl.SSLContext) -> None:
        trust_whatever_is_shown(context)


@defect(
    "minds-no-dates",
    breaks=["19-03b"],
    where="TLS handshake",
    text="A certificate counts for ever: its dates are not looked at.",
)
class _MindsNoDates(Registry):
    @override
    def look_at_callers(self, context: ssl.SSLContext) -> None:
        mind_no_dates(context)


@defect(
    "speaks-tls-1-1",
    breaks=["19-04"],
    where="TLS handshake",
    text="Old callers are still served: TLS 1.1 is spoken with whoever asks for it.",
)
class _SpeaksTls11(Registry):
    @override
    def choose_versions(self, context: ssl.SSLContext) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # that is the fault
            context.minimum_version = ssl.TLSVersion.TLSv1_1

    @override
    def choose_suites(self, context: ssl.SSLContext) -> None:
        context.set_ciphers("DEFAULT:@SECLEVEL=0")


@defect(
    "offers-none-of-the-suites",
    breaks=["19-05"],
    where="TLS handshake",
    text="Only TLS 1.2 is spoken, and with none of the suites that every node has.",
)
class _OffersNoneOfTheSuites(Registry):
    @override
    def choose_versions(self, context: ssl.SSLContext) -> None:
        super().choose_versions(context)
        context.maximum_version = ssl.TLSVersion.TLSv1_2

    @override
    def choose_suites(self, context: ssl.SSLContext) -> None:
        context.set_ciphers("ECDHE-RSA-CHACHA20-POLY1305:ECDHE-RSA-AES128-SHA256")


@defect(
    "keeps-quiet-of-whom-it-turned-away",
    breaks=["19-06"],
    where="Record Audit Event",
    text="A caller without a good certificate is turned away, and nobody is told of it.",
)
class _KeepsQuietOfWhomItTurnedAway(Registry):
    @override
    def turned_away(self, stranger: str) -> None:
        pass
