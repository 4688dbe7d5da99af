"""``harness send``: sends messages to a system, by hand, and shows what came back. Judges nobody."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from harness.errors import MalformedMessage, UsageError
from harness.evidence.exchange import Exchange
from harness.messages.hl7v2 import Message, parse
from harness.messages.hl7v2.acknowledgements import ACCEPTED
from harness.messages.hl7v2.description import text
from harness.messages.hl7v2.files import messages_in
from harness.transport.authentication import ClientCertificate
from harness.transport.failures import UNREACHABLE, size
from harness.transport.mllp_client import MllpClient
from harness.transport.tls import client_context

WEIGHT = {0: 0, 3: 1, 1: 2}
"""Of several exit codes, that which weighs most is ours: all accepted, nothing delivered, refused or not answered."""


def mllp(address: str, file: str, options: dict[str, Any]) -> int:
    """Send each message of `file`, one after the other on one connection; the exit code."""
    host, port = _address(address)
    messages = _messages(file, exactly=options["exactly"])
    code = 0
    with MllpClient(host, port, tls=_tls(options), timeout=options["timeout"]) as client:
        for number, message in enumerate(messages, 1):
            click.echo(f"{'' if number == 1 else chr(10)}→ {_title(message)} to {client.url}, {size(len(message))}")
            exchange = client.send(message)
            code = max(code, _shown(exchange, options["raw"]), key=WEIGHT.__getitem__)
            if exchange.failure_kind == UNREACHABLE:
                break
    return code


def _shown(exchange: Exchange, raw: bool) -> int:
    """Print what came back; 0 where it is an acknowledgement that accepts."""
    if exchange.response is None:
        click.echo(f"harness: {exchange.failure}", err=True)
        return 3 if exchange.failure_kind == UNREACHABLE else 1
    took = round((exchange.response.at - exchange.request.at) * 1000)
    body = exchange.response.body
    try:
        answer = parse(body)
    except MalformedMessage as fault:
        click.echo(f"← {size(len(body))} after {took} ms, and no HL7 v2: {fault}", err=True)
        return 1
    code = answer.get("MSA-1")
    click.echo(f"← {code or 'no MSA-1'} after {took} ms: {_title(body)}, {size(len(body))}\n")
    click.echo(body.replace(b"\r", b"\n").decode("utf-8", "backslashreplace").rstrip() if raw else text(answer))
    for word in _oddities(answer, exchange):
        click.echo(f"harness: {word}", err=True)
    return 0 if code in ACCEPTED else 1


def _oddities(answer: Message, exchange: Exchange) -> list[str]:
    """What a person should know of the answer and might not see."""
    sent = parse(exchange.request.body).get("MSH-10")
    odd = [f"The answer's {answer.charset.problem}."] if answer.charset.problem else []
    if not answer.all("MSA"):
        odd.append("The answer has no MSA segment: it does not say whether the message was taken")
    elif answer.get("MSA-2") != sent:
        odd.append(f"MSA-2 is {answer.get('MSA-2')!r}, and MSH-10 of the message was {sent!r}: they should be the same")
    return odd


def _title(message: bytes) -> str:
    """Type and control id, for a line."""
    header = parse(message)
    return f"{header.raw('MSH-9') or 'a message without MSH-9'} {header.get('MSH-10')}".rstrip()


def _messages(file: str, *, exactly: bool) -> tuple[bytes, ...]:
    """The messages of the file; with `exactly`, all of it as one. Raises UsageError where there are none."""
    try:
        content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        if not exactly:
            return messages_in(content)
        parse(content)
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from error
    except MalformedMessage as fault:
        raise UsageError(f"{'What came in' if file == '-' else file} holds no HL7 v2 message: {fault}") from fault
    return (content,)


def _address(address: str) -> tuple[str, int]:
    """Host and port of ``HOST:PORT``, with or without ``mllp://``."""
    host, colon, port = address.removeprefix("mllp://").removesuffix("/").rpartition(":")
    if not colon or not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise UsageError(f"{address!r} is no address to send to: expected HOST:PORT, as in 192.168.1.20:2575")
    return host.strip("[]"), int(port)


def _tls(options: dict[str, Any]) -> Any:
    """The TLS context that the options ask for, None for none."""
    certificate, key = options["cert"], options["key"]
    if key and not certificate:
        raise UsageError("--key belongs to a certificate: give --cert too")
    if not (options["tls"] or options["ca"] or certificate):
        return None
    own = ClientCertificate(Path(certificate), Path(key or certificate)) if certificate else None
    return client_context(options["ca"] or True, certificate=own)
