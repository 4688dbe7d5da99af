"""Which of our own mocks keep what they are answered, and telling them. Knows nothing of what they keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.evidence.exchange import Exchange
from harness.mocks import MOCKS

if TYPE_CHECKING:
    from harness.scenario.premises import Premises

PUPILS = frozenset(one.actor for one in MOCKS.values() if one.learns)


def teach(premises: Premises, exchange: Exchange, slug: str) -> None:
    """Tell our mock of the initiator, as `slug` reaches it, what it was answered in `exchange`, if it keeps that."""
    if exchange.initiator in PUPILS:
        premises.mock(slug, exchange.initiator).learns(exchange)
