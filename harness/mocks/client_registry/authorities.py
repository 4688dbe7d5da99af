"""Which identifier domains a client registry serves, and who may feed them. Knows domains, not patients."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence

from harness.openhie.domains import Domain, domain_of


class Authorities:
    """The domains that are served. A domain that names its `authority` takes identifiers from that source alone."""

    def __init__(self, domains: Sequence[Domain]) -> None:
        self.domains = tuple(domains)

    def domain(self, system: str) -> Domain | None:
        """The served domain that `system` means in any of its forms, or None."""
        return domain_of(system, self.domains)

    def canonical(self, system: str) -> str:
        """The one name of an identifier system: the domain's URI, `system` itself where it is not served."""
        found = self.domain(system)
        return found.uri if found else system


def source_of(authorization: str) -> str:
    """Who a request says that it comes from: the user of Basic, ``client_id``, ``azp`` or ``sub`` of a bearer's JWT.

    Nothing is verified: that is for whoever stands before this service. Empty where nobody is named.
    """
    scheme, _, credentials = authorization.partition(" ")
    try:
        if scheme.lower() == "basic":
            return base64.b64decode(credentials).decode("utf-8").partition(":")[0]
        if scheme.lower() == "bearer" and credentials.count(".") == 2:
            claims = json.loads(base64.urlsafe_b64decode(credentials.split(".")[1] + "=="))
            return next((str(claims[name]) for name in ("client_id", "azp", "sub") if name in claims), "")
    except (binascii.Error, UnicodeDecodeError, ValueError, TypeError):
        return ""
    return ""
