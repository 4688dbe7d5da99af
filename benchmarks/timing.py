"""Measures calls that take turns. The lower decile counts: what else the machine is doing only ever adds."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping
from statistics import quantiles


def in_turns(calls: Mapping[str, Callable[[], object]], *, rounds: int) -> dict[str, float]:
    """Seconds of each call: the lower decile of `rounds`, call by call in turns, so that all meet the same machine."""
    seconds: dict[str, list[float]] = {name: [] for name in calls}
    for call in calls.values():
        for _ in range(max(1, rounds // 20)):
            call()
    gc.collect()
    for _ in range(rounds):
        for name, call in calls.items():
            begin = time.perf_counter()
            call()
            seconds[name].append(time.perf_counter() - begin)
    return {name: quantiles(times, n=10)[0] for name, times in seconds.items()}
