"""The rules of the house (DESIGN §10), without exceptions."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ("harness", "scenarios", "tests", "benchmarks")
WRITTEN = (".py", ".html", ".css", ".js")
FORBIDDEN = {"utils", "helpers", "common", "manager", "base"}
PLUGIN = "harness.pytest_plugin"
MOST_LINES, MOST_IN_A_FUNCTION, MOST_IN_A_TEST = 300, 40, 15

Function = ast.FunctionDef | ast.AsyncFunctionDef


def sources(*folders: str) -> list[Path]:
    """Every module in these folders."""
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def shown(path: Path, line: int = 0) -> str:
    place = path.relative_to(ROOT).as_posix()
    return f"{place}:{line}" if line else place


def functions(path: Path) -> list[Function]:
    return [node for node in ast.walk(parsed(path)) if isinstance(node, Function)]


def length(function: Function) -> int:
    """Lines from ``def`` to the last, docstring and blank lines counted, decorators not."""
    return (function.end_lineno or 0) - function.lineno + 1


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_file_is_longer_than_300_lines(folder: str) -> None:
    written = (path for path in sorted((ROOT / folder).rglob("*")) if path.suffix in WRITTEN)
    lines = {shown(path): len(path.read_text(encoding="utf-8").splitlines()) for path in written}

    assert {path: count for path, count in lines.items() if count > MOST_LINES} == {}


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_function_is_longer_than_40_lines(folder: str) -> None:
    found = {shown(path, one.lineno): length(one) for path in sources(folder) for one in functions(path)}

    assert {place: count for place, count in found.items() if count > MOST_IN_A_FUNCTION} == {}


def test_no_test_is_longer_than_15_lines() -> None:
    tests = ((path, one) for path in sources("tests") for one in functions(path) if one.name.startswith("test_"))
    found = {shown(path, one.lineno): length(one) for path, one in tests}

    assert {place: count for place, count in found.items() if count > MOST_IN_A_TEST} == {}


def test_modules_are_called_by_what_they_know() -> None:
    parts = ((path, part) for path in sources(*FOLDERS) for part in path.relative_to(ROOT).with_suffix("").parts)

    assert sorted({shown(path) for path, part in parts if FORBIDDEN & set(part.split("_"))}) == []


def public(node: ast.AST) -> bool:
    named = isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_")
    return named and not any(_last(one) in ("override", "overload", "setter") for one in node.decorator_list)


def _last(node: ast.expr) -> str:
    called = node.func if isinstance(node, ast.Call) else node
    return ast.unparse(called).rsplit(".", 1)[-1]


def without_docstring(node: ast.Module | ast.ClassDef) -> Iterator[ast.AST]:
    """The public classes, functions and methods in `node`, and itself, that say nothing of themselves."""
    if ast.get_docstring(node) is None:
        yield node
    for inside in node.body:
        if isinstance(inside, ast.ClassDef) and public(inside):
            yield from without_docstring(inside)
        elif isinstance(inside, Function) and public(inside) and ast.get_docstring(inside) is None:
            yield inside


def test_everything_public_says_what_it_is() -> None:
    silent = [
        shown(path, getattr(one, "lineno", 1)) for path in sources("harness") for one in without_docstring(parsed(path))
    ]

    assert silent == []


def faked(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Each line that puts something else in the place of what is tested, and what it says."""
    ours: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            module = getattr(node, "module", "") or ""
            names = [f"{module}.{one.name}".lstrip(".") for one in node.names]
            if any(name.split(".")[0] in ("mock", "pytest_mock") or name.startswith("unittest.mock") for name in names):
                yield node.lineno, ast.unparse(node)
            if any(name.split(".")[0] == "harness" for name in names):
                ours |= {(one.asname or one.name).split(".")[0] for one in node.names}
        elif isinstance(node, Function):
            yield from ((node.lineno, one.arg) for one in node.args.args if one.arg == "mocker")
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("monkeypatch.setattr", "monkeypatch.delattr"):
            yield node.lineno, ast.unparse(node)
    for node in ast.walk(tree):
        changed = isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del)
        if changed and ast.unparse(node).split(".")[0] in ours:
            yield node.lineno, ast.unparse(node)


def test_nothing_of_ours_is_faked() -> None:
    found = [shown(path, line) for path in sources("tests", "benchmarks") for line, _ in faked(parsed(path))]

    assert found == []


FAKES = [
    "from unittest import mock",
    "from unittest.mock import patch",
    "import unittest.mock",
    "def test_it(mocker): pass",
    "monkeypatch.setattr(harness.folders, 'found', None)",
    "from harness import folders\nfolders.found = None",
    "import harness.folders\nharness.folders.found = None",
    "from harness.verdict import Verdict\ndel Verdict.PASS",
]


@pytest.mark.parametrize("text", FAKES)
def test_a_fake_is_seen_in_every_form(text: str) -> None:
    assert len(list(faked(ast.parse(text)))) == 1


def test_what_only_looks_like_a_fake_is_right() -> None:
    text = (
        "from harness.mocks import MOCKS\nmonkeypatch.setenv('A', 'b')\nself.mock = MOCKS\none = Two()\none.three = 4"
    )

    assert list(faked(ast.parse(text))) == []


def test_the_plugin_is_registered_by_its_entry_point() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

    assert project["project"]["entry-points"]["pytest11"] == {"harness": PLUGIN}
    assert PLUGIN not in str(project["tool"]["pytest"])


def plugins(path: Path) -> list[str]:
    """What ``pytest_plugins`` of a module names."""
    assigned = (node for node in parsed(path).body if isinstance(node, ast.Assign))
    named = [node.value for node in assigned if any(ast.unparse(one) == "pytest_plugins" for one in node.targets)]
    return [name for value in named for name in ast.literal_eval(value)]


def test_the_root_conftest_names_pytester_and_no_other_does_anything() -> None:
    named = {path: plugins(path) for path in [ROOT / "conftest.py", *sources(*FOLDERS)]}

    assert {shown(path): names for path, names in named.items() if names} == {"conftest.py": ["pytester"]}


def test_the_plugin_is_named_to_pytest_only_where_nothing_is_loaded_by_itself() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in sources("harness", "tests", "benchmarks")}
    naming = [path for path, text in texts.items() if f'"{PLUGIN}"' in text and path != Path(__file__)]

    assert [shown(path) for path in naming if "PYTEST_DISABLE_PLUGIN_AUTOLOAD" not in texts[path]] == []
