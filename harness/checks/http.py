"""Checks on HTTP answers (RFC 9110). Knows status and header fields, not what the content means."""

from __future__ import annotations

from harness.checks.check import check
from harness.errors import NonConformance
from harness.evidence.exchange import Message
from harness.messages import fhir


@check
def answered(response: Message, *statuses: int) -> None:
    """The answer has one of `statuses`."""
    if response.status not in statuses:
        raise NonConformance("HTTP status", expected=" or ".join(map(str, statuses)), found=response.status)


@check
def refused(response: Message) -> None:
    """The request was refused as the sender's own mistake: 400 to 499."""
    if not 400 <= response.status <= 499:
        raise NonConformance("HTTP status", expected="400 to 499: a refusal", found=response.status)


@check
def written_as(response: Message, media_type: str) -> None:
    """The answer says that it is written as `media_type`."""
    found = response.header("content-type") or "no Content-Type"
    if fhir.media_type(found) != media_type:
        raise NonConformance("Content-Type", expected=media_type, found=found)
