"""What each page is given to show. Knows what may be seen from which seat; draws nothing and writes nothing."""

from __future__ import annotations

from typing import Any

import segno
from markupsafe import Markup

from harness.evidence.record import Act, first_name
from harness.language import gettext as _
from harness.report.counting import counted_play
from harness.review.access import Keys, Seat
from harness.review.deeds import VERDICTS, Deeds
from harness.review.drawing import ROOT, Clock
from harness.review.live import Live
from harness.review.seen import Seen
from harness.review.share import body_of, play_of, play_view
from harness.review.views import Views, summed

NEWEST = 12
PLAYS = 300


class Pages:
    """The pages of one run."""

    def __init__(self, live: Live, keys: Keys) -> None:
        self._live, self._keys = live, keys
        self.views, self._deeds = Views(live, keys), Deeds(live, keys)

    @property
    def zone(self) -> str:
        """The time zone of the event, as IANA calls it; "" where there is none, for UTC."""
        return str(self._live.facts.get("event", {}).get("zone") or "")

    def told(self) -> dict[str, Any]:
        """What every page says of the run."""
        run = self._live.facts.get("run", {})
        event = self._live.facts.get("event", {})
        return {
            "name": str(run.get("run") or self._live.folder.name),
            "event": str(event.get("name") or ""),
            "mentors": [str(each.get("name")) for each in event.get("mentors") or ()],
            "clock": Clock(self.zone),
            "started": float(run.get("started") or 0),
            "over": self._live.is_over,
            "folder": "/".join(self._live.folder.resolve().parts[-2:]),
            "versions": run.get("versions") or {},
        }

    def overview(self, seat: Seat) -> dict[str, Any]:
        """The first page of the organiser and the mentors."""
        live, views = self._live, self.views
        counts = views.counts()
        systems = [
            {
                "seat": each,
                "counts": summed(views.counts(each.name)),
                "under_way": [one for one in live.of(each.name) if one.ending is None],
                "queue": len(live.requests(each.name)) + len(live.queued(each.name)),
                "paused": live.standing.pause(participant=each.name),
                "waits": len(live.open_waits(each.name)),
            }
            for each in views.seats()
        ]
        return {
            "title": _("Live"),
            "counts": summed(counts),
            "under_way": counts[""],
            "played": sum(1 for one in live.plays.values() if one.began),
            "asked": len(live.requests()) + len(live.queued()),
            "systems": systems,
            "waits": views.waits(),
            "pauses": live.standing.pauses,
            "disputes": live.standing.disputes,
            "newest": self._told(seat)[:NEWEST],
            "scenarios": views.titles(),
        }

    def participant(self, seat: Seat, of: Seat) -> dict[str, Any]:
        """The page of a participant, as it or the staff sees it."""
        live, views = self._live, self.views
        plays, queue, titles = views.worst_first(of.name), live.requests(of.name), views.titles()
        rows, queued = views.rows(plays[:PLAYS], seat, of.name), live.queued(of.name)
        return {
            "title": of.name,
            "of": of,
            "counts": summed(views.counts(of.name)),
            "under_way": [one for one in rows if one.seen.ending is None],
            "rows": [one for one in rows if one.seen.ending is not None],
            "left_out": max(len(plays) - PLAYS, 0),
            "failed": sum(1 for one in plays if views.is_to_mend(one, of.name) and one not in queued),
            "queued": views.rows(queued, seat, of.name),
            "queue": queue,
            "by_itself": all(one.role == "participant" for one in queue),
            "titles": {one.id: self._title(one, titles) for one in queue},
            "all_asked": any(not one.play for one in queue),
            "paused": live.standing.pause(participant=of.name),
            "waits": views.waits(of.name),
            "sent": views.said_sent(of.name),
            "questions": views.questions(of.name),
            "addresses": views.addresses(of.slug),
            "comments": [one for one in live.standing.comments(participant=of.name) if not one.requirement],
        }

    def play(self, seat: Seat, mark: str) -> dict[str, Any] | None:
        """The page of a play; None where there is no such play for this seat."""
        if (seen := self._seen(seat, mark)) is None or (found := play_of(self._live, seen, seat)) is None:
            return None
        run, play = found
        standing = self._live.standing
        return {
            "title": play.scenario.title,
            "mark": mark,
            "view": play_view(run, play, mark),
            "play": play,
            "cast": self.views.cast(seen, seat),
            "counted": counted_play(play, run.standing),
            "ongoing": seen.ending is None,
            "slugs": {each.name: each.slug for each in self.views.seats()},
            "verdicts": VERDICTS,
            "dispute": standing.dispute(scenario=seen.scenario),
            "paused": standing.pause(scenario=seen.scenario),
            "asked": seen in self._live.queued()
            or any(first_name(one.play) == seen.name for one in self._live.requests()),
        }

    def plays(self, seat: Seat, number: int) -> dict[str, Any]:
        """A page of all plays, counted from 1, those that began last first."""
        found = sorted(self._live.plays.values(), key=lambda one: one.began, reverse=True)
        pages = max(-(-len(found) // PLAYS), 1)
        number = min(max(number, 1), pages)
        rows = self.views.rows(found[(number - 1) * PLAYS : number * PLAYS], seat)
        return {"title": _("Plays"), "rows": rows, "number": number, "pages": pages}

    def body(self, seat: Seat, mark: str, name: str) -> bytes | None:
        """A body of a play that did not fit its page."""
        if (seen := self._seen(seat, mark)) is None or (found := play_of(self._live, seen, seat)) is None:
            return None
        return body_of(found[1], name)

    def acts(self, seat: Seat) -> dict[str, Any]:
        """Everything that people did, the newest first."""
        return {"title": _("What people did"), "acts": self._told(seat)}

    def links(self, origin: str) -> dict[str, Any]:
        """The links of everybody with their codes; `origin` is where this page is reached."""
        seats = [Seat("mentor"), *self.views.seats()]  # the organiser's own may be on a screen for all to see
        links = [(each, f"{origin}{link(self._keys, each)}") for each in seats]
        return {"title": _("Links"), "links": [(each, address, code(address)) for each, address in links]}

    def picture(self, seat: Seat, sha256: str) -> tuple[str, bytes] | None:
        """The kind and the bytes of a picture that was given with an act that this seat may see."""
        for act in self._live.acts:
            for one in act.pictures:
                if one["body"]["sha256"] == sha256 and (seat.is_staff or act.participant == seat.name):
                    return str(one["type"]), self._live.picture(sha256)
        return None

    def _seen(self, seat: Seat, mark: str) -> Seen | None:
        seen = self._deeds.play(mark)
        return seen if seen and (seat.is_staff or seat.name in seen.participants) else None

    def _told(self, seat: Seat) -> list[dict[str, Any]]:
        gone = self.views.withdrawn()
        marks = {name: self._keys.mark(name) for name in self._live.plays}
        titles = self.views.titles()
        return [
            {
                "act": one,
                "gone": one.id in gone,
                "play": marks.get(first_name(one.play), ""),
                "title": self._title(one, titles),
                "may": one.act != "withdraw" and one.id not in gone and self._deeds.may_withdraw(seat, one),
            }
            for one in sorted(self._live.acts, key=lambda act: act.at, reverse=True)
        ]

    def _title(self, act: Act, titles: dict[str, str]) -> str:
        seen = self._live.plays.get(first_name(act.play))
        return titles.get(seen.scenario if seen else act.scenario, act.scenario)


def link(keys: Keys, seat: Seat) -> str:
    """The path that leads to a seat; who has it, has the seat."""
    return f"{ROOT}in/{keys.token(seat)}"


def code(address: str) -> Markup:
    """`address` as a QR code to be drawn on a page (SVG)."""
    drawn = segno.make(address, error="m").svg_inline(scale=4, border=4, svgclass="qr", lineclass=None, omitsize=True)
    return Markup(drawn)
