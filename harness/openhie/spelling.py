"""Knows how to say that a name is unknown: what was meant, what would be valid. Knows no names itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

from harness.errors import UsageError

_READABLE = 12
_NEAR = 5
_NUMBERED = re.compile(r"(.+?)[ -]*0*(\d+)([a-z]?)")


def unknown(kind: str, name: str, valid: Iterable[str], *, meant: str | None = None, listed_by: str = "") -> UsageError:
    """The error for a `name` that is no `kind` ("actor"): what was meant, then what is valid.

    `meant` is given where it is known; otherwise it is the closest of `valid`. A list too long to read is cut to what
    looks like `name`, and the command that prints it whole (`listed_by`) is told.
    """
    names = list(valid)
    if _NUMBERED.fullmatch(name) and not meant and (series := numbered(name, names)):
        return UsageError(f"There is no {kind} {name!r}.{series}{f' All of them: {listed_by}' if listed_by else ''}")
    hint = f" Did you mean {meant!r}?" if meant else did_you_mean(name, names)
    if len(names) <= _READABLE:
        return UsageError(f"There is no {kind} {name!r}.{hint} Valid: {', '.join(names)}.")
    like = get_close_matches(name, names, n=_NEAR, cutoff=0.4)
    whole = f" All of them: {listed_by}" if listed_by else ""
    if not like and whole:
        return UsageError(f"There is no {kind} {name!r}.{hint or f' {len(names)} are valid.'}{whole}")
    as_in = ", ".join(like or names[:_NEAR])
    return UsageError(f"There is no {kind} {name!r}.{hint} {len(names)} are valid, as {as_in}.{whole}")


def did_you_mean(name: str, valid: Iterable[str]) -> str:
    """`` Did you mean 'CRWF-1'?`` for the closest of `valid` in any case, or an empty text when none is close."""
    by_folded = {each.casefold(): each for each in valid}
    close = get_close_matches(name.casefold().strip(), by_folded, n=1, cutoff=0.6)
    return f" Did you mean {by_folded[close[0]]!r}?" if close else ""


def numbered(name: str, valid: Iterable[str]) -> str:
    """What is known of the series that a numbered `name` belongs to, a sentence with a space before it.

    `` Did you mean '78-05'?`` where only the number is written otherwise; else `` Of 78 there are 78-01 to 78-31.``,
    because another number of a series is no slip of the pen. Empty where there is no such series.
    """
    said = name.casefold().strip()
    wanted = _NUMBERED.fullmatch(said)
    found = {each: _NUMBERED.fullmatch(each.casefold()) for each in valid}
    series = {each: parts for each, parts in found.items() if parts and parts[1] in (said, wanted and wanted[1])}
    if not series:
        return ""
    if wanted and (same := [each for each, parts in series.items() if parts[2] == wanted[2]]):
        return f" Did you mean {' or '.join(map(repr, sorted(same)))}?"
    first, *others = sorted(series, key=lambda each: (int(series[each][2]), each))
    last = others[-1] if others else ""
    whole = f"are {first} to {last}" if last else f"is {first} alone"
    return f" Of {first.rpartition('-')[0] or series[first][1]} there {whole}."
