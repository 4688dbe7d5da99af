from __future__ import annotations

import html
import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.evidence.exchange import Exchange, Message
from harness.evidence.ledger import Ledger
from harness.evidence.reading import read
from harness.evidence.record import Fact, Finding, Step
from harness.evidence.redaction import MASK, Redactor
from tests.seen import answer, crossed, request

SECRET = 'p@ss "wörd"/\\ & <✓>\'s'
TOKEN = "eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl"

SPELLINGS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "in a path": quote,
    "in a query": lambda text: quote(text, safe=""),
    "in a form": quote_plus,
    "in a query, in small letters": lambda text: quote(text, safe="").replace("%C3%B6", "%c3%b6"),
    "in a query within a query": lambda text: quote(quote(text, safe=""), safe=""),
    "in JSON": lambda text: json.dumps(text)[1:-1],
    "in JSON in plain letters": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "in JSON within JSON": lambda text: json.dumps(json.dumps(text))[3:-3],
    "in JSON with slashes escaped": lambda text: json.dumps(text)[1:-1].replace("/", "\\/"),
    "in XML": html.escape,
    "in XML as numbers": lambda text: "".join(f"&#{ord(sign)};" if sign in "\"'<>&ö✓" else sign for sign in text),
    "all of it percent-encoded": lambda text: "".join(f"%{octet:02X}" for octet in text.encode()),
    "all of it percent-encoded twice": lambda text: "".join(f"%25{octet:02x}" for octet in text.encode()),
    "in base64": lambda text: b64encode(text.encode()).decode(),
    "in base64 without padding": lambda text: b64encode(text.encode()).decode().rstrip("="),
    "in base64 for URLs": lambda text: urlsafe_b64encode(text.encode()).decode(),
    "in base64 in a query": lambda text: quote(b64encode(text.encode()), safe=""),
    "in base64 in JSON with slashes escaped": lambda text: b64encode(text.encode()).decode().replace("/", "\\/"),
    "in hex": lambda text: text.encode().hex(),
    "in hex in capitals": lambda text: text.encode().hex().upper(),
    "in UTF-8 read as Latin-1": lambda text: text.encode().decode("latin-1"),
}


@pytest.mark.parametrize("spelt", SPELLINGS.values(), ids=SPELLINGS.keys())
def test_a_secret_is_hidden_in_every_spelling(spelt: Callable[[str], str]) -> None:
    assert Redactor([SECRET]).text(f"before {spelt(SECRET)} after") == f"before {MASK} after"


@pytest.mark.parametrize("coding", ["utf-8", "latin-1"])
def test_a_secret_is_hidden_in_bytes(coding: str) -> None:
    assert Redactor(["pässwörd"]).content(b"\xff" + "pässwörd".encode(coding) + b"\x00") == b"\xff[redacted]\x00"


@pytest.mark.parametrize("coded", [b64encode, urlsafe_b64encode])
@pytest.mark.parametrize("before", ["", "u", "us", "use", "user:"])
@pytest.mark.parametrize("after", ["", "p", "pw", "pwd"])
@pytest.mark.parametrize("secret", [SECRET, "??>>~~", "12345678", "pässwörd"])
def test_nothing_of_a_secret_is_left_in_base64_of_more(
    coded: Callable[[bytes], bytes], before: str, after: str, secret: str
) -> None:
    def shown(secret: str) -> str:
        return Redactor([secret]).text(coded(f"{before}{secret}{after}".encode()).decode())

    assert MASK in shown(secret)
    assert shown(secret) == shown(secret[::-1])  # another of the same length: nothing that is left depends on it


@pytest.mark.parametrize("bare", ["passw.rd", "pässwörd"])
def test_a_secret_of_another_coding_is_hidden_in_base64_and_hex(bare: str) -> None:
    octets = bare.encode("latin-1")

    assert Redactor([bare]).text(f"{octets.hex()} {b64encode(octets).decode()}") == f"{MASK} {MASK}"


def test_what_only_looks_like_a_secret_is_left() -> None:
    text = "passw0rd %20 cGFzc3cwcmQ= 7061737377307264"

    assert Redactor(["passw.rd"]).text(text) == text


def test_many_percent_signs_are_read_through_quickly() -> None:
    text = "%" + "25" * 200_000

    assert Redactor([SECRET]).text(text) == text


@settings(max_examples=200, deadline=None)
@given(st.text(min_size=4), st.text(), st.sampled_from(sorted(SPELLINGS)))
def test_no_secret_survives_in_any_spelling(secret: str, rest: str, spelling: str) -> None:
    spelt = SPELLINGS[spelling](secret)

    assert MASK in Redactor([secret]).text(f"{rest}{spelt}{rest}")


def test_bytes_without_secrets_are_left_alone() -> None:
    body = bytes(range(256))

    assert Redactor([SECRET]).content(body) is body


def test_a_secret_within_a_longer_one_does_not_uncover_it() -> None:
    assert Redactor(["pass", "password1"]).text("password1 pass") == f"{MASK} {MASK}"


def test_a_secret_that_looks_like_the_mask_is_hidden_once() -> None:
    redactor = Redactor(["redacted", "acte"])

    assert redactor.text(redactor.text("redacted")) == MASK


def test_a_secret_too_short_to_be_told_from_text_is_left() -> None:
    assert Redactor(["abc"]).text("abcabc") == "abcabc"


def test_a_secret_learnt_later_is_hidden_from_then_on() -> None:
    redactor = Redactor()
    redactor.learn(SECRET)

    assert redactor.text(SECRET) == MASK


@pytest.fixture
def told(run: Path) -> Callable[..., bytes]:
    """All that stands on the disk after some records and exchanges."""

    def written(*things: object, secrets: tuple[str, ...] = (SECRET,)) -> bytes:
        ledger = Ledger(run, redactor=Redactor(secrets))
        for thing in things:
            ledger.add(thing) if hasattr(thing, "kind") else ledger.add_exchange(thing)  # type: ignore[arg-type]
        ledger.close()
        return b"".join(path.read_bytes() for path in run.rglob("*") if path.is_file())

    return written


def test_no_secret_reaches_the_disk_in_an_exchange(told: Callable[..., bytes]) -> None:
    secret = "s3cret/ö"
    asked = request("GET", f"/?key={quote(secret, safe='')}", headers=(("X-Key", "s3cret/\u00f6"),))
    got = answer({"resourceType": "Basic", "id": secret}, headers=(("Location", f"/a?b={quote(secret)}"),))
    disk = told(crossed(asked, got, address=f"http://cr/{quote(secret)}", failure=secret), secrets=(secret,))

    assert b"s3cret" not in disk
    assert disk.count(MASK.encode()) >= 8


def test_no_secret_reaches_the_disk_in_a_record(told: Callable[..., bytes]) -> None:
    finding = Finding("play", 1, "104-01", "client_registry", "A", "SHALL", "FAIL", "s", "w", "e", f"got {SECRET}")
    fact = Fact("run", {"command": f"harness run --token {SECRET}", "list": [{"url": quote(SECRET, safe="")}]})
    disk = told(finding, fact)

    assert b"p@ss" not in disk
    assert b"p%40ss" not in disk
    assert disk.count(MASK.encode()) == 3


def test_a_body_as_it_crossed_is_withheld_where_it_held_a_secret(told: Callable[..., bytes], run: Path) -> None:
    packed = replace(answer(b"a s3cret here"), wire=b"3\r\na s\r\na\r\n3cret here\r\n0\r\n\r\n")
    told(crossed(request("GET", "/"), packed), secrets=("s3cret",))

    response = read(run).crossings[0].exchange.response
    assert response is not None
    assert (response.body, response.wire) == (b"a [redacted] here", b"[redacted]")


def test_a_body_as_it_crossed_is_kept_where_it_held_none(run: Path, told: Callable[..., bytes]) -> None:
    told(crossed(request("GET", "/"), replace(answer(b"hello"), wire=b"5\r\nhello\r\n0\r\n\r\n")))

    assert read(run).crossings[0].exchange.response.wire == b"5\r\nhello\r\n0\r\n\r\n"  # type: ignore[union-attr]


@pytest.mark.parametrize("secret", ["client", "play", "1234", "step", "null", "PASS", "when", '":"', "true"])
def test_a_secret_that_is_a_word_of_ours_breaks_no_line(told: Callable[..., bytes], run: Path, secret: str) -> None:
    step = Step("play", 1, "when", "look at the client", 1234.5, "client_registry", "SHALL", "104-01")
    exchange = crossed(request("GET", "/1234"), answer(b"1234 client"))
    told(step, exchange, secrets=(secret,))

    evidence = read(run)
    assert (evidence.faults, len(evidence.records), len(evidence.crossings)) == ([], 1, 1)
    assert evidence.records[0].actor == "client_registry"  # type: ignore[union-attr]


HANDED = {
    "a token": (("Authorization", f"Bearer {TOKEN}"), f"Bearer {MASK}"),
    "a scheme of its own": (("authorization", TOKEN), MASK),
    "a short password": (("Authorization", "Basic YTpi"), f"Basic {MASK}"),
    "a proxy's": (("Proxy-Authorization", f"Basic {TOKEN}"), f"Basic {MASK}"),
    "cookies": (("Cookie", f"JSESSIONID={TOKEN}; lang=en"), f"JSESSIONID={MASK}; lang={MASK}"),
    "a new cookie": (("Set-Cookie", f"sid={TOKEN}; Path=/; HttpOnly"), f"sid={MASK}; Path=/; HttpOnly"),
    "a key": (("X-API-Key", "k1"), MASK),
    "nothing": (("Authorization", ""), ""),
}


@pytest.mark.parametrize(("field", "shown"), HANDED.values(), ids=HANDED.keys())
def test_a_credential_that_somebody_hands_over_is_hidden(field: tuple[str, str], shown: str) -> None:
    message = Redactor().exchange(crossed(request("GET", "/", headers=(field, ("Accept", "a/b"))))).request

    assert message.header(field[0]) == shown
    assert f"{field[0]}: {shown}\r\nAccept: a/b\r\n\r\n".encode() in message.head


def test_a_token_that_somebody_handed_over_is_hidden_wherever_it_turns_up() -> None:
    asked = request("GET", "/", headers=(("Authorization", f"Bearer {TOKEN}"),))
    exchange = Redactor().exchange(crossed(asked, answer(f"no entrance for {TOKEN}".encode())))

    assert exchange.response is not None
    assert exchange.response.body == b"no entrance for [redacted]"


def test_only_the_newest_tokens_are_remembered() -> None:
    redactor = Redactor()
    for number in range(600):
        redactor.exchange(crossed(request("GET", "/", headers=(("Cookie", f"session={number:020}"),))))

    assert redactor.text(f"{599:020}") == MASK
    assert redactor.text(f"{0:020}") == f"{0:020}"


JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjbGluaWMifQ.c2lnbmF0dXJlLW9mLXRoZS10b2tlbg"


def kept(body: bytes) -> bytes:
    return Redactor().exchange(an_exchange(body)).response.body


def an_exchange(body: bytes) -> Exchange:
    answer = Message("authorization_server", b"", body, 0, start="HTTP/1.1 200 OK")
    return Exchange("x1", "ITI-71", "point_of_service", "authorization_server", "", answer, answer, 0)


def test_of_a_jwt_that_is_handed_over_only_the_signature_is_hidden() -> None:
    shown = kept(f'{{"access_token": "{JWT}"}}'.encode())
    assert shown == f'{{"access_token": "{JWT.rpartition(".")[0]}.[redacted]"}}'.encode()


@pytest.mark.parametrize("form", ["token={}&x=1", "a=b&client_secret={}", '{{"refresh_token":"{}"}}'])
def test_what_opens_a_door_is_hidden_whole(form: str) -> None:
    secret = "an-opaque-token-of-some-length"
    assert kept(form.format(secret).encode()) == form.format("[redacted]").encode()
