"""FHIR packages as the tests make them: an archive of these files, a folder of those definitions."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Resource = dict[str, Any]
SITE = "http://example.org/fhir"


def definition(name: str, of: str = "ValueSet", /, **more: Any) -> Resource:
    """A definition with a url that ends with `name`."""
    return {"resourceType": of, "url": f"{SITE}/{of}/{name}", **more}


def manifest(name: str = "example.one", version: str = "1.0.0", **more: Any) -> Resource:
    """A package.json."""
    return {"name": name, "version": version, **more}


def as_bytes(content: bytes | Resource) -> bytes:
    return content if isinstance(content, bytes) else json.dumps(content).encode()


def archive(path: Path, files: Mapping[str, bytes | Resource], *members: tarfile.TarInfo) -> Path:
    """A package.tgz of `files`, by name, and of `members` without content."""
    with tarfile.open(path, "w:gz", compresslevel=1) as made:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(as_bytes(content))
            made.addfile(member, io.BytesIO(as_bytes(content)))
        for member in members:
            made.addfile(member)
    return path


def package(path: Path, *definitions: Resource, **said: Any) -> Path:
    """A package.tgz with a package.json that says `said`, and `definitions`."""
    files = {f"package/{number}.json": one for number, one in enumerate(definitions)}
    return archive(path, {"package/package.json": manifest(**said), **files})


def folder(path: Path, files: Mapping[str, bytes | Resource]) -> Path:
    """A folder with `files`."""
    for name, content in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(as_bytes(content))
    return path
