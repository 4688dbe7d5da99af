"""An exchange made ready for a page: its ends, its words, its messages, the command that repeats it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from harness.evidence.exchange import Exchange, Message
from harness.evidence.record import Finding
from harness.language import gettext as _
from harness.report.addresses import url_of
from harness.report.commands import again
from harness.report.hops import between
from harness.report.html_message import SEEN_BY, Keep, MessageView, message_view, of_message, passed_view
from harness.report.model import REFERENCE_MOCK, TO_MEND, Play
from harness.report.moments import clock, duration
from harness.report.saying import answered, knows_no_answer, said

LISTED = 200  # exchanges on the page


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
    def in_brief(self) -> bool:
        """Whether it is without its messages, though it has some."""
        return not self.messages

    @property
    def silent(self) -> str:
        """What is to be said where no answer came, "" where one did."""
        if self.exchange.response or knows_no_answer(self.exchange):
            return "" if self.exchange.response else self.exchange.failure
        return " ".join((_("No answer."), self.exchange.failure))

    @property
    def wrong(self) -> bool:
        """Whether something to mend shows in it."""
        failed = bool(self.exchange.failure) and not knows_no_answer(self.exchange)
        return failed or any(word in TO_MEND for word in self.words)


def exchange_views(play: Play, keep: Keep, *, in_brief: bool = False) -> list[ExchangeView]:
    """The exchanges of `play` in order; of very many the first, and those that findings speak of.

    `in_brief` those in which nothing is to be seen are without their messages and the command that repeats them.
    """
    findings: dict[str, list[Finding]] = defaultdict(list)
    for finding in play.findings:
        findings[finding.exchange].append(finding)
    return [
        exchange_view(
            number,
            crossing.exchange,
            tuple(findings[crossing.id]),
            None if in_brief and _is_fine(crossing.exchange, findings[crossing.id]) else keep,
            casting=play.casting,
        )
        for number, crossing in enumerate(play.crossings, 1)
        if number <= LISTED or crossing.id in findings
    ]


def _is_fine(exchange: Exchange, findings: Iterable[Finding]) -> bool:
    return not exchange.failure and all(finding.verdict == "PASS" for finding in findings)


def exchange_view(
    number: int, exchange: Exchange, findings: tuple[Finding, ...], keep: Keep | None, *, casting: Mapping[str, str]
) -> ExchangeView:
    """`exchange` ready for a page; without its messages and its command where nothing can `keep` a body."""
    words = [finding.verdict for finding in findings if finding.verdict != "PASS"]
    return ExchangeView(
        number=number,
        exchange=exchange,
        said=said(exchange),
        answered=answered(exchange),
        url=url_of(exchange),
        sides=" → ".join(_side(each, casting) for each in _ends(exchange, casting)),
        meta=_meta(exchange),
        command=again(exchange, keep) if keep else "",
        messages=tuple(_messages(exchange, findings, keep)) if keep else (),
        findings=findings,
        words=tuple(dict.fromkeys(words)),
    )


def _ends(exchange: Exchange, casting: Mapping[str, str]) -> Iterable[str]:
    """Who spoke, who stood between, who answered."""
    return filter(None, (exchange.initiator, between(exchange, casting), exchange.responder))


def _side(actor: str, casting: Mapping[str, str]) -> str:
    name = casting.get(actor, "")
    words = _(actor.replace("_", " "))
    return f"{words} ({_(name) if name == REFERENCE_MOCK else name})" if name else words


def _meta(exchange: Exchange) -> str:
    tls = f"{exchange.tls.version}, {exchange.tls.cipher}" if exchange.tls else ""
    seen = _(SEEN_BY.get(exchange.captured_at, ""))
    took = duration(exchange.ended - exchange.request.at)
    return " · ".join(filter(None, (exchange.transaction, clock(exchange.request.at), took, tls, seen)))


def _messages(exchange: Exchange, findings: Iterable[Finding], keep: Keep) -> Iterable[MessageView]:
    for answers, message, passed in (
        (False, exchange.request, exchange.forwarded_request),
        (True, exchange.response, exchange.forwarded_response),
    ):
        if message is not None:
            label = _("Response") if answers else _("Request")
            yield message_view(message, about(message, exchange, findings), keep, label=label, answers=answers)
        if passed is not None:
            found = about(passed, exchange, findings)
            label = _("Response as it was passed on") if answers else _("Request as it was passed on")
            yield passed_view(message, passed, found, keep, label=label, answers=answers)


def about(message: Message, exchange: Exchange, findings: Iterable[Finding]) -> list[Finding]:
    """Those of `findings` that `message` shows."""
    return [finding for finding in findings if of_message(exchange, finding) is message]
