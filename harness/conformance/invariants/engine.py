"""FHIRPath on FHIR R4: an expression compiled once, evaluated on any value. Knows no constraint and reports nothing.

The grammar is fhirpathpy's; see `compiler` for why the evaluation is ours. Importing this module does not import
fhirpathpy: the first expression does.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from harness.conformance.invariants.compiler import Evaluated, compiled
from harness.conformance.invariants.failures import FhirPathError
from harness.conformance.invariants.nodes import Item, Node, rooted
from harness.conformance.invariants.run import Env, Run
from harness.conformance.invariants.syntax import parsed

if TYPE_CHECKING:
    from harness.conformance.scope import Scope


@lru_cache(maxsize=5000)
def readable(expression: str) -> Evaluated | FhirPathError:
    """The function of an expression, or why there is none; either is found out once."""
    try:
        return compiled(parsed(expression))
    except FhirPathError as wrong:
        return wrong


def evaluation(expression: str, node: Node, scope: Scope | None) -> tuple[list[Item], str]:
    """The collection that an expression is on a node, and why it could not be told, where dates left it open.

    Raises FhirPathError where the expression cannot be read, is wrong on this value, or asks for what is not here.
    """
    function = readable(expression)
    if isinstance(function, FhirPathError):
        raise function.with_traceback(None)
    run = Run(scope, {"context": [node]})
    try:
        return function(Env(run, [node]), [node]), run.indefinite
    except (RecursionError, ArithmeticError, TypeError, ValueError, AttributeError) as wrong:
        # values may be malformed in any way: what an operator makes of them is no reason to stop
        raise FhirPathError(f"it cannot be evaluated on this value ({type(wrong).__name__}: {wrong})") from None


def evaluate(expression: str, value: Any, type_code: str, scope: Scope | None, path: str = "") -> list[Any]:
    """What an expression is on a value: nodes (`Node`) of elements, plain values of everything else.

    `value` is a JSON value, or a primitive with the object beside it as a pair. Raises FhirPathError.
    """
    return evaluation(expression, rooted(value, type_code, path or type_code), scope)[0]
