"""``python -m benchmarks [NAME …]``: measure and print a table; ``--list`` says what there is."""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import os
import platform
import sys
import time
from collections.abc import Sequence

from benchmarks.figure import Figure, table

QUICK = (
    "exchange",
    "command",
    "registry",
    "directory",
    "history",
    "terminology",
    "mllp",
    "hl7v2",
    "checks_hl7v2",
    "relay",
    "sekmet",
    "validate",
)
LONG = ("event_report", "event_run", "proof", "agreement", "fuzz", "fuzz_hl7v2", "fuzz_relay")
"""Played only when they are named."""


def main(words: Sequence[str] | None = None) -> int:
    """Measure what was asked for; 1 when a limit is not met."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="How quick and how big the harness is.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="what to measure; the quick ones when left out")
    parser.add_argument("--list", action="store_true", help="say what there is")
    parser.add_argument("--count", type=int, help="how many, of what can be counted (fuzz, event_run)")
    parser.add_argument("--seed", type=int, help="which ones are drawn (fuzz)")
    chosen = parser.parse_args(words)
    there = [name for name in (*QUICK, *LONG) if importlib.util.find_spec(f"benchmarks.{name}")]
    if unknown := [name for name in chosen.names if name not in there]:
        parser.error(f"there is no {', '.join(unknown)}; there are {', '.join(there)}")
    if chosen.list:
        for name in there:
            print(f"{name:10} {_summary(name)}")
        return 0
    options = {name: value for name in ("count", "seed") if (value := getattr(chosen, name)) is not None}
    if options and chosen.names not in (["fuzz"], ["event_run"]):
        parser.error(f"only fuzz and event_run take --{' and --'.join(options)}")
    names = chosen.names or [name for name in there if name in QUICK]
    figures = [one for name in names for one in _measured(name, options)]
    print(table(figures))
    print(_foot())
    return 1 if any(one.met is False for one in figures) else 0


def _measured(name: str, options: dict[str, int]) -> list[Figure]:
    print(f"measuring {name} …", file=sys.stderr, flush=True)
    module = importlib.import_module(f"benchmarks.{name}")
    return list(module.figures(**options))


def _summary(name: str) -> str:
    return (importlib.import_module(f"benchmarks.{name}").__doc__ or "").partition("\n")[0]


def _pace() -> float:
    """Milliseconds of the processor for 10,000 texts put into a dictionary, the best of twenty: how quick Python is."""
    best = float("inf")
    for _ in range(20):
        begun = time.process_time()
        "".join({f"k{number}": str(number) for number in range(10_000)})
        best = min(best, time.process_time() - begun)
    return best * 1000


def _foot() -> str:
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return (
        f"\n{time.strftime('%Y-%m-%d %H:%M')}, {os.cpu_count()} cores{load}, Python {platform.python_version()} "
        f"(pace {_pace():.1f} ms), {platform.system()}. Each figure is the best of several; "
        "what is compared took turns.\nRatios travel from machine to machine, absolute figures do not."
    )


if __name__ == "__main__":
    sys.exit(main())
