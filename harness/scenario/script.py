"""Reads a scenario's source: who is on stage, what is said, who is judged by what. Plays nothing.

What is written wrongly is found here, before anything runs: a requirement judged and not declared, declared and never
judged, unknown to the catalogue, at another level than the catalogue's; a name used after the `then` that bound it; a
transaction or an id that cannot be read without playing.
"""

from __future__ import annotations

import ast
import functools
import inspect
import linecache
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from harness.errors import UsageError
from harness.openhie.coverage import titled
from harness.openhie.requirements import Catalogue
from harness.scenario.leaks import is_named, names_that_leak
from harness.scenario.verbs import BY, SPARING, SPEAKING
from harness.transactions import Transaction

LEVELS = {"shall": "SHALL", "should": "SHOULD", "may": "MAY"}


@dataclass(frozen=True, slots=True)
class Judgement:
    """A `then` of the text: ``then(actor).shall(sentence, requirement)`` at `line` of the file.

    `role` is the IHE actor inside `actor` that the requirement is on, "" where it is on all of them.
    """

    actor: str
    level: str
    sentence: str
    requirement: str
    line: int
    role: str = ""


@dataclass(frozen=True, slots=True)
class Send:
    """A transaction that `initiator` sends to `responder`.

    `spared` where it only makes known whom `responder` may know already: ``responder.knows(…, by=initiator)``.
    """

    initiator: str
    responder: str
    transaction: type[Transaction]
    spared: bool = False


@dataclass(frozen=True, slots=True)
class Script:
    """What can be known of a scenario by reading it. `misbehaving` are the actors that must do wrong in it.

    `maps` says that a layer maps codes in it.
    """

    name: str
    title: str
    actors: tuple[str, ...]
    verifies: tuple[str, ...]
    judgements: tuple[Judgement, ...]
    sends: tuple[Send, ...]
    misbehaving: frozenset[str]
    unasked: tuple[str, ...]
    maps: bool
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
        """The workflow it belongs to: of those in brackets in the first line of its story the one it verifies, else the
        first; without any the first id that it verifies.
        """
        named = re.search(r"\((\w+-\d+(?:, \w+-\d+)*)\)", self.story.split("\n", 1)[0])
        told = named[1].split(", ") if named else self.verifies[:1]
        return next((one for one in self.verifies if one in told), told[0] if told else "")


def read(function: Callable[..., None], catalogue: Catalogue, *, actors: tuple[str, ...]) -> Script:
    """The script of a scenario function; `actors` are the names of its parameters that are actors."""
    function = inspect.unwrap(function)
    tree = _written(function)
    nodes = tuple(ast.walk(tree))
    calls = _of_methods(nodes)
    declared = tuple(getattr(function, "verifies", ()))
    judgements = tuple(_judgements(calls, catalogue))
    sends = tuple(one for call in _calls(calls, *SPEAKING) for one in _sends(call, function.__globals__))
    file = inspect.getsourcefile(function) or ""
    module = inspect.getmodule(function)
    mistakes = (
        *_unreadable(tree, calls, function.__globals__),
        *_mistakes(tree, declared, judgements, catalogue),
        *names_that_leak(nodes),
    )
    judgements = tuple(_as_it_counts(judgements, catalogue))
    judged = frozenset(judgement.actor for judgement in judgements)
    stem = file.replace("\\", "/").rsplit("/", 1)[-1].removesuffix(".py").removeprefix("test_")
    name = f"{stem}.{function.__name__.removeprefix('test_')}"
    return Script(
        name=name,
        title=titled(function.__name__.removeprefix("test_")),
        actors=actors,
        verifies=catalogue.counting(declared),
        judgements=judgements,
        sends=sends,
        misbehaving=frozenset(_misbehaving(calls, sends)),
        unasked=catalogue.counting(_unasked(sends, catalogue)),
        maps=any(_calls(calls, "maps")),
        judged_actors=judged,
        file=file,
        line=function.__code__.co_firstlineno,
        story=inspect.cleandoc((module and module.__doc__) or function.__doc__ or ""),
        mistakes=tuple(f"{file}:{line}: {text}" for line, text in mistakes),
    )


def _written(function: Callable[..., None]) -> ast.FunctionDef:
    """The text of a function. Raises UsageError where it is no plain one."""
    first, file = function.__code__.co_firstlineno, inspect.getsourcefile(function) or ""
    linecache.checkcache(file)
    there = _module("".join(linecache.getlines(file))).body
    for one in (each for each in there if isinstance(each, ast.FunctionDef)):
        if first == min([one.lineno, *(each.lineno for each in one.decorator_list)]):
            return one
    raise UsageError(f"{file}:{first}: a scenario is a plain function; {function.__name__} is none")


@functools.lru_cache(maxsize=1)
def _module(text: str) -> ast.Module:
    """The tree of a file, whose functions are read one after the other."""
    return ast.parse(text)


def _of_methods(nodes: Iterable[ast.AST]) -> list[ast.Call]:
    """Every call of a method, in the order of the text."""
    calls = (node for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute))
    return sorted(calls, key=lambda call: (call.end_lineno or 0, call.end_col_offset or 0))


def _calls(calls: Iterable[ast.Call], *verbs: str) -> Iterator[ast.Call]:
    """Those of `calls` whose method has one of these names."""
    return (call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr in verbs)


def _judgements(calls: Iterable[ast.Call], catalogue: Catalogue) -> Iterator[Judgement]:
    for call in _calls(calls, *LEVELS):
        assert isinstance(call.func, ast.Attribute)
        subject = call.func.value
        if isinstance(subject, ast.Call) and is_named(subject.func, "then"):
            actor = subject.args[0].id if subject.args and isinstance(subject.args[0], ast.Name) else ""
            sentence, requirement = (_literal(one) for one in (*call.args, None, None)[:2])
            role = catalogue.requirement(requirement).ihe_actor if requirement in catalogue else ""
            yield Judgement(actor, LEVELS[call.func.attr], sentence, requirement, call.lineno, role)


def _sends(call: ast.Call, names: Mapping[str, Any]) -> tuple[Send, ...]:
    """``initiator.sends(Transaction(…), to=responder)`` and its like; nothing where that cannot be read."""
    assert isinstance(call.func, ast.Attribute)
    verb = call.func.attr
    if verb in BY:
        by = next((one.value for one in call.keywords if one.arg == "by"), None)
        if isinstance(call.func.value, ast.Name) and isinstance(by, ast.Name):
            responder, spares = call.func.value.id, verb in SPARING
            return tuple(Send(by.id, responder, one, spared=spares and one.writes) for one in BY[verb])
        return ()
    to = next((one.value for one in call.keywords if one.arg == "to"), None)
    kind = _transaction(call.args[0] if call.args else None, names)
    if kind and isinstance(call.func.value, ast.Name) and isinstance(to, ast.Name):
        return (Send(call.func.value.id, to.id, kind),)
    return ()


def _transaction(node: ast.expr | None, names: Mapping[str, Any]) -> type[Transaction] | None:
    made = node.func if isinstance(node, ast.Call) else None
    kind: Any = None
    if isinstance(made, ast.Name):
        kind = names.get(made.id)
    elif isinstance(made, ast.Attribute) and isinstance(made.value, ast.Name):
        kind = getattr(names.get(made.value.id), made.attr, None)
    return kind if isinstance(kind, type) and issubclass(kind, Transaction) else None


def _misbehaving(calls: Iterable[ast.Call], sends: tuple[Send, ...]) -> Iterator[str]:
    yield from (send.initiator for send in sends if send.transaction.wrong)
    for call in _calls(calls, "answers"):
        assert isinstance(call.func, ast.Attribute)
        if isinstance(call.func.value, ast.Name):
            yield call.func.value.id


def _unasked(sends: tuple[Send, ...], catalogue: Catalogue) -> tuple[str, ...]:
    of_feeds = tuple(catalogue.identifiers) if any(send.transaction.feeds for send in sends) else ()
    return tuple(dict.fromkeys((*(one for send in sends for one in send.transaction.always()), *of_feeds)))


def _as_it_counts(judgements: Iterable[Judgement], catalogue: Catalogue) -> Iterator[Judgement]:
    """The judgements at the level that they have in the country, without what it leaves out."""
    for one in judgements:
        if one.requirement in catalogue and not (known := catalogue.requirement(one.requirement)).left_out:
            yield replace(one, level=known.level)


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


def _against_catalogue(one: Judgement, catalogue: Catalogue) -> Iterator[str]:
    try:
        requirement = catalogue.requirement(one.requirement)
    except UsageError as unknown:
        yield str(unknown)
        return
    if requirement.level_elsewhere != one.level:
        said = f"{requirement.level_elsewhere} ({requirement.source})"
        yield f"{one.requirement} is judged as {one.level}; the catalogue says {said}"
    if requirement.actor not in (one.actor, "any"):
        yield f"{one.requirement} is a requirement on the {requirement.actor}, not on the {one.actor}"


def _unreadable(
    tree: ast.FunctionDef, calls: Iterable[ast.Call], names: Mapping[str, Any]
) -> Iterator[tuple[int, str]]:
    for call in _calls(calls, *SPEAKING):
        if not _sends(call, names):
            assert isinstance(call.func, ast.Attribute)
            wanted = SPEAKING[call.func.attr]
            yield (
                call.lineno,
                f"{wanted}: name all three here, for who is written to has to be known before it is played",
            )
    for decorator in tree.decorator_list:
        if not (isinstance(decorator, ast.Call) and is_named(decorator.func, "verifies")):
            continue
        if not all(_literal(one) for one in decorator.args):
            yield decorator.lineno, '@verifies("id", …): every id has to be a literal'


def _literal(node: ast.expr | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
