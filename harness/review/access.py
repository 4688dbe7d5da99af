"""Who may see and do what: a seat for each role, and the token that leads to it. Knows no page and no ledger.

All tokens are drawn from one secret, which lies in a file that only the user can read: neither in the ledger nor in a
report. It is that of an event, or of a run that belongs to none, and is made when it is first asked for. Whoever
deletes the file takes every link back; one alone is replaced by `Keys.renew`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
import stat
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_state_path

from harness.errors import UsageError
from harness.evidence.record import Role
from harness.language import gettext, marked
from harness.review.renewals import Renewals

LENGTH = 32  # bytes of the secret
SIGNS = 18  # bytes of a token: 144 bits


@dataclass(frozen=True, slots=True)
class Seat:
    """A role, and for a participant which (its slug and its name)."""

    role: Role
    slug: str = ""
    name: str = ""

    @property
    def is_staff(self) -> bool:
        """Whether it sees everybody: the organiser and the mentors."""
        return self.role != "participant"

    @property
    def key(self) -> str:
        """What no other seat is called: ``mentor``, ``participant kijani-mpi``."""
        return f"{self.role} {self.slug}".rstrip()

    @property
    def title(self) -> str:
        """What it is called on a page."""
        return self.name or gettext(f"the {self.role}")


STAFF = (Seat("organiser"), Seat("mentor"))
TITLES = (marked("the organiser"), marked("the mentor"))
"""What those without a name are called."""


class Keys:
    """What is drawn from one secret. Compares in constant time."""

    def __init__(self, secret: bytes, renewals: Renewals) -> None:
        self._secret, self._renewals = secret, renewals
        self._marks: dict[str, str] = {}

    def token(self, seat: Seat) -> str:
        """What leads to `seat`, and nowhere else."""
        return self._token(seat, self._renewals.times(seat.key))

    def renew(self, seat: Seat) -> str:
        """What leads to `seat` from now on: the link that it had leads nowhere. Raises UsageError."""
        self._renewals.add(seat.key)
        return self.token(seat)

    def was_replaced(self, token: str, seats: Iterable[Seat]) -> bool:
        """Whether this is what led to one of `seats` before it was given another link."""
        return any(
            same(self._token(seat, earlier), token)
            for seat in seats
            for earlier in range(self._renewals.times(seat.key))
        )

    def guard(self, token: str) -> str:
        """What every form of this seat holds, so that no other site can send one."""
        return self._drawn("guard", token)

    def mark(self, name: str) -> str:
        """A name for addresses from which nobody learns `name`: that of a play tells who plays with whom."""
        if name not in self._marks:
            self._marks[name] = self._drawn("mark", name)[:16]
        return self._marks[name]

    def seat(self, token: str, seats: Iterable[Seat]) -> Seat | None:
        """The one of `seats` that `token` leads to."""
        found = [seat for seat in seats if same(self.token(seat), token)]
        return found[0] if found else None

    def _token(self, seat: Seat, renewed: int) -> str:
        return self._drawn("seat", seat.role, seat.slug, *([str(renewed)] if renewed else []))

    def _drawn(self, *words: str) -> str:
        drawn = hmac.digest(self._secret, "\0".join(words).encode("utf-8", "surrogatepass"), hashlib.sha256)
        return base64.urlsafe_b64encode(drawn[:SIGNS]).decode()


def same(one: str, other: str) -> bool:
    """Whether two secrets are the same, told in a time that depends on neither."""
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))


def keys_of(subject: str) -> Keys:
    """The keys of an event (its slug) or a run (its name), made and kept when there are none yet.

    Raises UsageError where the file cannot be kept, or where others can read it.
    """
    path = _file(subject)
    try:
        if not path.exists():
            _make(path)
        content = path.read_bytes()
        mode = stat.S_IMODE(path.stat().st_mode)
    except OSError as error:
        raise UsageError(f"{path}: the key of the review page cannot be kept there ({error.strerror})") from error
    if os.name == "posix" and mode & 0o077:
        raise UsageError(
            f"{path}: others can read this key. Delete it: new links are made, and the old ones lead nowhere."
        )
    if len(content) != LENGTH:
        raise UsageError(f"{path}: expected a key of {LENGTH} bytes. Delete it: a new one is made, and new links.")
    return Keys(content, Renewals(path.with_suffix(".renewed")))


def _file(subject: str) -> Path:
    chosen = os.environ.get("HARNESS_STATE")
    folder = Path(chosen) if chosen else user_state_path("openhie-harness", appauthor=False)
    return folder / "review" / f"{hashlib.sha256(subject.encode()).hexdigest()[:16]}.key"


def _make(path: Path) -> None:
    """Write a new secret; of two processes that do so at once, both go on with one."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file, name = tempfile.mkstemp(dir=path.parent)  # readable by the user alone
    try:
        os.write(file, secrets.token_bytes(LENGTH))
        os.close(file)
        with suppress(FileExistsError):
            os.link(name, path)
    finally:
        Path(name).unlink()
