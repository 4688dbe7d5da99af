from __future__ import annotations

import pytest

from harness.report.visible import as_crossed, hexdump, is_text, size, visible


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Grace\tAtieno\n", "Grace\tAtieno\n"),
        ("a\x00b\x1b[2J", "a␀b␛[2J"),
        ("\x7f", "␡"),
        ("abc\u202ecba", "abc\\u202ecba"),
        ("\ud800", "\\ud800"),
        ("\x85", "\\u0085"),
    ],
)
def test_what_cannot_be_seen_has_a_sign(text: str, expected: str) -> None:
    assert visible(text) == expected


def test_letters_of_every_script_stay() -> None:
    assert visible("Zoë Ñandú محمد 张伟 می‌روم") == "Zoë Ñandú محمد 张伟 می‌روم"


@pytest.mark.parametrize(
    ("content", "expected"),
    [(b"abc", True), ("é".encode()[:1], True), (b"\xff\xfeabc", False), (b"a\x00", False), (b"\xe9 abcdef", False)],
)
def test_text_is_told_from_bytes(content: bytes, expected: bool) -> None:
    assert is_text(content) is expected


def test_bytes_that_are_no_text_come_as_a_hexdump() -> None:
    assert as_crossed(b"\x1f\x8b\x08 abc", limit=100) == f"000000  1f 8b 08 20 61 62 63{' ' * 5}... abc"


def test_a_hexdump_ends_after_its_rows() -> None:
    assert hexdump(b"x" * 100, rows=2).count("\n") == 1


@pytest.mark.parametrize(
    ("count", "expected"), [(1, "1 byte"), (812, "812 bytes"), (1500, "1.5 kB"), (10_500_000, "10.5 MB")]
)
def test_a_size_reads_well(count: int, expected: str) -> None:
    assert size(count) == expected
