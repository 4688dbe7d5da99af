"""The one who does what a task says: sends, reads the answer, and keeps what is on the screen. Knows no pages.

For one thread at a time; `state` may be read from any.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from harness.errors import NonConformance, UsageError
from harness.mocks.auditing import Target
from harness.mocks.errands.answer import answered
from harness.mocks.errands.messenger import Messenger
from harness.mocks.point_of_service import screen_v2, sight
from harness.mocks.point_of_service.conduct import Conduct
from harness.mocks.point_of_service.configuration import Configuration
from harness.mocks.point_of_service.line import Line
from harness.mocks.point_of_service.patient_index import PatientIndex
from harness.mocks.point_of_service.screen import Screen
from harness.mocks.point_of_service.task import Errand, Task
from harness.mocks.point_of_service.tasks_v2 import ErrandV2, TaskV2
from harness.openhie.domains import DEFAULT_DOMAINS
from harness.transactions import Person, Source, Transaction
from harness.transport.authentication import ClientCertificate
from harness.transport.http_client import Exchange

BLANK = Screen()


@dataclass(frozen=True, slots=True)
class State:
    """What there is to see: the screen, the exchange behind it, and the clinic's patients, the newest first."""

    screen: Screen = BLANK
    exchange: Exchange | None = None
    patients: tuple[Person, ...] = ()


class Desk:
    """Carries out tasks towards the registry, one at a time."""

    def __init__(self, configuration: Configuration, conduct: Conduct) -> None:
        self.registry = configuration.registry
        self.index = PatientIndex(configuration.domain, start=configuration.start_number)
        self.state = State()
        known = {one.uri: one for one in (*DEFAULT_DOMAINS, configuration.domain)}
        source = Source(configuration.domain, self.index.identifier_of, domains=tuple(known.values()))
        self._conduct = conduct
        self._following: Transaction | None = None
        self._token = ""
        self._messenger = Messenger(source, conduct)
        self._line = Line(source, conduct)

    def reports_to(self, target: Target | None) -> None:
        """From now on `target` is told of what is done here (ITI-20)."""
        self._conduct.reports_to(target)

    def close(self) -> None:
        """Close every connection."""
        self._messenger.close()
        self._line.close()

    def carry_out(self, task: Task | TaskV2, base: str = "") -> None:
        """Do what `task` says at the FHIR base URL or MLLP address `base`, or at the clinic's own registry.

        Raises nothing for what the task says or the network does: the screen tells of it.
        """
        shown, self.state, exchange = self.state.screen, replace(self.state, screen=BLANK), None
        try:
            errand = task.errand(self.index, self._following)
            if isinstance(errand, ErrandV2):
                exchange = self._line.send(errand.transaction, base)
                screen = self._read_v2(errand, exchange)
            else:
                exchange = self._send(errand, base or self.registry)
                self._token = _token_in(exchange) or self._token
                screen = self._read(errand, exchange, base or self.registry)
            if errand.adds and not screen.error:
                screen = replace(screen, patients=(*shown.patients, *screen.patients))
        except UsageError as fault:
            screen = Screen(error=str(fault))
        self.state = State(screen, exchange, self.index.everybody)

    def is_node(self, own: ClientCertificate, authority: str) -> None:
        """From now on TLS is spoken with this certificate, and with whom this authority vouches for."""
        self._messenger.is_node(own, authority)
        self._line.speaks_tls(self._conduct.speaks_tls(own, authority))

    def is_known_as(self, client: str, secret: str) -> None:
        """From now on this is who we are at an authorization server."""
        self._messenger.is_known_as(client, secret)

    def sees(self, question: Mapping[str, Any]) -> str:
        """What the screen shows: yes, no, cannot tell."""
        return sight.seen(question, self.state.screen)

    def _send(self, errand: Errand, base: str) -> Exchange:
        shown = (("Authorization", f"Bearer {self._token}"),) if errand.shows_token else ()
        return self._messenger.send(errand.transaction, base, headers=shown)

    def _read(self, errand: Errand, exchange: Exchange, base: str) -> Screen:
        answer = answered(exchange)
        screen = errand.read(answer)
        if screen.searched:
            screen = self._conduct.shows(answer, screen)
        self._following, astray = _next_page(errand.transaction, exchange, base)
        return self._concluded(errand, screen, astray)

    def _read_v2(self, errand: ErrandV2, exchange: Exchange) -> Screen:
        answer = screen_v2.answered(exchange)
        body = exchange.response.body if exchange.response else b""
        self._following = None if answer.refusal else errand.transaction.following(body, "", "")
        return self._concluded(errand, errand.read(answer), "")

    def _concluded(self, errand: Errand | ErrandV2, screen: Screen, astray: str) -> Screen:
        if errand.forgets and not screen.error:
            self.index.forget(errand.forgets)
        note = " ".join(filter(None, (errand.told if not screen.error else "", screen.note, astray)))
        return replace(screen, note=note, more=self._following is not None)


def _token_in(exchange: Exchange) -> str:
    """The access token in an answer, "" where there is none."""
    try:
        told = json.loads(exchange.response.body) if exchange.response else {}
    except ValueError:
        return ""
    return str(told.get("access_token", "")) if isinstance(told, dict) else ""


def _next_page(transaction: Transaction, exchange: Exchange, base: str) -> tuple[Transaction | None, str]:
    """The next page, and why there is none where its link leads away from the registry."""
    response = exchange.response
    if response is None:
        return None, ""
    try:
        return transaction.following(response.body, response.header("content-type") or "", base), ""
    except NonConformance as astray:
        return None, f"There are more, but their link leads away from the registry: {astray.found}"
