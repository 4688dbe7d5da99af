"""How a run that was asked for wrongly ends: in the words of `harness`, or in pytest's own. Knows no mistake itself."""

from __future__ import annotations

import os
import sys
from typing import Any

import pytest

from harness.errors import CannotListen, UsageError
from harness.participants.participant import Listener
from harness.screen import SCREEN, told

MISTAKES = "harness_mistakes"


def wrong_use(config: pytest.Config, *mistakes: str) -> pytest.UsageError:
    """What to raise for `mistakes`. Where pytest has no terminal they are told here, as `harness` tells all of them."""
    if config.pluginmanager.hasplugin("terminalreporter") or hasattr(config, "workerinput"):
        return pytest.UsageError(*mistakes)
    for line in told(mistakes, int(os.environ.get(SCREEN, "0"))):
        print(line, file=sys.__stderr__, flush=True)
    return pytest.UsageError()


def port_named(wrong: UsageError, listener: Listener) -> UsageError:
    """`wrong` with the option or the key that says where to listen, where it is a port or interface we cannot have."""
    if not isinstance(wrong, CannotListen):
        return wrong
    ports = {
        listener.tls_port: "tls_port in [harness] of the file",
        listener.port: "--listen-port PORT, or port in [harness] of the file",
    }
    own = "ports of the participant that sends there, in the file"
    return wrong.named(ports, other=own, host="--listen HOST, or listen in [harness] of the file")


def pass_on(config: pytest.Config, items: list[pytest.Item], wrong: pytest.UsageError) -> None:
    """A worker hands its mistakes to xdist's controller, and no item, which the controller would want to be played."""
    if hasattr(config, "workeroutput"):
        items.clear()
        config.workeroutput[MISTAKES] = list(wrong.args)


def passed_on(worker: Any) -> list[str]:
    """What xdist's `worker` handed on before it ended; nothing where it broke down, or made no mistake."""
    told: list[str] = getattr(worker, "workeroutput", {}).get(MISTAKES, [])
    return told
