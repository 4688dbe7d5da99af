"""Only what the other side says counts, and only for its own reason."""

from __future__ import annotations

from typing import Any

import pytest

from harness.checks import tls
from harness.errors import Inconclusive, NonConformance
from harness.evidence.exchange import Message


def said(start: str, body: bytes = b"") -> Message:
    return Message("client_registry", b"", body, 0, start=start)


SECURED = "secured TLSv1.3 TLS_AES_128_GCM_SHA256"
OK, FORBIDDEN = b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 403 Forbidden\r\n"
RIGHT: dict[str, Any] = {
    "let in": lambda: tls.is_let_in(said(SECURED, OK)),
    "let in without HTTP": lambda: tls.is_let_in(said(SECURED, b"\x0bMSH")),
    "an alert": lambda: tls.is_refused(said("alert unknown_ca"), tls.UNKNOWN_AUTHORITY),
    "a status": lambda: tls.is_refused(said(SECURED, FORBIDDEN), tls.NO_CERTIFICATE),
    "a certificate shown": lambda: tls.shows_its_certificate(said(SECURED)),
    "turned back": lambda: tls.turns_back(said("alert bad_certificate"), tls.ANOTHER_NAME),
    "turned back by us": lambda: tls.turns_back(said("distrusted it has expired."), tls.EXPIRED),
    "a choice": lambda: tls.chooses(said("chose TLSv1.3 TLS_AES_128_GCM_SHA256"), ["TLSv1.2", "TLSv1.3"]),
}
WRONG: dict[str, Any] = {
    "no certificate shown": lambda: tls.shows_its_certificate(said("refused 1.2.3.4 showed none")),
    "went on": lambda: tls.turns_back(said(SECURED), tls.EXPIRED),
    "went on without a certificate": lambda: tls.turns_back(said("refused 1.2.3.4 showed none"), tls.EXPIRED),
    "turned back for another reason": lambda: tls.turns_back(said("alert decode_error"), tls.EXPIRED),
    "turned away": lambda: tls.is_let_in(said(SECURED, FORBIDDEN)),
    "an alert instead": lambda: tls.is_let_in(said("alert unknown_ca")),
    "closed instead": lambda: tls.is_let_in(said("closed")),
    "another reason": lambda: tls.is_refused(said("alert decode_error"), tls.EXPIRED),
    "let in after all": lambda: tls.is_refused(said(SECURED, OK), tls.EXPIRED),
    "let in to HL7 v2": lambda: tls.is_refused(said(SECURED, b"\x0bMSH"), tls.EXPIRED),
    "an old version": lambda: tls.is_refused(said("chose TLSv1.1 TLS_RSA"), tls.OLD_VERSION),
    "no choice": lambda: tls.chooses(said("alert handshake_failure"), ["TLSv1.2"]),
    "another choice": lambda: tls.chooses(said("chose TLSv1.1 TLS_RSA"), ["TLSv1.2"]),
    "no choice but a hangup": lambda: tls.chooses(said("closed"), ["TLSv1.2"]),
}


@pytest.mark.parametrize("case", RIGHT)
def test_what_is_right_passes(case: str) -> None:
    assert RIGHT[case]() is None


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_found_in_the_handshake(case: str) -> None:
    with pytest.raises(NonConformance) as found:
        WRONG[case]()
    assert found.value.where == tls.WHERE


@pytest.mark.parametrize(
    "judge",
    [
        lambda: tls.is_refused(said("closed"), tls.NO_CERTIFICATE),
        lambda: tls.turns_back(said("closed"), tls.EXPIRED),
        lambda: tls.shows_its_certificate(said("alert unknown_ca")),
        lambda: tls.is_let_in(said("distrusted it has expired.")),
        lambda: tls.is_refused(said("distrusted it has expired."), tls.NO_CERTIFICATE),
    ],
)
def test_what_shows_no_reason_shows_nothing(judge: Any) -> None:
    with pytest.raises(Inconclusive):
        judge()
