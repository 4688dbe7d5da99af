"""The configuration file of a shared health record (TOML): what it loads. Knows the file, no resource."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from harness.mocks.configuration import read_as

EXAMPLE = 'load = ["requests.ndjson"]    # files, folders and FHIR packages; what is of other types is passed over'


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    load: list[str] = []


def read(file: Path) -> tuple[Path, ...]:
    """What is to be loaded; paths are read from the file's folder. Raises UsageError with every mistake in it."""
    return tuple(file.parent / one for one in read_as(_File, file, example=EXAMPLE).load)
