from __future__ import annotations

import pytest

from harness.errors import MalformedMessage
from harness.messages.hl7v2.files import messages_in

ONE, TWO = b"MSH|^~\\&|A\rPID|1\r", b"MSH|^~\\&|B\rPID|2\r"

FILES = {
    "as on the wire": ONE + TWO,
    "with the line ends of Unix": (ONE + TWO).replace(b"\r", b"\n"),
    "with those of Windows and a byte order mark": b"\xef\xbb\xbf" + (ONE + TWO).replace(b"\r", b"\r\n"),
    "with empty lines": b"\n\n" + ONE.replace(b"\r", b"\n") + b"\n \n" + TWO,
    "with the marks of MLLP": b"\x0b" + ONE + b"\x1c\r\x0b" + TWO + b"\x1c\r",
    "in a batch": b"FHS|^~\\&|\rBHS|^~\\&|\r" + ONE + TWO + b"BTS|2\rFTS|1\r",
    "without a last line end": ONE + TWO[:-1],
}


@pytest.mark.parametrize("content", FILES.values(), ids=FILES)
def test_the_messages_of_a_file_are_found(content: bytes) -> None:
    assert messages_in(content) == (ONE, TWO)


def test_a_value_that_looks_like_a_header_begins_no_message() -> None:
    assert messages_in(b"MSH|^~\\&|A\rNTE|1||MSH|x\r") == (b"MSH|^~\\&|A\rNTE|1||MSH|x\r",)


@pytest.mark.parametrize(("content", "found"), [(b"", "nothing"), (b"{}", "{}"), (b"hello\n" + ONE, "hello")])
def test_a_file_without_messages_is_refused_with_what_it_has(content: bytes, found: str) -> None:
    with pytest.raises(MalformedMessage, match=found):
        messages_in(content)
