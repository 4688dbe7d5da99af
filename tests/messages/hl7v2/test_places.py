from __future__ import annotations

import pytest

from harness.errors import UsageError
from harness.messages.hl7v2 import place


@pytest.mark.parametrize(
    "text", ["PID", "OBX[3]", "PID-3", "PID-3[2]", "PID-3[2].4.2", "MSH-9.2", "OBX[3]-5[1].1", "ZK1-12"]
)
def test_a_place_is_spelled_as_it_was_read(text: str) -> None:
    assert str(place(text)) == text


@pytest.mark.parametrize(
    "text", ["", "pid-3", "PID-0", "PID-3.0", "PID.3", "PID-3[0]", "PIDX-3", "PID-3.4.2.1", "PID-٣"]
)
def test_what_names_no_place_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UsageError, match=r"PID-3\[2\]\.4\.2"):
        place(text)


LOCATIONS = {
    "QPD-3[1].1": "QPD^1^3^1^1",
    "QPD-3.4": "QPD^1^3^1^4",
    "QPD-4[2]": "QPD^1^4^2",
    "OBX[3]-5": "OBX^3^5",
    "MSH-9.2": "MSH^1^9^1^2",
    "PID": "PID^1",
}


@pytest.mark.parametrize(("text", "location"), LOCATIONS.items())
def test_a_place_is_told_in_the_components_of_err_2(text: str, location: str) -> None:
    assert "^".join(place(text).location) == location
