from __future__ import annotations

import json
from typing import Any

import pytest

from harness.evidence.decoding import Crossed, line_in, parsed, record_of, shared
from harness.evidence.record import Step

BEGUN = b'{"n":1,"prev":"","kind":"step","play":"a[b]"'
BODY = {"sha256": "x", "at": 0, "size": 4}
STEP = Step("a[b]", 1, "when", "she is registered", 2.0)


def test_a_line_as_it_is_written_is_a_record() -> None:
    line = line_in(BEGUN + b',"number":1,"keyword":"when","sentence":"she is registered","at":2.0,"newer":true}\n')
    assert line is not None
    assert (line.n, line.kind, line.said) == (1, "step", STEP)


@pytest.mark.parametrize("odd", [b'"number":"one","keyword":"when"', b'"number":1,"keyword":"perhaps"'])
def test_a_line_that_is_not_as_it_is_written_gives_its_fields(odd: bytes) -> None:
    line = line_in(BEGUN + b"," + odd + b"}\n")
    assert line is not None
    assert isinstance(line.said, dict)


def test_of_a_kind_that_is_left_only_the_beginning_is_read() -> None:
    line = line_in(BEGUN + b",no JSON at all", {"step"})
    assert line == (1, "", "step", None)


def test_a_line_with_its_keys_in_another_order_is_read_too() -> None:
    line = line_in(b'{"kind":"step","n":1,"prev":"","number":1}')
    assert line == (1, "", "step", {"n": 1, "prev": "", "number": 1})


@pytest.mark.parametrize("content", [b"[]", b"{", b'"\xff"', BEGUN, b"[" * 100_000])
def test_what_is_no_line_is_none(content: bytes) -> None:
    assert line_in(content) is None


@pytest.mark.parametrize("leaving", [(), ("step",)])
def test_a_line_with_a_number_that_nobody_can_count_to_is_none(leaving: tuple[str, ...]) -> None:
    assert line_in(BEGUN.replace(b"1", b"9" * 5_000, 1) + b"}", leaving) is None


def test_what_is_json_for_python_alone_is_read() -> None:
    assert parsed(b'{"half":"\\ud800","none":1e999,"raw":"\xed\xa0\x80"}')["half"] == "\ud800"


def test_a_record_of_a_line_needs_all_its_fields() -> None:
    with pytest.raises(TypeError):
        record_of("step", {"play": "a[b]"})


def test_the_same_words_of_two_records_are_one_text() -> None:
    words: dict[str, str] = {}
    said = [shared(Step("a[b]", n, "then", " ".join(["say", "it"]), 0.0), words) for n in (1, 2)]
    first, second = (one.sentence for one in said if isinstance(one, Step))
    assert first is second


def exchange(**fields: Any) -> Any:
    message = {"sender": "", "head": "GET", "start": "", "headers": [["a", "b"]], "body": BODY, "wire": None, "at": 2}
    texts = "play id transaction initiator responder address peer failure failure_kind captured_at protocol base"
    line = dict.fromkeys(texts.split(), "") | dict.fromkeys(("response", "forwarded_request", "forwarded_response"))
    line = {"n": 1, "prev": "", "kind": "exchange", "step": 1, "ended": 3.0, "tls": None, "request": message} | line
    line["request"] = message | fields.pop("request", {})
    return line_in(json.dumps(line | fields, separators=(",", ":"), ensure_ascii=False).encode()).said  # type: ignore[union-attr]


def test_an_exchange_as_it_is_written_is_read_straight() -> None:
    said = exchange(request={"head": "é", "wire": BODY}, tls={"version": "", "cipher": "", "certificate": "0a"})
    assert isinstance(said, Crossed)
    assert (said.request.at, said.request.body.sha256) == (2, "x")


ODD = {"step": "1"}, {"newer": 1}, {"tls": {"version": "", "cipher": "", "certificate": "zz"}}
ODD_REQUESTS = {"head": "Ā"}, {"headers": [["a"]]}, {"body": {}}, {"at": None}, {"newer": 1}


@pytest.mark.parametrize("odd", [*ODD, *({"request": one} for one in ODD_REQUESTS)])
def test_an_exchange_that_is_not_as_it_is_written_gives_its_fields(odd: dict[str, Any]) -> None:
    assert isinstance(exchange(**odd), dict)
