"""What a client registry is told beside its domains: how it links, what it says in HL7 v2, whom it tells. Data."""

from __future__ import annotations

from dataclasses import dataclass, field

from harness.openhie.domains import DEFAULT_DOMAINS

NATIONAL = DEFAULT_DOMAINS[3].uri


@dataclass(frozen=True, slots=True)
class Linking:
    """Whose records are taken for one person's.

    `shared` are the domains whose identifiers link the records that share one: ``any``, ``national``, or ``none``.
    `demographics`: the same names, whole birth date and gender. `mother`: the same mother's identifier, whole birth
    date and gender, where no name and no birth order speaks against it. `likeness`: names, birth date and gender that
    are as alike as this, from 0 to 1; 0 is never.
    """

    shared: str = "any"
    demographics: bool = True
    mother: bool = False
    likeness: float = 0.0


@dataclass(frozen=True, slots=True)
class Speech:
    """How a registry speaks HL7 v2.

    `application` and `facility` are its own names. `repeats_queried` puts the identifier that was asked with into the
    answer to ITI-9; IHE leaves it out, the OHIE-CR cases want it. `completes_authority` takes an identifier without
    assigning authority for one of the domain that its sender feeds. `similar_names` finds who has a similar name where
    nobody has the very name.
    """

    application: str = "CR1"
    facility: str = "MOH_CAAT"
    repeats_queried: bool = False
    completes_authority: bool = False
    similar_names: bool = True


@dataclass(frozen=True, slots=True)
class Consumer:
    """Somebody who is told of changed cross-references (ITI-10): where, under which names, of which domains.

    `address` is ``mllp://host:port``; `domains` are URIs, none for every domain.
    """

    address: str
    application: str = ""
    facility: str = ""
    domains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """All of it. `national` are the domains (URIs) whose identifiers anybody may mention beside one of his own; `ssn`
    is the domain of PID-19, empty where PID-19 is in none. Nobody is taken in without an identifier of each domain that
    is `required`. With an `issuer` only its tokens open the door over HTTP, those that were made for `audience` (IUA).
    """

    linking: Linking = field(default_factory=Linking)
    speech: Speech = field(default_factory=Speech)
    consumers: tuple[Consumer, ...] = ()
    national: frozenset[str] = frozenset({NATIONAL})
    required: frozenset[str] = frozenset()
    ssn: str = NATIONAL
    issuer: str = ""
    audience: str = ""
