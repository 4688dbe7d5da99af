"""One play made ready for its page, read from the ledger when it is asked for; for a participant its share of it."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from harness.evidence.ledger import digest
from harness.evidence.record import Act, Finding
from harness.report.assembly import assemble
from harness.report.catalogued import Requirement
from harness.report.html_exchange import exchange_views
from harness.report.model import GRAVEST_FIRST, Play, Run
from harness.report.privacy import only
from harness.review.access import Seat
from harness.review.drawing import ROOT, environment
from harness.review.live import Live
from harness.review.seen import Seen

MOST = 60  # exchanges on a page


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding with what people made of it. `number` is that of the exchange that shows it, 0 where none does."""

    finding: Finding
    requirement: Requirement | None
    number: int
    override: Act | None
    dispute: Act | None
    comments: tuple[Act, ...]

    @property
    def word(self) -> str:
        """The verdict that counts."""
        return self.override.verdict if self.override else self.finding.verdict

    @property
    def touched(self) -> bool:
        """Whether a person said anything of it."""
        return bool(self.override or self.dispute or self.comments)


@dataclass(frozen=True, slots=True)
class PlayView:
    """A play on its page: findings (gravest first), exchanges as pieces of a page."""

    play: Play
    findings: list[FindingView]
    comments: tuple[Act, ...]
    exchanges: list[Markup]
    left_out: int

    @property
    def wrong(self) -> list[FindingView]:
        """What is to be mended or known, and what people spoke of."""
        return [one for one in self.findings if one.finding.verdict != "PASS" or one.touched]

    @property
    def right(self) -> list[FindingView]:
        """The others."""
        return [one for one in self.findings if one.finding.verdict == "PASS" and not one.touched]


def play_of(live: Live, seen: Seen, seat: Seat) -> tuple[Run, Play] | None:
    """The run as far as this play tells of it, and the play; for a participant cut to its share."""
    run = assemble(live.evidence([seen]))
    if not seat.is_staff:
        run = only(run, seat.name)
    return (run, run.plays[0]) if run.plays else None


def play_view(run: Run, play: Play, mark: str) -> PlayView:
    """The play that pages call `mark`, ready for its page."""
    views = exchange_views(play, lambda body: f"plays/{mark}/bodies/{digest(body)[:24]}")
    numbers = {view.exchange.id: view.number for view in views}
    requirements = {each.requirement.requirement: each.requirement for each in run.coverage}
    findings = [_finding(run, play, each, requirements, numbers) for each in play.findings]
    piece = environment().get_template("exchange.html")
    pieces = [Markup(piece.render(view=view, root=ROOT, opened=view.wrong, run=run)) for view in views[:MOST]]
    return PlayView(
        play,
        sorted(findings, key=lambda one: GRAVEST_FIRST.index(one.finding.verdict)),
        _comments(run, play),
        pieces,
        len(play.exchanges) - len(pieces),
    )


def _comments(run: Run, play: Play) -> tuple[Act, ...]:
    """What was said of the play as a whole."""
    name = next((each.play for each in play.findings), "") or next((each.play for each in play.steps), "")
    return tuple(one for one in run.standing.comments(name) if name and not one.requirement)


def body_of(play: Play, name: str) -> bytes | None:
    """The body that a page of this play calls `name`, as it is shown there."""
    for exchange in play.exchanges:
        for message in (exchange.request, exchange.response, exchange.forwarded_request, exchange.forwarded_response):
            for content in (message.body, message.wire) if message else ():
                if content and digest(content)[:24] == name:
                    return content
    return None


def _finding(
    run: Run, play: Play, finding: Finding, requirements: dict[str, Requirement], numbers: dict[str, int]
) -> FindingView:
    standing = run.standing
    return FindingView(
        finding,
        requirements.get(finding.requirement),
        numbers.get(finding.exchange, 0),
        standing.override(finding),
        standing.dispute(
            scenario=play.scenario.scenario, requirement=finding.requirement, participant=finding.participant
        ),
        tuple(
            one
            for one in standing.comments(finding.play, requirement=finding.requirement)
            if one.participant in ("", finding.participant)
        ),
    )
