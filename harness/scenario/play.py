"""One scenario in one casting, while it is played: its steps, its findings, its people. Knows no wire."""

from __future__ import annotations

import random
import time
import traceback
from collections.abc import Callable
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from harness.errors import (
    EvidenceLost,
    Inconclusive,
    MockFault,
    NonConformance,
    NothingReceived,
    Unreachable,
    UsageError,
)
from harness.evidence.exchange import Exchange
from harness.evidence.record import (
    Ending,
    Finding,
    FindingVerdict,
    Start,
    Step,
    repeated,
    verdict_of,
)
from harness.messages.code_maps import CodeMap
from harness.openhie.domains import DEFAULT_DOMAINS, Domain
from harness.scenario import blame, in_words, national
from harness.scenario.casting import Casting, asked_of, play_name
from harness.scenario.play_clock import PlayClock
from harness.scenario.script import Script
from harness.transactions import Identifier, Person
from harness.verdict import Verdict, combined

if TYPE_CHECKING:
    from harness.scenario.player import Player
    from harness.scenario.stage import Stage

_current: ContextVar[Play] = ContextVar("play")


class PlayOver(Exception):
    """Ends a play early after what ended it was judged already."""


def current() -> Play:
    """The play that is going on. A clear error outside of any."""
    try:
        return _current.get()
    except LookupError:
        raise RuntimeError("given, when, then and patients work only inside a scenario that is being played") from None


class Play:
    """What is going on in one scenario and casting, and what has been found so far.

    All that it draws by chance comes from the run's seed, the scenario, the casting and what is drawn, so it can be
    played again from its evidence. Played for more than the first of so many `times`, it has other people.
    `unreached` is who ended it by not being reached, `unheard` who ended it by sending nothing at all.
    """

    def __init__(self, script: Script, casting: Casting, stage: Stage, *, times: int = 0) -> None:
        from harness.scenario.player import Player

        self.script, self.casting, self.stage = script, casting, stage
        name = play_name(script, casting)
        self.id = repeated(name, times) if times else stage.recording.next_name(name) if stage.recording else name
        self._anew = times > 1 or self._begins_anew(name)
        drawn = self.id if self._anew else stage.recording.begun(name) if stage.recording else name
        self._seed = f"{stage.seed}|{drawn}"
        self.players: dict[str, Player] = {
            actor: Player(actor, self, casting.participants.get(actor)) for actor in script.actors
        }
        self.findings, self.exchanges = list[Finding](), list[Exchange]()
        self.given: list[Exchange] | None = None
        self.last: dict[str, Exchange] = {}  # what each actor began last
        self.lacking: dict[str, str] = {}
        self.unchecked: set[tuple[str, ...]] = set()
        self._steps = self._people = self._messages = 0
        self.sentence, self.step_began = "", 0.0
        self.clock, self.unreached, self.unheard = PlayClock(casting.participants.values()), "", ""
        self.codes: CodeMap | None = None
        self._identifiers: dict[tuple[str, str], Identifier] = {}

    def _begins_anew(self, name: str) -> bool:
        """Whether a play that was cut off is played with other people, since nobody at a keyboard is asked again.

        What was on the wire when the run was cut off is in no ledger, nor what came unprompted and nobody had taken:
        sent again, it would meet what it left behind.
        """
        recording = self.stage.recording
        if recording is None or not recording.go_on or [*asked_of(self.script, self.casting)]:
            return False
        recording.forget(name)
        return True

    @property
    def steps(self) -> int:
        """The number of the step that is going on."""
        return self._steps

    @property
    def ours(self) -> str:
        """The slug under which we reach our own mocks in it, shared with no play that goes on beside it."""
        return ".".join(("harness", *(one.slug for one in self.casting.participants.values())))

    @property
    def domains(self) -> tuple[Domain, ...]:
        """Every identifier domain that somebody in it knows, each once."""
        known = [one for player in self.players.values() for one in (*player.domains, player.unknown_domain)]
        return tuple({one.uri: one for one in (*known, *DEFAULT_DOMAINS)}.values())

    def under_test(self, actor: str) -> bool:
        """Whether this play is about `actor`: a participant plays it, or nobody does anything but us."""
        return actor in self.casting.participants or not self.casting.participants

    def has_said_all(self, line: int) -> bool:
        """Whether nobody who is under test is judged below this `line` of the file; a layer is, to the end."""
        return not self.casting.between and not any(
            one.line > line and self.under_test(one.actor) for one in self.script.judgements
        )

    def level(self, actor: str, requirement: str) -> str:
        """The level at which `actor` is judged: our own mocks keep to the standard, whatever a country made of it."""
        known = self.stage.catalogue.requirement(requirement)
        return known.level if actor in self.casting.participants else known.level_elsewhere

    def step(self, keyword: Any, sentence: str, *, actor: str = "", requirement: str = "") -> None:
        """The play goes on with this sentence."""
        level = self.level(actor, requirement) if requirement else ""
        self._steps += 1
        self.sentence = sentence if keyword != "then" else self.sentence
        self.given = [] if keyword == "given" else None
        self.step_began = at = time.time()
        self.stage.ledger.add(Step(self.id, self._steps, keyword, sentence, at, actor, level, requirement))

    def end_given(self) -> None:
        """A state of the world that was refused cannot be built upon."""
        for exchange in self.given or ():
            if in_words.refused(exchange):
                blame.not_set_up(self, exchange)
        self.given = None

    def chance(self, *what: object) -> random.Random:
        """The chances for `what`: the same in each playing, whatever else was drawn or not drawn before."""
        return random.Random("|".join((self._seed, *map(str, what))))

    def next_person(self) -> int:
        """Counts the people that were minted."""
        self._people += 1
        return self._people

    def next_control_id(self) -> str:
        """An MSH-10 that this playing of the play has not used yet: 17 of the 20 letters that it may have."""
        self._messages += 1
        return f"H{self.chance('message', self.id, self._messages).getrandbits(64):016x}"

    def identifier_of(self, person: Person, domain: Domain) -> Identifier:
        """The identifier that the harness gives `person` in `domain`: minted once, then always the same."""
        key = (person.key, domain.uri)
        if key not in self._identifiers:
            chance, looks = self.chance(*key), national.looks(self.stage.catalogue, domain, self.domains)
            told = national.number(looks, chance) if looks else f"H{chance.randrange(10**11):011d}"
            self._identifiers[key] = Identifier(domain.uri, told)
        return self._identifiers[key]

    def judge(
        self,
        actor: str,
        sentence: str,
        requirement: str,
        fault: BaseException | None,
        exchange: str = "",
    ) -> None:
        """Write down what was found of one requirement and one actor.

        Nothing, where the requirement is one of an IHE actor inside it that the participant does not play, or where
        the country leaves it out.
        """
        participant = self.casting.participants.get(actor)
        known, level = self.stage.catalogue.requirement(requirement), self.level(actor, requirement)
        if known.left_out or (participant and known.ihe_actor and known.ihe_actor not in participant.ihe_actors):
            return
        if isinstance(fault, NonConformance) and fault.exchange in self.lacking:
            fault = Inconclusive(self.lacking[fault.exchange])
        exchange = getattr(fault, "exchange", "") or exchange
        if isinstance(fault, NonConformance) and participant is None and (wrong := blame.wrong_before(self)):
            fault = Inconclusive(f"it may mirror what {wrong.participant} did wrong before: see {wrong.requirement}")
        finding = Finding(
            self.id,
            self._steps,
            requirement,
            actor,
            participant.name if participant else "",
            level,
            self._weighed(fault, level, under_test=participant is not None),
            sentence,
            *self._shown(fault),
            exchange=exchange,
            message=self.stage.ledger.redactor.text(getattr(fault, "message", "")),
        )
        self.findings.append(finding)
        self.stage.ledger.add(finding)
        self.stage.watcher.found(finding)

    def _weighed(self, fault: BaseException | None, level: str, *, under_test: bool) -> FindingVerdict:
        if isinstance(fault, Inconclusive):
            return "INCONCLUSIVE"
        if fault is None:
            return "PASS"
        return "NOTED" if level != "SHALL" else "FAIL" if under_test else "ERROR"

    def _shown(self, fault: BaseException | None) -> tuple[str, str, str]:
        """Where, expected and found, without secrets."""
        hide = self.stage.ledger.redactor.text
        if isinstance(fault, NonConformance):
            return hide(fault.where), hide(fault.expected), hide(fault.found)
        return "", "", hide(fault.reason) if isinstance(fault, Inconclusive) else ""

    def perform(self, scenario: Callable[..., None]) -> Ending:
        """Play `scenario` to its end and say how it ended. Only KeyboardInterrupt and SystemExit are let through."""
        names = self.casting.names(self.script.actors)
        self.stage.ledger.add(Start(self.id, self.script.name, self.script.workflow, names, time.time(), self._anew))
        token = _current.set(self)
        reason, caused_by, trace, cut_off = "", "", "", False
        try:
            self.stage.expect(self)
            scenario(**self.players)
        except PlayOver as over:
            reason = str(over)
        except Inconclusive as nothing:
            reason, caused_by = nothing.reason, self._named(nothing.caused_by)
            self.unreached = caused_by if isinstance(nothing, Unreachable) else ""
            self.unheard = caused_by if isinstance(nothing, NothingReceived) and not self._took_part(caused_by) else ""
        except (EvidenceLost, UsageError, KeyboardInterrupt, SystemExit):
            cut_off = True
            raise
        except NonConformance as fault:  # in a given: the world is not as the scenario needs it
            reason = self.lacking.get(fault.exchange, f"what the scenario needs is not so: {fault}")
            caused_by = self._named(self._sender(fault))
        except MockFault as fault:
            trace, caused_by = str(fault), "the harness"
        except Exception as bug:  # the boundary: a bug of ours is an ERROR, never a participant's FAIL
            trace, caused_by, reason = traceback.format_exc(), "the harness", self._place_of(bug)
        finally:
            self.stage.forget(self, cut_off=cut_off)
            _current.reset(token)
        return self._end(reason, caused_by, trace)

    def _took_part(self, name: str) -> bool:
        actors = {actor for actor, one in self.casting.participants.items() if one.name == name}
        return any({one.initiator, one.responder} & actors for one in self.exchanges)

    def _sender(self, fault: NonConformance) -> str:
        shown = next((one for one in self.exchanges if one.id == fault.exchange), None)
        return blame.answerable(self, shown) if shown else "the harness"

    def _place_of(self, bug: Exception) -> str:
        """Where in the scenario's text a bug came to light, and what it is."""
        frames = [one for one in traceback.extract_tb(bug.__traceback__) if one.filename == self.script.file]
        place = f"{self.script.file}:{frames[-1].lineno}: " if frames else ""
        return f"{place}{type(bug).__name__}: {bug}"

    def _end(self, reason: str, caused_by: str, trace: str) -> Ending:
        self._tell_unreached(
            reason or ("an error in the harness ended the play" if trace else "the play did not reach it")
        )
        verdict = combined((verdict_of(self.findings), Verdict.ERROR if trace else Verdict.NONE))
        if reason and caused_by:
            verdict = combined((verdict, Verdict.INCONCLUSIVE))
        if verdict is Verdict.INCONCLUSIVE and not reason:
            first = next(one for one in self.findings if one.verdict == "INCONCLUSIVE")
            reason, caused_by = first.found, first.participant or "the harness"
        verdicts = {
            one.name: verdict_of([finding for finding in self.findings if finding.participant == one.name]).name
            for one in self.casting.participants.values()
        }
        ending = Ending(self.id, verdict.name, verdicts, time.time(), reason, caused_by, trace)
        self.stage.ledger.add(ending)
        return ending

    def _tell_unreached(self, reason: str) -> None:
        judged = {(finding.requirement, finding.sentence) for finding in self.findings}
        for one in self.script.judgements:
            if (one.requirement, one.sentence) not in judged and self.under_test(one.actor):
                self.judge(one.actor, one.sentence, one.requirement, Inconclusive(reason))

    def _named(self, cause: str) -> str:
        participant = self.casting.participants.get(cause)
        return participant.name if participant else "the harness" if cause in self.players else cause
