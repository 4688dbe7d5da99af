"""Names of a scenario that a `then` bound and that are used after it. Knows the syntax of Python, and plays nothing."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator, Sequence

COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def names_that_leak(nodes: Sequence[ast.AST]) -> Iterator[tuple[int, str]]:
    """The line of each name that is used after the `then` that bound it, and what to say of it."""
    own = _within_comprehensions(nodes)
    names = [node for node in nodes if isinstance(node, ast.Name) and node not in own]
    for block in nodes:
        if isinstance(block, ast.With) and _is_then(block):
            yield from _leaking(block, names)


def _leaking(block: ast.With, names: list[ast.Name]) -> Iterator[tuple[int, str]]:
    end = block.end_lineno or block.lineno
    for name in sorted({node.id for node in names if _stored(node) and block.lineno <= node.lineno <= end}):
        after = [node for node in names if node.id == name and node.lineno > end]
        bound_again = min((node.lineno for node in after if _stored(node)), default=math.inf)
        for node in after:
            if not _stored(node) and node.lineno <= bound_again:
                yield node.lineno, f"{name} was bound inside a then(…), which may end early; bind it outside"


def _within_comprehensions(nodes: Sequence[ast.AST]) -> set[ast.Name]:
    """The names that a comprehension binds for itself alone, wherever they stand in it."""
    own: set[ast.Name] = set()
    for node in nodes:
        if isinstance(node, COMPREHENSIONS):
            inside = [one for one in ast.walk(node) if isinstance(one, ast.Name)]
            targets = [name for part in node.generators for name in ast.walk(part.target)]
            bound = {one.id for one in targets if isinstance(one, ast.Name)}
            own |= {one for one in inside if one.id in bound}
    return own


def _is_then(block: ast.With) -> bool:
    calls = (node for item in block.items for node in ast.walk(item.context_expr) if isinstance(node, ast.Call))
    return any(is_named(call.func, "then") for call in calls)


def is_named(node: ast.expr, name: str) -> bool:
    """Whether it is that name, or ends in it after a dot."""
    last = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
    return last == name


def _stored(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Store)
