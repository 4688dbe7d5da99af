"""FHIRPath's functions on texts (N1 §5.6), with regular expressions that end in time. No collections."""

from __future__ import annotations

import base64
import binascii
import html
import json
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from harness.conformance.invariants import operators
from harness.conformance.invariants.compiler import Env, Evaluated
from harness.conformance.invariants.failures import FhirPathError
from harness.conformance.invariants.function import Function
from harness.conformance.invariants.nodes import plain
from harness.conformance.invariants.operators import Items

PATIENCE = 0.5
"""Seconds that one regular expression may take."""


@lru_cache(maxsize=1000)
def pattern(expression: str) -> Any:
    """A regular expression, compiled once. Raises FhirPathError where it is none."""
    import regex

    try:
        return regex.compile(expression, regex.DOTALL)
    except (regex.error, RecursionError, OverflowError) as wrong:
        raise FhirPathError(f"{expression!r} is no regular expression: {wrong}") from None


def patiently(use: Callable[..., Any], *arguments: Any) -> Any:
    """What a regular expression finds. Raises FhirPathError where it takes too long."""
    try:
        return use(*arguments, timeout=PATIENCE)
    except TimeoutError:
        raise FhirPathError("a regular expression of it takes too long on this text") from None


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
            return found if isinstance(found, list) else [] if found is None else [found]

        return run

    return Function(of, least, least if most is None else most)


def substring(value: str, start: int, length: int | None = None) -> str | None:
    if not 0 <= start < len(value):
        return None
    return value[start:] if length is None else value[start : start + max(length, 0)]


def found(value: str, expression: str) -> bool:
    return patiently(pattern(expression).search, value) is not None


def whole(value: str, expression: str) -> bool:
    return patiently(pattern(expression).fullmatch, value) is not None


def replaced(value: str, expression: str, by: str) -> str:
    if not expression:
        return value
    template = pattern(r"\$(\d+)|\$\{(\w+)\}|\\").sub(
        lambda one: "\\\\" if one[0] == "\\" else rf"\g<{one[1] or one[2]}>", by
    )
    try:
        return str(patiently(pattern(expression).sub, template, value))
    except (IndexError, ValueError) as wrong:
        raise FhirPathError(f"{by!r} replaces nothing: {wrong}") from None


def encoded(value: str, form: str) -> str | None:
    data = value.encode()
    forms: dict[str, Callable[[bytes], Any]] = {
        "hex": lambda raw: raw.hex(),
        "base64": lambda raw: base64.b64encode(raw).decode(),
        "urlbase64": lambda raw: base64.urlsafe_b64encode(raw).decode(),
    }
    return forms[form](data) if form in forms else None


def decoded(value: str, form: str) -> str | None:
    forms: dict[str, Callable[[str], bytes]] = {
        "hex": bytes.fromhex,
        "base64": base64.b64decode,
        "urlbase64": base64.urlsafe_b64decode,
    }
    try:
        return forms[form](value).decode() if form in forms else None
    except (binascii.Error, ValueError):
        return None


def escaped(value: str, form: str) -> str | None:
    return {"html": html.escape(value), "json": json.dumps(value, ensure_ascii=False)[1:-1]}.get(form)


def unescaped(value: str, form: str) -> str | None:
    try:
        return html.unescape(value) if form == "html" else json.loads(f'"{value}"') if form == "json" else None
    except ValueError:
        return None


def join(separator: Evaluated | None = None) -> Evaluated:
    def run(env: Env, focus: Items) -> Items:
        between = text(separator(env, env.this), "join()") if separator else ""
        return [between.join(text([item], "join()") for item in focus)] if focus else []

    return run


FUNCTIONS: Mapping[str, Function] = {
    "indexOf": textual("indexOf", str.find, 1),
    "lastIndexOf": textual("lastIndexOf", str.rfind, 1),
    "substring": textual("substring", substring, 1, 2),
    "startsWith": textual("startsWith", str.startswith, 1),
    "endsWith": textual("endsWith", str.endswith, 1),
    "contains": textual("contains", str.__contains__, 1),
    "upper": textual("upper", str.upper),
    "lower": textual("lower", str.lower),
    "trim": textual("trim", str.strip),
    "replace": textual("replace", str.replace, 2),
    "matches": textual("matches", found, 1),
    "matchesFull": textual("matchesFull", whole, 1),
    "replaceMatches": textual("replaceMatches", replaced, 2),
    "length": textual("length", len),
    "toChars": textual("toChars", list),
    "split": textual("split", lambda value, separator: value.split(separator) if separator else list(value), 1),
    "encode": textual("encode", encoded, 1),
    "decode": textual("decode", decoded, 1),
    "escape": textual("escape", escaped, 1),
    "unescape": textual("unescape", unescaped, 1),
    "join": Function(join, 0, 1),
}
