"""What a country's rules add to what people are asked for. Sends and judges nothing."""

from __future__ import annotations

from typing import Any

from harness.openhie.requirements import Catalogue
from harness.transactions import Transaction


def asked(transaction: Transaction, catalogue: Catalogue) -> tuple[str, dict[str, Any]]:
    """What a person is asked to do, and a machine; in a feed also the identifiers that the country wants."""
    words, task = transaction.instruction(), transaction.task()
    uris = [uri for uri in catalogue.identifiers.values() if transaction.feeds and uri not in words]
    if not uris:
        return words, task
    also = {"also": [*task["also"], *uris]} if "also" in task else {}
    return f"{words} (with a number of {' and '.join(uris)} too)", task | also
