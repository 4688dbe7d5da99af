"""From a form that somebody sent to an act that may be written down, or to what is wrong with it. Writes nothing."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from harness.errors import UsageError
from harness.evidence.record import Act, Picture, first_name
from harness.review.access import Keys, Seat
from harness.review.live import Live
from harness.review.seen import Seen, Waiting

MENTORS = frozenset({"comment", "attest", "override", "dispute", "settle", "again", "withdraw"})
MAY: Mapping[str, frozenset[str]] = {
    "organiser": MENTORS | {"pause", "go-on"},
    "mentor": MENTORS,
    "participant": frozenset({"comment", "sent", "again", "answer", "withdraw"}),
}
NAMED = frozenset({"attest", "override", "dispute", "settle", "pause", "go-on"})
REASONED = frozenset({"override", "dispute", "pause"})
VERDICTS = ("PASS", "NOTED", "INCONCLUSIVE", "FAIL")
ANSWERS = ("yes", "no", "cannot tell")
LONGEST, LONGEST_NAME = 5000, 80
"""Characters of a text and of a name; the forms' own fields take no more."""
MOST_ACTS, MOST_PICTURES = 1000, 40
"""Of one participant in one run."""


@dataclass(frozen=True, slots=True)
class Form:
    """What came with a form: its fields and the pictures."""

    fields: Mapping[str, str]
    pictures: tuple[Picture, ...] = ()

    def __getitem__(self, name: str) -> str:
        """The field `name`, without the white space around it; "" where there is none."""
        return self.fields.get(name, "").replace("\r\n", "\n").strip()


class Deeds:
    """Makes acts of forms, for whoever may do them."""

    def __init__(self, live: Live, keys: Keys) -> None:
        self._live, self._keys = live, keys

    def act(self, seat: Seat, form: Form) -> Act:
        """The act that `form` asks for. Raises UsageError with every mistake, in words for whoever filled it in."""
        deed = form["act"]
        if deed not in MAY[seat.role]:
            raise UsageError(f"Not from here: {seat.title} cannot do that.")
        mistakes = [*_lacking(deed, form), *_too_long(form), *self._excess(seat, form)]
        about = self._target(seat, form, deed, mistakes)
        act = Act(
            id=form["id"] if re.fullmatch(r"[A-Za-z0-9_-]{16,40}", form["id"]) else "",
            act=deed,  # type: ignore[arg-type] # one of MAY
            by=form["by"] or seat.name or f"the {seat.role}",
            role=seat.role,
            at=self._now(),
            text=form["text"],
            participant=about.get("participant", ""),
            scenario=about.get("scenario", ""),
            play=about.get("play", ""),
            requirement=about.get("requirement", ""),
            verdict=about.get("verdict", ""),
            about=about.get("about", ""),
        )
        if not act.id:
            mistakes.append("The form was not whole. Load the page again.")
        if mistakes:
            raise UsageError(*mistakes)
        return act

    def play(self, mark: str) -> Seen | None:
        """The play that a page calls `mark`."""
        return next((one for name, one in self._live.plays.items() if self._keys.mark(name) == mark), None)

    def wait(self, mark: str) -> Waiting | None:
        """The wait that a page calls `mark`."""
        return next((one for name, one in self._live.waits.items() if self._keys.mark(name) == mark), None)

    def may_withdraw(self, seat: Seat, act: Act) -> bool:
        """Whether `seat` may take this back: the organiser whatever is done, others what was done in their role."""
        if seat.role == "organiser":
            return True
        return act.role == seat.role and (seat.is_staff or act.participant == seat.name)

    def _target(self, seat: Seat, form: Form, deed: str, mistakes: list[str]) -> dict[str, str]:
        """What the act is about, as far as it is known and this seat's business."""
        about: dict[str, str] = {}
        if seat.is_staff:
            names = {str(each["name"]) for each in self._live.participants}
            about["participant"] = form["participant"] if form["participant"] in names else ""
        else:
            about["participant"] = seat.name
        about |= self._of_play(seat, form, mistakes)
        about |= self._of_catalogue(form, mistakes)
        if deed in ("override", "attest"):
            allowed = VERDICTS if deed == "override" else ("PASS", "FAIL")
            about["verdict"] = form["verdict"]
            if form["verdict"] not in allowed:
                mistakes.append(f"Which verdict? One of {', '.join(allowed)}.")
        if deed in ("answer", "sent"):
            about |= self._of_wait(seat, form, deed, mistakes)
        if deed == "again" and self._is_asked(about):
            mistakes.append("It is in the queue already. Everybody's turn comes, one thing each.")
        if deed == "withdraw":
            about |= self._of_act(seat, form, mistakes)
        mistakes += _untold(deed, about)
        return about

    def _now(self) -> float:
        """The time, after every act so far: the newest word counts, whatever is done to the clock."""
        return max(time.time(), max((one.at for one in self._live.acts), default=0.0) + 1e-6)

    def _excess(self, seat: Seat, form: Form) -> Iterable[str]:
        """What one participant may not send any more: the disk is everybody's."""
        own = [one for one in self._live.acts if one.role == "participant" and one.participant == seat.name]
        if not seat.is_staff and len(own) >= MOST_ACTS:
            yield f"{seat.name} has sent {MOST_ACTS} things in this run; that is all it may. Speak to the organiser."
        elif not seat.is_staff and sum(len(one.pictures) for one in own) + len(form.pictures) > MOST_PICTURES:
            yield f"{seat.name} has sent as many pictures as it may in this run, {MOST_PICTURES}."

    def _is_asked(self, about: Mapping[str, str]) -> bool:
        """Whether the same shall be played again already."""
        wanted = first_name(about.get("play", ""))
        return any(first_name(one.play) == wanted for one in self._live.requests(about.get("participant", "")))

    def _of_play(self, seat: Seat, form: Form, mistakes: list[str]) -> dict[str, str]:
        if not form["play"]:
            return {}
        seen = self.play(form["play"])
        if seen is None or (not seat.is_staff and seat.name not in seen.participants):
            mistakes.append("There is no such play.")
            return {}
        return {"play": seen.id}

    def _of_catalogue(self, form: Form, mistakes: list[str]) -> dict[str, str]:
        found = {}
        known = {
            "requirement": (one.get("requirement") for one in self._live.rows("catalogue", "requirements")),
            "scenario": (one.get("scenario") for one in self._live.rows("scenarios", "scenarios")),
        }
        for field, names in known.items():
            if form[field] and form[field] not in names:
                mistakes.append(f"There is no {field} {form[field][:60]!r} in this run.")
            elif form[field]:
                found[field] = form[field]
        return found

    def _of_wait(self, seat: Seat, form: Form, deed: str, mistakes: list[str]) -> dict[str, str]:
        waiting = self.wait(form["wait"])
        if waiting is None or waiting.wait.participant != seat.name:
            mistakes.append("There is no such wait.")
            return {}
        if not waiting.is_open:
            mistakes.append("That wait is over: what you see was not up to date.")
        if deed == "answer" and form["text"] not in ANSWERS:
            mistakes.append(f"Which answer? One of {', '.join(ANSWERS)}.")
        return {"about": waiting.name, "play": first_name(waiting.wait.play)}

    def _of_act(self, seat: Seat, form: Form, mistakes: list[str]) -> dict[str, str]:
        act = next((one for one in self._live.standing.acts if one.id == form["about"]), None)
        if act is None or not self.may_withdraw(seat, act):
            mistakes.append("That cannot be withdrawn: it is not yours, or it was withdrawn already.")
            return {}
        return {"about": act.id, "participant": act.participant}


def _lacking(deed: str, form: Form) -> Iterable[str]:
    """What a person has to say and did not."""
    if deed in NAMED and not form["by"]:
        yield "Your name is missing: whoever reads the report has to know who said so."
    if deed in REASONED and not form["text"]:
        yield "The reason is missing."
    if deed == "comment" and not (form["text"] or form.pictures):
        yield "There is nothing in it: write something, or add a picture."
    if deed == "attest" and not (form["text"] or form.pictures):
        yield "How do you know? Say what you saw, or add a picture of it."


def _too_long(form: Form) -> Iterable[str]:
    """What is longer than it may be: nothing of it is cut without a word."""
    for field, called, most in (("text", "text", LONGEST), ("by", "name", LONGEST_NAME)):
        if (length := len(form[field])) > most:
            yield f"The {called} is too long: it has {length:,} characters, and may have {most:,}."


def _untold(deed: str, about: Mapping[str, str]) -> Iterable[str]:
    """What the form should have said of what it is about, and the page always does."""
    wanted = {
        "override": ("play", "requirement"),
        "attest": ("participant", "requirement"),
        "again": ("participant",),
    }
    if any(not about.get(name) for name in wanted.get(deed, ())):
        yield "It does not say what it is about. Load the page again."
    if deed in ("dispute", "settle") and not (about.get("requirement") or about.get("scenario")):
        yield "Which requirement, or which scenario?"
    if deed in ("pause", "go-on") and not (about.get("participant") or about.get("scenario")):
        yield "Which participant, or which scenario?"
