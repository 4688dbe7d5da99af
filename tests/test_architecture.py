"""Imports point one way (DESIGN §3): which part of the harness may know which."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

HARNESS = Path(__file__).parents[1] / "harness"
BOTTOM = {"errors", "folders"}

KNOWS: dict[str, set[str]] = {
    "errors": set(),
    "folders": {"errors"},
    "screen": set(),
    "language": {*BOTTOM, "openhie", "mocks"},
    "options": {*BOTTOM, "screen", "language"},
    "verdict": set(),
    "openhie": {*BOTTOM},
    "messages": {*BOTTOM},
    "conformance": {*BOTTOM},
    "evidence": {*BOTTOM, "verdict"},
    "transport": {*BOTTOM, "evidence"},
    "transactions": {*BOTTOM, "messages", "openhie"},
    "checks": {*BOTTOM, "evidence", "messages", "conformance"},
    "participants": {*BOTTOM, "openhie", "messages", "transport"},
    "doctor": {*BOTTOM, "participants", "transport", "messages"},
    "mocks": {*BOTTOM, "messages", "transport", "transactions", "conformance", "openhie"},
    "event": {*BOTTOM, "language", "verdict", "evidence", "openhie", "participants"},
    "report": {*BOTTOM, "language", "verdict", "evidence", "openhie", "messages", "event"},
    "review": {*BOTTOM, "language", "evidence", "openhie", "event", "report"},
}
KNOWS["scenario"] = {*KNOWS} - {"event", "report", "review"}
KNOWS["pytest_plugin"] = {*KNOWS} - {"review"}
KNOWS["commands"] = {*KNOWS, "cli"}
KNOWS["verbs"] = {*KNOWS} - {"cli"}
KNOWS["cli"] = {*KNOWS}
KNOWS["__main__"] = {"cli"}
KNOWS["__init__"] = {"scenario"}
"""What each part may import besides itself; `__init__` only for the eyes of a type checker."""

SOURCES = sorted(HARNESS.rglob("*.py"))
PARTS = sorted({path.relative_to(HARNESS).parts[0].removesuffix(".py") for path in SOURCES})


def files(part: str) -> list[Path]:
    """The modules of one part."""
    return [path for path in SOURCES if path.relative_to(HARNESS).parts[0].removesuffix(".py") == part]


def name_of(path: Path) -> str:
    """The dotted name of a module: ``harness.checks.http``."""
    return ".".join(path.relative_to(HARNESS.parent).with_suffix("").parts)


def imported(node: ast.AST, module: str) -> Iterator[str]:
    """The dotted names that `module` gets at by one statement, a call of ``import_module``, or as ``harness.name``."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names if alias.name != "harness")
    elif isinstance(node, ast.Attribute) and ast.unparse(node.value) == "harness":
        yield f"harness.{node.attr}"
    elif isinstance(node, ast.ImportFrom):
        above = module.split(".")[: -node.level] if node.level else []
        source = ".".join([*above, *(node.module or "").split(".")]).rstrip(".")
        yield from (f"{source}.{alias.name}" for alias in node.names)
    elif isinstance(node, ast.Call) and ast.unparse(node.func).rsplit(".", 1)[-1] in ("import_module", "__import__"):
        yield from (one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str))


def parts_in(tree: ast.AST, module: str) -> set[str]:
    """The parts of the harness that `tree` imports anywhere in it; everybody may know its version."""
    names = [name.split(".") for node in ast.walk(tree) for name in imported(node, module)]
    ours = [name[1:] for name in names if name[0] == "harness" and name[1:] != ["__version__"]]
    return {rest[0] if rest and rest[0] in PARTS else "__init__" for rest in ours}


def known_to(path: Path) -> set[str]:
    """The parts that one module imports, its own left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return parts_in(tree, name_of(path)) - {path.relative_to(HARNESS).parts[0].removesuffix(".py")}


def at_once(tree: ast.Module) -> ast.Module:
    """What happens when a module is imported: not what waits inside functions or is for type checkers alone."""
    later = (ast.FunctionDef, ast.AsyncFunctionDef)
    typing = [node for node in tree.body if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)]
    return ast.Module([node for node in tree.body if not isinstance(node, later) and node not in typing], [])


@pytest.mark.parametrize("part", PARTS)
def test_a_part_imports_only_what_it_may_know(part: str) -> None:
    assert part in KNOWS, f"harness/{part} has no place among the parts yet"
    too_much = {name_of(path): sorted(known_to(path) - KNOWS[part]) for path in files(part)}

    assert {module: parts for module, parts in too_much.items() if parts} == {}


def test_no_two_parts_know_each_other() -> None:
    graph = {part: set().union(*(known_to(path) for path in files(part))) for part in PARTS}

    assert TopologicalSorter(graph).prepare() is None


def test_no_two_parts_may_know_each_other() -> None:
    assert TopologicalSorter({part: known for part, known in KNOWS.items() if part != "commands"}).prepare() is None


@pytest.mark.parametrize(
    ("part", "known"), [("cli", {"errors", "options", "verbs"}), ("__init__", set()), ("__main__", {"cli"})]
)
def test_what_starts_the_harness_imports_the_rest_when_it_is_needed(part: str, known: set[str]) -> None:
    tree = ast.parse((HARNESS / f"{part}.py").read_text(encoding="utf-8"))

    assert parts_in(at_once(tree), f"harness.{part}") - {part} <= known


@pytest.mark.parametrize("path", files("verbs"), ids=lambda path: path.stem)
def test_what_can_be_said_imports_the_rest_when_it_is_needed(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))

    assert parts_in(at_once(tree), name_of(path)) <= {"verbs", "errors", "options"}


FORMS = {
    "import harness.checks": {"checks"},
    "import harness.checks.http as http, json": {"checks"},
    "from harness import checks, verdict": {"checks", "verdict"},
    "from harness.checks.http import answered": {"checks"},
    "from harness import given": {"__init__"},
    "import harness\nharness.given('a')": {"__init__"},
    "import harness\nharness.checks.http": {"checks"},
    "import harness\nprint(harness.__version__)": set(),
    "from ..checks import http": {"checks"},
    "from .. import checks": {"checks"},
    "from . import places": {"report"},
    "def draw():\n    from harness.checks import http": {"checks"},
    "if TYPE_CHECKING:\n    from harness.checks import http": {"checks"},
    "import_module('harness.checks.http')": {"checks"},
    "importlib.import_module('harness.checks')": {"checks"},
    "import harnessing, json": set(),
    "from harness import __version__": set(),
}


@pytest.mark.parametrize(("text", "parts"), FORMS.items())
def test_an_import_is_seen_in_every_form(text: str, parts: set[str]) -> None:
    assert parts_in(ast.parse(text), "harness.report.html") == parts


def test_what_waits_inside_a_function_is_not_imported_at_once() -> None:
    tree = ast.parse("import a\nif TYPE_CHECKING:\n    import b\ndef c():\n    import d\nclass E:\n    import e\n")

    assert [name for node in ast.walk(at_once(tree)) for name in imported(node, "m")] == ["a", "e"]
