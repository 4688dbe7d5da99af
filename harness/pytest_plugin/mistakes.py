"""How a run that was asked for wrongly ends: in the words of `harness`, or in pytest's own. Knows no mistake itself."""

from __future__ import annotations

import sys

import pytest


def wrong_use(config: pytest.Config, *mistakes: str) -> pytest.UsageError:
    """What to raise for `mistakes`. Where pytest has no terminal they are told here, as `harness` tells all of them."""
    if config.pluginmanager.hasplugin("terminalreporter") or hasattr(config, "workerinput"):
        return pytest.UsageError(*mistakes)
    for one in mistakes:
        print(f"harness: {one}", file=sys.__stderr__, flush=True)
    return pytest.UsageError()
