"""The end of a run on a terminal, and the number it ends with. Knows the order of exit codes; judges nothing."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING

from harness.report.model import NOT_APPLICABLE, Run, party
from harness.report.troubles import Trouble, troubles

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

WIDTH = 80
COLUMNS = ("PASS", "FAIL", "INCONCLUSIVE", "ERROR", NOT_APPLICABLE)
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


def print_summary(run: Run, *, report: Path | None = None, stream: IO[str] | None = None) -> None:
    """Say how the run went, 80 columns wide: a table, a line for each thing to mend, and where the report is.

    Plain text without colour or drawing where `stream` (standard output) is no terminal.
    """
    from rich.console import Console

    out = stream or sys.stdout
    console = Console(file=out, width=None if out.isatty() else WIDTH, highlight=False)
    encoding = getattr(out, "encoding", None) or "utf-8"
    if run.plays:
        console.print(_table(run, plain=not console.is_terminal, encoding=encoding))
    for line in _lines(run, report):
        word, _, rest = _plain(line, encoding).partition(" ")
        style = COLOURS.get(word, "")
        console.print(_styled(word, style), _styled(rest, ""), soft_wrap=not console.is_terminal)


def _plain(text: str, encoding: str) -> str:
    """`text` without what could move the cursor or cannot be said in `encoding`."""
    printable = "".join(each if each.isprintable() else f"\\x{ord(each):02x}" for each in text)
    return printable.encode(encoding, "backslashreplace").decode(encoding)


def _styled(text: str, style: str) -> Text:
    from rich.text import Text

    return Text(text, style=style)


def _lines(run: Run, report: Path | None) -> list[str]:
    lines = [] if run.plays else ["Nothing was played."]
    lines += [_line(trouble) for trouble in troubles(run, verdicts=("FAIL", "ERROR", "INCONCLUSIVE"))]
    lines += [f"The ledger: {fault}" for fault in run.faults]
    if run.interrupted:
        lines.append("The run was interrupted; what was judged until then is kept.")
    return [*lines, f"Report: {report}"] if report else lines


def _table(run: Run, *, plain: bool, encoding: str) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.ASCII if plain else box.SIMPLE_HEAD, expand=False, pad_edge=False)
    table.add_column("System", overflow="fold", ratio=1)
    for word in COLUMNS:
        table.add_column(HEADINGS.get(word, word), justify="right", no_wrap=True, style=COLOURS.get(word, ""))
    table.add_column("noted", justify="right", no_wrap=True, style=COLOURS["NOTED"])
    for subject in run.subjects:
        counts = run.counts_of(subject.name)
        noted = sum(len([f for f in play.noted if party(f) == subject.name]) for play in run.plays)
        table.add_row(
            _styled(_plain(subject.name, encoding), ""),
            *(str(counts[word] or "-") for word in COLUMNS),
            str(noted or "-"),
        )
    return table


def _line(trouble: Trouble) -> str:
    finding, times = trouble.finding, len(trouble.plays)
    if finding:
        said = f"{finding.requirement} {finding.sentence}. "
        said += f"{finding.where}: expected {finding.expected}, found {finding.found}" if finding.where else ""
    else:
        said = f"{trouble.plays[0].scenario.title}. {trouble.reason or 'Nothing was judged'}"
        said += f" (caused by {trouble.caused_by})" if trouble.caused_by else ""
    said += f" [{times} scenarios]" if times > 1 else ""
    return " ".join(f"{trouble.verdict} {trouble.participant}: {said}".split())
