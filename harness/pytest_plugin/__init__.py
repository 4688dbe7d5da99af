"""The only package that knows pytest, xdist and pytest-html. Turns scenarios into items, and verdicts into outcomes.

Registered by the entry point ``pytest11``, so it is loaded in every pytest of the environment: without scenarios it
does nothing.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Generator
from typing import Any, NoReturn

import pytest

from harness import folders
from harness.errors import EvidenceLost
from harness.openhie.actors import ACTORS
from harness.participants.choosing import OPTIONS
from harness.pytest_plugin import options
from harness.pytest_plugin.collection import cast, check_and_select, forgotten
from harness.pytest_plugin.mistakes import pass_on, wrong_use
from harness.pytest_plugin.outcomes import EVIDENCE_LOST, RESULT, Result, play_item, status_of, stop
from harness.pytest_plugin.run import Run
from harness.scenario.casting import Casting
from harness.scenario.library import is_scenario
from harness.screen import outlive_readers

PLAYERS = frozenset({"casting", *(one.name for one in ACTORS)})

__all__ = ["pytest_addoption", "pytest_generate_tests", "pytest_pyfunc_call"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """See `harness.pytest_plugin.options`."""
    options.add(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Register what speaks to other plugins, each only where its plugin is there."""
    from harness.pytest_plugin import html, junit, terminal, workers

    if config.getoption("--run-dir"):
        outlive_readers()
    if config.getoption("--run-dir") and threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _as_ctrl_c)
    if config.getoption("--writer"):
        threading.Thread(target=_end_with_stdin, daemon=True).start()
    if any(config.getoption(name) for name in (*OPTIONS, "against_name", "requirements", "package", "judge")):
        run = Run.of(config)  # a file with mistakes is said once, before any scenario is read
        _ = run.catalogue, run.participants, run.far
        if config.getoption("package") or (run.national and run.national.packages):
            _ = run.validator
        if run.national and not run.worker and str(folders.scenarios()) in config.args:
            config.args += run.national.scenarios  # where the library is played, the country's scenarios are too

    for name, module in (("html", html), ("junit", junit), ("workers", workers), ("terminal", terminal)):
        plugin = module.plugin(config)
        if plugin is not None:
            config.pluginmanager.register(plugin, f"harness-{name}")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Cast each scenario in every way the participants allow."""
    if is_scenario(metafunc.function):
        cast(metafunc, Run.of(metafunc.config))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Let Python leave nothing beside the scenarios that `harness run` reads; what it compiles of ours it may keep."""
    before = sys.dont_write_bytecode
    sys.dont_write_bytecode = before or bool(collector.config.getoption("--run-dir"))
    try:
        return (yield)
    finally:
        sys.dont_write_bytecode = before


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    """Stop at a scenario that is written wrongly; keep what was selected; write down what will be played."""
    if session.testsfailed and config.getoption("--run-dir"):
        items.clear()  # a file that cannot be read ends a run; a worker of xdist would play the others all the same
        return
    try:
        if mistakes := forgotten(config, items):
            raise wrong_use(config, *mistakes)
        scenarios = [item for item in items if isinstance(item, pytest.Function) and is_scenario(item.obj)]
        if scenarios or options.selection(config):
            check_and_select(config, items, scenarios)
    except pytest.UsageError as wrong:
        pass_on(config, items, wrong)
        raise
    except EvidenceLost as lost:
        stop(lost, EVIDENCE_LOST)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Spare pytest the fixtures of a scenario's actors: whoever plays them is decided when it is played."""
    if isinstance(item, pytest.Function) and is_scenario(item.obj):
        item.funcargs.update(dict.fromkeys(PLAYERS.intersection(item.fixturenames)))


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Play a scenario instead of calling it."""
    if not is_scenario(pyfuncitem.obj):
        return None
    play_item(pyfuncitem)
    return True


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Give pytest's report the verdict, so that it survives xdist and lands in JUnit and pytest-html."""
    report = yield
    result = item.stash.get(RESULT, None)
    if report.when == "call" and isinstance(result, Result):
        if report.passed:
            result.tell(report)
        report.harness_result = result.serialised()  # type: ignore[attr-defined]  # pytest reports are open objects
    return report


def pytest_report_teststatus(report: pytest.CollectReport | pytest.TestReport) -> tuple[str, str, Any] | None:
    """FAIL, INCONCLUSIVE, ERROR and NOT APPLICABLE in words."""
    return status_of(report)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Close what was opened, and draw the report of a run that pytest started itself."""
    try:
        Run.finish(session)
    except EvidenceLost as lost:
        if session.exitstatus != EVIDENCE_LOST:  # else it was said when a play ended by it
            stop(lost, EVIDENCE_LOST)


def pytest_keyboard_interrupt(excinfo: pytest.ExceptionInfo[BaseException]) -> None:
    """Ctrl-C, and not pytest's own way to stop after a file that cannot be read."""
    if type(excinfo.value) is KeyboardInterrupt:
        Run.interrupt()


def _end_with_stdin() -> None:
    """End at once when whoever started us is gone: what was judged is written down."""
    while os.read(0, 1):
        pass
    os._exit(1)


def _as_ctrl_c(*_: object) -> NoReturn:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # a second one must not disturb the writing down of the end
    raise KeyboardInterrupt


@pytest.fixture
def casting(request: pytest.FixtureRequest) -> Casting:
    """Who plays whom in this item."""
    chosen: Casting = request.param
    return chosen


def _actor(name: str) -> Any:
    def player(casting: Casting) -> str:
        one = casting.participants.get(name)
        return one.name if one else "reference mock"

    player.__doc__ = f"The {name.replace('_', ' ')} of a scenario; who plays it is decided when it is played."
    return pytest.fixture(name=name)(player)


for _each in ACTORS:
    globals()[f"_{_each.name}"] = _actor(_each.name)
