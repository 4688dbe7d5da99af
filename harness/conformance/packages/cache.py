"""Where packages and their indexes are kept, and which ones are there. Knows folders, not what is in a package.

Ours: ``packages/<name>#<version>.tgz`` and ``indexes/<sha256>.<format>.sqlite`` in the user's cache folder, or in the
one that the environment variable HARNESS_CACHE names. Theirs: ``~/.fhir/packages/<name>#<version>/package``, which
other FHIR tools fill; it is read, never written.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from platformdirs import user_cache_path

CORE = "hl7.fhir.r4.core"
CORE_VERSION = "4.0.1"

_PACKAGE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(#[A-Za-z0-9._+-]+)?")


def folder() -> Path:
    """The cache folder; it may not exist yet."""
    chosen = os.environ.get("HARNESS_CACHE")
    return Path(chosen) if chosen else _usual(*map(os.environ.get, _HANGS_ON))


_HANGS_ON = ("HOME", "XDG_CACHE_HOME", "USERPROFILE", "LOCALAPPDATA")


@lru_cache(maxsize=8)
def _usual(*_: str | None) -> Path:
    """The user's cache folder, looked up once while the variables that it hangs on are the same."""
    return user_cache_path("openhie-harness", appauthor=False)


def kept(name: str, version: str) -> Path:
    """Where our copy of a package lies, or would."""
    return folder() / "packages" / f"{name}#{version}.tgz"


def index(digest: str, form: int) -> Path:
    """Where the index of a package lies, or would; `form` is the number of its format."""
    return folder() / "indexes" / f"{digest}.{form}.sqlite"


def installed(name: str = "") -> Iterator[tuple[str, str, Path]]:
    """Name, version and place of each package at hand (of this `name`), ours before theirs."""
    ours = sorted((folder() / "packages").glob("*#*.tgz"))
    theirs = sorted(_theirs().glob("*#*/package"))
    titles = [(path.name.removesuffix(".tgz"), path) for path in ours] + [(path.parent.name, path) for path in theirs]
    for title, path in titles:
        known, _, version = title.partition("#")
        if name in ("", known):
            yield known, version, path


def looks_like_a_name(text: str) -> bool:
    """Whether `text` can be ``name`` or ``name#version`` of a package, and not a path."""
    return bool(_PACKAGE.fullmatch(text))


def _theirs() -> Path:
    return Path(os.path.expanduser("~")) / ".fhir" / "packages"
