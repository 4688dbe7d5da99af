"""What SOAP 1.2 and WS-Addressing 1.0 are called on the wire. Knows no XML."""

from __future__ import annotations

import re

SOAP = "http://www.w3.org/2003/05/soap-envelope"
ADDRESSING = "http://www.w3.org/2005/08/addressing"
ANONYMOUS = f"{ADDRESSING}/anonymous"
MEDIA_TYPE = "application/soap+xml"

_ACTION = re.compile(r';\s*action\s*=\s*(?:"([^"]*)"|([^;\s]+))', re.IGNORECASE)


def content_type(action: str = "") -> str:
    """The media type of a SOAP 1.2 message in HTTP, with its action where one is given (RFC 3902)."""
    return f"{MEDIA_TYPE}; charset=UTF-8" + (f'; action="{action}"' if action else "")


def action_in(content_type: str) -> str:
    """The action that a Content-Type names, "" where it names none."""
    found = _ACTION.search(content_type)
    return (found.group(1) or found.group(2) or "") if found else ""
