"""Participants from the snapshot that a ledger holds: everything but their secrets. Talks to nobody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from harness.openhie.domains import REGISTRY, UNKNOWN_DOMAIN, Domain
from harness.participants.participant import (
    PATIENCE,
    PLAY_LIMIT,
    TIMEOUT,
    KnownPatient,
    Listener,
    Participant,
    Participants,
    Tokens,
)


def restored(snapshots: Iterable[Mapping[str, Any]], listener: Mapping[str, Any] | None = None) -> Participants:
    """Those who came to a run, as its ledger tells; enough to judge its evidence, not to reach anybody.

    `listener` is where the harness listened for them. Where its certificates lay is left out: none is opened again.
    """
    known = {name: value for name, value in (listener or {}).items() if name in _LISTENER}
    return Participants(everyone=tuple(map(_participant, snapshots)), listener=Listener(**known))


_LISTENER = ("listen", "advertise", "port", "tls_port")


def _participant(told: Mapping[str, Any]) -> Participant:
    domains = tuple(_domain(one) for one in told.get("domains", ()))
    by_uri = {one.uri: one for one in domains}
    return Participant(
        name=told["name"],
        slug=told["slug"],
        actors=tuple(told["actors"]),
        ihe_actors=tuple(told.get("ihe_actors", ())),
        organisation=told.get("organisation", ""),
        contact=told.get("contact", ""),
        endpoints=dict(told.get("endpoints", {})),
        timeout=told.get("timeout", TIMEOUT),
        patience=told.get("patience", PATIENCE),
        play_limit=told.get("play_limit", PLAY_LIMIT),
        time_limit=told.get("time_limit", 0.0),
        test_system=told.get("test_system", False),
        rewrite=told.get("rewrite", True),
        not_supported=dict(told.get("not_supported", {})),
        domains=domains,
        issues=tuple(by_uri.get(uri, Domain(uri)) for uri in told.get("issues", ())),
        unknown_domain=_domain(told["unknown_domain"]) if told.get("unknown_domain") else UNKNOWN_DOMAIN,
        sources={name: by_uri.get(uri, Domain(uri)) for name, uri in told.get("sources", {}).items()},
        known_patient=_known(told.get("known_patient"), by_uri),
        operator=told.get("operator", ""),
        protocols=tuple(told.get("protocols", ())),
        application=told.get("application", REGISTRY[0]),
        facility=told.get("facility", REGISTRY[1]),
        prepared=tuple(told.get("prepared", ())),
        ports=(told["ports"][0], told["ports"][1]) if told.get("ports") else None,
        audits=told.get("audits", ""),
        node=told.get("node", ""),
        tls=told.get("tls", False),
        tokens=Tokens(**told["tokens"]) if told.get("tokens") else None,
    )


def _known(told: Mapping[str, str] | None, domains: Mapping[str, Domain]) -> KnownPatient | None:
    return KnownPatient(domains[told["domain"]], told["value"], told["family"]) if told else None


def _domain(told: Mapping[str, str]) -> Domain:
    names = ("oid", "namespace", "authority", "application", "facility")
    return Domain(told["uri"], **{name: told.get(name, "") for name in names})
