"""Whom the options of a command line name."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.errors import UsageError
from harness.participants import chosen

FILE = str(Path(__file__).parents[2] / "fixtures" / "participants" / "example.toml")
REGISTRY = "client_registry=http://localhost:8080/fhir"


def test_no_option_names_nobody() -> None:
    assert len(chosen({})) == 0


def test_a_file_names_everybody_in_it() -> None:
    assert len(chosen({"participants": FILE}, with_secrets=False)) > 1


def test_an_address_names_one_system() -> None:
    (one,) = chosen({"against": (REGISTRY,), "name": "Mine", "test_system": True})
    assert (one.name, one.test_system) == ("Mine", True)


def test_a_file_and_an_address_cannot_both_be_meant() -> None:
    with pytest.raises(UsageError, match="give one of the two"):
        chosen({"participants": FILE, "against": (REGISTRY,)})


def test_where_the_harness_listens_is_chosen_too() -> None:
    listener = chosen({"against": (REGISTRY,), "listen": "0.0.0.0", "advertise": "here", "listen_port": 0}).listener
    assert (listener.listen, listener.root) == ("0.0.0.0", "http://here:0")


@pytest.mark.parametrize("beside", [{}, {"participants": FILE}])
def test_what_describes_a_system_needs_one_to_describe(beside: dict[str, str]) -> None:
    with pytest.raises(UsageError) as wrong:
        chosen({"name": "Mine", "domain": ("urn:oid:1.2.3",), **beside})
    assert [one.split()[0] for one in wrong.value.mistakes] == ["--as", "--domain"]
