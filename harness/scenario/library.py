"""Finds and reads every scenario of a folder, without pytest. Plays nothing."""

from __future__ import annotations

import importlib.util
import inspect
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from harness import folders
from harness.errors import UsageError
from harness.openhie.actors import ACTORS
from harness.openhie.requirements import Catalogue
from harness.scenario.script import Script, read

ACTOR_NAMES = frozenset(actor.name for actor in ACTORS)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario function and what reading it tells."""

    function: Callable[..., None]
    script: Script


def scenarios(catalogue: Catalogue, root: Path | None = None) -> Iterator[Scenario]:
    """Every scenario under `root` (the library that came with the harness), by file and then by line.

    Raises UsageError for a function that is called as a scenario and declares nothing.
    """
    for file in sorted((root or folders.scenarios()).rglob("test_*.py")):
        module = _module(file)
        for name, function in vars(module).items():
            if is_scenario(function):
                yield Scenario(function, script_of(function, catalogue))
            elif name.startswith("test_") and getattr(function, "__module__", "") == module.__name__:
                raise UsageError(forgotten(function))


def is_scenario(function: object) -> bool:
    """Whether `function` declares what it verifies."""
    return callable(function) and hasattr(function, "verifies")


def forgotten(function: Callable[..., object]) -> str:
    """What to say of a function among the scenarios that is called as one and does not declare what it verifies."""
    code = inspect.unwrap(function).__code__
    return (
        f'{code.co_filename}:{code.co_firstlineno}: expected @verifies("ID", …) above {function.__name__}, found none: '
        "name the requirements that it judges, or let its name begin with something else than test_"
    )


def script_of(function: Callable[..., None], catalogue: Catalogue) -> Script:
    """What can be read of a scenario; its actors are the parameters that are named for one."""
    arguments = function.__code__.co_varnames[: function.__code__.co_argcount]
    return read(function, catalogue, actors=tuple(name for name in arguments if name in ACTOR_NAMES))


def _module(file: Path) -> ModuleType:
    name = f"harness_scenarios.{file.parent.name}.{file.stem}"
    specification = importlib.util.spec_from_file_location(name, file)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    sys.modules[name] = module
    specification.loader.exec_module(module)
    return module
