"""FHIRPath's functions on texts (N1 §5.6), with regular expressions that end in time. No collections."""

from __future__ import annotations

import base64
import binascii
import html
import json
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from harness.conformance.invariants import operators
from harness.conformance.invariants.compiler import Evaluated
from harness.conformance.invariants.failures import FhirPathError
from harness.conformance.invariants.function import Function
from harness.conformance.invariants.nodes import plain
from harness.conformance.invariants.operators import Items
from harness.conformance.invariants.run import Env

GROUP = re.compile(r"\$(?:(\d+)|\{(\w+)\})")


@lru_cache(maxsize=1000)
def pattern(expression: str) -> Any:
    """A regular expression that takes time linear in its text (RE2), compiled once.

    Raises FhirPathError where it is none, or one that RE2 does not know (looking ahead, looking back).
    """
    import re2  # its library is loaded only where an expression asks for it

    options = re2.Options()
    options.dot_nl = True
    options.log_errors = False
    try:
        return re2.compile(expression, options)
    except (re2.error, UnicodeEncodeError) as wrong:
        raise FhirPathError(f"{expression!r} is no regular expression that is known here: {wrong}") from None


def text(items: Items, what: str) -> str:
    """The one text of a collection. Raises FhirPathError where it is none."""
    value = plain(operators.single(items, what))
    if value is None:
        return ""
    if isinstance(value, bool | dict | list):
        raise FhirPathError(f"{what} needs a text")
    return str(getattr(value, "text", value))


def textual(name: str, calculate: Callable[..., Any], least: int = 0, most: int | None = None) -> Function:
    """A function of a text and of values; empty where one of them is."""

    def of(*arguments: Evaluated) -> Evaluated:
        def run(env: Env, focus: Items) -> Items:
            given = [argument(env, env.this) for argument in arguments]
            if not focus or not all(given):
                return []
            values = [plain(operators.single(items, name)) for items in given]
            found = calculate(text(focus, f"{name}()"), *values)
            made: Items = found if isinstance(found, list) else [] if found is None else [found]
            env.run.pay(made)
            return made

        return run

    return Function(of, least, least if most is None else most)


def _substring(value: str, start: int, length: int | None = None) -> str | None:
    if not 0 <= start < len(value):
        return None
    return value[start:] if length is None else value[start : start + max(length, 0)]


def _found(value: str, expression: str) -> bool:
    return pattern(expression).search(value) is not None


def _whole(value: str, expression: str) -> bool:
    return pattern(expression).fullmatch(value) is not None


def replaced(value: str, expression: str, by: str) -> str:
    """replaceMatches: ``$1`` and ``${name}`` stand for what a group has matched."""
    if not expression:
        return value

    def group(match: Any, label: re.Match[str]) -> str:
        try:
            return match[int(label[1]) if label[1] else label[2]] or ""
        except (IndexError, KeyError):
            raise FhirPathError(f"{label[0]} is no group of {expression!r}") from None

    if (len(value) + 1) * len(by) > operators.LONGEST:
        raise FhirPathError("replaceMatches() makes a text longer than anybody writes")
    return str(pattern(expression).sub(lambda match: GROUP.sub(lambda label: group(match, label), by), value))


def _exchanged(value: str, old: str, new: str) -> str:
    if value.count(old) * len(new) > operators.LONGEST:
        raise FhirPathError("replace() makes a text longer than anybody writes")
    return value.replace(old, new)


def _encoded(value: str, form: str) -> str | None:
    data = value.encode()
    forms: dict[str, Callable[[bytes], Any]] = {
        "hex": lambda raw: raw.hex(),
        "base64": lambda raw: base64.b64encode(raw).decode(),
        "urlbase64": lambda raw: base64.urlsafe_b64encode(raw).decode(),
    }
    return forms[form](data) if form in forms else None


def _decoded(value: str, form: str) -> str | None:
    forms: dict[str, Callable[[str], bytes]] = {
        "hex": bytes.fromhex,
        "base64": base64.b64decode,
        "urlbase64": base64.urlsafe_b64decode,
    }
    try:
        return forms[form](value).decode() if form in forms else None
    except (binascii.Error, ValueError):
        return None


def _escaped(value: str, form: str) -> str | None:
    return {"html": html.escape(value), "json": json.dumps(value, ensure_ascii=False)[1:-1]}.get(form)


def _unescaped(value: str, form: str) -> str | None:
    try:
        return html.unescape(value) if form == "html" else json.loads(f'"{value}"') if form == "json" else None
    except ValueError:
        return None


def _join(separator: Evaluated | None = None) -> Evaluated:
    def run(env: Env, focus: Items) -> Items:
        between = text(separator(env, env.this), "join()") if separator else ""
        return [operators.short(between.join(text([item], "join()") for item in focus))] if focus else []

    return run


FUNCTIONS: Mapping[str, Function] = {
    "indexOf": textual("indexOf", str.find, 1),
    "lastIndexOf": textual("lastIndexOf", str.rfind, 1),
    "substring": textual("substring", _substring, 1, 2),
    "startsWith": textual("startsWith", str.startswith, 1),
    "endsWith": textual("endsWith", str.endswith, 1),
    "contains": textual("contains", str.__contains__, 1),
    "upper": textual("upper", str.upper),
    "lower": textual("lower", str.lower),
    "trim": textual("trim", str.strip),
    "replace": textual("replace", _exchanged, 2),
    "matches": textual("matches", _found, 1),
    "matchesFull": textual("matchesFull", _whole, 1),
    "replaceMatches": textual("replaceMatches", replaced, 2),
    "length": textual("length", len),
    "toChars": textual("toChars", list),
    "split": textual("split", lambda value, separator: value.split(separator) if separator else list(value), 1),
    "encode": textual("encode", _encoded, 1),
    "decode": textual("decode", _decoded, 1),
    "escape": textual("escape", _escaped, 1),
    "unescape": textual("unescape", _unescaped, 1),
    "join": Function(_join, 0, 1),
}
