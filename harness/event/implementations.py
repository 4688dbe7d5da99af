"""Reference implementations of others: their images, ports and what each plays, from TOML. Starts nothing."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from harness import folders
from harness.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """One container. `name` is how the others reach it; `ports` are its own, each published on one of the host.

    `health` is an address on the host (``http``, ``https`` or ``tcp``) that has to answer within `patience` seconds, ""
    where running is enough. ``{8080}`` in it stands for the host's port of the container's port 8080.
    """

    name: str
    image: str
    ports: tuple[int, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    command: tuple[str, ...] = ()
    health: str = ""
    patience: float = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Implementation:
    """A system that can be started. `participant` is its table of a participants' file, with ports as in `health`.

    `tried` is the day on which the file was last tried, "" for never; `then` what a person still has to do.
    """

    name: str
    title: str
    about: str
    participant: str
    containers: tuple[Container, ...]
    tried: str = ""
    then: str = ""


def known(folder: Path | None = None) -> dict[str, Implementation]:
    """Every implementation by its name, those of `folder` or those that came with the harness."""
    where = folder or folders.fixtures() / "implementations"
    return {path.stem: read(path) for path in sorted(where.glob("*.toml"))}


def named(name: str, folder: Path | None = None) -> Implementation:
    """The implementation `name`, or the one in the file of that path. A UsageError where there is none."""
    if name.endswith(".toml"):
        return read(Path(name))
    everyone = known(folder)
    if name not in everyone:
        close = get_close_matches(name, everyone, 1)
        meant = f" Did you mean {close[0]}?" if close else ""
        raise UsageError(f"{name}: there is no such implementation; there are {', '.join(everyone)}.{meant}")
    return everyone[name]


def read(path: Path) -> Implementation:
    """The implementation in a file. A UsageError that says what is wrong with it."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        containers = tuple(_container(one) for one in told.pop("containers"))
        return Implementation(name=path.stem, containers=containers, **told)
    except OSError as error:
        raise UsageError(f"{path}: it cannot be read ({error.strerror})") from error
    except KeyError as error:
        raise UsageError(f"{path}: expected {error}, which is not there") from error
    except (ValueError, TypeError) as error:
        raise UsageError(
            f"{path}: {error}. fixtures/implementations/README.md says what stands in such a file"
        ) from error


def _container(told: dict[str, object]) -> Container:
    lists = {name: tuple(value) for name, value in told.items() if isinstance(value, list)}
    return Container(**{**told, **lists})  # type: ignore[arg-type]


def placed(text: str, ports: Mapping[int, int]) -> str:
    """`text` with the host's port for each ``{port}`` of a container."""
    for inside, outside in ports.items():
        text = text.replace(f"{{{inside}}}", str(outside))
    return text
