"""Knows how to say that a name is unknown: what was meant, what would be valid. Knows no names itself."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from harness.errors import UsageError

_READABLE = 12
_NEAR = 5


def unknown(kind: str, name: str, valid: Iterable[str], *, meant: str | None = None, listed_by: str = "") -> UsageError:
    """The error for a `name` that is no `kind` ("actor"): what was meant, then what is valid.

    `meant` is given where it is known; otherwise it is the closest of `valid`. A list too long to read is cut to what
    looks like `name`, and the command that prints it whole (`listed_by`) is told.
    """
    names = list(valid)
    hint = f" Did you mean {meant!r}?" if meant else did_you_mean(name, names)
    if len(names) <= _READABLE:
        return UsageError(f"There is no {kind} {name!r}.{hint} Valid: {', '.join(names)}.")
    like = get_close_matches(name, names, n=_NEAR, cutoff=0.4) or names[:_NEAR]
    whole = f" All of them: {listed_by}" if listed_by else ""
    return UsageError(f"There is no {kind} {name!r}.{hint} {len(names)} are valid, as {', '.join(like)}.{whole}")


def did_you_mean(name: str, valid: Iterable[str]) -> str:
    """`` Did you mean 'CRWF-1'?`` for the closest of `valid` in any case, or an empty text when none is close."""
    by_folded = {each.casefold(): each for each in valid}
    close = get_close_matches(name.casefold().strip(), by_folded, n=1, cutoff=0.6)
    return f" Did you mean {by_folded[close[0]]!r}?" if close else ""
