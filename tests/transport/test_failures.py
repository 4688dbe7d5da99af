import errno
import ssl

import pytest

from harness.transport.failures import not_connected, not_secured, seconds, size, undelivered


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (
            OSError(errno.EHOSTUNREACH, "No route to host"),
            "10.0.0.7:8080 cannot be reached from this machine: No route",
        ),
        (OSError(errno.ETIMEDOUT, "Connection timed out"), "10.0.0.7:8080 did not take a connection within 10 s"),
        (PermissionError(errno.EACCES, "Permission denied"), "Permission denied"),
    ],
)
def test_no_connection_is_told_with_place_and_reason(error: OSError, words: str) -> None:
    assert words in not_connected(error, "10.0.0.7", 8080, waited=10).sentence


def test_an_odd_tls_error_is_told_as_it_is() -> None:
    assert "came about: odd" in not_secured(ssl.SSLError(1, "odd"), "10.0.0.7", 443).sentence


def test_a_request_of_which_nothing_was_taken_was_not_delivered() -> None:
    failure = undelivered("10.0.0.7:80", BrokenPipeError(errno.EPIPE, "Broken pipe"))
    assert (failure.kind, failure.closed, "(Broken pipe)" in failure.sentence) == ("unreachable", True, True)


def test_sizes_and_times_read_well() -> None:
    assert [size(1), size(1024), size(60_000_000)] == ["1 byte", "1,024 bytes", "60 MB"]
    assert [seconds(30), seconds(0.4993)] == ["30 s", "0.5 s"]
