"""One participant's share of a run, in which no other participant occurs. Knows names and addresses, not pages.

Plays without the participant fall away. In the others, whoever else played is "another participant": their findings
and verdicts fall away, and so do the messages that they sent, for what they sent is their data. What is left is
searched for their names, organisations, contacts, addresses and domains, in texts and in bytes. What the harness itself
says in every run (requirements, scenarios, defects, the domains that it mints in) stays as it is.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from harness.errors import UsageError
from harness.evidence.acts import Standing
from harness.evidence.exchange import Exchange, Message
from harness.evidence.kept import Crossing
from harness.evidence.spellings import any_spelling
from harness.language import gettext as _
from harness.report.model import ANOTHER, REFERENCE_MOCK, Coverage, Judgement, Participant, Play, Run
from harness.report.names import Slugs

SHORTEST = 4  # a shorter name is only looked for as a word of its own
FURTHEST = 300  # characters between the slash of an address and a name in it
IN_ADDRESSES = ANOTHER.replace(" ", "-")
"""What stands for the others where a space would break an address: ``/another-participant/client-registry``."""
_SCHEME = re.compile(r"\w+(?::|%(?:25)*3a)(?:\\*/|%(?:25)*2f){2}", re.IGNORECASE)
_WITHIN_ADDRESS = re.compile(r"/[^\s\"'<>|]*$")
OURS = re.compile(
    r"localhost|127\.0\.0\.1|::1|http://ohie\.org/test/.*|2\.16\.840\.1\.113883\.3\.72\.5\.9\..*|TEST(_\w+)?|NID"
)


def withheld() -> bytes:
    """What stands in the place of a body that another participant sent, in the language of the page."""
    return _("(Another participant sent this. It is not shown in a report for one participant.)").encode()


def is_withheld(message: Message) -> bool:
    """Whether another participant sent it, and its body is a word of ours."""
    return message.body == withheld()


def only(run: Run, participant: str) -> Run:
    """What `run` says of one participant, called by its name or its slug. A UsageError where there is no such one."""
    own = next((each for each in run.participants if participant in (each.name, each.slug)), None)
    if own is None:
        known = ", ".join(each.name for each in run.participants) or "no participant at all"
        raise UsageError(f"--only {participant}: there is no such participant in this run; it has {known}")
    return _Share(run, own).run()


class _Share:
    def __init__(self, run: Run, own: Participant) -> None:
        self._all, self._own = run, own
        self._others = {each.name for each in run.participants} - {own.name}
        self._clean = Cleaner(own, [each for each in run.participants if each is not own], _vocabulary(run))

    def run(self) -> Run:
        slugs = Slugs()
        plays = {play.id: self._play(play, slugs) for play in self._all.plays if self._own.name in play.participants}
        return dataclasses.replace(
            self._all,
            command="harness run --participants event.toml",
            participants=(self._own,),
            plays=tuple(plays.values()),
            coverage=tuple(self._coverage(each, plays) for each in self._all.coverage),
            unexpected=(),
            doctor=tuple(self._clean(each) for each in self._all.doctor if each.get("participant") == self._own.name),
            faults=tuple("A part of the evidence could not be read." for _fault in self._all.faults[:1]),
            exit=None,
            standing=self._standing(),
            event={"zone": self._all.zone},
        )

    def _standing(self) -> Standing:
        """What people said of this participant, and of what holds for everybody: a scenario, a requirement."""
        told = self._all.standing
        own = (one for one in told.acts if one.participant == self._own.name or not (one.participant or one.play))
        return Standing(
            self._clean(tuple(own)), {self._clean(name): self._clean(play) for name, play in told.begun.items()}
        )

    def _play(self, play: Play, slugs: Slugs) -> Play:
        casting = {actor: ANOTHER if name in self._others else name for actor, name in play.casting.items()}
        foreign = {actor for actor, name in play.casting.items() if name in self._others}
        findings = tuple(each for each in play.findings if each.participant not in self._others)
        sides = " ".join(f"{name} as {actor}" for actor, name in casting.items() if name != REFERENCE_MOCK)
        verdict = play.verdict_of(self._own.name)
        return dataclasses.replace(
            play,
            id="",
            slug=slugs.give(f"{play.scenario.function.removeprefix('test_')} {sides}"),
            casting=casting,
            verdict=verdict,
            verdicts={self._own.name: verdict},
            findings=self._clean(findings),
            crossings=tuple(self._crossing(each, foreign) for each in play.crossings),
            waits=self._clean(tuple(each for each in play.waits if each.participant == self._own.name)),
            made=self._clean(tuple(each for each in play.made if each.participant == self._own.name)),
            unchecked=self._clean(tuple(each for each in play.unchecked if each.participant not in self._others)),
            steps=self._clean(play.steps),
            reason=self._clean(play.reason),
            caused_by=ANOTHER if play.caused_by in self._others else self._clean(play.caused_by),
            traceback=self._clean(play.traceback),
            earlier=(),
        )

    def _crossing(self, crossing: Crossing, foreign: set[str]) -> Crossing:
        exchange, response = crossing.exchange, crossing.exchange.response
        asked_by_another, answered_by_another = (side in foreign for side in (exchange.initiator, exchange.responder))
        hidden = dataclasses.replace(
            exchange,
            peer="",
            protocol="" if asked_by_another else exchange.protocol,  # what is withheld cannot be repeated
            tls=None if foreign else exchange.tls,
            request=_withheld(exchange.request) if asked_by_another else _as_read(exchange.request),
            response=response and (_withheld(response) if answered_by_another else _as_read(response)),
            forwarded_request=None,
            forwarded_response=None,
        )
        cleaned: Exchange = self._clean(hidden)
        return Crossing.of("", crossing.step, cleaned)

    def _coverage(self, coverage: Coverage, plays: Mapping[str, Play]) -> Coverage:
        judged = tuple(
            Judgement(play, finding)
            for play in plays.values()
            for finding in play.findings
            if finding.requirement == coverage.requirement.requirement
        )
        return dataclasses.replace(coverage, judgements=judged)


def _as_read(message: Message) -> Message:
    """`message` without its transfer and content coding, in which a name could hide."""
    return dataclasses.replace(message, wire=None)


def _withheld(message: Message) -> Message:
    """The start line of a message, and a word instead of the rest."""
    if not message.head:  # HL7 v2 over MLLP
        return dataclasses.replace(message, body=withheld(), wire=None)
    start = message.start
    if not start.startswith("HTTP/"):  # a query may hold data of theirs, a status cannot
        start = f"{message.method} {message.target.partition('?')[0]} HTTP/1.1"
    head = start.encode("latin-1", "replace") + b"\r\n\r\n"
    fields = (("Content-Type", "text/plain; charset=utf-8"),)
    return dataclasses.replace(message, start=start, head=head, headers=fields, body=withheld(), wire=None)


def _vocabulary(run: Run) -> str:
    """The words of the specification that are in every run, in lower case: no name among them tells who came."""
    words: list[str] = ["patient", "bundle", "parameters", "operationoutcome", "capabilitystatement", "fhir", "http"]
    for play in run.plays:
        words += [*play.casting, play.scenario.scenario, play.scenario.title, *play.scenario.transactions]
    words += [f"{each.requirement.actor} {each.requirement.requirement}" for each in run.coverage]
    return " ".join(words).replace("_", " ").lower()


class Cleaner:
    """Puts "another participant" wherever something of the others is named, in any value and any spelling."""

    def __init__(self, own: Participant, others: Sequence[Participant], vocabulary: str) -> None:
        kept = _marks(own)
        marks = {mark for other in others for mark in _marks(other)} - kept
        marks = {mark for mark in marks if mark.lower().replace("_", " ") not in vocabulary}
        found = "|".join(map(_pattern, sorted(marks, key=len, reverse=True)))
        mine = "|".join(map(any_spelling, sorted(kept, key=len, reverse=True)))
        self._pattern = re.compile(f"(?P<own>{mine})|{found}", re.IGNORECASE) if found else None
        self._hosts = {_host(each).lower() for other in others for each in other.endpoints.values()}

    def __call__(self, value: Any) -> Any:
        """`value` without the others; nouns, tuples and mappings are gone through."""
        if isinstance(value, str):
            return self._pattern.sub(self._instead, value) if self._pattern else value
        if isinstance(value, bytes):  # read as Latin-1, which loses nothing
            return self(value.decode("latin-1")).encode("latin-1")
        if isinstance(value, (tuple, list)):
            return type(value)(self(each) for each in value)
        if isinstance(value, Mapping):
            return {key: self(each) for key, each in value.items()}
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            fields = {each.name: self(getattr(value, each.name)) for each in dataclasses.fields(value)}
            return dataclasses.replace(value, **fields)
        return value

    def _instead(self, match: re.Match[str]) -> str:
        found = match.group()
        before = match.string[max(match.start() - FURTHEST, 0) : match.start()]
        if match["own"]:
            return found
        if scheme := _SCHEME.match(found):
            return f"{scheme.group()}{IN_ADDRESSES}"
        return IN_ADDRESSES if found.lower() in self._hosts or _WITHIN_ADDRESS.search(before) else ANOTHER


def _pattern(mark: str) -> str:
    found = any_spelling(mark)
    return found if len(mark) >= SHORTEST else rf"\b{found}\b"


def _marks(participant: Participant) -> set[str]:
    """Everything that names a participant: its words, its addresses with their hosts, its domains."""
    marks = {participant.name, participant.slug, participant.organisation, participant.contact}
    for address in participant.endpoints.values():
        marks |= {address, _host(address)}
    for domain in participant.domains:
        marks |= {str(domain.get(key) or "") for key in ("uri", "oid", "namespace")}
    return {mark for mark in marks if mark.strip() and not OURS.fullmatch(mark)}


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
