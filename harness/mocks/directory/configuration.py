"""The configuration file of a directory (TOML): what it loads, and whom it asks for updates. Knows the file only."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from harness.mocks.configuration import read_as
from harness.mocks.errands.addresses import base_url

EXAMPLE = """load = ["facilities.ndjson"]    # files, folders and FHIR packages; what is of other types is passed over

[[sources]]                     # of an interlinked registry alone: whom it asks for updates
actor = "facility_registry"
base = "http://127.0.0.1:8080/fhir"
every = 60                      # seconds
# speaks = "csd"                # where it is asked in SOAP (ITI-74), at this base, instead of by FHIR (ITI-91)"""

LONGEST = 366 * 86400.0
"""Seconds from one question to the next, at most."""


@dataclass(frozen=True, slots=True)
class Upstream:
    """A directory that is asked for updates: the OpenHIE `actor` that it is, its `base`, and how often, in seconds.

    It `speaks` ``fhir`` there, or ``csd`` in SOAP.
    """

    actor: str
    base: str
    every: float
    speaks: str = "fhir"


@dataclass(frozen=True, slots=True)
class Configuration:
    """What is loaded at the start, and who is asked for updates."""

    load: tuple[Path, ...] = ()
    sources: tuple[Upstream, ...] = ()


def read(file: Path) -> Configuration:
    """What `file` says; paths in it are read from its folder. Raises UsageError with every mistake in it."""
    table = read_as(_File, file, example=EXAMPLE)
    sources = tuple(Upstream(one.actor, one.base, one.every, one.speaks) for one in table.sources)
    return Configuration(tuple(file.parent / one for one in table.load), sources)


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Source(_Table):
    actor: Annotated[str, Field(pattern="^(facility_registry|health_worker_registry)$")]
    base: Annotated[str, AfterValidator(base_url)]
    every: Annotated[float, Field(gt=0, le=LONGEST, strict=False)] = 60.0
    speaks: Literal["fhir", "csd"] = "fhir"


class _File(_Table):
    load: list[str] = []
    sources: list[_Source] = []
