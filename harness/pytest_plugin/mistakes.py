"""How a run that was asked for wrongly ends: in the words of `harness`, or in pytest's own. Knows no mistake itself."""

from __future__ import annotations

import os
import sys
from typing import Any

import pytest

from harness.screen import SCREEN, on_screen

MISTAKES = "harness_mistakes"


def wrong_use(config: pytest.Config, *mistakes: str) -> pytest.UsageError:
    """What to raise for `mistakes`. Where pytest has no terminal they are told here, as `harness` tells all of them."""
    if config.pluginmanager.hasplugin("terminalreporter") or hasattr(config, "workerinput"):
        return pytest.UsageError(*mistakes)
    for one in mistakes:
        columns = int(os.environ.get(SCREEN, "0"))
        print(on_screen(f"harness: {one}", columns), file=sys.__stderr__, flush=True)
    return pytest.UsageError()


def pass_on(config: pytest.Config, items: list[pytest.Item], wrong: pytest.UsageError) -> None:
    """A worker hands its mistakes to xdist's controller, and no item, which the controller would want to be played."""
    if hasattr(config, "workeroutput"):
        items.clear()
        config.workeroutput[MISTAKES] = list(wrong.args)


def passed_on(worker: Any) -> list[str]:
    """What xdist's `worker` handed on before it ended; nothing where it broke down, or made no mistake."""
    told: list[str] = getattr(worker, "workeroutput", {}).get(MISTAKES, [])
    return told
