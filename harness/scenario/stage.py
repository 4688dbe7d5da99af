"""What all plays of a process share, and all that touches the world for a player: listener, mocks, people, ledger."""

from __future__ import annotations

import dataclasses
import itertools
import time
from collections import Counter
from typing import Any, Protocol

from harness.checks.validity import judge_by
from harness.conformance import Validator
from harness.errors import NonConformance, NothingReceived
from harness.evidence.exchange import Exchange
from harness.evidence.ledger import Ledger
from harness.evidence.record import Finding, Made, Wait
from harness.mocks.point_of_service.screen import screen_of
from harness.openhie.preparation import Preparation
from harness.openhie.requirements import Catalogue
from harness.participants import Participant, Participants
from harness.scenario.between import Between
from harness.scenario.in_words import REPOSITORY
from harness.scenario.in_words import told as told_of
from harness.scenario.inbox import Address, Inbox
from harness.scenario.inbox import Wait as OpenWait
from harness.scenario.judging import RUN_TAG
from harness.scenario.national import asked, required
from harness.scenario.oddities import Oddity
from harness.scenario.operator import Instruction, Operator
from harness.scenario.outages import OUT_OF_SERVICE, begin
from harness.scenario.own_layer import OWN
from harness.scenario.play import Play
from harness.scenario.player import Player
from harness.scenario.premises import Premises
from harness.scenario.pupils import teach
from harness.scenario.questions import Questions
from harness.scenario.recording import Recording
from harness.scenario.repetition import Repetition
from harness.scenario.sent import home_of
from harness.scenario.sights import Sight
from harness.scenario.unprompted import Unprompted
from harness.scenario.whereabouts import slugs
from harness.transactions import Source, Transaction


class Watcher(Protocol):
    """Who looks on while a run goes on: the terminal, for one."""

    def crossed(self, exchange: Exchange) -> None:
        """An exchange took place."""

    def found(self, finding: Finding) -> None:
        """A requirement was judged."""


class Stage:
    """What all plays of a process share.

    Args:
        run: the run's name; it tags all that the run makes. `seed` repeats its chances.
        participants: who came, possibly nobody.
        catalogue: every requirement.
        ledger: where evidence goes. `prefix` begins the ids of this process's exchanges.
        validator: what says whether a message is valid FHIR; our profiles and R4 when left out.
    """

    def __init__(
        self,
        *,
        run: str,
        seed: str,
        participants: Participants,
        catalogue: Catalogue,
        ledger: Ledger,
        watcher: Watcher,
        operator: Operator,
        prefix: str = "x",
        recording: Recording | None = None,
        validator: Validator | None = None,
    ) -> None:
        self.run, self.seed, self.participants, self.catalogue = run, seed, participants, catalogue
        self.ledger, self.watcher, self.operator, self.recording = ledger, watcher, operator, recording
        self.replays = recording is not None and not recording.go_on
        self.validator, self.arrivals = validator or judge_by(), Counter[str]()  # of messages, by a participant's slug
        self._inbox = Inbox(self._unexpected, self._hold)
        known = [domain for one in participants for domain in one.domains]
        self.premises = Premises(participants, self._heard, replays=self.replays, required=required(catalogue, known))
        self._unprompted = Unprompted(self.premises, self._inbox, recording)
        self.between = Between(self.premises, self._inbox)
        self._numbers, self._waits, self._prefix = itertools.count(1), itertools.count(1), prefix
        self.repetition = Repetition(ledger, self._unprompted, recording, self._waits, written=self._written)
        self._questions = Questions(ledger, operator, recording, self._waits)

    def close(self) -> None:
        """Send everybody home: listeners, mocks, connections."""
        self.between.close()
        self.premises.close()
        self.operator.close()

    def carry(
        self, play: Play, transaction: Transaction, *, initiator: Player, responder: Player
    ) -> tuple[Exchange, str]:
        """Let `transaction` take place; give back the exchange and the responder's address as the initiator knew it.

        What was recorded is not asked for again.
        """
        if self.recording is not None:
            if (recorded := self.recording.next_exchange(play.id, transaction.id)) is not None:
                play.last[initiator.actor] = recorded
                play.exchanges.append(recorded)
                if self.recording.go_on:
                    self._make_known(play, recorded, transaction, initiator=initiator, responder=responder)
                return recorded, recorded.base
            if not self.recording.go_on:
                self.recording.lacks(transaction.id, play.id, play.steps, initiator=initiator.actor)
        play.clock.check()
        with self.between.both_hops(play, transaction, responder) as hops:
            if initiator.participant and initiator.asks_for_itself(transaction):
                exchange, base = self._awaited(play, transaction, initiator, responder)
            elif self._unprompted.is_overheard(play, transaction, initiator):
                exchange, base = self._unprompted.overheard(transaction, initiator, responder)
            else:
                exchange, base = self._sent(play, transaction, responder)
            exchange = hops(exchange)
        exchange = self._written(
            exchange, base, play=play, transaction=transaction, initiator=initiator.actor, responder=responder.actor
        )
        play.last[initiator.actor] = exchange
        self._teach(play, exchange, initiator)
        if responder.participant:
            self._remember_made(play, exchange, transaction, responder.participant)
        return exchange, base

    def probe(self, responder: Player, endpoint: str) -> bool:
        """Whether a participant answers anything at all just now, in the protocol of this `endpoint`."""
        if responder.participant is None or self.replays:
            return True
        return self.premises.probe(responder.participant, endpoint).response is not None

    def guard(self, play: Play, player: Player, server: Player) -> None:
        """Let only tokens of `server` open the door of our mock that plays `player`, until the play ends."""
        for slug in slugs(play, player.actor) if player.participant is None else ():
            self.premises.guard(slug, player.actor, player.audience, server.participant)

    def answer_oddly(self, play: Play, responder: Player, oddity: Oddity) -> None:
        """Let our mock answer searches with `oddity` until the play ends."""
        begin(oddity, play.casting.participants.values(), answers=not self.replays)
        for slug in () if self.replays else slugs(play, responder.actor):
            self.premises.gateway.answer_oddly(slug, responder.actor, oddity)
            self.premises.nodes.show(slug, oddity.face)

    def look(self, play: Play, player: Player, sight: Sight) -> None:
        """Look at `player`'s screen. A NonConformance when `sight` is not there."""
        last = play.last.get(player.actor)
        if player.participant is None:
            response = last.response if last else None
            content_type = (response.header("content-type") or "") if response else ""
            screen = screen_of(response.status, content_type, response.body) if response else screen_of(0, "", b"")
            seen, told = sight.is_on(screen), screen.error or f"{len(screen.patients)} patients"
        else:
            seen = self._questions.answered(play, player.participant, sight.question(), sight.task())
            told = "the person at the screen says no"
        if not seen:
            raise NonConformance("screen", expected=sight.question(), found=told, exchange=last.id if last else "")

    def expect(self, play: Play) -> None:
        """The play begins: be there for what a participant sends on its own account, before anybody waits for it."""
        if not self.replays:
            self._unprompted.expect(play)

    def prepare(self, play: Play, player: Player, preparation: Preparation) -> None:
        """See that `preparation` was made at the player's participant. Raises Inconclusive where it was not."""
        one = player.participant
        if one is None or preparation.id in one.prepared:
            return
        points = preparation.points
        if preparation.reaches:
            reached = play.players[preparation.reaches]
            where = self.premises.base_for(one, reached.actor, reached.participant, preparation.endpoint)
            points = (*points[:-1], f"{points[-1]}, at {where}")
        self._questions.prepared(play, player.actor, one, dataclasses.replace(preparation, points=points))

    def forget(self, play: Play, *, cut_off: bool) -> None:
        """The play is over: answer rightly again, and show what came and nobody waited for, unless it may go on."""
        if not self.replays:
            self._unprompted.forget(play, cut_off=cut_off)
        for actor in play.script.actors:
            for slug in slugs(play, actor):
                self.premises.answer_rightly(slug, actor)

    def _sent(self, play: Play, transaction: Transaction, responder: Player) -> tuple[Exchange, str]:
        endpoint, reached = transaction.endpoint, self.between.layer(play, type(transaction)) or responder.participant
        base = self.premises.base_for_us(responder.actor, reached, endpoint, ours=play.ours)
        call = transaction.call(dataclasses.replace(self._source(play, responder), at=base))
        self._unprompted.speak(call, responder)
        if transaction.secured:
            met = self.premises.meet(transaction, call, responder.participant, responder.actor)
            return met, met.base
        return self.premises.send(call, base, reached), base

    def _awaited(
        self, play: Play, transaction: Transaction, initiator: Player, responder: Player
    ) -> tuple[Exchange, str]:
        participant = initiator.participant
        assert participant is not None
        reached = self.between.layer(play, type(transaction)) or responder.participant
        endpoint = "tls" if transaction.secured else transaction.endpoint
        base = self.premises.base_for(participant, responder.actor, reached, endpoint, within=transaction.endpoint)
        wait = self._inbox.open(OpenWait(participant.slug, responder.actor, transaction, base, play.step_began))
        words, task = asked(transaction, self.catalogue)
        told = Instruction(
            participant.name,
            play.id,
            words,
            base,
            participant.patience,
            transaction.id,
            {**task, "domain": play.players[responder.actor].domain.uri},
            transaction.shape,
            play.sentence,
        )
        deadline, number = time.time() + participant.patience, next(self._waits)
        note = Wait(play.id, play.steps, number, participant.name, told.text, base, deadline, "open", how=told.how)
        self.ledger.add(note)
        state: Any = "expired"
        try:
            if not (transaction.unprompted or wait.arrived.is_set()):
                self.operator.instruct(told, hook=participant.operator)
            with play.clock.stopped():
                exchange = self._inbox.receive(wait, seconds=min(participant.patience, transaction.within))
            state = "received"
            self.operator.tell(f"  received: {told_of(exchange)}")
        except NothingReceived as nothing:
            raise NothingReceived(nothing.reason, caused_by=initiator.actor) from None
        finally:
            self._inbox.close(wait)
            self.ledger.add(dataclasses.replace(note, state=state))
        return exchange, base

    def _source(self, play: Play, responder: Player) -> Source:
        return Source(
            responder.domain,
            play.identifier_of,
            [{"system": RUN_TAG, "code": self.run}],
            domains=play.domains,
            receiver=responder.called,
            control_id=play.next_control_id,
            client=self.premises.identity_at(responder.participant),
            required=required(self.catalogue, play.domains),
        )

    def _make_known(
        self, play: Play, recorded: Exchange, transaction: Transaction, *, initiator: Player, responder: Player
    ) -> None:
        """Let our own mocks know of a recorded exchange what they knew of it before the run was cut off."""
        if responder.participant is None and transaction.writes:
            self.premises.tell_again(recorded, responder.actor, transaction.endpoint, ours=play.ours)
        self._teach(play, recorded, initiator)

    def _teach(self, play: Play, exchange: Exchange, initiator: Player) -> None:
        if initiator.participant is None and exchange.response is not None:
            teach(self.premises, exchange, play.ours)

    def _written(
        self, exchange: Exchange, base: str, *, play: Play, transaction: Transaction, initiator: str, responder: str
    ) -> Exchange:
        name = f"{self._prefix}{next(self._numbers):04d}"
        exchange = exchange.identified(name, transaction.id, initiator=initiator, responder=responder, base=base)
        kept = self.ledger.add_exchange(exchange, play=play.id, step=play.steps)
        play.exchanges.append(kept)
        self.watcher.crossed(kept)
        return exchange  # judged as it crossed: a secret may be an ordinary word

    def _remember_made(self, play: Play, exchange: Exchange, transaction: Transaction, at: Participant) -> None:
        response = exchange.response
        if transaction.writes and response is not None and response.status == 201:
            url = response.header("location") or exchange.address
            self.ledger.add(
                Made(play.id, at.name, url, f"{exchange.request.start.rsplit(' ', 1)[0]} ({transaction.id})")
            )

    def _heard(self, exchange: Exchange, slug: str, actor: str) -> None:
        if exchange.response is not None and exchange.response.status == OUT_OF_SERVICE and actor == REPOSITORY:
            return  # it comes again when we are back
        ours = slug == self.premises.OURS and actor == REPOSITORY
        if ours or slug in (OWN, *(one.slug for one in self.participants)):
            self.arrivals[slug] += 1
            self._inbox.deliver(exchange, slug, actor, home_of(exchange), quiet=ours)

    def _unexpected(self, exchange: Exchange, why: str) -> None:
        exchange = exchange.identified(f"{self._prefix}u{next(self._numbers):04d}")
        self.repetition.remember(exchange)
        self.ledger.add_exchange(dataclasses.replace(exchange, failure=exchange.failure or why))
        self.operator.tell(f"  arrived, and {why}: {told_of(exchange)}; it is kept in the report")

    def _hold(self, exchange: Exchange, address: Address, base: str) -> None:
        """Write down at once what is kept for a wait to come: a run that is cut off now finds it again."""
        name, (slug, actor, _) = f"{self._prefix}h{next(self._numbers):04d}", address
        held = exchange.identified(name, initiator=slug, responder=actor, base=base)
        self.ledger.add_exchange(held, kind="held")
