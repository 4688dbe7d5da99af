"""A play made ready for its page: the cast, the sentences with their verdicts, what changed since. Draws nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from harness.evidence.record import Finding, Step
from harness.language import marked
from harness.report.catalogued import Requirement
from harness.report.html_acts import machine_word
from harness.report.model import DISPUTED, REFERENCE_MOCK, Play, gravest

NAMED = 12  # exchanges that show the same, by their numbers


class Sentence(NamedTuple):
    """A sentence of the play on its page. Of one scenario many plays say the same, so it is equal to theirs.

    A `then` has the `word` of its verdict, by a person where the machine had another, and the `number` of the exchange
    that shows it (0: none does); `why` is told where it has no word.
    """

    keyword: str
    actor: str
    level: str
    sentence: str
    requirement: str
    word: str = ""
    by_person: bool = False
    number: int = 0
    why: str = ""


class Unasked(NamedTuple):
    """A requirement that no sentence asked for, found the same in exchanges of these `numbers` and in some `more`."""

    actor: str
    level: str
    sentence: str
    requirement: str
    word: str
    numbers: tuple[int, ...]
    more: int


def script(
    play: Play, numbers: Mapping[str, int], known: Mapping[str, Requirement]
) -> tuple[tuple[Sentence, ...], tuple[Unasked, ...]]:
    """The sentences with what was found by them, and what was found that no sentence asked for.

    `numbers` are those of the exchanges on the page, `known` the requirements by their names.
    """
    made: dict[tuple[int, str], list[Finding]] = defaultdict(list)
    for finding in play.findings:
        made[finding.step, finding.requirement].append(finding)
    told = {step: made.pop((step.number, step.requirement), []) for step in play.steps if step.keyword == "then"}
    sentences = (_sentence(step, told.get(step), play, numbers, known) for step in play.steps)
    return tuple(sentences), _together((finding for findings in made.values() for finding in findings), numbers)


def _sentence(
    step: Step,
    findings: Sequence[Finding] | None,
    play: Play,
    numbers: Mapping[str, int],
    known: Mapping[str, Requirement],
) -> Sentence:
    said = step.keyword, step.actor, step.level, step.sentence, step.requirement
    if findings is None:
        return Sentence(*said)
    if findings:
        by_person, number = bool(machine_word(play, findings[0])), numbers.get(findings[0].exchange, 0)
        return Sentence(*said, gravest(each.verdict for each in findings), by_person, number)
    if any((each.step, each.requirement) == (step.number, step.requirement) for each in play.disputed):
        return Sentence(*said, DISPUTED)
    return Sentence(*said, why=_why_not(step, play, known.get(step.requirement)))


def _why_not(step: Step, play: Play, requirement: Requirement | None) -> str:
    """Why a `then` has no verdict."""
    if play.withholds(step.actor):
        return marked("not told here")
    if requirement and requirement.national and requirement.national.left_out:
        return marked("left out in this country")
    if play.casting.get(step.actor) == REFERENCE_MOCK and not play.is_rehearsal:
        return marked("not judged")
    return marked("not reached")


def _together(findings: Iterable[Finding], numbers: Mapping[str, int]) -> tuple[Unasked, ...]:
    same: dict[tuple[str, str, str, str, str], dict[str, None]] = defaultdict(dict)
    for each in findings:
        same[each.actor, each.level, each.sentence, each.requirement, each.verdict][each.exchange] = None
    return tuple(
        Unasked(*said, tuple(numbers[one] for one in list(shown)[:NAMED] if one in numbers), max(len(shown) - NAMED, 0))
        for said, shown in same.items()
    )


def players(play: Play) -> list[tuple[str, str]]:
    """Each actor and who played it, participants first."""
    return sorted(play.casting.items(), key=lambda each: each[1] == REFERENCE_MOCK)


def changes(play: Play) -> list[tuple[str, str, str, str]]:
    """Requirement, actor, word before and word now, of what is not as the attempt before found it."""
    if not play.earlier:
        return []
    before, now = _words(play.earlier[-1].findings), _words(play.findings)
    keys = dict.fromkeys([*before, *now])
    return [(*key, before.get(key, ""), now.get(key, "")) for key in keys if before.get(key) != now.get(key)]


def _words(findings: Iterable[Finding]) -> dict[tuple[str, str], str]:
    words: dict[tuple[str, str], list[str]] = defaultdict(list)
    for finding in findings:
        words[finding.requirement, finding.actor].append(finding.verdict)
    return {key: gravest(each) for key, each in words.items()}
