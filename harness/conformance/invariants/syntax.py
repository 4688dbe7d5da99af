"""FHIRPath text to a tree, by fhirpathpy's grammar. Knows no meaning; refuses what is not wholly FHIRPath.

fhirpathpy's own ``parse`` mends what it cannot read (``a b``, ``a =``, ``(a``) and says nothing. Here a listener raises
instead, and the whole text must be an expression.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from threading import Lock
from typing import Any, NoReturn

from harness.conformance.invariants.failures import FhirPathError

LONGEST = 5_000
"""Characters of an expression; the longest of R4 has 500."""

DEEPEST = 60
"""Brackets inside brackets; each costs Python a dozen frames."""

LOCK = Lock()
"""ANTLR's parsers share their tables while they learn."""

ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "f": "\f"}


@dataclass(frozen=True, slots=True)
class Branch:
    """One branch of the tree: the name of its rule, its text without spaces, its terminals, what is under it."""

    rule: str
    text: str
    terminals: tuple[str, ...]
    under: tuple[Branch, ...]


def parsed(expression: str) -> Branch:
    """The tree of an expression. Raises FhirPathError with the column where it stops being FHIRPath."""
    if len(expression) > LONGEST or nesting(expression) > DEEPEST:
        raise FhirPathError("the expression is longer or deeper than anybody writes")
    with LOCK:
        try:
            return branch(read(expression)["children"][0])
        except RecursionError:
            raise FhirPathError("the expression is deeper than anybody writes") from None


def nesting(expression: str) -> int:
    """How deep brackets stand in each other, those in strings counted too."""
    depth = deepest = 0
    for letter in expression:
        depth += (letter in "([") - (letter in ")]")
        deepest = max(deepest, depth)
    return deepest


def read(expression: str) -> dict[str, Any]:
    """fhirpathpy's tree of dictionaries."""
    from antlr4 import CommonTokenStream, InputStream
    from antlr4.error.ErrorListener import ErrorListener
    from antlr4.tree.Tree import ParseTreeWalker
    from fhirpathpy.parser.ASTPathListener import ASTPathListener
    from fhirpathpy.parser.generated.FHIRPathLexer import FHIRPathLexer
    from fhirpathpy.parser.generated.FHIRPathParser import FHIRPathParser

    class Strict(ErrorListener):  # type: ignore[misc]
        def syntaxError(self, _: Any, __: Any, line: int, column: int, message: str, ___: Any) -> NoReturn:  # noqa: N802 — ANTLR's name
            raise FhirPathError(f"no FHIRPath from line {line}, column {column + 1}: {message}")

    lexer = FHIRPathLexer(InputStream(expression))
    parser = FHIRPathParser(CommonTokenStream(lexer))
    for part in (lexer, parser):
        part.removeErrorListeners()
        part.addErrorListener(Strict())
    listener = ASTPathListener()  # type: ignore[no-untyped-call]
    ParseTreeWalker().walk(listener, parser.entireExpression())  # type: ignore[no-untyped-call]
    tree: dict[str, Any] = listener.parentStack[0]["children"][0]
    return tree


def branch(tree: dict[str, Any]) -> Branch:
    """One of fhirpathpy's dictionaries, frozen."""
    under = tuple(branch(one) for one in tree.get("children", ()))
    return Branch(tree["type"], tree.get("text", ""), tuple(tree["terminalNodeText"]), under)


def unescaped(text: str) -> str:
    """What a string or a delimited identifier says, without its quotes."""

    def letter(found: re.Match[str]) -> str:
        code = found[1]
        return chr(int(code[1:], 16)) if len(code) == 5 else ESCAPED.get(code, code)

    return ESCAPE.sub(letter, text[1:-1])


def name(identifier: Branch) -> str:
    """The name an identifier says."""
    text = identifier.text or "".join(identifier.terminals)
    return unescaped(text) if text.startswith(("`", "'")) else text
