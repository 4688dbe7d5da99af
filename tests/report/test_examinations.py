"""Whoever was looked at twice is told of once."""

from __future__ import annotations

from harness.report.examinations import newest


def test_the_last_look_at_each_participant_counts() -> None:
    away, there, other = ({"participant": name, "state": state} for name, state in ("Ab", "Ao", "Bo"))
    assert newest([{"symptoms": [away, other]}, {"symptoms": [there]}]) == (there, other)
