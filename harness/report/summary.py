"""The end of a run on a terminal, and the number it ends with. Knows the order of exit codes; judges nothing."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING

from harness.language import ENGLISH, speaking
from harness.report.causes import Cause, nobody_met, told
from harness.report.counting import overrides
from harness.report.examinations import warnings
from harness.report.model import NOT_APPLICABLE, Run
from harness.report.tally import tally

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

WIDTH = 80
FEW = 8
"""So many failures are told with what to do; of more there is a row each, and the report has the rest."""
COLUMNS = ("PASS", "NOTED", "FAIL", "INCONCLUSIVE", "ERROR", NOT_APPLICABLE)
HEADINGS = {"INCONCLUSIVE": "INCONCL.", NOT_APPLICABLE: "N/A"}
COLOURS = {"PASS": "green", "NOTED": "blue", "FAIL": "bold red", "INCONCLUSIVE": "yellow", "ERROR": "bold magenta"}


def exit_code(run: Run) -> int:
    """What the process ends with (DESIGN section 7).

    0: something was judged and nothing failed. 1: a FAIL. 3: INCONCLUSIVE, or nothing was judged. 4: an ERROR.
    130: interrupted. Several at once: 130 before 4 before 1 before 3.
    """
    counts = run.counts
    if run.interrupted:
        return 130
    if counts["ERROR"]:
        return 4
    if counts["FAIL"]:
        return 1
    return 3 if counts["INCONCLUSIVE"] or not counts["PASS"] else 0


def print_summary(
    run: Run, *, report: Path | None = None, steps: Sequence[str] = (), stream: IO[str] | None = None
) -> None:
    """Say how the run went: a line for each cause, a table of requirements 80 columns wide, and where the report is.

    `steps` are what to do next, a line each, before that.
    Plain text without colour or drawing where `stream` (standard output) is no terminal, and there a line is a line.
    """
    from rich.console import Console

    out = stream or sys.stdout
    console = Console(file=out, width=None if out.isatty() else WIDTH, highlight=False)
    encoding = getattr(out, "encoding", None) or "utf-8"
    with speaking(ENGLISH):
        found = told(run)
    if found:
        _print_causes(console, found, encoding)
        console.print()
    if run.plays and not nobody_met(run):
        console.print(_table(run, plain=not console.is_terminal, encoding=encoding))
    for line in (*steps, *_closing(run, report)):
        console.print(_styled(_plain(line, encoding), ""), soft_wrap=True)


def _print_causes(console: Console, found: Sequence[Cause], encoding: str) -> None:
    """Each cause with what to do; where many have to be mended, each in a row of a terminal, and no more."""
    crowded = sum(bool(each.scenario) for each in found) > FEW
    said: set[str] = {""}
    for each in found:
        if crowded and console.is_terminal and each.verdict != "N/A":
            row = _styled(f"{each.verdict} {_plain(each.short, encoding)}", "")
            row.stylize(COLOURS.get(each.verdict, ""), 0, len(each.verdict))
            console.print(row, no_wrap=True, overflow="ellipsis")
            continue
        _print_row(console, each.verdict, _plain(each.words, encoding))
        if each.scenario and not crowded:
            todo = "" if each.mend in said else f"To mend: {each.mend} "
            said.add(each.mend)
            _print_row(console, " " * len(each.verdict), _plain(f"{todo}(Seen in {each.scenario})", encoding))


def _print_row(console: Console, word: str, rest: str) -> None:
    """A verdict and what it is of; on a terminal what is too long for it goes on below its own beginning."""
    from rich.table import Table

    if not console.is_terminal:
        console.print(_styled(f"{word} {rest}", ""), soft_wrap=True)
        return
    row = Table.grid(padding=(0, 1))
    row.add_column(no_wrap=True)
    row.add_column(overflow="fold")
    row.add_row(_styled(word, COLOURS.get(word, "")), _styled(rest, ""))
    console.print(row)


def _plain(text: str, encoding: str) -> str:
    """`text` without what could move the cursor or cannot be said in `encoding`."""
    printable = "".join(each if each.isprintable() else f"\\x{ord(each):02x}" for each in text)
    return printable.encode(encoding, "backslashreplace").decode(encoding)


def _styled(text: str, style: str) -> Text:
    from rich.text import Text

    return Text(text, style=style)


def _closing(run: Run, report: Path | None) -> list[str]:
    lines = [] if run.plays else ["Nothing was played."]
    lines += [f"The ledger: {fault}" for fault in run.faults]
    lines += [f"Mind {each['participant']}: {each['sentence']}" for each in warnings(run.doctor)]
    lines += _overridden(len(overrides(run)))
    if run.interrupted:
        lines.append("The run was interrupted; what was judged until then is kept.")
    lines += [f"Seal: {run.seal}"] if run.seal else []
    return [*lines, f"Report: {report}"] if report else lines


def _overridden(count: int) -> list[str]:
    """That people have the last word on so many verdicts, where what stands above and the exit code do not show it."""
    verdicts = "verdict was" if count == 1 else "verdicts were"
    told = f"{count} {verdicts} overridden by people: the report shows both. The machine's count here and as exit code."
    return [told] if count else []


def _table(run: Run, *, plain: bool, encoding: str) -> Table:
    from rich import box
    from rich.table import Table

    played = sum(play.played for play in run.plays)
    title = f"Requirements by verdict, from {played} scenario{'s' if played != 1 else ''} played"
    title += f", {left} not played" if (left := len(run.plays) - played) else ""
    table = Table(
        title=title, title_justify="left", title_style="", box=box.ASCII if plain else box.SIMPLE_HEAD, pad_edge=False
    )
    table.add_column("System", overflow="fold", ratio=1)
    for word in COLUMNS:
        table.add_column(HEADINGS.get(word, word), justify="right", no_wrap=True, style=COLOURS.get(word, ""))
    for subject in run.subjects:
        counts = tally(run, subject.name)
        numbers = (str(counts[word] or "-") for word in COLUMNS)
        table.add_row(_styled(_plain(subject.name, encoding), ""), *numbers)
    return table
