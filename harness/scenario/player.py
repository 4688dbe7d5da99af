"""One actor in one play, whoever plays it. Three verbs move a play: sends, answers, shows."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from harness.errors import Inconclusive, NonConformance, NothingReceived
from harness.messages.code_maps import CodeMap
from harness.openhie.domains import DEFAULT_DOMAINS, REGISTRY, UNKNOWN_DOMAIN, Domain
from harness.openhie.preparation import CLINIC_CODES, Preparation
from harness.participants import Participant
from harness.scenario.authorization import audience_at, audience_of
from harness.scenario.between import judge_layer
from harness.scenario.judging import judge_exchange, judge_unheard
from harness.scenario.keeping import found, keep
from harness.scenario.oddities import Oddity
from harness.scenario.sent import Sent
from harness.scenario.sights import Sight
from harness.scenario.terminology import GENDERS, Codes
from harness.scenario.whereabouts import address_of
from harness.transactions import (
    Identifier,
    Kept,
    LoadTerminology,
    PatientIdentityFeed,
    PatientOnTheWire,
    Person,
    Records,
    TerminologyAtHand,
    Transaction,
)

if TYPE_CHECKING:
    from harness.scenario.play import Play

MOST_PAGES = 100
SETTLED = 2.0
"""Seconds, at most, in which a participant that asked for updates has made what it heard its own."""


class Player:
    """One actor in one play: a participant, or a reference mock where `participant` is None."""

    def __init__(self, actor: str, play: Play, participant: Participant | None) -> None:
        self.actor, self.participant = actor, participant
        self._play = play
        self._asked_at = 0.0

    @property
    def name(self) -> str:
        """Who plays it, in words."""
        return self.participant.name if self.participant else f"our reference {self.actor.replace('_', ' ')}"

    @property
    def domains(self) -> tuple[Domain, ...]:
        """The identifier domains that it serves (a registry) or issues (a source)."""
        if self.participant:
            return self.participant.domains or DEFAULT_DOMAINS
        brought = [one for one in self._play.casting.participants.values() if one.domains]
        return brought[0].domains if brought else DEFAULT_DOMAINS

    @property
    def domain(self) -> Domain:
        """The domain that it names its own patients in (a source), or that it lets the harness feed (a registry)."""
        if self.participant is None:
            return self.domains[0]
        own = self.participant.sources.get("harness")
        return self.participant.issues[0] if self.participant.issues else own or self.domains[0]

    @property
    def other_domain(self) -> Domain:
        """A second domain that it serves, for a patient who is known in two places."""
        if not self.other_domains:
            reason = f"{self.name} serves only the domain {self.domains[0].uri}; this needs a second one in its TOML"
            raise Inconclusive(reason, caused_by="the harness")
        return self.other_domains[0]

    @property
    def other_domains(self) -> tuple[Domain, ...]:
        """Every domain that it serves besides its own, those of who else is cast, and those of a country's; or none."""
        required = {*self._play.stage.catalogue.identifiers.values()}
        return tuple(one for one in self._besides if not required & {*one.systems})

    @property
    def _besides(self) -> tuple[Domain, ...]:
        """The same with those in which a country wants every patient to be known."""
        others = [one for one in self._play.casting.participants.values() if one is not self.participant]
        theirs = {self.domain.uri, *(domain.uri for one in others for domain in one.issues)}
        return tuple(one for one in self.domains if one.uri not in theirs)

    @property
    def three_domains(self) -> tuple[Domain, ...]:
        """Three domains that it serves, its own first, for a patient who is known in three places."""
        if len(self.other_domains) < 2:
            raise Inconclusive(f"{self.name} serves {len(self.domains)} domains; this needs three in its TOML")
        return (self.domain, *self.other_domains[:2])

    @property
    def national_domain(self) -> Domain:
        """The domain of national identifiers: that whose namespace is NID, or the third that it serves."""
        national = [one for one in self._besides if one.namespace == "NID"]
        return national[0] if national else self.three_domains[-1]

    @property
    def domain_of_two_names(self) -> Domain:
        """The domain that it lets the harness feed, where it has both an OID and a namespace to go by in HL7 v2."""
        if not (self.domain.oid and self.domain.namespace):
            reason = f"this needs the oid and the namespace of {self.domain.uri} in the TOML of {self.name}"
            raise Inconclusive(reason, caused_by="the harness")
        return self.domain

    @property
    def foreign_domain(self) -> Domain:
        """A domain that it serves, and that is neither its own nor that of national identifiers."""
        return next(one for one in (*self.other_domains, *self.three_domains[1:]) if one != self.national_domain)

    @property
    def unknown_domain(self) -> Domain:
        """A domain that it does not know."""
        return self.participant.unknown_domain if self.participant else UNKNOWN_DOMAIN

    def asks_for_itself(self, transaction: Transaction) -> bool:
        """Whether the participant can send this; where it does not play that IHE actor, the harness does instead."""
        role = transaction.initiator_role
        plays = self.participant is not None and (not role or role in self.participant.ihe_actors)
        return plays and not transaction.looked_up

    @property
    def called(self) -> tuple[str, str]:
        """Application and facility by which others write to it in HL7 v2 (MSH-5, MSH-6).

        Who is no registry, and gave no name of its own, is called as it calls itself when it feeds its domain.
        """
        one = self.participant
        own = (one.application, one.facility) if one else REGISTRY
        return self.domain.sender if own == REGISTRY and self.actor != "client_registry" else own

    def sends(self, transaction: Transaction, *, to: Player) -> Sent:
        """Carry out `transaction`, or wait until the participant that plays this actor does.

        What every exchange is judged by unasked is judged here. Raises Inconclusive for what is nobody's fault yet.
        """
        first = self._send(transaction, to)
        this, following = first, self._following(first, to)
        while following is not None and len(first.later) < MOST_PAGES:
            time.sleep(following.pause)
            this = self._send(following, to)
            first.later.append(this)
            following = self._following(this, to, first=first)
        return first

    def knows(self, person: Person, *, by: Player) -> PatientOnTheWire:
        """A patient whom this actor knows: `person`, whom the source `by` feeds to it.

        Where it is only read from, the patient whom its participant names, and nobody is fed.
        """
        one = self.participant
        if one is None or one.known_patient is None or not one.is_spared:
            return by.sends(PatientIdentityFeed(person), to=self).patient
        known = one.known_patient
        identifier = Identifier(known.domain.uri, known.value)
        told = {"identifier": [{"system": identifier.system, "value": identifier.value}]}
        return PatientOnTheWire({"resourceType": "Patient", **told, "name": [{"family": known.family}]}, identifier)

    def stores(self, records: Records, *, by: Player) -> Kept:
        """`records` as this directory keeps them: the source `by` feeds them to it, one after the other (ITI-130)."""
        return keep(self._play, records, by=by, to=self)

    def mirrors(self, kept: Kept, *, by: Player) -> Kept:
        """What another directory keeps, as this one has it: `by` asks for each by its identifier (ITI-90)."""
        return found(kept, by=by, to=self)

    def address_of(self, record: str) -> str:
        """Where others find `record` (``Patient/17``), which this actor keeps: a url."""
        return address_of(self._play, self, record)

    def knows_codes(self, codes: Codes, *, by: Player) -> Codes:
        """Codes that this terminology service has: `codes`, loaded by the harness in the name of `by`.

        Where it may only be read from, those that come with FHIR R4. Raises Inconclusive where it has not even these.
        """
        spared = self.participant is not None and not self.participant.may_be_written_to
        return self.takes_codes(GENDERS if spared else codes, by=by)

    def takes_codes(self, codes: Codes, *, by: Player) -> Codes:
        """`codes`, loaded by the harness in the name of `by` where this terminology service has them not yet."""
        last = codes.resources[-1]["url"] if codes.resources else codes.value_set
        at_hand = by.sends(TerminologyAtHand(f"url={last}"), to=self).matches
        if any(one.get("url") == last for one in at_hand):
            return codes
        if not codes.resources:
            raise Inconclusive(f"{self.name} does not have {codes.value_set}, which FHIR R4 has", caused_by=self.actor)
        for resource in codes.resources:
            by.sends(LoadTerminology(resource), to=self)
        return codes

    @property
    def audience(self) -> str:
        """Whom a token for this actor is made for."""
        if self.participant is None:
            return audience_of(self.actor)
        return audience_at(self.participant)

    def trusts(self, server: Player) -> None:
        """Only tokens of `server` open this actor's door until the play ends; of a participant its TOML says so."""
        self._play.stage.guard(self._play, self, server)

    def prepares(self, preparation: Preparation) -> None:
        """See, in a `given`, that its participant was set up so. Raises Inconclusive where it was not."""
        self._play.stage.prepare(self._play, self, preparation)

    def repeats_nothing(self, told: Sent) -> None:
        """Does not tell a second time, within a second, what it `told` on its own account. A NonConformance if so."""
        self._play.stage.repetition.look_for(told, self._play, self)

    def maps(self, codes: CodeMap) -> None:
        """This actor, a layer, maps the codes of reports by `codes` until the play ends; a participant is told to."""
        self._play.codes = codes
        self.prepares(CLINIC_CODES)

    def answers(self, oddity: Oddity) -> None:
        """Our responder answers queries with this oddity from now on, until the play ends."""
        self._play.stage.answer_oddly(self._play, self, oddity)

    def shows(self, sight: Sight) -> None:
        """What the person at this actor's screen sees. A NonConformance when it is not `sight`."""
        self._play.stage.look(self._play, self, sight)

    def settle(self) -> None:
        """Give a participant that asked for updates the time to make what it heard its own."""
        if self.participant is not None and self._asked_at:
            time.sleep(max(0.0, self._asked_at + min(SETTLED, self.participant.patience / 40) - time.monotonic()))
            self._asked_at = 0.0

    def _send(self, transaction: Transaction, to: Player) -> Sent:
        to.settle()
        try:
            exchange, base = self._play.stage.carry(self._play, transaction, initiator=self, responder=to)
        except NothingReceived as nothing:
            if not transaction.silence:
                raise
            judge_unheard(self._play, transaction, self, nothing.reason)
        self._asked_at = time.monotonic() if transaction.early else self._asked_at
        sent = Sent(transaction, exchange, base, self._play.domains)
        if self._play.given is not None:
            self._play.given.append(exchange)
        if transaction.stopped:
            return sent
        if self._play.casting.passes(type(transaction)):
            judge_layer(self._play, exchange)
        judge_exchange(self._play, sent, to)
        return sent

    def _following(self, sent: Sent, to: Player, *, first: Sent | None = None) -> Transaction | None:
        if sent.exchange.response is None:
            return None
        response, transaction = sent.response, sent.transaction
        base = to.participant.endpoints.get(transaction.endpoint, sent.base) if to.participant else sent.base
        if self._play.casting.passes(type(transaction)):
            response, base = self._play.stage.between.as_answered(self._play, sent, to)
        try:
            return transaction.following(response.body, response.header("content-type") or "", base)
        except NonConformance as astray:
            astray.exchange = sent.exchange.id
            (first or sent).astray.append(astray)
            return None
