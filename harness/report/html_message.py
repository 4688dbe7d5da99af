"""One exchange made ready for a page: what was meant beside the bytes, with the places of the findings marked.

Knows what fits a page; everything that is cut is linked as a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from harness.evidence.exchange import Exchange, Message
from harness.evidence.record import Finding
from harness.language import gettext as _
from harness.language import marked, ngettext
from harness.report.decoded import Decoded, decoded, form_lines
from harness.report.decoded_hl7v2 import is_hl7v2, wire
from harness.report.decoded_tls import is_tls
from harness.report.hops import changed
from harness.report.line import Line
from harness.report.model import TO_MEND
from harness.report.places import Spot, in_body, in_head
from harness.report.privacy import is_withheld
from harness.report.visible import as_crossed, size, visible

MOST_LINES, A_LOOK = 160, 60  # of a decoded body on a page: of one that findings speak of, and of any other
AROUND = 8  # lines beside a marked one, where it stands further down
WIDEST = 600  # characters of one line
RAW_HEAD, RAW_BODY, RAW_SEALED = 6_000, 3_000, 512  # bytes on a page
SEEN_BY = {
    "client": marked("seen by the harness, which sent it"),
    "mock": marked("seen by the reference mock, which received it"),
    "relay": marked("seen by a relay between the two"),
}

Keep = Callable[[bytes], str]
_Mark = tuple[Finding, bool]


@dataclass(frozen=True, slots=True)
class MessageView:
    """A request or an answer on a page. `shown` is the decoded view, `raw` the bytes; paths are from the report.

    Of what was `passed` on, `shown` is only what was changed of it. `answers`: it is an answer, not a request.
    `size` is "" where there is no body.
    """

    label: str
    start: str
    answers: bool
    sender: str
    kind: str
    size: str
    shown: Markup
    raw: Markup
    file: str = ""
    wire: str = ""
    cut: bool = False
    passed: bool = False


def message_view(
    message: Message, findings: Iterable[Finding], keep: Keep, *, label: str, answers: bool = False
) -> MessageView:
    """`message` as a page shows it; `findings` are those to mark in it, `keep` writes a body to a file."""
    marking = [finding for finding in findings if finding.where and finding.verdict != "PASS"]
    content = decoded(message, near=[each.where for each in marking], most=None if marking else A_LOOK)
    query = tuple(form_lines(message.target.partition("?")[2])) if not answers else ()
    lines = (*query, *([Line("")] if query and content.lines else []), *content.lines)
    body, cut = _body(lines, marking, whole=content.whole)
    raw_body = message.body if message.wire is None else message.wire
    sealed = is_tls(message.wire)
    crossed = size(len(raw_body if sealed else message.body)) if message.body or sealed else ""
    long = cut or len(raw_body) > (RAW_SEALED if sealed else RAW_BODY) or (message.body and not content.lines)
    return MessageView(
        label=label,
        start=_start(message),
        answers=answers,
        sender=message.sender,
        kind=_kind(content, query),
        size=_("not shown here") if is_withheld(message) else crossed,
        shown=body,
        raw=_raw(message, raw_body, marking),
        file=keep(message.body) if long and message.body else "",
        wire=keep(message.wire) if long and message.wire else "",
        cut=cut,
    )


def passed_view(
    before: Message | None,
    message: Message,
    findings: Iterable[Finding],
    keep: Keep,
    *,
    label: str,
    answers: bool = False,
) -> MessageView:
    """`message` as it was passed on, which came as `before`: only what was changed of it, where that is in its head."""
    lines = changed(before, message) if before is not None else None
    if lines is None:
        return message_view(message, findings, keep, label=label, answers=answers)
    how = _("with these lines changed") if lines else _("as it came")
    marking = [finding for finding in findings if finding.where and finding.verdict != "PASS"]
    marks = {n: (each, False) for each in marking if (n := in_head(each.where, [one[2:] for one in lines])) is not None}
    shown = Markup("").join(_segment([Line(line) for line in lines], 0, len(lines), marks))
    return MessageView(
        f"{label}{_(': ')}{how}", message.start, answers, message.sender, "", "", shown, Markup(""), passed=True
    )


def of_message(exchange: Exchange, finding: Finding) -> Message:
    """The message that a finding is about: what the judged actor sent, else what there is.

    Of whoever stood between, it is what was passed on: the answer where the request went on as it came.
    """
    if finding.actor not in (exchange.initiator, exchange.responder):
        passed, asked = exchange.forwarded_request, exchange.request
        if exchange.forwarded_response is not None and (passed is None or passed.body == asked.body):
            return exchange.forwarded_response
        return passed or asked
    if finding.actor == exchange.initiator or exchange.response is None:
        return exchange.request
    return exchange.response


def _start(message: Message) -> str:
    return message.start.partition(" ")[2] if message.start.startswith("HTTP/") else message.start


def _kind(content: Decoded, query: Sequence[Line]) -> str:
    return _(content.kind) if content.lines else _("parameters") if query else ""


def _body(lines: Sequence[Line], marking: Sequence[Finding], *, whole: bool) -> tuple[Markup, bool]:
    """The lines with their marks, and whether some were left out; more follow them where they are not the `whole`."""
    marks: dict[int, _Mark] = {}
    for finding in sorted(marking, key=lambda each: each.verdict not in TO_MEND):
        spot: Spot | None = in_body(finding.where, lines)
        if spot:
            marks.setdefault(spot.number, (finding, spot.missing))
    parts: list[Markup] = []
    next_one = 0
    for first, end in _windows(len(lines), marks):
        if first > next_one:
            parts.append(_gap(first - next_one))
        parts += _segment(lines, first, end, marks)
        next_one = end
    if not whole:
        parts.append(_left_out(_("more lines")))
    elif next_one < len(lines):
        parts.append(_gap(len(lines) - next_one))
    return Markup("").join(parts), any('class="gap"' in part for part in parts)


def _windows(count: int, marks: Iterable[int]) -> list[tuple[int, int]]:
    """Which lines to show: the first ones, and those around each mark; in order, without overlap."""
    windows = [(0, min(count, MOST_LINES))]
    for mark in sorted(marks):
        first, end = max(mark - AROUND, 0), min(mark + AROUND + 1, count)
        if first <= windows[-1][1]:
            windows[-1] = (windows[-1][0], max(end, windows[-1][1]))
        elif len(windows) < 8:
            windows.append((first, end))
    return windows


def _gap(count: int) -> Markup:
    return _left_out(ngettext("{count} more line", "{count} more lines", count).format(count=count))


def _left_out(said: str) -> Markup:
    return Markup('<span class="gap">… {}</span>\n').format(said)


def _segment(lines: Sequence[Line], first: int, end: int, marks: dict[int, _Mark]) -> list[Markup]:
    parts, plain = [], first
    for number in sorted(each for each in marks if first <= each < end):
        parts.append(_escaped(lines[plain:number]))
        parts.append(_marked(lines[number].text, *marks[number]))
        plain = number + 1
    parts.append(_escaped(lines[plain:end]))
    return parts


def _escaped(lines: Sequence[Line]) -> Markup:
    if not lines:
        return Markup("")
    text = "\n".join(line.text if len(line.text) <= WIDEST else _narrowed(line.text) for line in lines)
    return _as_content(visible(text) + "\n")


def _as_content(text: str) -> Markup:
    """`text` as the content of an element, where quotation marks do no harm and are most of what JSON has."""
    return Markup(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("'", "&#39;"))


def _narrowed(text: str) -> str:
    return _("{text}… ({count} more characters)").format(text=text[:WIDEST], count=len(text) - WIDEST)


def _marked(text: str, finding: Finding, missing: bool) -> Markup:
    told = text.lstrip(" ")
    place = f" {finding.where}" if missing else ""
    said = _("expected {expected}, found {found}").format(expected=finding.expected, found=finding.found)
    note = f"◀ {finding.requirement}{place}{_(': ')}{said}"
    return Markup('{}<mark class="m-{}">{}</mark> <span class="note">{}</span>\n').format(
        " " * (len(text) - len(told)),
        finding.verdict.lower(),
        _as_content(visible(told if len(told) <= WIDEST else _narrowed(told))),
        _as_content(visible(note if len(note) <= WIDEST else _narrowed(note))),
    )


def _raw(message: Message, body: bytes, marking: Sequence[Finding]) -> Markup:
    head = as_crossed(message.head, limit=RAW_HEAD).rstrip("\n").split("\n") if message.head else []
    lines = [Line(line) for line in head]
    marks = {n: (each, False) for each in marking if (n := in_head(each.where, head)) is not None}
    limit = RAW_SEALED if is_tls(message.wire) else RAW_BODY
    text = wire(body[:RAW_BODY]) if is_hl7v2(message.body) else as_crossed(body, limit=limit)
    content = _as_content(text)
    rest = len(body) - limit
    more = _("{size} more").format(size=size(rest))
    cut = Markup('\n<span class="gap">… {}</span>').format(more) if rest > 0 else Markup("")
    return Markup("").join([*_segment(lines, 0, len(lines), marks), "\n" if head and body else "", content, cut])
