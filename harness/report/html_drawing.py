"""A play drawn as a sequence of messages under its sentences, hop by hop, with what nobody waited for among them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from harness.evidence.exchange import Message
from harness.language import gettext as _
from harness.language import marked
from harness.report import diagram, links
from harness.report.hops import RELAY, hops
from harness.report.html_exchange import ExchangeView, about
from harness.report.model import ANOTHER, REFERENCE_MOCK, TO_MEND, Play, gravest
from harness.report.saying import answered, knows_no_answer, said
from harness.report.strays import Stray

DRAWN = 60  # exchanges in the drawing
PLAYERS = {RELAY: marked("the harness, which passes on")}


def drawing(play: Play, views: Iterable[ExchangeView], strays: Sequence[Stray] = ()) -> Markup:
    """The play as a sequence of messages under its sentences; `strays` stand where they arrived."""
    by_id = {view.exchange.id: view for view in views}
    sides = _sides(play, by_id.values())
    rows: list[diagram.Row] = []
    told: set[int] = set()
    waiting = list(strays)
    sentences = {step.number: step for step in play.steps if step.keyword != "then"}
    for crossing in play.crossings[:DRAWN]:
        while waiting and waiting[0].exchange.request.at < crossing.at:
            rows += _stray(waiting.pop(0), sides)
        for number in range(1, crossing.step + 1):
            if number in sentences and number not in told:
                told.add(number)
                rows.append(diagram.Caption(_(sentences[number].keyword), _(sentences[number].sentence)))
        if view := by_id.get(crossing.id):
            rows += _rows(view, play, sides)
    if not play.crossings:
        rows += [diagram.Caption(_(each.keyword), _(each.sentence)) for each in sentences.values()]
    rows += [row for each in waiting for row in _stray(each, sides)]
    lifelines = [
        diagram.Lifeline(_words(side), _player(play.casting.get(side, PLAYERS.get(side, "")))) for side in sides
    ]
    described = _("; ").join(f"{view.said}{_(': ')}{view.answered}" for view in list(by_id.values())[:DRAWN])
    return diagram.sequence(lifelines, rows, described=described)


def _words(side: str) -> str:
    return _(side.replace("_", " "))


def _player(name: str) -> str:
    return _(name) if name in (REFERENCE_MOCK, ANOTHER, *PLAYERS.values()) else name


def _sides(play: Play, views: Iterable[ExchangeView]) -> list[str]:
    """Who has a lifeline: the first who speaks to the left, whoever stands between in the middle."""
    legs = [hops(each.exchange, play.casting) for each in views]
    ways = [[*(leg.initiator for leg in each), each[-1].responder] for each in legs]
    middles = [way[1] for way in ways if len(way) > 2]
    sides = list(dict.fromkeys(side for side in [*play.casting, *(one for way in ways for one in way)]))
    for middle in dict.fromkeys(middles):
        sides.remove(middle)
        sides.insert(1, middle)
    return sides


def _rows(view: ExchangeView, play: Play, sides: list[str]) -> list[diagram.Row]:
    """What was asked goes from hop to hop, and what was answered comes back the same way."""
    legs = hops(view.exchange, play.casting)
    there: list[diagram.Row] = []
    back: list[diagram.Row] = []
    for leg in legs:
        start, end = sides.index(leg.initiator), sides.index(leg.responder)
        link = f"#{view.anchor}"
        asked, came = (view.said, view.answered) if leg is view.exchange else (said(leg), answered(leg))
        unreached = leg.failure_kind == "unreachable"
        there.append(diagram.Arrow(start, end, asked, "none" if unreached else "ask", _word(view, leg.request), link))
        if unreached:
            back.append(diagram.Caption(_("nothing was delivered:"), leg.failure))
        elif leg.response is not None:
            back.append(diagram.Arrow(end, start, came, "answer", _word(view, leg.response), link))
        elif not knows_no_answer(leg):
            back.append(diagram.Arrow(end, start, came, "none", "", link))
    return [*there, *reversed(back)]


def _stray(stray: Stray, sides: list[str]) -> list[diagram.Row]:
    """A message that nobody waited for, and what it was answered."""
    start, end = sides.index(stray.sender), sides.index(stray.receiver)
    link = f"../{links.UNEXPECTED}.html#x{stray.number}"
    asked = diagram.Arrow(
        start, end, _("not waited for: {message}").format(message=said(stray.exchange)), "stray", "", link
    )
    if stray.exchange.response is None:
        return [asked]
    return [asked, diagram.Arrow(end, start, answered(stray.exchange), "answer", "", link)]


def _word(view: ExchangeView, message: Message) -> str:
    word = gravest(finding.verdict for finding in about(message, view.exchange, view.findings))
    return word if word in TO_MEND or word == "NOTED" else ""
