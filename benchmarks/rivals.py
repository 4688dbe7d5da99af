"""The validators that are not ours, asked about many resources: what they say and how long they take.

Knows how they are started, not what is valid.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from tests.peers.official import official
from tests.peers.peer import PeerMissing, folder

CLIENT = Path(__file__).with_name("pyrofile_client.py")


@dataclass(frozen=True, slots=True)
class Rival:
    """How it went: seconds until the first verdict, warm seconds of each, whether it found an error, resident bytes."""

    first: float
    seconds: list[float]
    errors: list[bool]
    memory: int


def pyrofile(resources: Sequence[dict[str, Any]]) -> Rival:
    """pyrofile-validator's opinion, and the seconds of the processor. Raises PeerMissing."""
    places = (folder() / "bin" / "python", folder() / "Scripts" / "python.exe")
    python = next((one for one in places if one.exists() and (one.parent / "pyrofile").exists()), None)
    if python is None:
        raise PeerMissing(f"pyrofile-validator is not installed in {folder()}: pip install pyrofile-validator==0.3.0")
    with tempfile.TemporaryDirectory() as here:
        lines = Path(here) / "resources.ndjson"
        lines.write_text("\n".join(map(json.dumps, resources)), "utf-8")
        done = subprocess.run([python, "-P", CLIENT, lines], capture_output=True, text=True, check=True, cwd=here)
    return Rival(**json.loads(done.stdout.splitlines()[-1]))


def java(texts: Sequence[str], judged_by: Sequence[tuple[Sequence[str], Sequence[Path]]] = ()) -> Rival:
    """The official validator's opinion, the second time it is asked, and its seconds. Raises PeerMissing.

    `judged_by` has the profiles and packages of each text.
    """
    by = judged_by or [((), ())] * len(texts)
    begun = time.perf_counter()
    with official() as judge:
        judge.judge(texts[0], *by[0])
        first = time.perf_counter() - begun
        for text, (profiles, packages) in zip(texts, by, strict=True):
            judge.judge(text, profiles, packages)
        told = [judge.judge(text, *words) for text, words in zip(texts, by, strict=True)]
        memory = psutil.Process(judge.process.pid).memory_info().rss
    return Rival(first, [one.milliseconds / 1000 for one in told], [bool(one.errors) for one in told], memory)
