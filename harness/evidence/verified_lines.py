"""Follows the chain of one ledger file, from line to line and up to what was sealed. Knows lines, not what they say."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness.evidence.covered import Mark, lasts
from harness.evidence.decoding import parsed
from harness.evidence.ledger import MESSAGES, digest
from harness.evidence.record import Act
from harness.evidence.verified_bodies import Body


@dataclass(slots=True)
class Followed:
    """A ledger file, followed to its end or to where it was changed. `bodies` are those that its lines name."""

    count: int = 0
    changes: list[str] = field(default_factory=list)
    uncovered: list[str] = field(default_factory=list)
    bodies: list[Body] = field(default_factory=list)


def follow(path: Path, marks: list[Mark], begins: Set[str]) -> Followed:
    """Follow the file at `path`. `marks` is what each seal says of it, `begins` the seals that it may begin at."""
    one = _File(f"ledger/{path.name}", marks, begins)
    with path.open("rb") as file:
        for content in file:
            if not one.takes(content):
                return one.told
    return one.ended()


class _File:
    def __init__(self, name: str, marks: list[Mark], begins: Set[str]) -> None:
        self.told = Followed()
        self._name, self._begins, self._is_sealed = name, begins, bool(marks)
        self._sealed = max((mark.lines for mark in marks), default=0)
        self._wanted = lasts(marks)
        self._torn = [mark for mark in marks if mark.torn_size]
        self._previous, self._begun = "", 0
        self._after: list[str] = []

    def takes(self, content: bytes) -> bool:
        """Whether the next line is one that can stand there; told where it is not."""
        self._begun = number = self.told.count + 1
        torn = [mark for mark in self._torn if mark.lines + 1 == number]
        if any(digest(content[: mark.torn_size]) != mark.torn_digest for mark in torn):
            return self._changed(f"line {number}, which was torn when it was sealed, was changed")
        if not content.endswith(b"\n"):
            if len(content) not in {mark.torn_size for mark in torn}:
                self.told.uncovered.append(f"{self._name}: line {number} is torn: its writer was stopped in it")
            return True
        line = _read(content)
        if line is None:
            return self._changed(f"line {number} cannot be read any more: it was changed")
        if line["n"] != number:
            return self._changed(
                f"line {line['n']} stands where line {number} was: lines were added, taken out or moved"
            )
        if line["prev"] not in self._before(number):
            return self._changed(_misfit(number))
        self._previous, self.told.count = digest(content), number
        if (wanted := self._wanted.get(number, {self._previous})) != {self._previous}:
            return self._changed(_contradicted(number) if len(wanted) > 1 else _resealed(number))
        self.told.bodies += [Body(number, *place) for place in line["places"]]
        if number > self._sealed:
            self._after.append(line["kind"])
        return True

    def ended(self) -> Followed:
        """What was found, now that no line is left."""
        missing = self._sealed - self.told.count
        if missing > 0:
            self._changed(f"it ends after line {self.told.count}; the {missing} after it, which were sealed, are gone")
        elif any(mark.lines == self._begun for mark in self._torn):
            self._changed(f"line {self._begun + 1}, which was torn when it was sealed, is gone")
        elif self._begins and (self._after or not self._is_sealed):
            self.told.uncovered.append(f"{self._name}: {_came(self._after)}")
        return self.told

    def _before(self, number: int) -> Set[str]:
        """What a line may follow: the line before it; the first of a file nothing, or a seal that was there before."""
        if number > 1:
            return {self._previous}
        return {"", *self._begins} if self._is_sealed or not self._begins else self._begins

    def _changed(self, what: str) -> bool:
        self.told.changes.append(f"{self._name}: {what}")
        return False


def _read(content: bytes) -> dict[str, Any] | None:
    """What verifying needs of a line: its number, what it follows, its kind, the places of bodies. None for no line."""
    try:
        line = parsed(content)
        known = {"n": int(line["n"]), "prev": str(line["prev"]), "kind": str(line["kind"])}
        places = [(str(one["sha256"]), int(one["at"]), int(one["size"])) for one in _places(line)]
        return None if any(at < 0 or size < 0 for _, at, size in places) else known | {"places": places}
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return None


def _places(line: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if line["kind"] in ("exchange", "held"):
        messages = [message for part in MESSAGES if (message := line.get(part))]
        yield from (message[name] for message in messages for name in ("body", "wire") if message[name])
    elif line["kind"] == Act.kind:
        yield from (picture["body"] for picture in line.get("pictures") or ())


def _misfit(number: int) -> str:
    if number == 1:
        return "it begins at no seal of this run: it was added, or its first line was changed"
    return f"line {number} does not follow line {number - 1}: one of the two was changed"


def _resealed(number: int) -> str:
    return f"up to line {number} it is not what was sealed: that line was changed, or all of them were written anew"


def _contradicted(number: int) -> str:
    return f"two seals contradict each other about line {number}: one of them was added, and lines may be written anew"


def _came(kinds: list[str]) -> str:
    if not kinds:
        return "it is empty, and no seal covers it"
    if {*kinds} == {Act.kind}:
        return f"{len(kinds)} acts of people came after the seal"
    return f"{len(kinds)} lines came after the seal: the run goes on, or was cut off"
