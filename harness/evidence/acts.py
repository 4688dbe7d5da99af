"""What people's acts make of a run: which are in force, and on what. Weighs nothing: the machine's verdict stands.

Acts are only ever appended. What a later one takes back (``withdraw``), ends (``settle``, ``go-on``) or says again is
worked out here and nowhere else, so that every page and file tells the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from harness.evidence.record import Act, Deed, Fact, Finding, Record, Start, Wait, first_name, repetition

TAKEN: Final = "taken"
"""The topic of the fact by which a run says that it plays what an act asked for: ``{"act": id, "plays": [id, …]}``."""


def wait_name(wait: Wait) -> str:
    """What acts call a wait: ``<play> <step> <number>``."""
    return f"{wait.play} {wait.step} {wait.number}"


def taken(records: Iterable[Record]) -> dict[str, list[str]]:
    """The plays that the run took up for each act of the kind ``again``, by the act's id."""
    facts = (one.content for one in records if isinstance(one, Fact) and one.topic == TAKEN)
    return {str(fact.get("act")): [str(play) for play in fact.get("plays") or ()] for fact in facts}


def begun_anew(records: Iterable[Record]) -> dict[str, str]:
    """For each play, by its first name, the id under which it was last played from the beginning.

    One that is only judged again has the evidence that it had: what people said of it still holds.
    """
    starts = [one for one in records if isinstance(one, Start)]
    return {first_name(one.play): one.play for one in starts if one.anew}


def in_force(acts: Iterable[Act]) -> tuple[Act, ...]:
    """The acts that count, in the order in which they were done: withdrawn ones and withdrawals are left out.

    A withdrawal can be withdrawn itself.
    """
    gone: set[str] = set()
    kept: list[Act] = []
    for act in sorted(acts, key=lambda one: one.at, reverse=True):
        if act.id in gone:
            continue
        if act.act == "withdraw":
            gone.add(act.about)
        else:
            kept.append(act)
    return tuple(reversed(kept))


class Standing:
    """What stands after all acts, the newest word on each thing.

    Args:
        acts: every act of a run, withdrawn ones too, in any order.
        begun: what `begun_anew` tells of the run: an override of an earlier playing says nothing of a later one.
    """

    def __init__(self, acts: Iterable[Act], begun: Mapping[str, str] | None = None) -> None:
        self.acts = in_force(acts)
        self.begun = begun or {}
        self._overrides: dict[tuple[str, str, str], Act] = {}
        self._attestations: dict[tuple[str, str], Act] = {}
        self._comments: dict[str, list[Act]] = defaultdict(list)
        self._on_waits: dict[tuple[Deed, str], list[Act]] = defaultdict(list)
        self._disputed: dict[tuple[str, str, str], Act] = {}
        self._paused: dict[tuple[str, str, str], Act] = {}
        for act in self.acts:
            self._take(act)

    def _take(self, act: Act) -> None:
        match act.act:
            case "override":
                self._overrides[first_name(act.play), act.requirement, act.participant] = act
            case "attest":
                self._attestations[act.participant, act.requirement] = act
            case "comment":
                self._comments[first_name(act.play)].append(act)
            case "answer" | "sent":
                self._on_waits[act.act, act.about].append(act)
            case "dispute":
                self._disputed[_target(act)] = act
            case "settle":
                self._disputed.pop(_target(act), None)
            case "pause":
                self._paused[_target(act)] = act
            case "go-on":
                self._paused.pop(_target(act), None)

    def override(self, finding: Finding) -> Act | None:
        """The newest act that gives the requirement of `finding` another verdict, in its play and for its party."""
        if not self._overrides:
            return None
        act = self._overrides.get((first_name(finding.play), finding.requirement, finding.participant))
        return None if act is None or self.is_outdone(act) else act

    def is_outdone(self, act: Act) -> bool:
        """Whether the play that `act` is about was played again in the same run since then."""
        play = first_name(act.play)
        return repetition(act.play) < repetition(self.begun.get(play, play))

    def word(self, finding: Finding) -> str:
        """The verdict of `finding` that counts: the override's where there is one, else the machine's."""
        act = self.override(finding)
        return act.verdict if act else finding.verdict

    def attestation(self, participant: str, requirement: str) -> Act | None:
        """The newest act that vouches for what no wire shows of `participant`, or says that it is not so."""
        return self._attestations.get((participant, requirement))

    @property
    def attestations(self) -> tuple[Act, ...]:
        """Every attestation that counts, one for each participant and requirement."""
        return tuple(self._attestations.values())

    def comments(self, play: str = "", *, participant: str = "", requirement: str = "") -> tuple[Act, ...]:
        """The comments on a play (any repetition of it); without one those on no play: a participant, a requirement.

        With `participant` or `requirement` only those that are about it.
        """
        told = self._comments.get(first_name(play), ()) if self._comments else ()
        return tuple(
            act for act in told if participant in ("", act.participant) and requirement in ("", act.requirement)
        )

    def dispute(self, *, scenario: str = "", requirement: str = "", participant: str = "") -> Act | None:
        """Why this is played and shown and not counted: the newest dispute that covers it, None where it counts.

        A dispute covers all that it does not narrow down: one of a requirement holds in every scenario.
        """
        return _covering(self._disputed, (participant, scenario, requirement)) if self._disputed else None

    def pause(self, *, participant: str = "", scenario: str = "") -> Act | None:
        """Why this is not played for now: the newest pause that covers it, None where it is played."""
        return _covering(self._paused, (participant, scenario, ""))

    @property
    def disputes(self) -> tuple[Act, ...]:
        """Every dispute that is not settled."""
        return tuple(self._disputed.values())

    @property
    def pauses(self) -> tuple[Act, ...]:
        """Every pause that has not ended."""
        return tuple(self._paused.values())

    def answer(self, wait: str) -> Act | None:
        """The newest answer to a question, by the wait's name (`wait_name`)."""
        return next(reversed(self._on_waits.get(("answer", wait), [])), None)

    def sent(self, wait: str) -> tuple[Act, ...]:
        """Each time that the participant said it had sent what this wait asks for."""
        return tuple(self._on_waits.get(("sent", wait), ()))

    def requests(self, done: Iterable[str] = ()) -> tuple[Act, ...]:
        """What shall be played again and the run has not taken up, oldest first; `done` are the ids that it has."""
        gone = set(done)
        return tuple(act for act in self.acts if act.act == "again" and act.id not in gone)


def _target(act: Act) -> tuple[str, str, str]:
    return act.participant, act.scenario, act.requirement


def _covering(acts: Mapping[tuple[str, str, str], Act], asked: tuple[str, str, str]) -> Act | None:
    """The newest of `acts` of which each part of the target is left open or is what is `asked` for."""
    found = (act for target, act in acts.items() if all(one in ("", it) for one, it in zip(target, asked, strict=True)))
    return max(found, key=lambda act: act.at, default=None)
