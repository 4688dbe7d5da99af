"""Which identifier domains our own registry serves, by who came and what their country asks for. Starts nothing."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence

from harness.openhie.domains import DEFAULT_DOMAINS, Domain
from harness.participants import Participant


def served(participants: Iterable[Participant], required: Sequence[Domain]) -> tuple[Domain, ...]:
    """The usual ones, and those that participants brought: each is fed by whom they name, if they agree.

    Whoever tells of a patient has a number of each that is `required` in its country.
    """
    known = {domain.uri: domain for domain in DEFAULT_DOMAINS}
    brought = dict.fromkeys(domain for one in participants for domain in (*one.domains, *one.issues))
    for domain in brought:
        others = [one for one in brought if one.uri == domain.uri and one != domain]
        known[domain.uri] = _anybody_s(domain) if others else domain
    known |= {domain.uri: _anybody_s(known.get(domain.uri, domain)) for domain in required}
    return tuple(known.values())


def _anybody_s(domain: Domain) -> Domain:
    return dataclasses.replace(domain, application="", facility="")
