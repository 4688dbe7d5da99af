"""The update client of an interlinked registry (ITI-91, ITI-74): asks, follows every page. Keeps nothing.

A defect overrides one of its methods.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, ClassVar

from lxml import etree

from harness.errors import MalformedMessage, NonConformance
from harness.messages import csd, fhir, soap
from harness.messages.fhir import Resource
from harness.mocks.directory.configuration import Upstream
from harness.mocks.errands.conduct import Conduct
from harness.mocks.errands.messenger import Messenger
from harness.mocks.interlinked_registry.functions import Functions
from harness.mocks.interlinked_registry.linking import Linking
from harness.openhie.domains import DEFAULT_DOMAINS
from harness.transactions import CareServicesModifications, CareServicesUpdates, Identifier, Source, Transaction
from harness.transactions.care_services_query import KINDS
from harness.transport.http_client import Exchange

MOST_PAGES = 1000


class Interlinked(Functions, Linking, Conduct):
    """What it keeps, how it asks for it, and how it answers by CSD."""

    actor: ClassVar[str] = "interlinked_registry"
    teller = "interlinked-registry"

    def updates(self, kind: str, since: str) -> CareServicesUpdates:
        """What it asks for."""
        return CareServicesUpdates(kind, since)

    def modified_since(self, since: str) -> CareServicesModifications:
        """What it asks for by CSD."""
        return CareServicesModifications(since)

    def asked_until(self, exchange: Exchange, bundle: Resource) -> str:
        """From when on to ask the next time, after the first page of an answer: the directory's own time, in UTC.

        "" where the answer does not say.
        """
        meta = bundle.get("meta")
        told = meta.get("lastUpdated") if isinstance(meta, dict) else None
        if isinstance(told, str):
            return told
        date = (exchange.response.header("date") if exchange.response else "") or ""
        with suppress(ValueError):
            return parsedate_to_datetime(date).astimezone(UTC).isoformat().replace("+00:00", "Z")
        return ""

    def next_page(self, asked: Transaction, exchange: Exchange, base: str) -> Transaction | None:
        """What follows an answer."""
        response = exchange.response
        if response is None:
            return None
        with suppress(NonConformance):  # a link that leads elsewhere is not followed
            return asked.following(response.body, response.header("content-type") or "", base)
        return None


class UpdateClient:
    """Asks directories in the name of `registry`, one after the other, and has it learn what they answer."""

    def __init__(self, registry: Interlinked) -> None:
        self._registry = registry
        source = Source(DEFAULT_DOMAINS[0], lambda _, domain: Identifier(domain.uri, ""))
        self._messenger = Messenger(source, registry)
        self._since: dict[tuple[str, str], str] = {}
        self._alone, self._stopped = threading.Lock(), threading.Event()

    def ask(self, kinds: Iterable[str], base: str, actor: str = "") -> None:
        """Ask the directory at `base`, which is `actor` in OpenHIE's words, for updates of `kinds`, page by page."""
        with self._alone:
            for kind in kinds:
                self._ask(kind, base, actor)

    def ask_for_modifications(self, base: str, since: str = "") -> None:
        """Ask the directory whose services in SOAP are at `base` what changed since then (ITI-74).

        Without an instant it is that of the newest change that it told of before.
        """
        with self._alone:
            asked = self._registry.modified_since(since or self._since.get((base, ""), ""))
            document = modifications_in(self._messenger.send(asked, base))
            if document is not None:
                self._registry.remember(document)
                known = [at for one in csd.entities_in(document) if (at := csd.updated(one))]
                self._since.update({(base, ""): max(known).isoformat()} if known else {})

    def stop(self) -> None:
        """Ask for no further page: what was learnt so far stays."""
        self._stopped.set()

    def close(self) -> None:
        """Close every connection."""
        self._messenger.close()

    def _ask(self, kind: str, base: str, actor: str) -> None:
        asked: Transaction | None = self._registry.updates(kind, self._since.get((base, kind), ""))
        for number in range(MOST_PAGES):
            if asked is None or self._stopped.is_set():
                return
            exchange = self._messenger.send(asked, base)
            bundle = history_in(exchange)
            if bundle is None:
                return
            self._registry.learn(bundle, actor, base)
            if number == 0 and (until := self._registry.asked_until(exchange, bundle)):
                self._since[base, kind] = until
            asked = self._registry.next_page(asked, exchange, base)


class Timer:
    """Has `client` ask each of `sources` every so many seconds, on a thread of its own, until it is closed."""

    def __init__(self, client: UpdateClient, sources: Iterable[Upstream]) -> None:
        self._client, self._sources = client, tuple(sources)
        self._over = threading.Event()
        self._due = dict.fromkeys(self._sources, 0.0)
        self._thread = threading.Thread(target=self._run, name="interlinked-registry", daemon=True)
        if self._sources:
            self._thread.start()

    def close(self) -> None:
        """Ask no more."""
        self._over.set()
        self._client.stop()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(max(0.0, min(self._due.values()) - _now())):
            for one in (each for each in self._sources if self._due[each] <= _now()):
                if one.speaks == "csd":
                    self._client.ask_for_modifications(one.base)
                else:
                    self._client.ask(KINDS, one.base, one.actor)
                self._due[one] = _now() + one.every


def history_in(exchange: Exchange) -> Resource | None:
    """The history in an answer; None where there is none."""
    response = exchange.forwarded_response or exchange.response
    if response is None or response.status != 200:
        return None
    try:
        bundle: dict[str, Any] = fhir.read(response.body, response.header("content-type") or "")
    except MalformedMessage:
        return None
    return bundle if (bundle.get("resourceType"), bundle.get("type")) == ("Bundle", "history") else None


def modifications_in(exchange: Exchange) -> etree._Element | None:
    """The CSD document in an answer to ITI-74; None where there is none."""
    response = exchange.forwarded_response or exchange.response
    if response is None or response.status != 200:
        return None
    with suppress(MalformedMessage):
        content = soap.parse(response.body).content
        return None if content is None else csd.document_in(content)
    return None


def _now() -> float:
    return datetime.now(UTC).timestamp()
