"""The run that this process takes part in: its folder, seed, participants, catalogue, stage. Made when first needed."""

from __future__ import annotations

import random
import secrets
import sys
import time
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

import harness
from harness import participants as people
from harness.errors import UsageError
from harness.evidence.ledger import FORMAT, Ledger
from harness.evidence.record import Fact
from harness.evidence.redaction import Redactor
from harness.openhie.requirements import Catalogue
from harness.participants import Participants
from harness.scenario.operator import Operator
from harness.scenario.stage import Stage

PACKAGES = ("pytest", "requests", "fhir.resources", "starlette", "uvicorn", "lxml", "pydantic")
_RUN = pytest.StashKey["Run"]()


class Run:
    """One process's part in a run."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        shared: dict[str, str] = getattr(config, "workerinput", {}).get("harness", {})
        self.worker: str = getattr(config, "workerinput", {}).get("workerid", "")
        self.name = shared.get("name") or Path(self._option("--run-dir") or new_name()).name
        self.seed = shared.get("seed") or self._option("--seed") or secrets.token_hex(4)
        given = shared.get("folder") or self._option("--run-dir")
        self.folder = Path(given) if given else Path(self._option("--reports")).resolve() / self.name
        self.scenarios: list[dict[str, Any]] = []
        self.fell_away: list[str] = []
        self.told = False

    @classmethod
    def of(cls, config: pytest.Config) -> Run:
        """The run of this pytest."""
        if _RUN not in config.stash:
            config.stash[_RUN] = cls(config)
        return config.stash[_RUN]

    @classmethod
    def finish(cls, config: pytest.Config, *, interrupted: bool) -> None:
        """Close the run, if there was one, and draw its report when nobody else does."""
        run = config.stash.get(_RUN, None)
        if run is None or not run.told:
            return
        run.close(interrupted=interrupted)
        if not run.worker and not run._option("--run-dir"):
            from harness.report import finish

            finish(run.folder)

    @cached_property
    def catalogue(self) -> Catalogue:
        """Every requirement, a country's own included."""
        return _usage(lambda: Catalogue.load(*map(Path, self._option("--requirements"))))

    @cached_property
    def participants(self) -> Participants:
        """Who came."""
        return _usage(self._participants)

    @cached_property
    def ledger(self) -> Ledger:
        """Where evidence goes."""
        return Ledger(self.folder, writer=self.worker or "main", redactor=Redactor(people.secrets(self.participants)))

    @cached_property
    def stage(self) -> Stage:
        """Where the plays of this process take place."""
        return Stage(
            run=self.name,
            seed=self.seed,
            participants=self.participants,
            catalogue=self.catalogue,
            ledger=self.ledger,
            watcher=self.config.pluginmanager.getplugin("harness-terminal"),
            operator=Operator(),
            prefix=f"{self.worker}x" if self.worker else "x",
        )

    @cached_property
    def health(self) -> dict[str, str]:
        """Why a participant cannot be played against just now, by its name; nothing for those who can."""
        if not len(self.participants):
            return {}
        from harness import doctor

        symptoms = doctor.examine(self.participants)
        self.ledger.add(Fact("doctor", {"symptoms": [doctor.snapshot(one) for one in symptoms]}))
        return {one.participant: one.reason for one in doctor.health(symptoms) if not one.reachable}

    def tell(self) -> None:
        """Write down what judges and who came, once, before anything is played."""
        from harness.mocks import defects

        self.told = True
        if self.worker not in ("", "gw0"):
            return
        known = [snapshot_of(one) for one in self.catalogue]
        self.ledger.add(Fact("run", self._facts()))
        self.ledger.add(Fact("catalogue", {"requirements": known}))
        self.ledger.add(Fact("scenarios", {"scenarios": self.scenarios}))
        self.ledger.add(Fact("defects", {"defects": [defects.snapshot(one) for one in defects.everything()]}))

    def close(self, *, interrupted: bool) -> None:
        """Close what was opened and write the end down."""
        if "stage" in self.__dict__:
            self.stage.close()
        if not self.worker or interrupted:
            self.ledger.add(Fact("end", {"at": time.time(), "interrupted": interrupted}))
        self.ledger.close()

    def _participants(self) -> Participants:
        if file := self._option("--participants"):
            return people.load(Path(file))
        if assignments := self._option("--against"):
            return people.against(
                assignments,
                name=self._option("against_name") or "",
                domains=self._option("--domain"),
                bearer_from=self._option("--bearer-from") or "",
                ca=self._option("--ca") or "",
                test_system=self._option("--test-system"),
            )
        return Participants(everyone=())

    def _facts(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "run": self.name,
            "started": time.time(),
            "seed": self.seed,
            "command": " ".join(self.config.invocation_params.args),
            "versions": versions(),
            "rehearsal": not len(self.participants),
            "fell_away": self.fell_away,
            "participants": [people.snapshot(one) for one in self.participants],
        }

    def _option(self, name: str) -> Any:
        return self.config.getoption(name)


def new_name() -> str:
    """A run's name: when it began, and four signs so that two in one second differ."""
    return f"{time.strftime('%Y-%m-%dT%H-%M-%S')}-{random.SystemRandom().randrange(16**4):04x}"


def versions() -> dict[str, str]:
    """Everything that judges, with its version."""
    python = ".".join(map(str, sys.version_info[:3]))
    return {"harness": harness.__version__, "python": python, **{name: version(name) for name in PACKAGES}}


def snapshot_of(requirement: Any) -> dict[str, Any]:
    """A requirement with its hint, as JSON values."""
    fields = {name: getattr(requirement, name) for name in requirement.__slots__}
    hint = fields["hint"]
    return fields | {"hint": hint and {name: getattr(hint, name) for name in hint.__slots__}}


def _usage(make: Any) -> Any:
    try:
        return make()
    except UsageError as mistakes:
        raise pytest.UsageError(*mistakes.mistakes) from None
