"""What counts as a refusal over each protocol."""

from __future__ import annotations

import pytest

from harness.evidence.exchange import Exchange, Message
from harness.scenario.in_words import refused


@pytest.mark.parametrize(
    ("protocol", "start", "is_refusal"),
    [
        ("http", "HTTP/1.1 204 No Content", False),
        ("http", "HTTP/1.1 302 Found", True),
        ("tls", "chose TLSv1.3 TLS_AES_256_GCM_SHA384", False),
        ("tls", "alert protocol_version", True),
        ("tls", "closed", True),
    ],
)
def test_a_refusal_is_known_in_each_protocol(protocol: str, start: str, is_refusal: bool) -> None:
    asked, said = Message("", b"", b"", 0.0), Message("", b"", b"", 0.0, start=start)
    assert refused(Exchange("x1", "", "", "", "", asked, said, 0.0, protocol=protocol)) is is_refusal
