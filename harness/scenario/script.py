"""Reads a scenario's source: who is on stage, what is said, who is judged by what. Plays nothing.

What is written wrongly is found here, before anything runs: a requirement judged and not declared, declared and never
judged, unknown to the catalogue, at another level than the catalogue's, or a name used after the `then` that bound it.
"""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from harness import transactions
from harness.errors import UsageError
from harness.openhie.requirements import Catalogue
from harness.transactions import Transaction

LEVELS = {"shall": "SHALL", "should": "SHOULD", "may": "MAY"}


@dataclass(frozen=True, slots=True)
class Judgement:
    """A `then` of the text: ``then(actor).shall(sentence, requirement)`` at `line` of the file."""

    actor: str
    level: str
    sentence: str
    requirement: str
    line: int


@dataclass(frozen=True, slots=True)
class Send:
    """A transaction that `initiator` sends to `responder`."""

    initiator: str
    responder: str
    transaction: type[Transaction]


@dataclass(frozen=True, slots=True)
class Script:
    """What can be known of a scenario by reading it. `misbehaving` are the actors that must do wrong in it."""

    name: str
    title: str
    actors: tuple[str, ...]
    verifies: tuple[str, ...]
    judgements: tuple[Judgement, ...]
    sends: tuple[Send, ...]
    misbehaving: frozenset[str]
    unasked: tuple[str, ...]
    judged_actors: frozenset[str]
    file: str
    line: int
    story: str
    mistakes: tuple[str, ...]

    @property
    def transactions(self) -> tuple[type[Transaction], ...]:
        """Each transaction class once, in the order of the text."""
        return tuple(dict.fromkeys(send.transaction for send in self.sends))

    @property
    def workflow(self) -> str:
        """The workflow it belongs to: the id in brackets in the first line of its story, else the first it verifies."""
        named = re.search(r"\((\w+-\d+)\)", self.story.split("\n", 1)[0])
        return named[1] if named else self.verifies[0] if self.verifies else ""


def read(function: Callable[..., None], catalogue: Catalogue, *, actors: tuple[str, ...]) -> Script:
    """The script of a scenario function; `actors` are the names of its parameters that are actors."""
    source, first = inspect.getsourcelines(function)
    tree = ast.parse(textwrap.dedent("".join(source))).body[0]
    assert isinstance(tree, ast.FunctionDef)
    ast.increment_lineno(tree, first - 1)
    declared = tuple(getattr(function, "verifies", ()))
    judgements = tuple(_judgements(tree))
    sends = tuple(_sends(tree))
    file = inspect.getsourcefile(function) or ""
    module = inspect.getmodule(function)
    unasked = _unasked(sends)
    judged = frozenset(judgement.actor for judgement in judgements)
    stem = file.replace("\\", "/").rsplit("/", 1)[-1].removesuffix(".py").removeprefix("test_")
    name = f"{stem}.{function.__name__.removeprefix('test_')}"
    return Script(
        name=name,
        title=function.__name__.removeprefix("test_").replace("_", " ").capitalize(),
        actors=actors,
        verifies=declared,
        judgements=judgements,
        sends=sends,
        misbehaving=frozenset(_misbehaving(tree, sends)),
        unasked=unasked,
        judged_actors=judged,
        file=file,
        line=first,
        story=inspect.cleandoc((module and module.__doc__) or function.__doc__ or ""),
        mistakes=tuple(f"{file}:{line}: {text}" for line, text in _mistakes(tree, declared, judgements, catalogue)),
    )


def _judgements(tree: ast.FunctionDef) -> Iterator[Judgement]:
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LEVELS):
            continue
        subject = node.func.value
        if isinstance(subject, ast.Call) and isinstance(subject.func, ast.Name) and subject.func.id == "then":
            actor = subject.args[0].id if subject.args and isinstance(subject.args[0], ast.Name) else ""
            sentence, requirement = (_literal(one) for one in (*node.args, None, None)[:2])
            yield Judgement(actor, LEVELS[node.func.attr], sentence, requirement, node.lineno)


def _sends(tree: ast.FunctionDef) -> Iterator[Send]:
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "sends"):
            continue
        responder = next((one.value for one in node.keywords if one.arg == "to"), None)
        what = node.args[0] if node.args else None
        kind = _transaction(what)
        if kind and isinstance(node.func.value, ast.Name) and isinstance(responder, ast.Name):
            yield Send(node.func.value.id, responder.id, kind)


def _transaction(node: ast.expr | None) -> type[Transaction] | None:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
        return None
    kind: type[Transaction] | None = getattr(transactions, node.func.id, None)
    return kind


def _misbehaving(tree: ast.FunctionDef, sends: tuple[Send, ...]) -> Iterator[str]:
    yield from (send.initiator for send in sends if send.transaction.wrong)
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "answers"):
            continue
        if isinstance(node.func.value, ast.Name):
            yield node.func.value.id


def _unasked(sends: tuple[Send, ...]) -> tuple[str, ...]:
    ids = (one for send in sends for one in (send.transaction.answering, *send.transaction.unasked))
    return tuple(dict.fromkeys(one for one in ids if one))


def _mistakes(
    tree: ast.FunctionDef, declared: tuple[str, ...], judgements: tuple[Judgement, ...], catalogue: Catalogue
) -> Iterator[tuple[int, str]]:
    judged = {one.requirement for one in judgements}
    for one in judgements:
        if not (one.actor and one.requirement):
            yield one.line, 'then(actor).shall("sentence", "requirement"): the sentence and the id have to be literals'
            continue
        if one.requirement not in declared:
            yield one.line, f"{one.requirement} is judged, but @verifies does not declare it"
        yield from ((one.line, text) for text in _against_catalogue(one, catalogue))
    for requirement in declared:
        if requirement not in judged:
            yield tree.lineno, f"@verifies declares {requirement}, but no then(…) judges it"
    yield from _names_that_leak(tree)


def _against_catalogue(one: Judgement, catalogue: Catalogue) -> Iterator[str]:
    try:
        requirement = catalogue.requirement(one.requirement)
    except UsageError as unknown:
        yield str(unknown)
        return
    if requirement.level != one.level:
        said = f"{requirement.level} ({requirement.source})"
        yield f"{one.requirement} is judged as {one.level}; the catalogue says {said}"
    if requirement.actor not in (one.actor, "any"):
        yield f"{one.requirement} is a requirement on the {requirement.actor}, not on the {one.actor}"


def _names_that_leak(tree: ast.FunctionDef) -> Iterator[tuple[int, str]]:
    for block in ast.walk(tree):
        if isinstance(block, ast.With) and _is_then(block):
            bound = {n.id for s in block.body for n in ast.walk(s) if isinstance(n, ast.Name) and _stored(n)}
            names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
            for node in names:
                later = node.lineno > (block.end_lineno or block.lineno)
                if later and node.id in bound and not _stored(node):
                    yield node.lineno, f"{node.id} was bound inside a then(…), which may end early; bind it outside"


def _is_then(block: ast.With) -> bool:
    return any("then(" in ast.unparse(item.context_expr) for item in block.items)


def _stored(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Store)


def _literal(node: ast.expr | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
