"""A play made ready for its page: the cast, the sentences with their verdicts, the drawing, the exchanges."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from markupsafe import Markup

from harness.evidence.exchange import Exchange, Message
from harness.evidence.record import Finding, Step
from harness.report import diagram
from harness.report.addresses import url_of
from harness.report.commands import again
from harness.report.html_message import SEEN_BY, Keep, MessageView, message_view, of_message
from harness.report.model import REFERENCE_MOCK, TO_MEND, Play, gravest
from harness.report.moments import clock, duration
from harness.report.saying import answered, said

DRAWN = 60  # exchanges in the drawing
LISTED = 200  # exchanges on the page


@dataclass(frozen=True, slots=True)
class StepView:
    """A sentence of the play; a `then` has the findings that it made."""

    step: Step
    findings: tuple[Finding, ...] = ()

    @property
    def word(self) -> str:
        """The verdict beside the sentence, "" where it was not reached or is no `then`."""
        return gravest(finding.verdict for finding in self.findings)


@dataclass(frozen=True, slots=True)
class ExchangeView:
    """An exchange as a page shows it. `number` counts from 1 in its play; `words` are the verdicts it shows."""

    number: int
    exchange: Exchange
    said: str
    answered: str
    url: str
    sides: str
    meta: str
    command: str
    messages: tuple[MessageView, ...]
    findings: tuple[Finding, ...] = ()
    words: tuple[str, ...] = field(default=())

    @property
    def anchor(self) -> str:
        """The name of its place within the page."""
        return f"x{self.number}"

    @property
    def wrong(self) -> bool:
        """Whether something to mend shows in it."""
        return any(word in TO_MEND for word in self.words) or bool(self.exchange.failure)


@dataclass(frozen=True, slots=True)
class Unasked:
    """A requirement that no sentence asked for, found the same in several exchanges."""

    finding: Finding
    exchanges: tuple[str, ...]


def step_views(play: Play) -> tuple[list[StepView], list[Unasked]]:
    """The sentences with their findings, and the findings that no sentence asked for."""
    made: dict[tuple[int, str], list[Finding]] = defaultdict(list)
    for finding in play.findings:
        made[finding.step, finding.requirement].append(finding)
    views = [
        StepView(step, tuple(made.pop((step.number, step.requirement), ())) if step.keyword == "then" else ())
        for step in play.steps
    ]
    return views, _together(finding for findings in made.values() for finding in findings)


def _together(findings: Iterable[Finding]) -> list[Unasked]:
    same: dict[tuple[str, ...], list[Finding]] = defaultdict(list)
    for finding in findings:
        same[finding.requirement, finding.actor, finding.verdict, finding.sentence].append(finding)
    return [Unasked(each[0], tuple(dict.fromkeys(one.exchange for one in each))) for each in same.values()]


def exchange_views(play: Play, keep: Keep) -> list[ExchangeView]:
    """The exchanges of `play` in order; of very many the first, and those that findings speak of."""
    findings: dict[str, list[Finding]] = defaultdict(list)
    for finding in play.findings:
        findings[finding.exchange].append(finding)
    return [
        exchange_view(number, exchange, tuple(findings[exchange.id]), keep, casting=play.casting)
        for number, exchange in enumerate(play.exchanges, 1)
        if number <= LISTED or exchange.id in findings
    ]


def exchange_view(
    number: int, exchange: Exchange, findings: tuple[Finding, ...], keep: Keep, *, casting: Mapping[str, str]
) -> ExchangeView:
    """`exchange` ready for a page."""
    words = [finding.verdict for finding in findings if finding.verdict != "PASS"]
    return ExchangeView(
        number=number,
        exchange=exchange,
        said=said(exchange),
        answered=answered(exchange),
        url=url_of(exchange),
        sides=f"{_side(exchange.initiator, casting)} → {_side(exchange.responder, casting)}",
        meta=_meta(exchange),
        command=again(exchange, keep),
        messages=tuple(_messages(exchange, findings, keep)),
        findings=findings,
        words=tuple(dict.fromkeys(words)),
    )


def _side(actor: str, casting: Mapping[str, str]) -> str:
    name = casting.get(actor, "")
    words = actor.replace("_", " ")
    return f"{words} ({name})" if name else words


def _meta(exchange: Exchange) -> str:
    tls = f"{exchange.tls.version}, {exchange.tls.cipher}" if exchange.tls else ""
    seen = SEEN_BY.get(exchange.captured_at, "")
    took = duration(exchange.ended - exchange.request.at)
    return " · ".join(filter(None, (exchange.transaction, clock(exchange.request.at), took, tls, seen)))


def _messages(exchange: Exchange, findings: Iterable[Finding], keep: Keep) -> Iterable[MessageView]:
    for label, message in (
        ("Request", exchange.request),
        ("Request as it was passed on", exchange.forwarded_request),
        ("Response", exchange.response),
        ("Response as it was passed on", exchange.forwarded_response),
    ):
        if message is not None:
            yield message_view(message, _about(message, exchange, findings), keep, label=label)


def _about(message: Message, exchange: Exchange, findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if of_message(exchange, finding) is message]


def drawing(play: Play, views: Iterable[ExchangeView]) -> Markup:
    """The play as a sequence of messages under its sentences."""
    by_id = {view.exchange.id: view for view in views}
    sides = list(dict.fromkeys([*play.casting, *(side for each in play.exchanges for side in _ends(each))]))
    rows: list[diagram.Row] = []
    told: set[int] = set()
    sentences = {step.number: step for step in play.steps if step.keyword != "then"}
    for crossing in play.crossings[:DRAWN]:
        for number in range(1, crossing.step + 1):
            if number in sentences and number not in told:
                told.add(number)
                rows.append(diagram.Caption(sentences[number].keyword, sentences[number].sentence))
        if view := by_id.get(crossing.exchange.id):
            rows += _arrows(view, sides)
    lifelines = [diagram.Lifeline(side.replace("_", " "), play.casting.get(side, "")) for side in sides]
    described = "; ".join(f"{view.said}: {view.answered}" for view in list(by_id.values())[:DRAWN])
    return diagram.sequence(lifelines, rows, described=described)


def _ends(exchange: Exchange) -> tuple[str, str]:
    return exchange.initiator, exchange.responder


def _arrows(view: ExchangeView, sides: list[str]) -> list[diagram.Row]:
    start, end = (sides.index(side) for side in _ends(view.exchange))
    link = f"#{view.anchor}"
    asked = _word(view, view.exchange.request)
    if view.exchange.failure_kind == "unreachable":
        return [
            diagram.Arrow(start, end, view.said, "none", asked, link),
            diagram.Caption("nothing was delivered:", view.exchange.failure),
        ]
    if view.exchange.response is None:
        return [
            diagram.Arrow(start, end, view.said, "ask", asked, link),
            diagram.Arrow(end, start, view.answered, "none", "", link),
        ]
    wrong = _word(view, view.exchange.response)
    return [
        diagram.Arrow(start, end, view.said, "ask", asked, link),
        diagram.Arrow(end, start, view.answered, "answer", wrong, link),
    ]


def _word(view: ExchangeView, message: Message) -> str:
    about = _about(message, view.exchange, view.findings)
    word = gravest(finding.verdict for finding in about)
    return word if word in TO_MEND or word == "NOTED" else ""


def players(play: Play) -> list[tuple[str, str]]:
    """Each actor in words and who played it, participants first."""
    cast = [(actor.replace("_", " "), name) for actor, name in play.casting.items()]
    return sorted(cast, key=lambda each: each[1] == REFERENCE_MOCK)


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
