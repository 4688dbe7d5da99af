"""What a run writes down of what judges: versions, packages, requirements. Values in, JSON values out."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import harness
from harness.checks.validity import WITHOUT_DEFINITIONS
from harness.conformance import Validator
from harness.participants import Participants, snapshot
from harness.participants.addresses import addresses

ASKED = (
    *("event", "participants", "against", "against_name", "domain", "bearer_from", "ca", "test_system"),
    *("pairs", "layer", "only", "only_failed", "since", "listen", "advertise", "listen_port"),
    "redact_persons",
)
"""The options by which a run that goes on asks for the same."""
PACKAGES = ("pytest", "requests", "fhir.resources", "starlette", "uvicorn", "lxml", "pydantic")


def versions() -> dict[str, str]:
    """Everything that judges, with its version."""
    python = ".".join(map(str, sys.version_info[:3]))
    return {"harness": harness.__version__, "python": python, **{name: version(name) for name in PACKAGES}}


def asked(option: Callable[[str], Any]) -> dict[str, Any]:
    """What `harness run --resume` needs to ask for the same systems again, at the same addresses."""
    told = {name: option(name) for name in ASKED}
    return told | {name: told[name] and str(Path(told[name]).resolve()) for name in ("event", "participants")}


def judges(validator: Validator) -> dict[str, Any]:
    """All that judges, with its version; the FHIR packages with the SHA-256 of their bytes."""
    known = validator.definitions
    packages = [{name: getattr(one, name) for name in one.__slots__} for one in known.packages]
    missing = "" if known.available else WITHOUT_DEFINITIONS
    told = {"packages": packages, "missing": missing, "notes": list(known.notes)}
    return {"versions": versions(), "definitions": told}


def placed(package: str) -> str:
    """A package that was named: where it lies, or ``name#version`` as it was said."""
    return str(Path(package).resolve()) if Path(package).exists() else package


def came(participants: Participants) -> dict[str, Any]:
    """Who came, without secrets, and where the harness listened for them."""
    return {"participants": list(map(snapshot, participants)), "listener": asdict(participants.listener)}


def addresses_of(participants: Participants) -> list[dict[str, str]]:
    """Where each participant sends to."""
    return [{name: getattr(one, name) for name in one.__slots__} for one in addresses(participants)]


def snapshot_of(requirement: Any) -> dict[str, Any]:
    """A requirement with its hint and with what a country made of it, as JSON values."""
    return {
        name: {inner: getattr(value, inner) for inner in value.__slots__} if hasattr(value, "__slots__") else value
        for name in requirement.__slots__
        for value in (getattr(requirement, name),)
    }
