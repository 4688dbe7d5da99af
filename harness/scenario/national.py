"""What a country's rules add to what people are asked for, and to what we feed. Sends and judges nothing."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any

from harness.openhie.domains import DEFAULT_DOMAINS, Domain, domain_of
from harness.openhie.requirements import Catalogue
from harness.transactions import Transaction


def required(catalogue: Catalogue, domains: Iterable[Domain]) -> tuple[Domain, ...]:
    """The domains in which the country wants every patient to be known, as `domains` have their names."""
    known = (*domains, *DEFAULT_DOMAINS)
    return tuple(domain_of(uri, known) or Domain.of(uri) for uri in catalogue.identifiers.values())


def looks(catalogue: Catalogue, domain: Domain, domains: Iterable[Domain]) -> str:
    """The regular expression of the numbers of `domain`, by whichever of its names the country calls it; or empty.

    Names that `domain` does not tell itself are those of `domains`.
    """
    known = (domain, *domains)
    told = ((domain_of(uri, known), pattern) for uri, pattern in catalogue.numbers.items())
    return next((pattern for one, pattern in told if one and {*one.systems} & {*domain.systems}), "")


def number(pattern: str, chance: random.Random) -> str:
    """A number that looks as the country's do: one that the regular expression `pattern` allows."""
    from rstr import Rstr  # only where a country says how its numbers look

    return str(Rstr(chance).xeger(pattern))


def asked(transaction: Transaction, catalogue: Catalogue) -> tuple[str, dict[str, Any]]:
    """What a person is asked to do, and a machine; in a feed also the identifiers that the country wants."""
    words, task = transaction.instruction(), transaction.task()
    uris = [uri for uri in catalogue.identifiers.values() if transaction.feeds and uri not in words]
    if not uris:
        return words, task
    also = {"also": [*task["also"], *uris]} if "also" in task else {}
    return f"{words} (with a number of {' and '.join(uris)} too)", task | also
