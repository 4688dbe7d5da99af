from __future__ import annotations

from harness.messages.hl7v2 import parse
from harness.messages.hl7v2.description import text, values

MESSAGE = parse(
    b"MSH|^~\\&|A||||||ACK|1|P|2.5\r"
    b"PID|||7^^^NS&1.2~8||JONES||19840125|\r"
    b"OBX|1||||a\\.br\\b\rOBX|2||||c\rZKE|\\X1B\\[2J\r"
)


def test_each_value_is_told_with_its_place() -> None:
    found = {str(one.where): one.value for one in values(MESSAGE)}
    assert found["PID-3[1].4.2"] == "1.2"
    assert (found["PID-3[2]"], found["PID-5"], found["OBX[2]-5"]) == ("8", "JONES", "c")


def test_nothing_is_told_of_what_is_empty() -> None:
    assert all(one.value for one in values(MESSAGE))
    assert "PID-8" not in {str(one.where) for one in values(MESSAGE)}


def test_the_text_is_in_lines_with_names_and_segments_apart() -> None:
    lines = text(MESSAGE).splitlines()
    assert "PID-3[1].4.1   NS   (Patient identifier list, assigning authority, namespace ID)" in lines
    assert lines.count("") == 4


def test_the_text_cannot_move_the_cursor_of_a_terminal() -> None:
    assert "ZKE-1          \\x1b[2J" in text(MESSAGE)
    assert "a\\nb" in text(MESSAGE)
