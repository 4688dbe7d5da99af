"""Hides secrets by value before anything is written. Knows the values it was given, not where they stand.

Hidden are the secrets that the harness was told, wherever and in whatever spelling or coding they turn up, and every
credential that a message hands over: in its own field always, and anywhere else where it is long enough to be told from
a word.
"""

from __future__ import annotations

import dataclasses
import re
import threading
from collections.abc import Iterable
from typing import Any, TypeVar
from urllib.parse import unquote

from harness.evidence.codings import any_coding
from harness.evidence.credentials import head_without_credentials, tokens, tokens_in, without_credentials
from harness.evidence.exchange import Exchange, Message
from harness.evidence.pseudonyms import Pseudonyms
from harness.evidence.spellings import any_spelling

MASK = "[redacted]"
SHORTEST = 4  # a shorter "secret" would blot out ordinary text
SHORTEST_TOKEN = 16  # a shorter one that somebody else hands over may be any word
MOST_PERCENTS = 3  # a query within a query within a query
MOST_TOKENS = 500  # servers set a new cookie with each answer
OURS = frozenset(
    {
        *("id", "exchange", "play", "scenario", "workflow", "group", "topic", "run", "seed", "slug", "name"),
        *("actor", "actors", "ihe_actor", "ihe_actors", "initiator", "responder", "sender", "participant", "casting"),
        *("requirement", "spec_id", "level", "verifies", "unasked", "transaction", "transactions", "option", "mock"),
        *("breaks", "also", "verdict", "verdicts", "caused_by", "keyword", "state", "captured_at", "failure_kind"),
        "protocol",
    }
)
"""Fields that hold names and words of the harness's own: a password that happens to be "client" is none there."""
MESSAGES = tuple(one.name for one in dataclasses.fields(Exchange) if "Message" in str(one.type))
TEXTS = tuple(one.name for one in dataclasses.fields(Exchange) if one.type == "str" and one.name not in OURS)
Noun = TypeVar("Noun", Exchange, Message)


class Redactor:
    """Replaces secrets by ``[redacted]``, in text, bytes, messages and exchanges. Safe to use from several threads.

    With `people`, whoever is not of the harness's making gets a pseudonym as well.
    """

    def __init__(self, secrets: Iterable[str] = (), *, people: Pseudonyms | None = None) -> None:
        self._people = people
        self._secrets: set[str] = set()
        self._pattern: re.Pattern[str] | None = None
        self._octets: tuple[tuple[str, str], ...] = ()
        self._coded: tuple[tuple[str, re.Pattern[str]], ...] = ()
        self._tokens: tuple[str, ...] = ()
        self._lock = threading.Lock()
        for secret in secrets:
            self.learn(secret)

    def learn(self, secret: str) -> None:
        """Hide `secret` from now on, in every spelling and coding."""
        with self._lock:
            if len(secret) < SHORTEST or secret in self._secrets:
                return
            self._secrets.add(secret)
            longest_first = sorted(self._secrets, key=lambda one: (-len(one), one))
            self._pattern = re.compile("|".join((re.escape(MASK), *map(any_spelling, longest_first))))
            self._octets = (*self._octets, (secret.encode("utf-8", "surrogatepass").decode("latin-1"), secret))
            self._coded = (*self._coded, *any_coding(secret))

    def text(self, value: str) -> str:
        """`value` without secrets."""
        if self._pattern is not None:
            value = self._pattern.sub(MASK, value)
            if "%" in value:
                value = self._without_percents(value)
        for probe, pattern in self._coded:
            if probe in value:
                value = pattern.sub(MASK, value)
        for token in self._tokens:
            value = value.replace(token, MASK)
        return self._people.text(value) if self._people else value

    def instructed(self, text: str) -> None:
        """Somebody was told `text`: whom it names is nobody to hide."""
        if self._people:
            self._people.instructed(text)

    def _without_percents(self, value: str) -> str:
        """`value` without secrets of which signs are percent-encoded that need not be, several times over too."""
        plain = value
        for _ in range(MOST_PERCENTS):
            plain = unquote(plain, "latin-1")
        for octets, secret in self._octets:
            if octets in plain or secret in plain:
                value = re.sub(any_spelling(secret, percents=True), MASK, value)
        return value

    def content(self, value: bytes) -> bytes:
        """`value` without secrets."""
        if self._pattern is None and not self._coded and not self._tokens and self._people is None:
            return value
        seen = value.decode("latin-1")
        shown = self.text(seen)
        return value if shown == seen else shown.encode("latin-1")

    def value(self, node: Any) -> Any:
        """A value of a record without secrets, as JSON can hold it; fields of `OURS` stay as they are."""
        if type(node) is str:
            return self.text(node)
        if isinstance(node, dict):
            return {str(key): one if key in OURS else self.value(one) for key, one in node.items()}
        if isinstance(node, (list, tuple)):
            return [self.value(one) for one in node]
        return node if node is None or isinstance(node, (bool, int, float)) else self.text(str(node))

    def message(self, message: Message) -> Message:
        """`message` without secrets, in every part that is kept; a body as it crossed is withheld where it held one."""
        body = self.content(message.body)
        shown = {
            "head": head_without_credentials(self.content(message.head).decode("latin-1"), MASK).encode("latin-1"),
            "body": body,
            "wire": message.wire and (self.content(message.wire) if body == message.body else MASK.encode()),
            "start": self.text(message.start),
            "headers": tuple((name, without_credentials(name, self.text(it), MASK)) for name, it in message.headers),
        }
        return _changed(message, shown)

    def exchange(self, exchange: Exchange) -> Exchange:
        """`exchange` without secrets, and without the credentials that its messages hand over."""
        messages = {name: part for name in MESSAGES if (part := getattr(exchange, name)) is not None}
        for message in messages.values():
            self._remember(message)
        if self._people:
            self._people.meet(exchange)
        shown: dict[str, Any] = {name: self.message(part) for name, part in messages.items()}
        return _changed(exchange, shown | {name: self.text(getattr(exchange, name)) for name in TEXTS})

    def _remember(self, message: Message) -> None:
        found = [token for name, value in message.headers for token in tokens(name, value)]
        found += tokens_in(message.body)
        new = [token for token in found if len(token) >= SHORTEST_TOKEN and token not in self._secrets]
        if new:
            with self._lock:
                self._tokens = tuple(dict.fromkeys((*self._tokens, *new)))[-MOST_TOKENS:]


def _changed(noun: Noun, shown: dict[str, Any]) -> Noun:
    """`noun` itself where all is as it was: copying takes longer than comparing."""
    changes = {name: one for name, one in shown.items() if one != getattr(noun, name)}
    return dataclasses.replace(noun, **changes) if changes else noun
