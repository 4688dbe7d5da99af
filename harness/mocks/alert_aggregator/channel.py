"""How an alert reaches a person: a channel (SMS, e-mail, a screen) that mACM leaves open. Knows words, no FHIR."""

from __future__ import annotations

import logging
from typing import Protocol

_log = logging.getLogger(__name__)


class Channel(Protocol):
    """What brings a text to a recipient."""

    def deliver(self, text: str, recipient: str) -> bool:
        """Brings `text` to the `recipient` (an address or a name); False where that cannot be done."""


class LogChannel:
    """Writes each alert to the log, and calls it delivered."""

    def deliver(self, text: str, recipient: str) -> bool:
        """Always True."""
        _log.info("Alert to %s: %s", recipient, text)
        return True
