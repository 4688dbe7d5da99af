"""Which functions are scenarios, how each is cast, and which of them were asked for. Plays nothing."""

from __future__ import annotations

import contextlib
import difflib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import pytest

from harness import folders
from harness.errors import UsageError
from harness.openhie.spelling import numbered
from harness.openhie.workflows import unplayed, workflow
from harness.participants import Participant
from harness.pytest_plugin import options
from harness.pytest_plugin.fair import turn
from harness.pytest_plugin.mistakes import port_named, wrong_use
from harness.pytest_plugin.run import Run
from harness.scenario import library
from harness.scenario.casting import Casting, castings, judged_between, needs_listener, play_name
from harness.scenario.script import Script
from harness.transport.listening import listen

Item = TypeVar("Item", bound=pytest.Item)
_scripts: dict[Callable[..., None], Script] = {}


def script_of(function: Callable[..., None], run: Run) -> Script:
    """What can be read of a scenario; read once."""
    if function not in _scripts:
        _scripts[function] = library.script_of(function, run.catalogue)
    return _scripts[function]


def casting_of(item: pytest.Function) -> Casting:
    """Who plays whom in an item."""
    chosen: Any = item.callspec.params["casting"]
    assert isinstance(chosen, Casting)
    return chosen


def play_of(item: pytest.Function, run: Run) -> str:
    """The id of the play that an item is."""
    return play_name(script_of(item.obj, run), casting_of(item))


def cast(metafunc: pytest.Metafunc, run: Run) -> None:
    """One item for each casting that can judge somebody."""
    script = script_of(metafunc.function, run)
    pairs, layer = metafunc.config.getoption("--pairs"), metafunc.config.getoption("--layer")
    everybody = tuple(one for one in run.participants if run.takes_part(one, script.workflow))
    nobody = len(run.participants) and not everybody
    chosen = [] if nobody else list(castings(script, everybody, pairs=pairs, layer=layer))
    if "casting" in metafunc.fixturenames:
        metafunc.parametrize("casting", chosen, ids=[one.name for one in chosen], indirect=True)


def forgotten(config: pytest.Config, items: Iterable[pytest.Item]) -> list[str]:
    """What to say of each test among the scenarios that declares nothing, and would be passed over without a word.

    All that `harness run` collects is among them, the library, and what stands in one folder with a scenario.
    """
    functions = [item for item in items if isinstance(item, pytest.Function)]
    others = [item for item in functions if not library.is_scenario(item.obj)]
    places = {item.path.parent for item in functions if library.is_scenario(item.obj)} | {folders.scenarios()}
    everything = bool(config.getoption("--run-dir"))
    theirs = {file for file in {item.path for item in others} if everything or places & set(file.parents)}
    among = [item for item in others if item.path in theirs]
    return list(dict.fromkeys(library.forgotten(item.function) for item in among))


def check_and_select(config: pytest.Config, items: list[pytest.Item], scenarios: list[pytest.Function]) -> None:
    """Stop with every mistake of every scenario; drop what was not asked for; tell the ledger what will be played."""
    run = Run.of(config)
    without = [item for item in scenarios if not isinstance(item.callspec.params["casting"], Casting)]
    away = [script_of(item.obj, run) for item in without]
    run.fell_away = [script.name for script in away]
    items[:] = _without(items, without)
    scenarios = _without(scenarios, without)
    read = [script_of(item.obj, run) for item in scenarios]
    if run.recording and not run.recording.go_on:
        never = [item for item in scenarios if not run.recording.ending(play_of(item, run))]
        items[:], scenarios = _without(items, never), _without(scenarios, never)
    scripts = {item.nodeid: script_of(item.obj, run) for item in scenarios}
    if mistakes := list(dict.fromkeys(text for script in scripts.values() for text in script.mistakes)):
        raise wrong_use(config, *mistakes)
    if wanted := options.selection(config):
        kept = [item for item in scenarios if any(_stands_for(one, scripts[item.nodeid]) for one in wanted)]
        _complain_of_left_out(config, wanted, run)
        _complain_of_unknown(config, wanted, list(scripts.values()), away)
        config.hook.pytest_deselected(items=_without(items, kept))
        items[:] = kept
    unwanted = [item for item in scenarios if not run.wanted.wants(script_of(item.obj, run), casting_of(item))]
    items[:] = _without(items, unwanted)
    _put_in_order(items, tuple(run.participants))
    run.scenarios = [_snapshot(script) for script in _once([*away, *read])]
    if items and not config.getoption("--collect-only"):
        _check_listener(items, run)
        run.tell()
        run.draw_ahead(len(items))


def _check_listener(items: Iterable[pytest.Item], run: Run) -> None:
    """Stop before anything is sent where a play needs our port and another program has it."""
    if run.replays or run.worker not in ("", "gw0"):
        return
    plays = (item for item in items if isinstance(item, pytest.Function) and library.is_scenario(item.obj))
    ours = run.participants.listener
    if ours.port and any(needs_listener(script_of(item.obj, run), casting_of(item)) for item in plays):
        try:
            listen(ours.listen, ours.port).close()
        except UsageError as taken:
            raise wrong_use(run.config, *port_named(taken, ours).mistakes) from None


def _without(items: Iterable[Item], left_out: Iterable[pytest.Item]) -> list[Item]:
    gone = {id(item) for item in left_out}
    return [item for item in items if id(item) not in gone]


def _put_in_order(items: list[pytest.Item], participants: Sequence[Participant]) -> None:
    """Everybody alone first; then in rounds, so that everybody meets somebody before anybody meets all."""
    numbers = {one.name: number for number, one in enumerate(participants)}

    def when(item: pytest.Item) -> int:
        if not isinstance(item, pytest.Function) or not library.is_scenario(item.obj):
            return -1
        cast = [numbers[one.name] for one in casting_of(item).participants.values() if one.name in numbers]
        return turn(cast, of=len(numbers))

    items.sort(key=when)


def _once(scripts: Iterable[Script]) -> Iterable[Script]:
    return {script.name: script for script in scripts}.values()


def _stands_for(wanted: str, script: Script) -> bool:
    name = wanted.removeprefix("test_")
    return wanted in _ids(script) or name == script.name or name.lower() in script.name.replace(" ", "_").lower()


def _ids(script: Script) -> set[str]:
    ids = {
        *script.verifies,
        *script.unasked,
        *judged_between(script),
        *(one.id for one in script.transactions),
        Path(script.file).parent.name,
    }
    with contextlib.suppress(UsageError):
        ids |= {workflow(script.workflow).id, script.workflow}
    return ids


def _complain_of_left_out(config: pytest.Config, wanted: list[str], run: Run) -> None:
    for one in (run.catalogue.requirement(name) for name in wanted if name in run.catalogue):
        if one.national and one.left_out:
            said = f"{one.requirement} is left out in {one.national.title}, because {one.national.because}"
            raise wrong_use(config, f"{said}: nobody is judged by it.")


def _complain_of_unknown(config: pytest.Config, wanted: list[str], scripts: list[Script], away: list[Script]) -> None:
    known = sorted({one for script in scripts for one in (*_ids(script), script.name)})
    nothing = [one for one in wanted if not any(_stands_for(one, script) for script in scripts)]
    if nothing:
        raise wrong_use(config, *(_unknown(config, one, known, away) for one in nothing))


def _unknown(config: pytest.Config, one: str, known: list[str], away: list[Script]) -> str:
    """Why nothing is played for a word of SELECTION, and what would be."""
    if any(_stands_for(one, script) for script in away):
        where = "in the tracks that they take part in" if config.getoption("event") else ""
        return f"{f'{one!r} judges none of these systems {where}'.rstrip()}. `harness catalogue` tells whom it judges."
    if told := unplayed(one):
        return f"{told} `harness catalogue` lists those that are played."
    near = difflib.get_close_matches(one, known, 3, 0.6)
    meant = numbered(one, known) or (f" Did you mean {' or '.join(near)}?" if near else "")
    return f"No scenario stands for {one!r}.{meant} All of them: harness catalogue"


def _snapshot(script: Script) -> dict[str, Any]:
    try:
        title = workflow(script.workflow).title
    except UsageError:
        title = script.workflow
    return {
        "scenario": script.name,
        "title": script.title,
        "workflow": script.workflow,
        "workflow_title": title,
        "group": Path(script.file).parent.name,
        "story": script.story,
        "actors": script.actors,
        "verifies": script.verifies,
        "judged": [
            {"requirement": one.requirement, "actor": one.actor, "level": one.level, "sentence": one.sentence}
            for one in script.judgements
        ],
        "unasked": (*script.unasked, *judged_between(script)),
        "transactions": [one.id for one in script.transactions],
        "file": script.file,
        "line": script.line,
    }
