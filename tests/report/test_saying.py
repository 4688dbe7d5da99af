from __future__ import annotations

import dataclasses

import pytest

from harness.evidence.exchange import Exchange, Message
from harness.report.privacy import withheld
from harness.report.saying import answered, said

ASKED = Message("a", b"", b"", 0, start="TLS, certificate: none")
BARE = Exchange("x1", "", "a", "b", "mllp://127.0.0.1:1", ASKED, None, 0, protocol="mllp")


def changed(**fields: object) -> Exchange:
    return dataclasses.replace(BARE, **fields)  # type: ignore[arg-type]


def test_what_another_participant_said_is_not_told() -> None:
    hidden = dataclasses.replace(ASKED, body=withheld())
    told = changed(request=hidden, response=hidden, protocol="")
    assert (said(told), answered(told)) == ("not shown here", "not shown here")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"protocol": "syslog"}, "nothing comes back in syslog"),
        ({"protocol": "syslog", "failure_kind": "unreachable", "failure": "away"}, "no answer: away"),
        ({"failure_kind": "unread"}, "sealed in TLS, and passed on unread"),
        ({}, "no answer"),
    ],
)
def test_why_nothing_came_is_said(fields: dict[str, str], words: str) -> None:
    assert answered(changed(**fields)) == words


def test_what_was_asked_is_told_for_each_protocol() -> None:
    assert said(changed(protocol="tls")) == "TLS, certificate: none"
    assert said(changed(failure_kind="unread")) == "sealed in TLS, and passed on unread"
    assert said(changed(protocol="syslog")) == "syslog that tells of no audit event"
