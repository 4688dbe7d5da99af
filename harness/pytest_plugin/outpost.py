"""Plays some participants in a child process on a worker of a cluster, and sends what it writes to the coordinator.

Runs in a task of dask.distributed. Knows files and bytes, and nothing of what is in them. The coordinator is told by
one queue, and answers by another:

* ``begin``: this `writer` plays this `group`; the answer holds what earlier writers of it left, path by path;
* ``some``: bytes of the writer's ledger or bodies, from a place on; bodies come before the lines that name them;
* ``end``: the child is over, with this exit code and these last words.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

AT_ONCE = 256 * 1024
"""Bytes that are sent in one piece."""
GLANCE = 0.1
PATIENCE, GONE = 120, 20
"""Seconds between two looks at the files, those in which the coordinator has to answer, and in which it is heard of."""
CLOSED = "closed"
"""What the coordinator's last word is."""


def play_there(queue: str, group: str, run: str, words: Sequence[str], folder: str) -> None:
    """Play `group` of the run called `run` by pytest with these `words`, in `folder` where there is such a one."""
    from distributed import Queue, Variable

    up, writer = Queue(queue), f"far-{uuid.uuid4().hex[:8]}"
    down = Queue(f"{queue}-{writer}")
    up.put({"kind": "begin", "group": group, "writer": writer})
    told = down.get(timeout=PATIENCE)
    down.close()
    with tempfile.TemporaryDirectory(prefix="harness-") as place:
        own = Path(place, run)
        command = [*_laid_out(own, told, writer), *words]
        with tempfile.TemporaryFile() as complaints:
            child = subprocess.Popen(
                [sys.executable, "-P", "-m", "pytest", *command],
                cwd=folder if Path(folder).is_dir() else place,
                env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
                stdin=subprocess.PIPE,  # it ends when we do
                stdout=subprocess.DEVNULL,
                stderr=complaints,
            )
            beat = Variable(f"{queue}-beat")
            threading.Thread(target=_heed, args=(child, lambda: beat.get(timeout=GONE)), daemon=True).start()
            for piece in _pieces(child, own, writer):
                up.put({"kind": "some", "writer": writer, **piece})
            up.put({"kind": "end", "group": group, "writer": writer, "code": child.wait(), "said": _end_of(complaints)})


def _heed(child: subprocess.Popen[bytes], beat: Callable[[], object]) -> None:
    """End the child where the coordinator says that all is over, or says nothing any more."""
    last, heard = object(), time.monotonic()
    while child.poll() is None:
        time.sleep(1)
        try:
            now = beat()
        except Exception:  # the cluster itself is gone, in whatever way
            now = last
        if now != last:
            last, heard = now, time.monotonic()
        if now == CLOSED or time.monotonic() > heard + GONE:
            child.terminate()


def _laid_out(own: Path, told: dict[str, Any], writer: str) -> list[str]:
    """The words that begin the child's command line, once all that it goes on from lies in its folder."""
    for name, content in told["files"].items():
        path = own / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    own.mkdir(exist_ok=True)
    (own / "plays.json").write_text(json.dumps(told["plays"]), encoding="utf-8")
    goes_on = ["--resume", str(own)] if told["files"] else []
    return ["--run-dir", str(own), "--plays", str(own / "plays.json"), "--writer", writer, *goes_on]


def _pieces(child: subprocess.Popen[bytes], own: Path, writer: str) -> Iterator[dict[str, Any]]:
    """What grows in the child's files, until it is over."""
    lines, bodies = own / "ledger" / f"{writer}.jsonl", own / "bodies" / f"{writer}.bin"
    sent = {"ledger": 0, "bodies": 0}
    over = False
    while not over:
        try:
            child.wait(GLANCE)
            over = True
        except subprocess.TimeoutExpired:
            pass
        written = lines.stat().st_size if lines.exists() else 0  # looked at first: its bodies are there by now
        for kind, path, end in (("bodies", bodies, None), ("ledger", lines, written)):
            for content in _from(path, sent[kind], end):
                yield {"file": kind, "at": sent[kind], "content": content}
                sent[kind] += len(content)


def _from(path: Path, begin: int, end: int | None) -> Iterator[bytes]:
    if not path.exists():
        return
    with path.open("rb") as file:
        file.seek(begin)
        while some := file.read(AT_ONCE if end is None else min(AT_ONCE, end - file.tell())):
            yield some


def _end_of(complaints: IO[bytes]) -> str:
    complaints.seek(0)
    return complaints.read().decode("utf-8", "replace")[-2000:].strip()
