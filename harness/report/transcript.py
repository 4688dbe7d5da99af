"""The messages of a play as one text. Knows bytes, and who said what to whom; marks nothing in them.

In a great run it stands for messages in which nothing is to be seen: it costs a thirtieth of laying them out on a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from harness.evidence.exchange import Message
from harness.language import gettext as _
from harness.language import ngettext
from harness.report.decoded import decoded
from harness.report.decoded_hl7v2 import is_hl7v2, wire
from harness.report.decoded_tls import is_tls
from harness.report.html_exchange import ExchangeView
from harness.report.html_message import Keep
from harness.report.visible import is_text, size, visible

RULE = "════"


def transcript(title: str, views: Iterable[ExchangeView], keep: Keep, *, left_out: int = 0) -> Iterator[bytes]:
    """The text, piece by piece, in UTF-8 with a byte order mark, for browsers guess otherwise.

    `keep` writes what is no text, or has lines in it that could be taken for ours; `left_out` exchanges are not told.
    """
    yield f"\ufeff{visible(title)}\n".encode()
    yield _line(_("Lines that begin with this sign are the harness's; all others were sent."))
    for view in views:
        yield b"\n"
        yield from _exchange(view, keep)
    if left_out:
        told = ngettext(
            "{count} more exchange is in the ledger.", "{count} more exchanges are in the ledger.", left_out
        )
        yield b"\n" + _line(told.format(count=left_out))


def _line(text: str) -> bytes:
    """A line of ours, whatever is in `text`."""
    return f"{RULE} {visible(text.replace(chr(10), ' '))}\n".encode()


def _exchange(view: ExchangeView, keep: Keep) -> Iterator[bytes]:
    yield _line(f"{view.number}  {view.said} → {view.answered}")
    for told in filter(None, (view.sides, view.url, view.meta)):
        yield _line(told)
    exchange = view.exchange
    for said, message in (
        (_("Request"), exchange.request),
        (_("Request as it was passed on"), exchange.forwarded_request),
        (_("Response"), exchange.response),
        (_("Response as it was passed on"), exchange.forwarded_response),
    ):
        if message is not None:
            yield from _message(f"{view.number}  {said}", message, keep)
    if view.silent:
        yield _line(view.silent)


def _message(said: str, message: Message, keep: Keep) -> Iterator[bytes]:
    sealed, crossed = is_tls(message.wire), message.body if message.wire is None else message.wire
    yield _line(f"{said}, {size(len(crossed if sealed else message.body))}")
    if sealed:
        yield from (_line(line.text) for line in decoded(message, with_places=False).lines)
    else:
        yield visible(message.head.decode("latin-1").replace("\r\n", "\n")).encode()
        yield from _body(message.body, keep)
    if message.wire:
        yield _line(_("As it crossed: {file}").format(file=f"../{keep(message.wire)}"))


def _body(body: bytes, keep: Keep) -> Iterator[bytes]:
    if is_hl7v2(body):
        yield wire(body).encode() + b"\n"
    elif is_text(body) and RULE.encode() not in body:
        yield body + b"\n" * bool(body)
    else:
        yield _line(_("A body that is not shown here: {file}").format(file=f"../{keep(body)}"))
