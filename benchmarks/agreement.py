"""How far three validators agree on our corpus: ours, the official one in Java, pyrofile-validator.

A resource has an error or it has none; that is what is compared. pyrofile gets those that need no profile or package,
and so does the official validator's own jar, where HARNESS_VALIDATOR_JAR names it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figure import Figure
from benchmarks.fuzz import Seed, corpus
from benchmarks.rivals import Rival, java, pyrofile
from harness.conformance import Issue, validate
from harness.messages.fhir.xml_parsing import parsed_tree
from tests.peers import validator_cli
from tests.peers.peer import PeerMissing

ERRORS = ("error", "fatal")


@dataclass(frozen=True, slots=True)
class Asked:
    """A resource and our own verdict: whether it has an error, and the seconds of the processor, warm."""

    seed: Seed
    wrong: bool
    seconds: float


def figures() -> Iterator[Figure]:
    """No limit: issue 3 sets none, and the disagreements have their reasons (tests/peers/disagreements.csv)."""
    asked = [_asked(one) for one in corpus() if one.resource or one.name.endswith(".xml")]
    plain = [one for one in asked if one.seed.resource and not one.seed.profiles and not one.seed.packages]
    yield from _beside_the_jar(plain)
    official = _told("the official validator", lambda: java([_text(one) for one in asked], [_by(one) for one in asked]))
    if isinstance(official, Figure):
        yield official
        return
    theirs = dict(zip((one.seed.name for one in asked), official.errors, strict=True))
    yield _agreement("ours", asked, [one.wrong for one in asked], theirs)
    yield _agreement("ours, what needs no profile", plain, [one.wrong for one in plain], theirs)
    rival = _told("pyrofile", lambda: pyrofile([one.seed.resource or {} for one in plain]))
    if isinstance(rival, Figure):
        yield rival
    else:
        yield _agreement("pyrofile, what needs no profile", plain, rival.errors, theirs)
        yield _speed("what needs no profile, warm, pyrofile beside ours", plain, rival)
    yield _speed("all of them, warm, Java beside ours", asked, official)
    yield Figure("the first verdict: Java", f"{official.first:.1f} s")


def _beside_the_jar(plain: Sequence[Asked]) -> Iterator[Figure]:
    try:
        told = validator_cli.judged([_text(one) for one in plain])
    except PeerMissing as missing:
        yield Figure("agreement with the official validator's own jar", f"not measured: {missing}")
        return
    theirs = {one.seed.name: bool(errors) for one, errors in zip(plain, told.errors, strict=True)}
    yield _agreement("ours, what needs no profile, its own jar", plain, [one.wrong for one in plain], theirs)
    each, ours = told.seconds / len(plain), sum(one.seconds for one in plain) / len(plain)
    yield Figure("the jar with its start, each", f"{each * 1000:.1f} ms", f"ours {ours * 1000:.1f} ms")
    yield Figure("memory of the jar", f"{told.memory / 1_000_000:.0f} MB")


def _told(name: str, ask: Callable[[], Rival]) -> Rival | Figure:
    try:
        return ask()
    except PeerMissing as missing:
        return Figure(f"agreement with {name}", f"not measured: {missing}")


def _asked(seed: Seed) -> Asked:
    wrong = any(issue.severity in ERRORS for issue in _judged(seed))
    begin = time.process_time()
    _judged(seed)
    return Asked(seed, wrong, time.process_time() - begin)


def _judged(seed: Seed) -> list[Issue]:
    value = seed.resource if seed.resource else parsed_tree(seed.body)
    return validate(value, seed.profiles, seed.packages)


def _text(one: Asked) -> str:
    return one.seed.body.decode("utf-8-sig")


def _by(one: Asked) -> tuple[Sequence[str], Sequence[Path]]:
    return one.seed.profiles, one.seed.packages


def _agreement(who: str, asked: Sequence[Asked], errors: Sequence[bool], theirs: dict[str, bool]) -> Figure:
    same = sum(theirs[one.seed.name] == wrong for one, wrong in zip(asked, errors, strict=True))
    return Figure(f"agrees with the official validator: {who}", f"{same / len(asked):.1%}", f"{same} of {len(asked)}")


def _speed(what: str, asked: Sequence[Asked], rival: Rival) -> Figure:
    ours, theirs = sum(one.seconds for one in asked), sum(rival.seconds)
    many = len(asked)
    return Figure(what, f"{theirs / many * 1000:.1f} ms", f"ours {ours / many * 1000:.1f} ms", f"{theirs / ours:.0f}")
