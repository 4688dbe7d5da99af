"""SOAP 1.2 envelopes, WS-Addressing headers and faults as bytes, both ways. Knows SOAP, not what is inside.

W3C SOAP 1.2 part 1, WS-Addressing 1.0 (core and SOAP binding), ITI TF-2 Appendix V. Reading resolves no entity and
fetches nothing. What needs lxml is fetched when it is first used (PEP 562).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from harness.messages.soap.names import ADDRESSING, ANONYMOUS, MEDIA_TYPE, SOAP, action_in, content_type

if TYPE_CHECKING:
    from harness.messages.soap.envelope import Addressing, Envelope, parse, serialise
    from harness.messages.soap.fault import Fault, fault_in

_HOMES = {
    **dict.fromkeys(("Addressing", "Envelope", "parse", "serialise"), "envelope"),
    **dict.fromkeys(("Fault", "fault_in"), "fault"),
}

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


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
