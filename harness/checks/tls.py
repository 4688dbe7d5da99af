"""Checks on handshakes (ITI-19, RFC 8446): who was let in, who was refused, and for what reason. Knows no certificates.

Only what the other side said counts: an alert, a ServerHello, an answer once all was secured. A connection that it
merely closed shows no reason, and so nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from harness.checks.check import check
from harness.errors import Inconclusive, NonConformance
from harness.evidence.exchange import Message

WHERE = "TLS handshake"

NO_CERTIFICATE = ("certificate_required", "handshake_failure", "bad_certificate", "certificate_unknown")
UNKNOWN_AUTHORITY = ("unknown_ca", "bad_certificate", "certificate_unknown", "access_denied")
EXPIRED = ("certificate_expired", "bad_certificate", "certificate_unknown")
ANOTHER_NAME = ("bad_certificate", "certificate_unknown", "unrecognized_name")
OLD_VERSION = ("protocol_version", "handshake_failure", "insufficient_security")
"""The alerts by which TLS libraries say each of these; what else they say has another reason."""

TURNED_AWAY = (400, 401, 403, 495, 496)
"""Statuses by which a server refuses a caller whose certificate it asked for and did not insist on (nginx says 400)."""


@check
def is_let_in(response: Message) -> None:
    """All was secured, and the question was answered."""
    word, _, rest = _outcome(response)
    if word == "closed":
        raise NonConformance(WHERE, expected="a secured connection", found="closed without a word")
    if word != "secured":
        raise NonConformance(WHERE, expected="a secured connection", found=response.start)
    if (status := _status(response)) in TURNED_AWAY:
        raise NonConformance(WHERE, expected="an answer to whom it knows", found=f"{rest}, and {status}")


@check
def is_refused(response: Message, alerts: Sequence[str]) -> None:
    """Refused by one of `alerts`, or by a status of `TURNED_AWAY`. Inconclusive for whoever only hung up."""
    word, _, rest = _outcome(response)
    expected = f"the alert {' or '.join(alerts)}"
    if word == "closed":
        raise Inconclusive(
            "the connection was closed without an alert, so the wire does not show why: look into the log of the system"
        )
    if word == "alert" and rest in alerts:
        return
    if word == "secured" and (status := _status(response)):
        if status in TURNED_AWAY:
            return
        raise NonConformance(WHERE, expected=expected, found=f"{response.start}, and an answer ({status})")
    raise NonConformance(WHERE, expected=expected, found=response.start)


@check
def chooses(response: Message, versions: Sequence[str]) -> None:
    """The server went on with one of `versions`."""
    word, _, rest = response.start.partition(" ")
    if word != "chose" or rest.partition(" ")[0] not in versions:
        raise NonConformance(WHERE, expected=f"a ServerHello with {' or '.join(versions)}", found=response.start)


@check
def shows_its_certificate(response: Message) -> None:
    """A caller whom we asked for its certificate showed one that we trust. `response` is what we said to it."""
    word, _, rest = response.start.partition(" ")
    if word in ("closed", "alert"):
        raise Inconclusive(
            f"it did not go on with us ({response.start}): install the event's ca.pem there", caused_by="the harness"
        )
    if word != "secured":
        raise NonConformance(WHERE, expected="a certificate of the event", found=rest)


@check
def turns_back(response: Message, alerts: Sequence[str]) -> None:
    """A caller to whom we showed a wrong certificate went no further, and said why by one of `alerts`.

    Where the harness itself calls, its own distrust counts. Inconclusive for whoever only hung up.
    """
    word, _, rest = response.start.partition(" ")
    if word == "closed":
        raise Inconclusive("the connection was closed without an alert, so the wire does not show why")
    if word == "distrusted" or (word == "alert" and rest in alerts):
        return
    found = f"it went on: {response.start}" if word in ("secured", "refused") else response.start
    raise NonConformance(WHERE, expected=f"the alert {' or '.join(alerts)}", found=found)


def _outcome(response: Message) -> tuple[str, str, str]:
    """What came of a handshake, in a word and more. Inconclusive where it was we who did not trust the server."""
    found = response.start.partition(" ")
    if found[0] == "distrusted":
        reason = f"its own certificate is not trusted here: {found[2]}"
        raise Inconclusive(reason, caused_by=response.sender or "the harness")
    return found


def _status(response: Message) -> int:
    """The HTTP status of what was said inside, 0 where it is no HTTP."""
    found = re.match(rb"HTTP/1\.[01] ([0-9]{3})", response.body)
    return int(found[1]) if found else 0
