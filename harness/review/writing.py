"""Writes acts into the ledger of a run, in a file of this page's own. Knows no form and no page."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from pathlib import Path

from harness.errors import EvidenceLost, UsageError
from harness.evidence.ledger import Ledger
from harness.evidence.record import Act, Picture
from harness.evidence.redaction import Redactor


class Writer:
    """Writes to the run in `folder`; the file is begun with the first act. Safe to call from several threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._redactor = Redactor()
        self._ledger: Ledger | None = None
        self._lock = threading.Lock()

    def hide(self, tokens: Iterable[str]) -> None:
        """From now on these are never written, whatever somebody types."""
        for token in tokens:
            self._redactor.learn(token)

    def write(self, act: Act, pictures: Iterable[Picture]) -> None:
        """Write `act` down; it is with the operating system when this returns.

        Raises EvidenceLost where there is no room, and nothing of it is kept.
        """
        with self._lock:
            if self._ledger is None:
                try:
                    self._ledger = Ledger(self._folder, writer="review", redactor=self._redactor)
                except UsageError as error:
                    raise EvidenceLost(str(error)) from error
            self._ledger.add_act(act, pictures)

    def close(self) -> None:
        """Stop writing."""
        with self._lock:
            if self._ledger is not None:
                self._ledger.close()
