"""Hides secrets by value before anything is written. Knows the values it was given, not where they stand."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from harness.evidence.exchange import Exchange, Message

MASK = "[redacted]"
SHORTEST = 4  # a shorter "secret" would blot out ordinary text


class Redactor:
    """Replaces every secret it knows by ``[redacted]``, in text, bytes, messages and exchanges."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets: list[str] = []
        for secret in secrets:
            self.learn(secret)

    def learn(self, secret: str) -> None:
        """Hide `secret` from now on, for example a token that was handed to us."""
        if len(secret) >= SHORTEST and secret not in self._secrets:
            self._secrets.append(secret)
            self._secrets.sort(key=len, reverse=True)

    def text(self, value: str) -> str:
        """`value` without secrets."""
        for secret in self._secrets:
            value = value.replace(secret, MASK)
        return value

    def content(self, value: bytes) -> bytes:
        """`value` without secrets."""
        for secret in self._secrets:
            value = value.replace(secret.encode(), MASK.encode())
        return value

    def message(self, message: Message) -> Message:
        """`message` without secrets, in every part that is kept."""
        return dataclasses.replace(
            message,
            head=self.content(message.head),
            body=self.content(message.body),
            wire=None if message.wire is None else self.content(message.wire),
            start=self.text(message.start),
            headers=tuple((name, self.text(value)) for name, value in message.headers),
        )

    def exchange(self, exchange: Exchange) -> Exchange:
        """`exchange` without secrets; the same object when there are none to hide."""
        if not self._secrets:
            return exchange
        return dataclasses.replace(
            exchange,
            address=self.text(exchange.address),
            failure=self.text(exchange.failure),
            request=self.message(exchange.request),
            response=exchange.response and self.message(exchange.response),
            forwarded_request=exchange.forwarded_request and self.message(exchange.forwarded_request),
            forwarded_response=exchange.forwarded_response and self.message(exchange.forwarded_response),
        )
