"""Who plays whom in one play, and which castings of a scenario can judge anybody. Plays nothing itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from harness.checks.passing import PASSING
from harness.participants import Participant
from harness.scenario.ears import ENDPOINTS
from harness.scenario.in_words import REPOSITORY
from harness.scenario.nodes import secured
from harness.scenario.script import Script, Send
from harness.transactions import Transaction
from harness.transactions.record_audit_event import AUDIT


@dataclass(frozen=True, slots=True)
class Casting:
    """Participants by the actor they play; an actor that is not named is played by a reference mock.

    With `between`, an interoperability layer stands between the actors of the scenario: the participant that plays it,
    else our own.
    """

    participants: Mapping[str, Participant]
    between: bool = False

    @property
    def name(self) -> str:
        """``rehearsal``, ``OpenCR as client_registry``, several joined by `` + ``; ``… through a layer``."""
        told = " + ".join(f"{one.name} as {actor}" for actor, one in self.participants.items()) or "rehearsal"
        return f"{told} through a layer" if self.between and LAYER not in self.participants else told

    def passes(self, transaction: type[Transaction]) -> bool:
        """Whether a layer stands in the way of `transaction`."""
        return self.between and not transaction.direct

    def names(self, actors: Sequence[str]) -> dict[str, str]:
        """Each of `actors`, and a layer between them, with its participant's name, "" for a reference mock."""
        cast = (*actors, LAYER) if self.between else actors
        return {actor: self.participants[actor].name if actor in self.participants else "" for actor in cast}


@dataclass(frozen=True, slots=True)
class Declined:
    """A casting that is not played, and why: NOT APPLICABLE, or INCONCLUSIVE where it is `applicable`."""

    casting: Casting
    reason: str
    applicable: bool = False
    caused_by: str = "the harness"


REHEARSAL = Casting({})
LAYER, PASSED_ON = "interoperability_layer", ("fhir", "hl7v2")
LED = (*PASSED_ON, "adx", "csd")
"""What a layer leads on: aggregate data too where it maps codes, and CSD where the scenario names it."""


def castings(
    script: Script, participants: Sequence[Participant], *, pairs: bool = False, layer: bool = False
) -> Iterator[Casting]:
    """Every casting that `participants` allow: one participant at a time, and in `pairs` two against each other.

    Without participants it is the rehearsal. A participant is cast only as an actor that the script judges, and never
    where that actor has to misbehave; a pair only where each of the two is judged. An interoperability layer among
    them is cast between our own mocks, and in `pairs` between all others too. With `layer`, ours stands between all;
    where the layer has work of its own, one always does.
    """
    found = list(_castings(script, participants, pairs=pairs))
    if not judged_between(script):
        yield from (Casting(one.participants, between=LAYER in script.actors) for one in found)
        return
    yield from (Casting(one.participants, between=layer) for one in found)
    for brought in (one for one in participants if LAYER in one.actors):
        behind = (REHEARSAL, *found) if pairs else (REHEARSAL,)
        for one in behind:
            if brought.name not in {other.name for other in one.participants.values()}:
                yield Casting({**one.participants, LAYER: brought}, between=True)


def judged_between(script: Script) -> tuple[str, ...]:
    """What a layer between the actors of `script` is judged by, unasked; nothing where none can stand there."""
    apart = not {LAYER, REPOSITORY} & {*script.actors} and not script.misbehaving
    return tuple(PASSING) if apart and _passes_through(script) else ()


def _passes_through(script: Script) -> bool:
    """Whether a layer can stand between: all is said in protocols that it passes on, and by who is told to."""
    apart = (one.unprompted or one.secured or (one.direct and not one.looked_up) for one in script.transactions)
    return not any(apart) and all(one.endpoint in PASSED_ON for one in script.transactions)


def _castings(script: Script, participants: Sequence[Participant], *, pairs: bool) -> Iterator[Casting]:
    if not participants:
        yield REHEARSAL
        return
    brought = [(actor, [one for one in participants if actor in one.actors]) for actor in script.actors]
    for actor, candidates in brought:
        judged = actor in script.judged_actors and actor not in script.misbehaving
        yield from (Casting({actor: one}) for one in candidates if judged)
    if pairs and not script.misbehaving:
        present = {actor: candidates for actor, candidates in brought if candidates}
        meeting = {*script.judged_actors, REPOSITORY} if _tellers(script) <= present.keys() else script.judged_actors
        everybody = [(actor, candidates) for actor, candidates in present.items() if actor in meeting]
        for chosen in product(*(candidates for _, candidates in everybody)):
            cast = {actor: one for (actor, _), one in zip(everybody, chosen, strict=True)}
            everybody_once = len({one.name for one in chosen}) == len(chosen)
            if len(cast) > 1 and everybody_once and cast.keys() & script.judged_actors:
                yield Casting(cast)


def _tellers(script: Script) -> set[str]:
    """Who tells a repository of what it did; a participant's repository is cast where all of them are participants."""
    return {send.initiator for send in script.sends if send.transaction.endpoint == AUDIT}


def play_name(script: Script, casting: Casting) -> str:
    """What a play is called, the first time: ``scenario[casting]``."""
    return f"{script.name}[{casting.name}]"


def asked_of(script: Script, casting: Casting) -> Iterator[Participant]:
    """Those whom a person or a program has to make send something in a play."""
    names = dict.fromkeys(one.initiator for one in script.sends if not one.transaction.unprompted)
    return (casting.participants[each] for each in names if each in casting.participants)


def needs_listener(script: Script, casting: Casting) -> bool:
    """Whether anything in a play goes to our listener: what a participant sends, or what is sent to a mock of ours."""
    if not casting.participants:
        return False
    apart = ("hl7v2", AUDIT, *ENDPOINTS.values())
    met = ((one.initiator, one.responder) for one in script.sends if one.transaction.endpoint not in apart)
    cast = casting.participants
    return casting.between or any(sender in cast or taker not in cast for sender, taker in met)


def decline(script: Script, casting: Casting) -> Declined | None:
    """Why `casting` cannot be played, or None when it can."""
    if reason := _unheard(script, casting):
        return Declined(casting, reason, applicable=False)
    for actor, one in casting.participants.items():
        if reason := _not_applicable(script, actor, one):
            return Declined(casting, reason, applicable=False)
        if reason := _must_not_write(script, actor, one):
            return Declined(casting, reason, applicable=True)
    return None


def _unheard(script: Script, casting: Casting) -> str:
    """Why somebody's audit events cannot reach the repository that is cast, "" where they can."""
    repository = casting.participants.get(REPOSITORY)
    for teller in (casting.participants[one] for one in _tellers(script) if one in casting.participants):
        way = ENDPOINTS.get(teller.audits, "")
        if repository is not None and way and way not in repository.endpoints:
            return f"{teller.name} tells by {teller.audits}, and {repository.name} has no {way} endpoint"
    return ""


def _not_applicable(script: Script, actor: str, one: Participant) -> str:
    if actor == LAYER:
        lacking = {transaction.endpoint for transaction in script.transactions} - one.endpoints.keys()
        return f"{one.name} has no {' and no '.join(sorted(lacking))} endpoint" if lacking else ""
    for transaction in script.transactions:
        if transaction.option and transaction.option in one.not_supported:
            why = one.not_supported[transaction.option]
            return f"{one.name} declares the option {transaction.option} unsupported: {why}"
    guarded = any(_shows_tokens(send, actor) for send in script.sends)
    if guarded and one.tokens is None:
        return f"{one.name} takes part in no IUA: there is no [participants.tokens] in its TOML"
    if not one.is_node and any(
        send.transaction.mutual and actor in (send.initiator, send.responder) for send in script.sends
    ):
        why = "the event has no certificates ([harness] certificates), so nobody can show one"
        return f"{one.name} is no secure node: {why}"
    for transaction in _sent_to(script, actor, one):
        role, endpoint = transaction.responder_role, transaction.endpoint
        if endpoint == AUDIT:  # in whichever way it is told
            continue
        if role and role not in one.ihe_actors:
            return f"{one.name} does not play the IHE actor {role}"
        if endpoint not in one.endpoints:
            return f"{one.name} has no {endpoint} endpoint"
        if transaction.secured and not secured(one, endpoint):
            return f"{one.name} does not speak TLS: {one.endpoints[endpoint]}"
    for transaction in _sent_by(script, actor):
        role = transaction.initiator_role
        if (not role or role in one.ihe_actors) and not one.speaks(transaction.endpoint):
            if transaction.endpoint == AUDIT:
                return f'{one.name} sends no audit events: there is no audits = "…" in its TOML'
            return f"{one.name} does not speak {transaction.endpoint}"
    roles = [judgement.role for judgement in script.judgements if judgement.actor == actor]
    if roles and not any(not role or role in one.ihe_actors for role in roles):
        return f"{one.name} does not play the IHE actor {' or '.join(dict.fromkeys(roles))}"
    return ""


def _shows_tokens(send: Send, actor: str) -> bool:
    """Whether `actor` has to show a token, or to look at one."""
    looks = send.responder == actor and send.transaction.endpoint != "oauth"
    return send.transaction.guarded and (looks or send.initiator == actor)


def _must_not_write(script: Script, actor: str, one: Participant) -> str:
    writes = any(transaction.writes for transaction in _sent_to(script, actor, one))
    if not writes or one.may_be_written_to:
        return ""
    told = [send.spared for send in script.sends if send.responder == actor and send.transaction.writes]
    instead = (
        "; or name a patient whom it knows ([participants.known_patient]), and it is only read" if all(told) else ""
    )
    return (
        f"this scenario writes to {one.name}, which is not on this machine: say test_system = true in its TOML "
        f"(or --test-system) if it holds no real people{instead}"
    )


def _sent_by(script: Script, actor: str) -> Iterator[type[Transaction]]:
    """What whoever plays `actor` has to send."""
    yield from (send.transaction for send in script.sends if send.initiator == actor and not send.transaction.wrong)


def _sent_to(script: Script, actor: str, one: Participant) -> Iterator[type[Transaction]]:
    """What `one` is sent as `actor`; nobody is fed to who names a patient for this."""
    for send in script.sends:
        left_out = one.is_spared or (send.transaction.dispensable and not one.may_be_written_to)
        if send.responder == actor and not (send.spared and left_out):
            yield send.transaction
