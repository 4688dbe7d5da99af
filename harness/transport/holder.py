"""Which program holds a port of this machine, as far as Linux tells anybody. Knows /proc; opens and asks nothing."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

_PROC = Path("/proc")
_LISTENS = {"tcp": "0A", "tcp6": "0A", "udp": "07", "udp6": "07"}
"""The files of sockets there, and the state of one that waits for others."""


def holder(port: int) -> str:
    """``python3 (process 4711)``; empty where nobody says, another user's program among them."""
    sockets = {f"socket:[{inode}]" for inode in _inodes(port)}
    with contextlib.suppress(OSError):
        for process in _PROC.iterdir():
            if sockets and process.name.isdecimal() and _holds(process, sockets):
                return f"{(process / 'comm').read_text(encoding='utf-8').strip()} (process {process.name})"
    return ""


def _inodes(port: int) -> Iterator[str]:
    """The sockets that wait for others at this port."""
    for name, state in _LISTENS.items():
        with contextlib.suppress(OSError):
            for line in (_PROC / "net" / name).read_text(encoding="ascii").splitlines()[1:]:
                _, local, _, now, *_, inode = line.split()[:10]
                if now == state and int(local.rpartition(":")[2], 16) == port:
                    yield inode


def _holds(process: Path, sockets: set[str]) -> bool:
    with contextlib.suppress(OSError):  # it ended just now, or is another user's
        return any(os.readlink(one) in sockets for one in (process / "fd").iterdir())
    return False
