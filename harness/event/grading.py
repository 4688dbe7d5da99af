"""Whether a workflow counts for a participant, and a sentence that says why. Knows the rules, not where results lie.

Only what a participant did is weighed. Sentences name nobody, so that they can be handed out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from harness.event.rules import Rule, Rules

COUNTS: Final = "COUNTS"
TO_MEND: Final = "TO MEND"
NEEDS_PARTNERS: Final = "NEEDS PARTNERS"
NOT_JUDGED: Final = "NOT JUDGED"
NOT_PLAYED: Final = "NOT PLAYED"
NOT_APPLICABLE: Final = "NOT APPLICABLE"
DISPUTED: Final = "DISPUTED"
WORST_FIRST: Final = (TO_MEND, NOT_JUDGED, NEEDS_PARTNERS, NOT_PLAYED, COUNTS, DISPUTED, NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one scenario of a workflow, by the verdict that counts.

    `partners` are the other participants in it, none where reference mocks played all other roles. `by_people` where a
    person's word makes it count as it does, `by_others` where somebody else is why nothing could be judged.
    """

    verdict: str
    partners: tuple[str, ...] = ()
    by_people: bool = False
    by_others: bool = False

    @property
    def open(self) -> bool:
        """Whether it could not be judged, and nobody else is the reason."""
        return self.verdict in ("INCONCLUSIVE", "ERROR") and not self.by_others


@dataclass(frozen=True, slots=True)
class Grade:
    """A workflow's grade for one participant.

    `word` is one of `WORST_FIRST`. `passed` are the partners with whom it passed, `wanted` how many the rule asks for
    (0 where the reference mock is enough), `possible` all who play the other side.
    """

    word: str
    sentence: str
    passed: tuple[str, ...] = ()
    wanted: int = 0
    possible: tuple[str, ...] = ()
    outcomes: int = 0
    failing: int = 0

    @property
    def wanting(self) -> int:
        """How many partners are missing yet."""
        return max(self.wanted - len(self.passed), 0)


@dataclass(frozen=True, slots=True)
class Completion:
    """A participant as a whole: whether it has completed the event, how many of its workflows count, and why."""

    complete: bool
    counting: int
    asked: int
    sentence: str


def grade(outcomes: Sequence[Outcome], possible: Sequence[str], rule: Rule) -> Grade:
    """The grade of one participant in one workflow; `possible` are the participants who play the other side."""
    judged = [one for one in outcomes if one.verdict not in (DISPUTED, NOT_APPLICABLE)]
    wanted = _wanted(rule, len(possible))
    passed = tuple(name for name in _partners(judged) if _passed(one for one in judged if name in one.partners))
    failing = sum(one.verdict == "FAIL" for one in judged)
    word = _word(outcomes, judged, rule, wanted, passed)
    if judged:
        sentence = _sentence(word, rule, judged, wanted=wanted, passed=len(passed), possible=len(possible))
    else:
        sentence = _UNPLAYED[word]
    return Grade(word, sentence, passed, wanted, tuple(possible), len(judged), failing)


_UNPLAYED = {
    DISPUTED: "All of it that was played is disputed: it counts neither for nor against it.",
    NOT_APPLICABLE: "It does not apply: nothing of it can be played with what it offers.",
    NOT_PLAYED: "Nothing of it was played yet.",
}


def completion(grades: Iterable[Grade], rules: Rules, *, denied: Iterable[str] = ()) -> Completion:
    """The grade of a participant as a whole; `denied` are the SHALLs that a person attested as not being so."""
    asked = [one for one in grades if one.word not in (NOT_APPLICABLE, DISPUTED)]
    counting = sum(one.word == COUNTS for one in asked)
    needed = len(asked) if rules.needed is None else min(rules.needed, len(asked))
    missing = sorted(denied) if rules.attested else []
    complete = counting >= needed and counting > 0 and not missing
    said = (
        f"{counting} of its {len(asked)} workflow{'s' if len(asked) != 1 else ''} count{'s' if counting == 1 else ''}"
    )
    if counting < needed:
        said += f"; the rules ask for {needed if rules.needed is not None else 'all'}"
    said += f"; a person attested that it does not meet {', '.join(missing)}" if missing else ""
    return Completion(complete, counting, len(asked), f"{said}.")


def _wanted(rule: Rule, possible: int) -> int:
    """How many partners the rule asks for, 0 where the reference mock is enough."""
    if rule.solo or not possible:
        return 0
    return min(rule.partners, possible) if rule.all_there_are else rule.partners


def _partners(outcomes: Iterable[Outcome]) -> list[str]:
    return list(dict.fromkeys(name for one in outcomes for name in one.partners))


def _passed(outcomes: Iterable[Outcome]) -> bool:
    """Whether all that was played passed, and something was."""
    words = [one.verdict for one in outcomes]
    return bool(words) and all(word in ("PASS", "NOTED") for word in words)


def _word(
    outcomes: Sequence[Outcome], judged: Sequence[Outcome], rule: Rule, wanted: int, passed: tuple[str, ...]
) -> str:
    if not judged:
        words = {one.verdict for one in outcomes}
        return DISPUTED if DISPUTED in words else NOT_APPLICABLE if words else NOT_PLAYED
    failing = any(one.verdict == "FAIL" for one in judged)
    alone = [one for one in judged if not one.partners]
    reached = len(passed) >= wanted if wanted else _passed(alone or judged)
    if reached and not (failing and rule.fail_free):
        return COUNTS
    if failing:
        return TO_MEND
    return NOT_JUDGED if any(one.open for one in judged) or not wanted else NEEDS_PARTNERS


def _sentence(word: str, rule: Rule, judged: Sequence[Outcome], *, wanted: int, passed: int, possible: int) -> str:
    failing = sum(one.verdict == "FAIL" for one in judged)
    unjudged = sum(one.open for one in judged)
    others = sum(one.verdict == "INCONCLUSIVE" and one.by_others for one in judged)
    changed = sum(one.by_people for one in judged)
    parts = [_reached(rule, wanted, passed)] if wanted else []
    if word == COUNTS and not wanted:
        parts = [f"It passed with the reference mock, which is enough: {_why_alone(rule, possible)}"]
    if failing:
        parts.append(f"{failing} of {_many(len(judged), 'play')} failed")
    if unjudged and word != COUNTS:
        parts.append(f"{unjudged} of {_many(len(judged), 'play')} could not be judged")
    if others and word != COUNTS:
        parts.append(
            f"{_many(others, 'play')} could not be judged because of somebody else, which counts against nobody here"
        )
    if changed:
        parts.append(f"In {_many(changed, 'play')} a person's word counts instead of the machine's")
    return ". ".join(parts) + "."


def _why_alone(rule: Rule, possible: int) -> str:
    return "the rules say so" if rule.solo and possible else "nobody else here plays the other side"


def _reached(rule: Rule, wanted: int, passed: int) -> str:
    few = f" (all there are; the rules ask for {rule.partners})" if wanted < rule.partners else ""
    if passed >= wanted:
        return f"It passed with {_many(passed, 'partner')}; it needed {wanted}{few}"
    return f"It passed with {passed} of the {_many(wanted, 'partner')} that it needs{few}"


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'s' if count != 1 else ''}"
