"""Participants that workers of a cluster play: handed out, written down in the one ledger as it comes, run again.

Knows dask.distributed by its client and queues. What a worker judged before it was lost stays judged.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness.errors import EvidenceLost, UsageError
from harness.evidence.history import cast
from harness.evidence.record import first_name
from harness.pytest_plugin.outpost import CLOSED, play_there
from harness.pytest_plugin.playing import Played

BEAT = 2.0
"""Seconds between two signs of life."""
ATTEMPTS = 3
"""Times that a participant is handed out, before what is left of it is given up."""
FILES = {"ledger": ("ledger", ".jsonl"), "bodies": ("bodies", ".bin")}
VALUED = ("--run-dir", "--resume", "--cluster", "--only", "--since", "--writer", "--plays", "--reports")
ALONE = ("--only-failed", "--open")


@dataclass(slots=True)
class _Group:
    """Those who are played together: what is to be played, by play and by cast, and who has written of it."""

    plays: dict[str, Future[Played]]
    casts: dict[Any, str]
    writers: list[str] = field(default_factory=list)
    attempts: int = 0

    def settle(self, play: str, played: Played) -> None:
        if (result := self.plays.get(play)) is not None and not result.done():
            result.set_result(played)


class Far:
    """The plays that a cluster at `address` makes for the run in `folder`. A UsageError where there is no cluster."""

    def __init__(self, address: str, folder: Path) -> None:
        try:
            from distributed import Client, Queue, Variable
        except ImportError:
            how = "pip install 'openhie-connectathon-harness[cluster]'"
            raise UsageError(f"--cluster needs dask.distributed: {how}") from None
        try:
            self._client: Any = Client(address, timeout=30, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise UsageError(f"--cluster {address}: no scheduler of dask.distributed answers there ({error})") from None
        self._folder = folder
        self._name = f"harness-{folder.name}-{os.getpid()}"
        make: Any = Queue
        self._queues: Callable[[str], Any] = lambda name: make(name, client=self._client)
        self._up = self._queues(self._name)
        beat: Any = Variable
        self._beat = beat(f"{self._name}-beat", client=self._client)
        self._before = sorted(one.stem for one in (folder / "ledger").glob("far-*.jsonl"))
        self._group_of: dict[str, _Group] = {}
        self._groups: dict[str, _Group] = {}
        self._of: dict[str, str] = {}
        self._rest: dict[str, bytes] = {}
        self._words: list[str] = []
        self._lock = threading.RLock()

    def begin(
        self,
        groups: Mapping[str, Iterable[tuple[str, str, Mapping[str, str]]]],
        words: Sequence[str],
        *,
        instead: Callable[[str, str], Played],
        told: Callable[[str, Played], None],
    ) -> None:
        """Hand out these groups, each by its plays: a play's name, its scenario, who is cast.

        `instead` says of a play that is given up what came of it, from a reason. `told` hears of each that ended.
        """
        self._instead, self._told = instead, told
        self._words = passed_on(words)
        for name, plays in groups.items():
            known = list(plays)
            casts = {cast(scenario, casting): play for play, scenario, casting in known}
            self._groups[name] = _Group({play: Future() for play, _, _ in known}, casts, list(self._before))
            self._group_of |= dict.fromkeys(self._groups[name].plays, self._groups[name])
        self._beat.set(0)
        for work in (self._listen, self._live):
            threading.Thread(target=work, name="cluster", daemon=True).start()
        for name in self._groups:
            self._hand_out(name)

    def holds(self, play: str) -> bool:
        """Whether the cluster plays it."""
        return play in self._group_of

    def played(self, play: str) -> Played:
        """What came of it, when it is over."""
        return self._group_of[play].plays[play].result()

    @property
    def is_over(self) -> bool:
        """Whether everything was played, or given up."""
        return all(one.done() for group in self._groups.values() for one in group.plays.values())

    def close(self) -> None:
        """Leave the cluster; what goes on there is stopped."""
        with contextlib.suppress(Exception):  # a cluster that is gone must not stand in the way of the report
            self._beat.set(CLOSED)
            self._client.close(timeout=5)

    def _hand_out(self, name: str) -> None:
        group = self._groups[name]
        group.attempts += 1
        task = self._client.submit(
            play_there, self._name, name, self._folder.name, self._words, os.getcwd(), pure=False, retries=0
        )
        task.add_done_callback(lambda done: self._handed_back(name, done))

    def _handed_back(self, name: str, task: Any) -> None:
        """A task is over, or its worker was lost; what is left of the group is handed out again."""
        with self._lock:
            if task.status == "error" and self._left(name):
                if self._groups[name].attempts < ATTEMPTS:
                    self._hand_out(name)
                else:
                    self._give_up(name, f"workers of the cluster were lost {ATTEMPTS} times while they played it")

    def _left(self, name: str) -> list[str]:
        return [play for play, result in self._groups[name].plays.items() if not result.done()]

    def _give_up(self, name: str, why: str) -> None:
        for play in self._left(name):
            self._settle(name, play, self._instead(play, why))

    def _settle(self, name: str, play: str, played: Played) -> None:
        self._groups[name].settle(play, played)
        self._told(play, played)

    def _listen(self) -> None:
        try:
            while True:
                self._take(self._up.get())
        except EvidenceLost as lost:
            for group in self._groups.values():
                for result in group.plays.values():
                    if not result.done():
                        result.set_exception(lost)
        except Exception as gone:  # in whatever way; where the run is over, nothing is left to give up
            for name in self._groups:
                self._give_up(name, f"the cluster is gone ({type(gone).__name__}: {gone})")

    def _live(self) -> None:
        """Let them know that we are there."""
        with contextlib.suppress(Exception):  # the client was closed: the run is over
            for number in itertools.count(1):
                time.sleep(BEAT)
                self._beat.set(number)

    def _take(self, told: dict[str, Any]) -> None:
        with self._lock:
            writer = told["writer"]
            match told["kind"]:
                case "begin":
                    self._queues(f"{self._name}-{writer}").put(self._answer(told["group"], writer))
                case "some":
                    self._write(writer, told["file"], at=told["at"], content=told["content"])
                case "end":
                    left = self._left(told["group"])
                    if left and self._of.get(writer) == told["group"]:
                        why = (
                            f"the process that was to play it on the cluster ended with {told['code']}: {told['said']}"
                        )
                        self._give_up(told["group"], why)

    def _answer(self, name: str, writer: str) -> dict[str, Any]:
        """What a new writer of a group goes on from: all that others wrote of it."""
        group, files = self._groups[name], {}
        for earlier in group.writers:
            for kind in FILES:
                path = self._path(earlier, kind)
                files[str(path.relative_to(self._folder))] = path.read_bytes() if path.exists() else b""
        group.writers.append(writer)
        self._of[writer] = name
        return {"files": files, "plays": list(group.plays)}

    def _write(self, writer: str, kind: str, *, at: int, content: bytes) -> None:
        path = self._path(writer, kind)
        if (path.stat().st_size if path.exists() else 0) != at:
            return  # it came before
        try:
            with path.open("ab") as file:
                file.write(content)
        except OSError as error:
            raise EvidenceLost(f"{path}: the evidence could not be written down ({error.strerror}).") from error
        if kind == "ledger":
            *lines, self._rest[writer] = (self._rest.get(writer, b"") + content).split(b"\n")
            for line in lines:
                self._heard(self._of[writer], json.loads(line))

    def _heard(self, name: str, line: dict[str, Any]) -> None:
        match line:
            case {"kind": "ending", "play": str(play), "verdict": str(verdict), "verdicts": dict(sides)}:
                self._settle(name, first_name(play), Played(verdict, line.get("reason") or "", begun=True, sides=sides))
            case {"kind": "not-played", "scenario": str(scenario), "casting": dict(casting), "verdict": str(verdict)}:
                if known := self._groups[name].casts.get(cast(scenario, casting)):
                    self._settle(name, known, Played(verdict, line.get("reason") or ""))

    def _path(self, writer: str, kind: str) -> Path:
        folder, suffix = FILES[kind]
        return self._folder / folder / f"{writer}{suffix}"


def passed_on(words: Sequence[str]) -> list[str]:
    """The words of a command line that a worker's child is given too: not where it writes, and what it leaves out."""
    kept, skip = [], False
    for word in words:
        name, given, _ = word.partition("=")
        if not skip and name not in (*VALUED, *ALONE):
            kept.append(word)
        skip = not skip and name in VALUED and not given
    return kept
