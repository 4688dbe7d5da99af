"""The messages of a play as one text, as they crossed. Knows bytes, and who said what to whom; marks nothing in them.

In a great run it stands for messages in which nothing is to be seen: it costs a thirtieth of laying them out on a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from harness.evidence.exchange import Message
from harness.language import gettext as _
from harness.report.decoded import decoded
from harness.report.decoded_tls import is_tls
from harness.report.html_exchange import ExchangeView
from harness.report.html_message import Keep
from harness.report.visible import as_crossed, is_text, size

RULE = "════"


def transcript(title: str, views: Iterable[ExchangeView], keep: Keep) -> bytes:
    """The text, in UTF-8 with a byte order mark, for browsers guess otherwise; `keep` writes a body that is no text."""
    lines = [f"\ufeff{title}".encode(), _("What begins with {sign} was not sent.").format(sign=RULE).encode(), b""]
    for view in views:
        lines += _exchange(view, keep)
    return b"\n".join(lines)


def _exchange(view: ExchangeView, keep: Keep) -> Iterator[bytes]:
    yield f"{RULE} {view.number}  {view.said} → {view.answered}".encode(errors="backslashreplace")
    for told in filter(None, (view.sides, view.url, view.meta)):
        yield f"{RULE} {told}".encode(errors="backslashreplace")
    exchange = view.exchange
    for said, message in (
        (_("Request"), exchange.request),
        (_("Request as it was passed on"), exchange.forwarded_request),
        (_("Response"), exchange.response),
        (_("Response as it was passed on"), exchange.forwarded_response),
    ):
        if message is not None:
            yield f"{RULE} {view.number}  {said}, {size(len(message.body))}".encode()
            yield from _message(message, keep)
    if view.silent:
        yield f"{RULE} {view.silent}".encode(errors="backslashreplace")
    yield b""


def _message(message: Message, keep: Keep) -> Iterator[bytes]:
    if is_tls(message.wire):
        yield from (line.text.encode(errors="backslashreplace") for line in decoded(message, with_places=False).lines)
        return
    if message.head:
        yield as_crossed(message.head, limit=len(message.head)).encode()
    if message.body and is_text(message.body):
        yield message.body
    elif message.body:
        told = _("no text; it is in {file}").format(file=f"../{keep(message.body)}")
        yield f"{RULE} {told}".encode()
