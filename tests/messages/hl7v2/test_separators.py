from __future__ import annotations

import pytest

from harness.messages.hl7v2 import Separators

ESCAPED = {
    "\\F\\ \\S\\ \\T\\ \\R\\ \\E\\": "| ^ & ~ \\",
    "one\\.br\\two": "one\ntwo",
    "\\X48C3A9\\": "Hé",
    "\\XFF\\": "\ufffd",
    "\\H\\loud\\N\\": "\\H\\loud\\N\\",
    "\\C2842\\\\M2442\\\\Zlocal\\": "\\C2842\\\\M2442\\\\Zlocal\\",
    "\\X4\\": "\\X4\\",
    "\\P\\": "\\P\\",
    "C:\\new\\": "C:\\new\\",
    "alone \\": "alone \\",
    "alone \\F": "alone \\F",
    "\\\\F\\": "\\|",
}


@pytest.mark.parametrize(("text", "value"), ESCAPED.items())
def test_an_escape_stands_for_its_character_and_what_is_none_stays(text: str, value: str) -> None:
    assert Separators().unescaped(text, "utf_8") == value


def test_the_truncation_character_has_an_escape_from_2_7_on() -> None:
    marks = Separators(truncation="#")
    assert (marks.escaped("a#b"), marks.unescaped("a\\P\\b"), marks.encoding) == ("a\\P\\b", "a#b", "^~\\&#")


def test_without_an_escape_character_nothing_is_escaped() -> None:
    marks = Separators(escape="", subcomponent="")
    assert (marks.escaped("a|b"), marks.unescaped("a\\F\\b")) == ("a|b", "a\\F\\b")
