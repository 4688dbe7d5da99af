"""The options that the harness adds to pytest. Knows their names and defaults, not what is done with them."""

from __future__ import annotations

import pytest


def add(parser: pytest.Parser) -> None:
    """Add the harness's options to `parser`."""
    group = parser.getgroup("harness", "OpenHIE connect-a-thon harness")
    group.addoption("--event", metavar="FILE", help="TOML file of an event: its participants, tracks, national rules")
    group.addoption("--participants", metavar="FILE", help="TOML file of the systems under test")
    group.addoption("--against", metavar="ACTOR=URL", action="append", default=[], help="one system, without a file")
    group.addoption("--as", dest="against_name", metavar="NAME", help="what to call the system of --against")
    group.addoption("--domain", metavar="URI", action="append", default=[], help="identifier domain of --against")
    group.addoption("--bearer-from", metavar="ENV", help="environment variable with the token for --against")
    group.addoption("--ca", metavar="FILE", help="certificate authority (PEM) to trust for --against")
    group.addoption("--test-system", action="store_true", help="the system of --against holds no real people")
    group.addoption("--listen", metavar="HOST", default="", help="network interface that we listen on")
    group.addoption("--advertise", metavar="HOST", default="", help="the host that participants use for us")
    group.addoption("--listen-port", metavar="PORT", type=int, default=None, help="the port that we listen on")
    group.addoption("--redact-persons", action="store_true", help="pseudonyms for people who are not ours")
    group.addoption("--pairs", action="store_true", help="play participants against each other too")
    group.addoption("--layer", action="store_true", help="our reference interoperability layer stands between")
    group.addoption("--requirements", metavar="FILE", action="append", default=[], help="a country's own requirements")
    group.addoption("--package", metavar="FILE", action="append", default=[], help="a FHIR package to judge by")
    group.addoption("--reports", metavar="DIR", default="reports", help="where runs are kept (default: reports)")
    group.addoption("--seed", metavar="TEXT", default="", help="repeat the chances of an earlier run")
    group.addoption("--select", metavar="ID", action="append", default=[], help="only what this id or name stands for")
    group.addoption("--only", metavar="NAME", action="append", default=[], help="only plays with this participant")
    group.addoption("--only-failed", action="store_true", help="only what did not pass when it was played last")
    group.addoption("--since", metavar="TIME", default="", help="only what was not played since a time, or a run")
    group.addoption("--open", action="store_true", help="stay when everything is played, for what is asked for")
    group.addoption("--cluster", metavar="ADDRESS", default="", help="a scheduler of dask.distributed to play on")
    group.addoption("--plays", metavar="FILE", default="", help="only these plays, a JSON list of their names")
    group.addoption("--writer", metavar="NAME", default="", help="whose lines these are, when a coordinator decides it")
    group.addoption("--own-scenarios", metavar="DIR", action="append", default=[], help="a country's, for --resume")
    group.addoption("--run-dir", metavar="DIR", default="", help="the run's folder, when harness run decides it")
    group.addoption("--begun-by", metavar="PID", type=int, default=0, help="without this process nothing stays open")
    group.addoption("--resume", metavar="RUN", default="", help="go on with a run that was interrupted")
    group.addoption("--judge", metavar="RUN", default="", help="judge a run again from its evidence")
    group.addoption("--show-exchanges", action="store_true", help="print each exchange as it happens")


def selection(config: pytest.Config) -> list[str]:
    """The ids and names that were asked for."""
    chosen: list[str] = config.getoption("--select", default=[])
    return chosen
