"""Whether a workflow counts for a participant, and a sentence that says why. Knows the rules, not where results lie.

Only what a participant did is weighed. Sentences name nobody, so that they can be handed out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from harness.event.rules import Rule, Rules
from harness.language import gettext as _
from harness.language import marked, ngettext

COUNTS: Final = marked("COUNTS")
TO_MEND: Final = marked("TO MEND")
NEEDS_PARTNERS: Final = marked("NEEDS PARTNERS")
NOT_JUDGED: Final = marked("NOT JUDGED")
NOT_PLAYED: Final = marked("NOT PLAYED")
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
    (0 where the reference mock is enough), `possible` all who play the other side. `outcomes` counts what was judged,
    `failing` what of it failed, also where the workflow counts all the same, and `failing_alone` what of that was
    played with nobody but the reference mock.
    """

    word: str
    sentence: str
    passed: tuple[str, ...] = ()
    wanted: int = 0
    possible: tuple[str, ...] = ()
    outcomes: int = 0
    failing: int = 0
    failing_alone: int = 0

    @property
    def counts_and_fails(self) -> bool:
        """Whether it counts by the rule although something of it fails: that is shown wherever the grade is."""
        return self.word == COUNTS and self.failing > 0

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
    failing = [one for one in judged if one.verdict == "FAIL"]
    word = _word(outcomes, judged, rule, wanted, passed)
    if judged:
        sentence = _sentence(word, rule, judged, wanted=wanted, passed=len(passed), possible=len(possible))
    else:
        sentence = _(_UNPLAYED[word])
    alone = sum(not one.partners for one in failing)
    return Grade(word, sentence, passed, wanted, tuple(possible), len(judged), len(failing), alone)


_UNPLAYED = {
    DISPUTED: marked("All of it that was played is disputed: it counts neither for nor against it."),
    NOT_APPLICABLE: marked("It does not apply: nothing of it can be played with what it offers."),
    NOT_PLAYED: marked("Nothing of it was played yet."),
}


def completion(grades: Iterable[Grade], rules: Rules, *, denied: Iterable[str] = ()) -> Completion:
    """The grade of a participant as a whole; `denied` are the SHALLs that a person attested as not being so."""
    asked = [one for one in grades if one.word not in (NOT_APPLICABLE, DISPUTED)]
    counting = sum(one.word == COUNTS for one in asked)
    needed = len(asked) if rules.needed is None else min(rules.needed, len(asked))
    missing = sorted(denied) if rules.attested else []
    complete = counting >= needed and counting > 0 and not missing
    workflows = ngettext("{count} workflow", "{count} workflows", len(asked)).format(count=len(asked))
    said = ngettext("{counting} of its {workflows} counts", "{counting} of its {workflows} count", counting)
    said = said.format(counting=counting, workflows=workflows)
    if failing := sum(one.counts_and_fails for one in asked):
        told = ngettext("in {count} of those something fails", "in {count} of those something fails", failing)
        said += "; " + told.format(count=failing)
    if counting < needed:
        wanted = _("all") if rules.needed is None else needed
        said += _("; ") + _("the rules ask for {wanted}").format(wanted=wanted)
    if missing:
        said += _("; ") + _("a person attested that it does not meet {names}").format(names=", ".join(missing))
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
    unjudged = sum(one.open for one in judged)
    others = sum(one.verdict == "INCONCLUSIVE" and one.by_others for one in judged)
    changed = sum(one.by_people for one in judged)
    parts = [_reached(rule, wanted, passed)] if wanted else []
    if word == COUNTS and not wanted:
        parts = [_("It passed with the reference mock, which is enough: {why}").format(why=_why_alone(rule, possible))]
    plays = _plays(len(judged))
    parts += _failures(judged)
    if unjudged and word != COUNTS:
        parts.append(_("{count} of {plays} could not be judged").format(count=unjudged, plays=plays))
    if others and word != COUNTS:
        said = _("{plays} could not be judged because of somebody else, which counts against nobody here")
        parts.append(said.format(plays=_plays(others)))
    if changed:
        said = _("In {plays} a person's word counts instead of the machine's")
        parts.append(said.format(plays=_plays(changed)))
    return ". ".join(parts) + "."


def _failures(judged: Sequence[Outcome]) -> Iterator[str]:
    """With whom it fails, and in how much of what was played so."""
    for alone, said in (
        (True, _("It fails with the reference mock in {count} of {plays}")),
        (False, _("It fails with partners in {count} of {plays}")),
    ):
        met = [one.verdict for one in judged if alone is not bool(one.partners)]
        if failing := met.count("FAIL"):
            yield said.format(count=failing, plays=_plays(len(met)))


def _why_alone(rule: Rule, possible: int) -> str:
    return _("the rules say so") if rule.solo and possible else _("nobody else here plays the other side")


def _reached(rule: Rule, wanted: int, passed: int) -> str:
    few = " " + _("(all there are; the rules ask for {count})").format(count=rule.partners)
    few = few if wanted < rule.partners else ""
    if passed >= wanted:
        said = ngettext(
            "It passed with {passed} partner; it needed {wanted}",
            "It passed with {passed} partners; it needed {wanted}",
            passed,
        )
    else:
        said = ngettext(
            "It passed with {passed} of the {wanted} partner that it needs",
            "It passed with {passed} of the {wanted} partners that it needs",
            wanted,
        )
    return said.format(passed=passed, wanted=wanted) + few


def _plays(count: int) -> str:
    return ngettext("{count} play", "{count} plays", count).format(count=count)
