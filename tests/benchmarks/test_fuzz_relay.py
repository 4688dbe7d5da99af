"""The attacks of `benchmarks.fuzz_relay`, a short while: nothing breaks, and the next good message gets through."""

from __future__ import annotations

from benchmarks.fuzz_relay import figures, http, mllp, nothing_logged, syslog


def test_the_http_relay_passes_the_next_good_request_on_whatever_came_before() -> None:
    with nothing_logged():
        assert http(2000) is None


def test_the_mllp_relay_passes_the_next_good_message_on_whatever_came_before() -> None:
    with nothing_logged():
        assert mllp(2000) is None


def test_the_syslog_receiver_takes_the_next_good_message_whatever_came_before() -> None:
    with nothing_logged():
        assert syslog(2000) is None


def test_the_figures_tell_how_much_was_tried(monkeypatch) -> None:
    monkeypatch.setenv("FUZZ", "300")
    assert next(one.what for one in figures()) == "100 broken inputs for the HTTP relay"
