"""The command line. Each command imports what it needs when it is called, so that ``harness --help`` stays quick."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

import harness
from harness.options import PORT, TEXT, Commands, Number, language, playing, systems
from harness.verbs import event, evidence, implementations, people, resources


def main() -> None:
    """Run the command line."""
    from harness.screen import outlive_readers

    outlive_readers()
    cli(prog_name="harness")


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80})
@click.version_option(harness.__version__, prog_name="harness")
def cli() -> None:
    """Test whether health information systems really work together.

    Plays the scenarios of the OpenHIE workflows against your systems and the reference mocks, and writes a report
    that opens from disk.

    \b
    Begin with a rehearsal, with our mocks in every role; then name your system:
      harness run
      harness doctor --against client_registry=http://localhost:8080/fhir
      harness run    --against client_registry=http://localhost:8080/fhir
    """


@cli.command()
@click.argument("selection", nargs=-1)
@systems
@click.option("--reports", metavar="DIR", default="reports", show_default=True, help="Where runs are kept.")
@click.option("--scenarios", metavar="DIR", multiple=True, help="Scenarios of your own country, besides ours.")
@click.option("--requirements", metavar="FILE", multiple=True, help="Requirements of your own country (CSV).")
@click.option(
    "--package", metavar="FILE", multiple=True, help="A FHIR package to judge by, before ours (.tgz, folder)."
)
@click.option("--pairs", is_flag=True, help="Play participants against each other too.")
@click.option("--layer", is_flag=True, help="Put our reference interoperability layer between the actors.")
@playing
@click.option("--seed", metavar="TEXT", type=TEXT, default="", help="Repeat the chances of an earlier run.")
@click.option("-v", "--verbose", is_flag=True, help="Print each exchange as it happens.")
@language
def run(selection: tuple[str, ...], **options: Any) -> None:
    """Play scenarios and write a report.

    Without a system it is a rehearsal: reference mocks play every role. SELECTION is any mix of workflows (CRWF-1,
    W-01), requirements (78-05), transactions (ITI-104), scenario names or files; everything when left out.

    \b
    Exit code: 0 all judged and passed   1 something FAILed   2 wrong use
               3 INCONCLUSIVE, or nothing judged   4 an ERROR of the harness
               130 interrupted (Ctrl-C, SIGTERM); what was judged is reported
    """
    from harness.commands import run as command

    sys.exit(command.run(selection, options))


@cli.command()
@click.argument("run_dirs", metavar="[RUN_DIR]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--event", metavar="FILE", help="All runs of this event, where no RUN_DIR is named.")
@click.option("--reports", metavar="DIR", default="reports", show_default=True, help="Where its runs are kept.")
@click.option("--scenarios", metavar="DIR", multiple=True, help="Scenarios of your own country, besides ours.")
@click.option("--requirements", metavar="FILE", multiple=True, help="Requirements of your own country (CSV).")
@click.option(
    "--package", metavar="FILE", multiple=True, help="A FHIR package to judge by, before ours (.tgz, folder)."
)
@language
def judge(run_dirs: tuple[Path, ...], **options: Any) -> None:
    """Judge runs again from their evidence, with today's checks. Sends nothing; the earlier verdicts stay.

    RUN_DIR is the folder of a run, or reports/latest.

    \b
    Exit code: 0 all judged and passed   1 something FAILed
               2 wrong use, or the evidence was changed after it was written
               3 INCONCLUSIVE, or nothing judged   4 an ERROR of the harness
               130 interrupted
    """
    from harness.commands import judge as command

    sys.exit(command.judge(run_dirs, options))


@cli.command()
@click.argument("name", required=False, type=TEXT)
@click.option("--port", metavar="PORT", type=PORT, default=0, help="HTTP port; any free one when left out.")
@click.option("--mllp-port", metavar="PORT", type=PORT, help="Port for HL7 v2 over MLLP; 0 takes a free one.")
@click.option("--certificates", metavar="DIR", type=click.Path(path_type=Path), help="Its certificates: also in TLS.")
@click.option("--tls-port", metavar="PORT", type=PORT, default=0, help="Port for HTTPS, with --certificates.")
@click.option(
    "--host", metavar="HOST", type=TEXT, default="127.0.0.1", show_default=True, help="Network interface to listen on."
)
@click.option("--defect", metavar="NAME", type=TEXT, multiple=True, help="Have this fault (repeatable).")
@click.option("--config", metavar="FILE", type=click.Path(path_type=Path), help="TOML file of the mock.")
@click.option(
    "--data", metavar="FILE", type=click.Path(path_type=Path), help="Where to keep data; memory when left out."
)
@click.option("--strict", is_flag=True, help="Refuse what is not valid FHIR, with all that is wrong with it.")
@click.option("--exercise", metavar="SEED", type=TEXT, help="Have a fault that is not named: find it by a run.")
@click.option("--count", metavar="N", type=Number(1, 9), default=1, help="How many faults, with --exercise.")
@click.option("--reveal", is_flag=True, help="Tell what the exercise's faults are, and how they are mended.")
@click.option("--list", "listing", is_flag=True, help="List the mocks and their defects.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How --list is told.")
@language
def mock(name: str | None, listing: bool, form: str, **options: Any) -> None:
    """Run a reference mock service until it is stopped. Ctrl-C or SIGTERM stops it.

    NAME is one of --list, or its actor's abbreviation (cr, pos). `country` is all of them at once, each told where the
    others are, with a made-up country in them.

    \b
    Exit code: 0 stopped, as it was told to   2 wrong use
    """
    from harness.commands import mock as command

    sys.exit(command.list_mocks(form) if listing else command.serve(name, options))


@cli.command()
@click.argument("file")
@click.option(
    "--mllp", "address", metavar="HOST:PORT", type=TEXT, required=True, help="Send HL7 v2 over MLLP to there."
)
@click.option("--tls", is_flag=True, help="Over TLS; --ca and --cert imply it.")
@click.option("--ca", metavar="FILE", help="Certificate authority to trust (PEM).")
@click.option("--cert", metavar="FILE", help="Our own certificate (PEM), for mutual TLS.")
@click.option("--key", metavar="FILE", help="Its key; in the same file when left out.")
@click.option("--timeout", type=click.FloatRange(0.1), default=30.0, show_default=True, help="Seconds a message.")
@click.option("--exactly", is_flag=True, help="Send the file as it is: one message, its own line ends.")
@click.option("--raw", is_flag=True, help="Show the answer as it came, a segment a line.")
def send(file: str, address: str, **options: Any) -> None:
    """Send the messages of a file and show what comes back. FILE may be - for standard input.

    Line ends are made those of HL7, and the marks of a batch or of MLLP are left out.

    \b
    Exit code: 0 all accepted (AA, CA)   1 refused, or answered wrongly
               2 wrong use   3 nothing could be delivered
    """
    from harness.commands import send as command

    sys.exit(command.mllp(address, file, options))


@cli.command()
@systems
def doctor(**options: Any) -> None:
    """Say whether we can talk to everybody, and what to mend.

    Looks at names, ports, TLS, clocks, credentials, /metadata, identifier domains and what has to be set up. Judges
    nobody.

    \b
    Exit code: 0 all are well (warnings included)   2 wrong use
               3 somebody cannot be talked to as they should
    """
    from harness.commands import systems as command

    sys.exit(command.doctor(options))


@cli.command()
@systems
@click.option("--html", "page", metavar="FILE", type=click.Path(path_type=Path), help="Also as a page to hand out.")
@click.option(
    "--review",
    metavar="URL",
    type=TEXT,
    help="Where harness review will be: each gets its own link, as a code to scan.",
)
def addresses(page: Path | None, review: str | None, **options: Any) -> None:
    """Where each participant sends to: the same in every run.

    \b
    For an event: harness addresses --event event.toml --html addresses.html \\
                    --review http://10.0.0.5:8764

    \b
    Exit code: 0 done   2 wrong use
    """
    from harness.commands import systems as command

    sys.exit(command.addresses(options, page, review))


@cli.command()
@click.argument("names", nargs=-1, type=TEXT, metavar="[NAME[=HOST,…]]...")
@click.option("--event", metavar="FILE", type=click.Path(path_type=Path), help="Its file, or one of participants.")
@click.option("--out", metavar="DIR", type=click.Path(path_type=Path), required=True, help="The folder to add to.")
@click.option("--until", metavar="DATE", type=click.DateTime(["%Y-%m-%d"]), help="Last day of the event.")
@click.option("--renew", is_flag=True, help="Issue anew what is there already; the authority stays.")
def certificates(names: tuple[str, ...], event: Path | None, out: Path, until: Any, renew: bool) -> None:
    """Issue test certificates for an event. An authority, and keys and certificates for everybody.

    Whoever is there already keeps theirs, and the authority is never overwritten. Without --until they last 90 days.

    \b
    As in: harness certificates "My EMR=emr.example.org,10.0.0.7" --out certs

    \b
    Exit code: 0 done   2 wrong use
    """
    from harness.commands import certificates as command

    sys.exit(command.certificates(names, event, out, until=until, renew=renew))


@cli.command()
@click.argument("run_dir", type=click.Path(path_type=Path))
@systems
def clean(run_dir: Path, **options: Any) -> None:
    """Remove what a run made at the systems under test. Says what stayed, and why.

    RUN_DIR is the folder of a run, or reports/latest. Its systems are known from there; name them again where they
    moved.

    \b
    Exit code: 0 nothing of the run is left   1 something stayed   2 wrong use
    """
    from harness.commands import after

    sys.exit(after.clean(run_dir, options))


@cli.command()
@click.argument("selection", nargs=-1)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How it is told.")
@click.option("--actors", "of_actors", is_flag=True, help="List the actors, and the IHE actors inside each.")
@click.option("--scenarios", metavar="DIR", multiple=True, help="Scenarios of your own country, besides ours.")
@click.option("--requirements", metavar="FILE", multiple=True, help="Requirements of your own country (CSV).")
@click.option(
    "--html", metavar="[FILE]", is_flag=False, flag_value="catalogue.html", help="Write a page of all workflows."
)
@click.option("--markdown", metavar="[FILE]", is_flag=False, flag_value="catalogue.md", help="The same as Markdown.")
@language
def catalogue(selection: tuple[str, ...], form: str, of_actors: bool, **options: Any) -> None:
    """Tell every requirement, what judges it and what proves that. Or why nothing does.

    SELECTION is any mix of requirements (78-05), actors (client_registry), specifications (ITI-104) and workflows
    (CRWF-1); everything when left out. With --html or --markdown it is all workflows instead: what each is for, how it
    goes, and what plays it. In another language there is the page, by --html.

    \b
    Exit code: 0 done   2 wrong use
    """
    from harness.commands import catalogue as command
    from harness.errors import UsageError
    from harness.language import ENGLISH, spoken

    own = options["requirements"], options["scenarios"]
    if not options["html"] and spoken() != ENGLISH:
        raise UsageError("--language is for the page, by --html: what a terminal prints stays English.")
    for page in ("html", "markdown"):
        if options[page]:
            sys.exit(command.page(page, options[page], *own))
    sys.exit(command.actors(form) if of_actors else command.catalogue(form, *own, selection))


for verb in (
    event.event,
    evidence.export,
    evidence.report,
    evidence.seal,
    evidence.verify,
    implementations.down,
    implementations.up,
    people.review,
    resources.definitions,
    resources.validate,
):
    cli.add_command(verb)
