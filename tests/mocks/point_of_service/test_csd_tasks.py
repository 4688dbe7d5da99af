"""A point of service that asks for care services by CSD."""

from __future__ import annotations

from typing import Any

from harness.messages import csd


def test_a_stored_function_is_asked(clinic: Any, registry: Any) -> None:
    registry.says(b"<a/>", content_type="text/xml")
    clinic.does("ask for care services", function="facility-search", parameters=[["primaryName", "Amani"]])
    asked = csd.question_in(registry.last.body)
    assert asked == csd.Question(f"{csd.STORED}facility-search", (("primaryName", "Amani"),))
    assert "gave what it has" in clinic.page()


def test_a_refusal_is_shown(clinic: Any, registry: Any) -> None:
    registry.says(b"no", 404, content_type="text/plain")
    clinic.does("ask for care services", function="provider-search")
    assert "answered 404" in clinic.page()
