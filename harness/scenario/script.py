"""Reads a scenario's source: who is on stage, what is said, who is judged by what. Plays nothing.

What is written wrongly is found here, before anything runs: a requirement judged and not declared, declared and never
judged, unknown to the catalogue, at another level than the catalogue's; a name used after the `then` that bound it; a
transaction or an id that cannot be read without playing.
"""

from __future__ import annotations

import ast
import inspect
import math
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from harness.errors import UsageError
from harness.openhie.requirements import Catalogue
from harness.scenario.verbs import BY, SPARING, SPEAKING
from harness.transactions import Transaction

LEVELS = {"shall": "SHALL", "should": "SHOULD", "may": "MAY"}
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
ABBREVIATIONS = frozenset(
    {"adx", "cda", "csd", "fhir", "hl7", "http", "json", "mllp", "oid", "soap", "tls", "uri", "xds", "xml"}
)


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
    source, first = inspect.getsourcelines(function)
    tree = ast.parse(textwrap.dedent("".join(source))).body[0]
    if not isinstance(tree, ast.FunctionDef):
        place = f"{inspect.getsourcefile(function)}:{first}"
        raise UsageError(f"{place}: a scenario is a plain function; {function.__name__} is none")
    ast.increment_lineno(tree, first - 1)
    declared = tuple(getattr(function, "verifies", ()))
    judgements = tuple(_judgements(tree, catalogue))
    sends = tuple(one for call in _calls(tree, *SPEAKING) for one in _sends(call, function.__globals__))
    file = inspect.getsourcefile(function) or ""
    module = inspect.getmodule(function)
    mistakes = (*_unreadable(tree, function.__globals__), *_mistakes(tree, declared, judgements, catalogue))
    judgements = tuple(_as_it_counts(judgements, catalogue))
    judged = frozenset(judgement.actor for judgement in judgements)
    stem = file.replace("\\", "/").rsplit("/", 1)[-1].removesuffix(".py").removeprefix("test_")
    name = f"{stem}.{function.__name__.removeprefix('test_')}"
    return Script(
        name=name,
        title=_title(function.__name__.removeprefix("test_")),
        actors=actors,
        verifies=catalogue.counting(declared),
        judgements=judgements,
        sends=sends,
        misbehaving=frozenset(_misbehaving(tree, sends)),
        unasked=catalogue.counting(_unasked(sends, catalogue)),
        maps=any(_calls(tree, "maps")),
        judged_actors=judged,
        file=file,
        line=first,
        story=inspect.cleandoc((module and module.__doc__) or function.__doc__ or ""),
        mistakes=tuple(f"{file}:{line}: {text}" for line, text in mistakes),
    )


def _title(name: str) -> str:
    """The name of a scenario in words: ``her_mother_s_record_in_xml`` is "Her mother's record in XML"."""
    words = name.replace("_s_", "'s_").split("_")
    text = " ".join(each.upper() if each in ABBREVIATIONS else each for each in words)
    return text[:1].upper() + text[1:]


def _calls(tree: ast.AST, *verbs: str) -> Iterator[ast.Call]:
    """Every call of a method with one of these names, in the order of the text."""
    return (call for verb, call in _method_calls(tree) if verb in verbs)


@lru_cache(maxsize=1)  # asked for seven times of each scenario: to walk its tree took a third of the reading
def _method_calls(tree: ast.AST) -> list[tuple[str, ast.Call]]:
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    named = [(call.func.attr, call) for call in calls if isinstance(call.func, ast.Attribute)]
    return sorted(named, key=lambda one: (one[1].end_lineno or 0, one[1].end_col_offset or 0))


def _judgements(tree: ast.FunctionDef, catalogue: Catalogue) -> Iterator[Judgement]:
    for call in _calls(tree, *LEVELS):
        assert isinstance(call.func, ast.Attribute)
        subject = call.func.value
        if isinstance(subject, ast.Call) and _is_named(subject.func, "then"):
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


def _misbehaving(tree: ast.FunctionDef, sends: tuple[Send, ...]) -> Iterator[str]:
    yield from (send.initiator for send in sends if send.transaction.wrong)
    for call in _calls(tree, "answers"):
        if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
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
    yield from _names_that_leak(tree)


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


def _unreadable(tree: ast.FunctionDef, names: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    for call in _calls(tree, *SPEAKING):
        if not _sends(call, names):
            assert isinstance(call.func, ast.Attribute)
            wanted = SPEAKING[call.func.attr]
            yield (
                call.lineno,
                f"{wanted}: name all three here, for who is written to has to be known before it is played",
            )
    for decorator in tree.decorator_list:
        if not (isinstance(decorator, ast.Call) and _is_named(decorator.func, "verifies")):
            continue
        if not all(_literal(one) for one in decorator.args):
            yield decorator.lineno, '@verifies("id", …): every id has to be a literal'


def _names_that_leak(tree: ast.FunctionDef) -> Iterator[tuple[int, str]]:
    own = _within_comprehensions(tree)
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node not in own]
    for block in ast.walk(tree):
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


def _within_comprehensions(tree: ast.FunctionDef) -> set[ast.Name]:
    """The names that a comprehension binds for itself alone, wherever they stand in it."""
    own: set[ast.Name] = set()
    for node in ast.walk(tree):
        if isinstance(node, COMPREHENSIONS):
            inside = [one for one in ast.walk(node) if isinstance(one, ast.Name)]
            targets = [name for part in node.generators for name in ast.walk(part.target)]
            bound = {one.id for one in targets if isinstance(one, ast.Name)}
            own |= {one for one in inside if one.id in bound}
    return own


def _is_then(block: ast.With) -> bool:
    calls = (node for item in block.items for node in ast.walk(item.context_expr) if isinstance(node, ast.Call))
    return any(_is_named(call.func, "then") for call in calls)


def _is_named(node: ast.expr, name: str) -> bool:
    last = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
    return last == name


def _stored(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Store)


def _literal(node: ast.expr | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
