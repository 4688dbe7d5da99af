"""Gives people who are not ours other names before anything is written. Knows whom the harness spoke of first.

Ours are those whom the harness itself sent, those whom an instruction to a person names, and those whose data says
that it is of a test. Everybody else gets a pseudonym for each name, number, address and birth date: the same one
wherever it turns up in what one process writes, drawn by chance, so that nobody can work it out again. A first name
or a town that one of ours has too stays as it is.
"""

from __future__ import annotations

import re
import secrets
import threading
from collections.abc import Iterable
from datetime import date, timedelta
from urllib.parse import quote, quote_plus, unquote
from xml.sax.saxutils import escape

from harness.evidence.asked import asked_for
from harness.evidence.coded import documents_in, recoded
from harness.evidence.exchange import Exchange
from harness.evidence.people import Kind, Person, Said, people_in
from harness.evidence.spellings import any_spelling

LEAST: dict[Kind, int] = {"name": 2, "telecom": 5, "address": 3, "birth": 4, "identifier": 4, "photo": 8}
"""Signs that are enough to be looked for everywhere: a shorter identifier would blot out ordinary numbers."""
MOST_PERCENTS = 3  # a query within a query within a query
TELLING: dict[Kind, int] = {"name": 10, "identifier": 6}
"""Signs of a value by which one of ours is known again: a family name of the harness's is longer than most."""
WORDS = frozenset({"patient", "unknown", "none", "null", "male", "female", "test", "true", "false", "official"})
BEFORE = r"(?:(?<![^\W_])|(?<=%[0-9A-Fa-f]{2})|(?<==(?:eq|ge|le|gt|lt|ap|sa|eb|ne)))"
"""No word goes on here: what was percent-encoded is none, and a search may write ``birthdate=ge1984-03-09``."""
AFTER = r"(?![^\W_])"
OF_A_TEST = re.compile(
    r"http://ohie\.org/test/|2\.16\.840\.1\.113883\.3\.72\.5\.9(?![0-9])|HTEST$"
    r"|\w+://([\w-]+\.)*(example\.(com|net|org)|example|test|invalid|localhost)(:[0-9]+)?([/?#]|$)"
)
"""The harness's own domains, NIST's root for tests, FHIR's label for test data, the hosts that RFC 2606 sets aside."""


class Pseudonyms:
    """Replaces what is said of people who are not ours. Safe to use from several threads."""

    def __init__(self) -> None:
        self._given: dict[str, str] = {}
        self._learnt: dict[str, str] = {}
        self._ready: tuple[tuple[str, str], ...] | None = ()
        self._ours: set[str] = set()
        self._lock = threading.RLock()

    def instructed(self, text: str) -> None:
        """Somebody was told `text`: whoever it names is ours."""
        with self._lock:
            self._ours |= {word.casefold() for word in re.findall(r"[\w+'-]+", text)}

    def meet(self, exchange: Exchange) -> None:
        """Learn whom both messages of `exchange` are about."""
        both = ((exchange.request, exchange.captured_at == "client"), (exchange.response, False))
        for message, by_us in both:
            for body in (message.body, *documents_in(message.body)) if message else ():
                self.hear(people_in(body), by_us=by_us)
        self.hear(asked_for(exchange.request), by_us=exchange.captured_at == "client")

    def hear(self, people: Iterable[Person], *, by_us: bool) -> None:
        """Learn of `people`, whom one message is about; they are ours where the harness sent it (`by_us`)."""
        for person in people:
            with self._lock:
                self._take(person, ours=by_us or self.is_ours(person))

    def is_ours(self, person: Person) -> bool:
        """Whether the harness spoke of this person before (by name or identifier), or she is one of a test."""
        if any(one.kind == "domain" and OF_A_TEST.match(one.value) for one in person):
            return True
        telling = (one.value.casefold() for one in person if len(one.value) >= TELLING.get(one.kind, 1000))
        return any(value in self._ours for value in telling)

    def text(self, value: str) -> str:
        """`value` with pseudonyms, in every spelling in which a value is known to stand in messages.

        So it is in documents that lie in it as base64; those that are no text are withheld.
        """
        for form, instead in self._forms():
            if form in value:
                value = re.sub(f"{BEFORE}{re.escape(form)}{AFTER}", instead, value)
        if "%" in value:
            value = self._without_percents(value)
        return recoded(value, self.text)

    def _without_percents(self, value: str) -> str:
        """`value` with pseudonyms where signs are percent-encoded that need not be, several times over too."""
        plain = value
        for _ in range(MOST_PERCENTS):
            plain = unquote(plain, "latin-1")
        for form, instead in self._forms() if plain != value else ():
            if form in plain:
                value = re.sub(f"{BEFORE}{any_spelling(form, percents=True)}{AFTER}", instead, value)
        return value

    def _forms(self) -> tuple[tuple[str, str], ...]:
        """What is looked for and what stands instead, the longest first."""
        if (ready := self._ready) is None:
            with self._lock:
                told = {form: it for value, it in self._learnt.items() for form in _spellings(value)}
                told |= {form: it for value, it in self._learnt.items() for form, it in _as_days(value, it)}
                self._ready = ready = tuple(sorted(told.items(), key=lambda one: -len(one[0])))
        return ready

    def _take(self, person: Person, *, ours: bool) -> None:
        if ours:
            self._ours |= {one.value.casefold() for one in person} - {*self._given}
            return
        for one in person:
            known = one.value.casefold()
            if len(one.value) >= LEAST.get(one.kind, 1000) and known not in self._ours and known not in WORDS:
                self._learn(one)

    def _learn(self, said: Said) -> None:
        if said.value not in self._learnt:
            key = _compact(said.value) if said.kind == "birth" else said.value.casefold()
            self._given.setdefault(key, _pseudonym(said.kind, said.value))
            self._learnt[said.value] = self._given[key]
            self._ready = None


def _pseudonym(kind: Kind, value: str) -> str:
    chance = secrets.token_hex(3)
    if kind == "birth":
        return f"{date(1901, 1, 1) + timedelta(days=secrets.randbelow(10_000)):%Y%m%d}"
    if kind == "telecom":
        return f"{chance}@redacted.invalid" if "@" in value else f"+000{int(chance, 16):08d}"
    if kind == "photo":
        return "https://redacted.invalid/photo" if ":" in value else "cmVkYWN0ZWQ="
    return f"{'Place' if kind == 'address' else 'Person' if kind == 'name' else 'REDACTED'}{chance}"


def _spellings(value: str) -> set[str]:
    """As it is, in a URL, in JSON, in XML, and each as UTF-8 that is read as Latin-1."""
    plain = {value, value.upper(), value.lower(), value.title()}
    there = {spelt for one in plain for spelt in (one, quote(one), quote_plus(one), escape(one, {'"': "&quot;"}))}
    there |= {one.encode("unicode_escape").decode("ascii") for one in plain if not one.isascii()}
    return there | {one.encode("utf-8", "surrogatepass").decode("latin-1") for one in there}


def _compact(day: str) -> str:
    return day.replace("-", "")[:8]


def _as_days(value: str, instead: str) -> tuple[tuple[str, str], ...]:
    """The spellings of a birth date, of HL7 and of FHIR, each as precise as it was; none of another value."""
    digits = _compact(value)
    if not re.fullmatch(r"[0-9]{4}([0-9]{2}){0,2}", digits) or not re.fullmatch(r"[0-9]{8}", instead):
        return ()
    other = instead[: len(digits)]
    return (digits, other), (_dashed(digits), _dashed(other))


def _dashed(digits: str) -> str:
    return "-".join(filter(None, (digits[:4], digits[4:6], digits[6:])))
