"""SOAP 1.2 envelopes, WS-Addressing headers and faults as bytes, both ways. Knows SOAP, not what is inside.

W3C SOAP 1.2 part 1, WS-Addressing 1.0 (core and SOAP binding), ITI TF-2 Appendix V. Reading resolves no entity and
fetches nothing.
"""

from __future__ import annotations

from harness.messages.soap.envelope import (
    ADDRESSING,
    ANONYMOUS,
    MEDIA_TYPE,
    SOAP,
    Addressing,
    Envelope,
    action_in,
    content_type,
    parse,
    serialise,
)
from harness.messages.soap.fault import Fault, fault_in

__all__ = [
    "ADDRESSING",
    "ANONYMOUS",
    "MEDIA_TYPE",
    "SOAP",
    "Addressing",
    "Envelope",
    "Fault",
    "action_in",
    "content_type",
    "fault_in",
    "parse",
    "serialise",
]
