from __future__ import annotations

import pytest

from harness.evidence.decoding import line_in, parsed, record_of, shared
from harness.evidence.record import Step

BEGUN = b'{"n":1,"prev":"","kind":"step","play":"a[b]"'
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
