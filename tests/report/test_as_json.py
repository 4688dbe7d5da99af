"""JSON of what participants send, halves of pairs among it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from harness.report.as_json import as_indented_json, as_json


@pytest.mark.parametrize("value", [{"a": ["é", {}, [], 1.5]}, {"a": ["\ud800", {"b": None}]}, [10**400]])
def test_what_is_written_is_read_as_it_was(value: Any) -> None:
    for written in (as_json(value), as_indented_json(value)):
        assert json.loads(written) == value


@pytest.mark.parametrize("text", ["é", "\ud800"])
def test_one_is_on_one_line_and_one_is_indented(text: str) -> None:
    assert as_json({"a": [text]}).count(b"\n") == 0
    assert as_indented_json({"a": [text]}).split(b"\n")[1:3] == [b' "a": [', as_json([text]).replace(b"[", b"  ")[:-1]]
