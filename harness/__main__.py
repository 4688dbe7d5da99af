"""The command itself, and ``python -m harness``: until it is loaded, Ctrl-C ends it with a word and no traceback."""

from __future__ import annotations

import os
import signal


def main() -> None:
    """Run the command line."""
    early = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if early:
        signal.signal(signal.SIGINT, _end)
    from harness.cli import main as command

    command()


def _end(number: int, frame: object) -> None:  # noqa: ARG001 - what a handler is called with
    os.write(2, b"\nharness: interrupted; nothing had been done yet.\n")
    os._exit(130)


if __name__ == "__main__":
    main()
