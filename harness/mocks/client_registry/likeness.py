"""How alike two patients are, as a number and a grade (ITI-119). Pure; the weights are ours, IHE leaves them open."""

from __future__ import annotations

from collections.abc import Iterator

from harness.messages.fhir import Resource
from harness.mocks.search.values import folded

GRADES = (("certain", 0.98), ("probable", 0.8), ("possible", 0.6), ("certainly-not", 0.0))
"""The codes of match-grade, each with the lowest score that has it."""

WEIGHTS = {"family": 0.3, "given": 0.25, "birthDate": 0.3, "gender": 0.15}
_NOTHING_KNOWN = 0.5
_BY_IDENTIFIER = 0.6
_STRANGERS = 0.75  # the similarity that two names have by chance
_LONGEST = 60  # letters: the work grows with their square


def grade(score: float) -> str:
    """The match-grade of a score from 0 to 1."""
    return next(name for name, lowest in GRADES if score >= lowest)


def score(asked: Resource, known: Resource, *, shares_identifier: bool) -> float:
    """How likely `known` is the person that `asked` describes, from 0 to 1.

    What only one of them says counts half. With a shared identifier the rest only has to agree with it.
    """
    likenesses = dict(_likenesses(asked, known))
    if shares_identifier:
        weight = sum(WEIGHTS[name] for name in likenesses)
        agreement = sum(WEIGHTS[name] * one for name, one in likenesses.items()) / weight if weight else 1.0
        return round(_BY_IDENTIFIER + (1 - _BY_IDENTIFIER) * agreement, 4)
    return round(sum(weight * likenesses.get(name, _NOTHING_KNOWN) for name, weight in WEIGHTS.items()), 4)


def _likenesses(asked: Resource, known: Resource) -> Iterator[tuple[str, float]]:
    for name, inside in (("family", _families), ("given", _givens)):
        ours, theirs = inside(asked), inside(known)
        if ours and theirs:
            alike = max(similarity(one, other) for one in ours for other in theirs)
            yield name, max(0.0, (alike - _STRANGERS) / (1 - _STRANGERS))
    if asked.get("birthDate") and known.get("birthDate"):
        yield "birthDate", _same_day(asked["birthDate"], known["birthDate"])
    if asked.get("gender") and known.get("gender"):
        yield "gender", float(asked["gender"] == known["gender"])


def _families(patient: Resource) -> list[str]:
    return [folded(one["family"]) for one in patient.get("name", ()) if one.get("family")]


def _givens(patient: Resource) -> list[str]:
    return [folded(" ".join(filter(None, one["given"]))) for one in patient.get("name", ()) if one.get("given")]


def _same_day(one: str, other: str) -> float:
    """1 for the same date; 0.8 where the less precise says the same; a little for a slip of the hand."""
    if one == other:
        return 1.0
    shorter, longer = sorted((one, other), key=len)
    if longer.startswith(shorter):
        return 0.8
    slips = sum(left != right for left, right in zip(one, other, strict=False))
    return 0.5 if len(one) == len(other) == 10 and slips <= 2 else 0.0


def similarity(one: str, other: str) -> float:
    """Jaro-Winkler similarity of two words, from 0 to 1; the beginnings of very long ones have to do."""
    one, other = one[:_LONGEST], other[:_LONGEST]
    if one == other:
        return 1.0
    jaro = _jaro(one, other)
    prefix = next((length for length in range(4, 0, -1) if one[:length] == other[:length] != one[: length - 1]), 0)
    return jaro + prefix * 0.1 * (1 - jaro)


def _jaro(one: str, other: str) -> float:
    reach = max(max(len(one), len(other)) // 2 - 1, 0)
    taken = [False] * len(other)
    ours = []
    for place, letter in enumerate(one):
        near = range(max(0, place - reach), min(len(other), place + reach + 1))
        found = next((index for index in near if not taken[index] and other[index] == letter), None)
        if found is not None:
            taken[found] = True
            ours.append(letter)
    if not ours:
        return 0.0
    theirs = [letter for letter, is_taken in zip(other, taken, strict=True) if is_taken]
    swapped = sum(left != right for left, right in zip(ours, theirs, strict=True)) / 2
    return (len(ours) / len(one) + len(ours) / len(other) + (len(ours) - swapped) / len(ours)) / 3
