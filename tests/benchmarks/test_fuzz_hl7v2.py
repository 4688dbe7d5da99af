"""The attacks of `benchmarks.fuzz_hl7v2`, a short while: nothing breaks, and the next good message is answered."""

from __future__ import annotations

from benchmarks.fuzz_hl7v2 import figures, listener, parser


def test_the_parser_refuses_or_keeps_whatever_it_is_given() -> None:
    assert parser(2000) is None


def test_the_listener_answers_the_next_good_message_whatever_came_before() -> None:
    assert listener(2000) is None


def test_the_figures_tell_how_much_was_tried(monkeypatch) -> None:
    monkeypatch.setenv("FUZZ", "200")
    assert next(one.what for one in figures()) == "100 broken inputs for the HL7 v2 parser"
