"""What is wrong in a text that is no TOML: what it means, where, and the line. Knows TOML, and no keys of ours."""

from __future__ import annotations

import re

LONGEST = 60
SECRET = re.compile(r"authorization|cookie|token|secret|passw|api-?_?key|credential", re.IGNORECASE)
"""The words by which a secret is called."""

_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_QUOTE = re.compile(r"\"\"\"|'''|[\"']")
_OPEN = "a text begins here and is not closed: write the quote at its end"
_TWICE = "this key or table stands here a second time: take one out (a table for each of many is [[in two brackets]])"
_MEANT = {
    "Illegal character '\\n'": _OPEN,
    "Found invalid character '\\n'": _OPEN,
    "Unterminated string": _OPEN,
    "Expected \"'": _OPEN,
    "Illegal character": "this character cannot stand here: take it out",
    "Found invalid character": "this character cannot stand here: take it out",
    "Invalid value": 'expected a value: a text in straight quotes ("…"), a number, true, false, or a list in [ ]',
    "Expected newline": "the value ends before this: expected one value on a line, a text in straight quotes",
    "Expected '='": "expected key = value; a key with a space or an accent in it stands in quotes",
    "Expected ']": "the name of a table is not closed: expected [name], or [[name]]",
    "Invalid statement": "expected key = value, or [table]; a key with an accent or a sign in it stands in quotes",
    "Invalid initial character": "expected a key: of letters, digits, - and _, or in quotes",
    "Unclosed array": "a list is not closed: expected a comma after each value in it, and ] at its end",
    "Unclosed inline table": "a table in { } is not closed: expected a comma or }, and all of it on one line",
    "Unescaped": "in a text in double quotes a backslash is written twice; in single quotes it stands for itself",
    "Cannot overwrite": _TWICE,
    "Cannot declare": _TWICE,
    "Cannot mutate": _TWICE,
    "Cannot redefine": _TWICE,
    "Duplicate inline table key": _TWICE,
}


def told(message: str, text: str, file: str) -> str:
    """The sentence for what `tomllib` says of `text`: ``event.toml:5: not TOML, in column 8: …``, and the line."""
    reason = _PLACE.sub("", message)
    meaning = next((words for begins, words in _MEANT.items() if reason.startswith(begins)), reason)
    line, column = _place(message, text, opens=meaning is _OPEN)
    return f"{file}:{line}: not TOML, in column {column}: {meaning}. The line: {_shown(text, line)}"


def _place(message: str, text: str, *, opens: bool) -> tuple[int, int]:
    """Line and column, both from 1; of a text that is not closed where it begins, the last quote before the place."""
    found = _PLACE.search(message)
    lines = text.rstrip("\n").split("\n")
    last = len(lines), len(lines[-1]) + 1
    line, column = (int(found[1]), int(found[2])) if found and found[1] else last
    if not opens:
        return line, column
    before = "\n".join([*lines[: line - 1], lines[line - 1][: column - 1]])
    at = max((quote.start() for quote in _QUOTE.finditer(before)), default=len(before))
    return before.count("\n", 0, at) + 1, at - before.rfind("\n", 0, at)


def _shown(text: str, line: int) -> str:
    """The line as it may be shown: what looks like a secret is left out, a long one is cut."""
    words = "".join(each if each.isprintable() else " " for each in text.split("\n")[line - 1]).strip()
    key, equals, _ = words.partition("=")
    if SECRET.search(words):
        words = f"{key}{equals} …" if equals else "(not shown)"
    return words if len(words) <= LONGEST else f"{words[:LONGEST]}…"
