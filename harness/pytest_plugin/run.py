"""The run that this process takes part in: its folder, seed, participants, catalogue, stage. Made when first needed."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import pytest

from harness import event as events
from harness import participants as people
from harness.checks.validity import judge_by
from harness.conformance import Validator
from harness.errors import UsageError
from harness.event import Event, National
from harness.evidence.ledger import FORMAT, Ledger, new_name
from harness.evidence.pseudonyms import Pseudonyms
from harness.evidence.reading import read
from harness.evidence.record import Fact
from harness.evidence.redaction import Redactor
from harness.openhie.requirements import Catalogue
from harness.participants import Participant, Participants
from harness.participants.choosing import OPTIONS
from harness.pytest_plugin.facts import addresses_of, asked, came, judges, placed, snapshot_of
from harness.pytest_plugin.health import Health
from harness.pytest_plugin.incremental import Wanted
from harness.pytest_plugin.mistakes import wrong_use
from harness.pytest_plugin.said import Said
from harness.scenario.operator import Operator
from harness.scenario.recording import Recording
from harness.scenario.stage import Stage
from harness.screen import aloud

if TYPE_CHECKING:
    from harness.pytest_plugin.far import Far
    from harness.pytest_plugin.floor import Floor
    from harness.pytest_plugin.terminal import Quiet
    from harness.report.ahead import Ahead

Made = TypeVar("Made")
_RUN = pytest.StashKey["Run"]()


class Run:
    """One process's part in a run."""

    _interrupted: ClassVar[bool] = False

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        shared: dict[str, Any] = getattr(config, "workerinput", {}).get("harness", {})
        self.worker: str = getattr(config, "workerinput", {}).get("workerid", "") or config.getoption("--writer")
        begun = self._option("--judge") or self._option("--resume") or (shared.get("goes_on") and shared["folder"])
        self.earlier = self._rightly(lambda: read(Path(begun))) if begun else None
        given = shared.get("folder") or begun or self._option("--run-dir")
        self.folder = Path(given or Path(self._option("--reports")) / new_name()).resolve()
        self.name = self.folder.name
        seed = self.earlier.fact("run").get("seed") if self.earlier else ""
        self.seed = seed or shared.get("seed") or self._option("--seed") or secrets.token_hex(4)
        self.scenarios: list[dict[str, Any]] = []
        self.fell_away: list[str] = []
        self.told, self.reported = False, 0
        self._ahead: Ahead | None = None
        self.stays_open = bool(self._option("open")) and not self._option("judge")

    @classmethod
    def of(cls, config: pytest.Config) -> Run:
        """The run of this pytest."""
        if _RUN not in config.stash:
            config.stash[_RUN] = cls(config)
        return config.stash[_RUN]

    @classmethod
    def interrupt(cls) -> None:
        """Somebody pressed Ctrl-C."""
        cls._interrupted = True

    @classmethod
    def finish(cls, session: pytest.Session) -> None:
        """Close the run, if there was one, and draw its report when nobody else does."""
        run = session.config.stash.get(_RUN, None)
        if run is None or not run.told:
            return
        interrupted = cls._interrupted and not (run.stays_open and run.reported == session.testscollected)
        if run.stays_open and not cls._interrupted and run.floor.begun:
            run.floor.stay()
            interrupted = not run.floor.is_over
        run.close(interrupted=interrupted)
        if run._ahead is not None:
            run._ahead.end(keep=True)
        if not run.worker and not run._option("--run-dir"):
            from harness.report import finish

            finish(run.folder, seal=True, ahead=True)

    @cached_property
    def recording(self) -> Recording | None:
        """What took place already, when a run is judged again or gone on with."""
        return Recording(self.earlier, go_on=not self._option("--judge")) if self.earlier else None

    def _pseudonyms(self) -> Pseudonyms | None:
        """What hides people who are not ours, where that was asked for, now or when the run began."""
        began = self.earlier.fact("run").get("arguments", {}) if self.earlier else {}
        if not (self._option("--redact-persons") or began.get("redact_persons")):
            return None
        made = Pseudonyms()
        for known in (one.known_patient for one in self.participants if one.known_patient):
            made.instructed(f"{known.value} {known.family}")
        return made

    @property
    def replays(self) -> bool:
        """Whether this run only judges again what was recorded."""
        return self.recording is not None and not self.recording.go_on

    @cached_property
    def floor(self) -> Floor:
        """Where the items of this process are played, side by side."""
        from harness.pytest_plugin.floor import Floor

        return Floor(self, self.said, stays_open=self.stays_open, far=self.far)

    @cached_property
    def far(self) -> Far | None:
        """The cluster on which participants are played; None where there is none."""
        from harness.pytest_plugin.far import Far

        address = "" if self.replays else self._option("cluster")
        return self._rightly(lambda: Far(address, self.folder)) if address else None

    @cached_property
    def said(self) -> Said:
        """What people say of it while it goes on."""
        return Said(self.folder)

    @cached_property
    def catalogue(self) -> Catalogue:
        """Every requirement, as it counts in the country of the event."""
        return self._rightly(lambda: events.catalogue(self.national, *self._option("--requirements")))

    @cached_property
    def participants(self) -> Participants:
        """Who came."""
        return self._came[1]

    @property
    def event(self) -> Event | None:
        """The event that it is part of; None where it is of none."""
        return self._came[0]

    @property
    def national(self) -> National | None:
        """What the country of the event asks for."""
        return self.event.national if self.event else None

    def takes_part(self, participant: Participant, workflow: str) -> bool:
        """Whether somebody is played in a workflow: everybody in all, but where an event has tracks."""
        return self.event is None or self.event.takes_part(participant.name, workflow)

    @cached_property
    def _came(self) -> tuple[Event | None, Participants]:
        return self._rightly(self._chosen)

    @cached_property
    def wanted(self) -> Wanted:
        """Which plays are wanted of all that could be."""
        if self._option("--judge"):
            return Wanted((), self.participants, failed=False, since="")
        failed, since = self._option("only_failed"), self._option("since")
        wanted = self._rightly(lambda: Wanted(self._option("only"), self.participants, failed=failed, since=since))
        before = float((self.earlier.fact("run").get("started") if self.earlier else 0) or time.time())
        if self._option("plays"):
            wanted.choose(json.loads(Path(self._option("plays")).read_text(encoding="utf-8")))
        self._rightly(lambda: wanted.remember(Path(self._option("--reports")), self.event, before=before))
        return wanted

    @cached_property
    def validator(self) -> Validator:
        """What says whether a message is valid FHIR; the packages that were named before our own profiles."""
        own = [*self._option("--package"), *(self.national.packages if self.national else ())]
        return self._rightly(lambda: judge_by(own))

    @cached_property
    def ledger(self) -> Ledger:
        """Where evidence goes."""
        redactor = Redactor(people.secrets(self.participants), people=self._pseudonyms())
        return self._rightly(lambda: Ledger(self.folder, writer=self.worker or "main", redactor=redactor))

    @property
    def watcher(self) -> Quiet:
        """What the terminal shows."""
        shown: Quiet = self.config.pluginmanager.getplugin("harness-terminal")
        return shown

    @cached_property
    def stage(self) -> Stage:
        """Where the plays of this process take place."""
        return Stage(
            run=self.name,
            seed=self.seed,
            participants=self.participants,
            catalogue=self.catalogue,
            ledger=self.ledger,
            watcher=self.watcher,
            operator=Operator(say=aloud if self.worker else None, answers=self.said.answer, patient=self.stays_open),
            prefix=self._prefix(),
            recording=self.recording,
            validator=self.validator,
        )

    @cached_property
    def health(self) -> Health:
        """Who cannot be played against just now, as far as somebody looked."""
        return Health(self.ledger)

    def tell(self) -> None:
        """Write down what judges and who came, once, before anything is played."""
        _ = self.ledger  # a folder that cannot be written to is said now, by every worker alike
        if self.worker in ("", "gw0"):
            self._tell()
        self.told = True

    def draw_ahead(self, plays: int) -> None:
        """Have plays that ended drawn while the run, of so many `plays`, goes on; it has told of itself by now."""
        if not self.worker and not self.replays:
            from harness.report.ahead import Ahead

            self._ahead = Ahead(self.folder, plays)

    def _tell(self) -> None:
        from harness.mocks import defects

        known = [snapshot_of(one) for one in self.catalogue]
        if self._option("--judge"):
            self.ledger.add(Fact("judged", {"at": time.time(), **judges(self.validator)}))
        else:
            self.ledger.add(Fact("run", self._facts()))
            self.ledger.add(Fact("addresses", {"addresses": addresses_of(self.participants)}))
            if self.event is not None:
                self.ledger.add(Fact("event", events.snapshot(self.event)))
        self.ledger.add(Fact("catalogue", {"requirements": known}))
        self.ledger.add(Fact("scenarios", {"scenarios": self.scenarios}))
        self.ledger.add(Fact("defects", {"defects": [defects.snapshot(one) for one in defects.everything()]}))

    def close(self, *, interrupted: bool) -> None:
        """Close what was opened and write the end down."""
        if "floor" in self.__dict__:
            self.floor.close()
        if "stage" in self.__dict__:
            self.stage.close()
        if (not self.worker or interrupted) and not self._option("--judge"):
            self.ledger.add(Fact("end", {"at": time.time(), "interrupted": interrupted}))
        self.ledger.close()

    def _prefix(self) -> str:
        """What the ids of this process's exchanges begin with; none that the run has already."""
        return f"{self.worker}{f'r{len(self.earlier.crossings)}' if self.earlier else ''}x"

    def _chosen(self) -> tuple[Event | None, Participants]:
        if self.earlier and self._option("--judge"):
            told, run = self.earlier.fact("event"), self.earlier.fact("run")
            listener = run.get("listener") or told.get("listener")
            return (events.restored(told) if told else None), people.restored(run.get("participants", ()), listener)
        options = {name: self._option(name) for name in OPTIONS}
        return events.chosen(options | {"name": self._option("against_name")})

    def _facts(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "run": self.name,
            "started": time.time(),
            "seed": self.seed,
            "command": " ".join(self.config.invocation_params.args),
            "arguments": asked(self._option),
            "selection": self._option("--select"),
            "own": {
                "scenarios": self._option("--own-scenarios"),
                "requirements": [str(Path(one).resolve()) for one in self._option("--requirements")],
                "package": [placed(one) for one in self._option("--package")],
            },
            **judges(self.validator),
            "rehearsal": not len(self.participants),
            "fell_away": self.fell_away,
            **came(self.participants),
        }

    def _rightly(self, make: Callable[[], Made]) -> Made:
        try:
            return make()
        except UsageError as wrong:
            raise wrong_use(self.config, *wrong.mistakes) from None

    def _option(self, name: str) -> Any:
        return self.config.getoption(name)
