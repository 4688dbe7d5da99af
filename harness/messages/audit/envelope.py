"""An audit event as ITI-20 sends it by syslog (IHE ITI TF-2 3.20): the header around an AuditMessage, and back."""

from __future__ import annotations

from datetime import UTC, datetime

from harness.messages import syslog
from harness.messages.audit import AuditEvent
from harness.messages.syslog import SyslogMessage

MSGID = "IHE+RFC-3881"
PRIORITIES = (85, 84)
"""Facility 10, security; severity 5, or 4 where it is a warning."""


def sealed(body: bytes, *, application: str, host: str = "localhost") -> bytes:
    """A syslog message with `body`, an AuditMessage, from the program `application` on `host`."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return syslog.serialise(SyslogMessage(PRIORITIES[0], body, now, host, application, syslog.NIL, MSGID))


def written(event: AuditEvent) -> bytes:
    """`event` as the content of a syslog message."""
    from harness.messages.audit.dicom_writing import serialise  # lxml is for those who speak XML

    return serialise(event)


def opened(message: bytes) -> AuditEvent:
    """The event in a syslog message. Raises MalformedMessage where it is none, or tells of no event."""
    from harness.messages.audit import dicom

    return dicom.parse(syslog.parse(message).payload)
