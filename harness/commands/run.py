"""``harness run``: play what was asked for in a child process, draw the report, say how it went.

The child reads participants and requirements, and tells what is wrong with them before it reads a scenario: to read
them here too would put the first verdict off by 0.15 s.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from harness.commands.drawing import drawn_event, drawn_report
from harness.commands.folder import run_folder
from harness.commands.launch import launch, one_press_later, places
from harness.commands.steps import next_steps
from harness.commands.systems import NAMING, same_systems
from harness.errors import UsageError
from harness.evidence.history import facts, newest, not_passed_together, runs
from harness.evidence.ledger import new_name
from harness.evidence.reading import Evidence, read
from harness.evidence.verification import verified
from harness.report.ahead import discard

LISTS = {
    "against": "--against",
    "domain": "--domain",
    "requirements": "--requirements",
    "package": "--package",
    "only": "--only",
}
TEXTS = {
    "event": "--event",
    "participants": "--participants",
    "name": "--as",
    "bearer_from": "--bearer-from",
    "ca": "--ca",
    "seed": "--seed",
    "listen": "--listen",
    "advertise": "--advertise",
    "resume": "--resume",
    "since": "--since",
    "cluster": "--cluster",
}
PLAYED = (0, 1)
WRONG_USE, NOTHING, BROKEN, INTERRUPTED, EVIDENCE_LOST = 2, 3, 4, 130, 74
FLAGS = {
    "test_system": "--test-system",
    "redact_persons": "--redact-persons",
    "pairs": "--pairs",
    "layer": "--layer",
    "only_failed": "--only-failed",
    "open": "--open",
    "verbose": "--show-exchanges",
}
INCREMENTAL = ("only", "only_failed", "since")


def run(selection: tuple[str, ...], options: dict[str, Any]) -> int:
    """Play and report; give back the exit code of DESIGN section 7."""
    evidence = read(run_folder(Path(options["resume"]))) if options["resume"] else None
    if evidence is not None:
        options = _same(evidence, options)
        selection = selection or tuple(evidence.fact("run").get("selection", ()))
    elif options["only_failed"]:
        options = _as_before(options)
    if options["open"] and not any(options[name] for name in NAMING):
        raise UsageError("--open keeps a run with systems open: name them with --event FILE")
    if options["cluster"] and options["workers"]:
        raise UsageError("--cluster plays on the workers of a cluster, --workers on this machine: give one of the two")
    scenarios, names = places(selection, options["scenarios"])
    folder = evidence.folder if evidence else _made(Path(options["reports"])) / new_name()
    own = [str(Path(one).resolve()) for one in options["scenarios"]]
    arguments = [*_arguments(options), *each("--select", names), *each("--own-scenarios", own)]
    try:
        code = launch(folder, arguments=arguments, scenarios=scenarios, workers=options["workers"])
        if code not in (EVIDENCE_LOST, WRONG_USE) and (folder / "ledger").is_dir():
            with one_press_later(pressed=code == INTERRUPTED) as pressed:
                ended = _played(folder, code, options, everything=not selection, earlier=evidence)
                return INTERRUPTED if pressed() and code in PLAYED else ended
    except KeyboardInterrupt:
        return _stopped(folder)
    finally:
        discard(folder)
    if code == EVIDENCE_LOST:
        click.echo(f"harness: {folder} cannot be written any more, so the run was ended.", err=True)
        return BROKEN
    return code if code == WRONG_USE else _unplayed(code, _nothing(scenarios, names, options))


def _stopped(folder: Path) -> int:
    """Say what there is of a run that was stopped by a second Ctrl-C, or while its report was drawn."""
    if not (folder / "ledger").is_dir():
        return _unplayed(INTERRUPTED, "")
    page = folder / "report" / "index.html"
    written = max((one.stat().st_mtime for one in (folder / "ledger").iterdir()), default=0.0)
    drawn = page.is_file() and page.stat().st_mtime >= written
    what = "is drawn" if drawn else "is not drawn"
    click.echo(f"\nharness: stopped. What was judged is kept; its report {what}.", err=True)
    if not drawn:
        click.echo(f"Draw it:    harness report {folder}", err=True)
    click.echo(f"Go on with: harness run --resume {folder}", err=True)
    return INTERRUPTED


def _unplayed(code: int, why: str) -> int:
    """Say why there is no run, and give back the exit code."""
    if code == NOTHING:
        click.echo(f"harness: {why}", err=True)
    if code == INTERRUPTED:
        click.echo("\nharness: interrupted before anything was played.", err=True)
    return code if code in (NOTHING, INTERRUPTED) else BROKEN


def _played(folder: Path, code: int, options: dict[str, Any], *, everything: bool, earlier: Evidence | None) -> int:
    """Report what was played, whatever `code` the process that played ended with, and give back the exit code."""
    told = facts(folder)
    if code == INTERRUPTED and options["open"] and told.get("end", {}).get("interrupted") is False:
        code = 0  # everything was played, and who kept it open has closed it
    away = told.get("run", {}).get("fell_away", ()) if everything else ()
    seal = code in (*PLAYED, INTERRUPTED)
    verdict = tell(folder, options, away=len(away), interrupted=code == INTERRUPTED, seal=seal, ahead=True)
    if verdict == INTERRUPTED and code in (*PLAYED, INTERRUPTED):
        return verdict
    if code in PLAYED:
        return verdict if earlier is None or verdict == BROKEN else trusted(earlier, verdict)
    click.echo(f"harness: the process that plays broke down ({_how(code)}); what it judged is kept.", err=True)
    click.echo(f"Go on with: harness run --resume {folder}", err=True)
    return BROKEN


def _same(evidence: Evidence, options: dict[str, Any]) -> dict[str, Any]:
    """`options` of a run that goes on with `evidence`. A UsageError where that does not say whom it was about."""
    told = evidence.fact("run")
    if not told and not any(options[name] for name in NAMING):
        raise UsageError(
            f"{evidence.folder}: which systems it was about cannot be read from its ledger any more. Name them with "
            "--against, --participants or --event, or begin anew with: harness run"
        )
    return same_systems(evidence, options) | {"resume": str(evidence.folder)} | own_of(told, options)


def _as_before(options: dict[str, Any]) -> dict[str, Any]:
    """`options` with the systems of the newest run, where they name none."""
    if any(options[name] for name in NAMING):
        return options
    latest = Path(options["reports"]) / "latest"
    if not latest.is_file():
        raise UsageError(f"--only-failed: there is no earlier run in {options['reports']}. Play everything first.")
    return same_systems(read(run_folder(latest)), options)


def trusted(evidence: Evidence, verdict: int) -> int:
    """`verdict`, or what says that it cannot be relied on: somebody changed the evidence that it was found from."""
    if evidence.is_whole and not verified(evidence.folder).changes:
        return verdict
    click.echo(
        f"harness: {evidence.folder / 'ledger'} was changed after it was written, or is damaged (see above): these "
        f"verdicts prove nothing. Exit code {WRONG_USE}, whatever they are.",
        err=True,
    )
    return WRONG_USE


def _how(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"


def _nothing(scenarios: Sequence[Path], names: Sequence[str], options: dict[str, Any]) -> str:
    """Why nothing was played, though nothing that was asked for is wrong."""
    if any(options[name] for name in INCREMENTAL):
        asked = [one for one in _arguments(options) if one.startswith(("--only", "--since"))]
        return f"nothing is left to play with {' '.join(asked)}, so nothing was played.{_together(names, options)}"
    if any(options[name] for name in NAMING):
        return "no scenario judges these systems, so nothing was played. Whom each judges: harness catalogue"
    where = ", ".join(map(str, scenarios))
    return f"no scenario stands in {where}, so nothing was played: expected functions test_… under @verifies(…)."


def _together(names: Sequence[str], options: dict[str, Any]) -> str:
    """What did not pass, and is played in pairs alone, where what failed was asked for; `names` select scenarios."""
    if not options["only_failed"] or options["pairs"]:
        return ""
    from harness.event import chosen

    event, came = chosen(options, with_secrets=False)
    pasts = runs(Path(options["reports"]), before=time.time(), event=event.slug if event else "")
    only = {came.named(one).name for one in options["only"]}
    here = {one.name for one in came} | {""}
    ended = {play: how for play, how in newest(pasts).items() if here.issuperset(name for _, name in play[1])}
    count = not_passed_together(ended, only)
    which = "those of them that you selected" if names else "them"
    found = f"\nOf the plays with other participants, {count} did not pass when played last: --pairs plays {which}."
    return found if count else ""


def own_of(told: dict[str, Any], options: dict[str, Any]) -> dict[str, Any]:
    """The scenarios, requirements and packages of one's own: those of the command line, else those of the run."""
    names = ("scenarios", "requirements", "package")
    return {name: options[name] or told.get("own", {}).get(name, ()) for name in names}


def tell(
    folder: Path,
    options: dict[str, Any],
    *,
    away: int = 0,
    interrupted: bool = False,
    seal: bool = False,
    ahead: bool = False,
) -> int:
    """Draw the report of the run in `folder`, say how it went, and give back the exit code.

    `away` are the scenarios that judge none of its systems; `seal` and `ahead` as `finish` has them.
    """
    from harness.report.causes import nobody_met
    from harness.report.summary import exit_code, print_summary

    if (drawn := drawn_report(folder, seal=seal, ahead=ahead)) is None:
        return BROKEN
    run_, page = drawn
    event = drawn_event(folder)
    if away and not nobody_met(run_):
        where = "in their tracks " if options["event"] else ""
        what = "scenario judges" if away == 1 else "scenarios judge"
        click.echo(f"{away} {what} none of these systems {where}and {'was' if away == 1 else 'were'} not played.\n")
    print_summary(run_, report=page, steps=next_steps(run_, options))
    if event:
        click.echo(f"Event: {event}")
    if (code := INTERRUPTED if interrupted else exit_code(run_)) == INTERRUPTED:
        click.echo(f"Go on with: harness run --resume {folder}")
    if not nobody_met(run_):
        _tell_systems(options)
    if run_.undefined:
        click.echo(run_.undefined)
    return code


def _tell_systems(options: dict[str, Any]) -> None:
    if options.get("against"):
        from harness.participants import chosen, to_toml

        click.echo("\nTo keep: the same system as a file, for harness run --participants FILE\n")
        click.echo(to_toml(chosen(options)), nl=False)


def each(option: str, values: Sequence[str]) -> list[str]:
    """`option` with each of its `values`, as a command line has them."""
    return [f"{option}={one}" for one in values if one]


def _arguments(options: dict[str, Any]) -> list[str]:
    lists = [word for name, option in LISTS.items() for word in each(option, options[name])]
    texts = [f"{option}={options[name]}" for name, option in TEXTS.items() if options[name]]
    flags = [option for name, option in FLAGS.items() if options[name]]
    port = ["--listen-port", str(options["listen_port"])] if options["listen_port"] is not None else []
    return [*lists, *texts, *flags, *port, "--reports", options["reports"]]


def _made(reports: Path) -> Path:
    try:
        reports.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=reports):
            pass
    except OSError as error:
        raise UsageError(
            f"--reports {reports}: nothing can be written there ({error.strerror}). Name another folder."
        ) from error
    return reports.resolve()
