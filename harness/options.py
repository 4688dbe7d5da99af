"""What the commands have in common: how a mistake is told, options that several take. Loads nothing but click."""

from __future__ import annotations

import errno
import functools
import os
import signal
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from harness.errors import UsageError
from harness.screen import columns_of, told

if TYPE_CHECKING:
    _Type = click.ParamType[int]
    _Text = click.ParamType[str]
else:
    _Type = _Text = click.ParamType


class Number(_Type):
    """A whole number from `least` to `most`: its limits are told where it is not, and not in every help."""

    name = "number"

    def __init__(self, least: int, most: int) -> None:
        self._range = range(least, most + 1)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """See click."""
        try:
            number = int(str(value))
        except ValueError:
            number = -1
        if number not in self._range:
            wanted = f"a whole number from {self._range.start} to {self._range.stop - 1}"
            self.fail(f"expected {wanted}, found {value!r}.", param, ctx)
        return number


class Text(_Text):
    """Words that are shown and kept: bytes of the command line that are no UTF-8 can be neither."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """See click."""
        if not str(value).isascii() and any("\ud800" <= letter <= "\udfff" for letter in str(value)):
            self.fail(
                f"expected text in UTF-8, found {value!r}. Does your terminal write another encoding?", param, ctx
            )
        return value


class Name(Text):
    """The name of somebody, or `what` else: an empty one is a variable of a shell that nobody set, and names nobody."""

    name = "name"

    def __init__(self, what: str = "a name") -> None:
        self._what = what

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """See click."""
        if not str(value).strip():
            self.fail(f"expected {self._what}, found nothing. Is a variable of your shell not set?", param, ctx)
        return super().convert(value, param, ctx)


NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""How the system says that nothing more can be written."""

PORT, TEXT, NAME, WHEN = Number(0, 65535), Text(), Name(), Name("a time, or a run")


class Commands(click.Group):
    """Turns a UsageError of ours into one line a mistake and exit code 2."""

    def invoke(self, ctx: click.Context) -> Any:
        """See click."""
        if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
            signal.signal(signal.SIGINT, signal.default_int_handler)  # from here on it is answered below
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("\nharness: interrupted.", err=True)
            ctx.exit(130)
        except OSError as fault:
            if fault.errno not in NO_ROOM:
                raise
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what could not be printed would be tried again at the end
            where = f"{fault.filename} " if fault.filename else "What is printed "
            click.echo(f"harness: {where}cannot be written: {fault.strerror}. Make room and repeat it.", err=True)
            ctx.exit(4)
        except UsageError as wrong:
            for line in told(wrong.mistakes, columns_of(sys.stderr)):
                click.echo(line, err=True)
            ctx.exit(2)


def systems(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say who is under test."""
    for option in reversed(
        (
            click.option(
                "--event", metavar="FILE", help="TOML file of an event: its participants, tracks, national rules."
            ),
            click.option("--participants", metavar="FILE", help="TOML file of the systems under test."),
            click.option(
                "--against",
                metavar="ACTOR=URL",
                type=TEXT,
                multiple=True,
                help="One system, without a file: at http(s)://… for FHIR, mllp(s)://… for HL7 v2 (repeatable).",
            ),
            click.option("--as", "name", metavar="NAME", type=TEXT, help="What to call the system of --against."),
            click.option(
                "--domain", metavar="URI", type=TEXT, multiple=True, help="Identifier domain it serves (repeatable)."
            ),
            click.option("--bearer-from", metavar="ENV", type=TEXT, help="Environment variable with its token."),
            click.option("--ca", metavar="FILE", help="Certificate authority to trust (PEM)."),
            click.option("--listen", metavar="HOST", type=TEXT, help="Network interface that the harness listens on."),
            click.option(
                "--advertise", metavar="HOST", type=TEXT, help="The host that participants use for the harness."
            ),
            click.option("--listen-port", metavar="PORT", type=PORT, help="The port of the harness there."),
            click.option("--test-system", is_flag=True, help="It holds no real people: writing is allowed."),
        )
    ):
        command = option(command)
    return command


def language(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option --language, and `command` speaking that language.

    What the machine is set to says nothing of who will read a report, so it is not asked.
    """

    @click.option(
        "--language",
        "spoken",
        metavar="CODE",
        type=TEXT,
        default="",
        help="Write the pages in it (fr), not in English.",
    )
    @functools.wraps(command)
    def speaking_it(*arguments: Any, spoken: str, **options: Any) -> Any:
        from harness.language import speaking

        with speaking(spoken):
            return command(*arguments, **options)

    return speaking_it


def playing(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say how much of a run is played, on what, and whether it stays."""
    for option in reversed(
        (
            click.option("--workers", metavar="N", type=Number(0, 64), default=0, help="Play on N processes."),
            click.option(
                "--cluster", metavar="ADDRESS", type=TEXT, help="Play on the workers of a dask.distributed scheduler."
            ),
            click.option(
                "--only",
                metavar="NAME",
                type=NAME,
                multiple=True,
                help="Only plays with this participant (repeatable).",
            ),
            click.option("--only-failed", is_flag=True, help="Only what did not pass when it was played last."),
            click.option("--since", metavar="WHEN", type=WHEN, help="Only what was not played since a time, or a RUN."),
            click.option(
                "--redact-persons", is_flag=True, help="Pseudonyms, in all that is kept, for people who are not ours."
            ),
            click.option("--open", is_flag=True, help="Stay, and play what is asked for on the review page."),
            click.option("--resume", metavar="RUN", help="Go on with a run that was cut off: its systems, its waits."),
        )
    ):
        command = option(command)
    return command
