"""Keeps long bodies as files beside the pages. Knows names that no browser runs; knows nothing of what is in them."""

from __future__ import annotations

from pathlib import Path

from harness.evidence.ledger import digest
from harness.report.visible import is_text

FOLDER = "bodies"
PICTURES = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp"}
"""The media types of pictures that are shown, with their endings; none of them can hold a script."""


class Bodies:
    """The folder ``bodies`` of a report. A body is written once, under its digest, and only when a page asks."""

    def __init__(self, report: Path) -> None:
        self._folder = report / FOLDER
        self._written: dict[str, str] = {}
        self._made = False

    def keep(self, body: bytes) -> str:
        """The path of `body` from the report's folder; it is written the first time.

        The ending is ``.json``, ``.txt`` or ``.bin``, whatever the sender called it: markup that a participant sent
        must not come alive when somebody opens the file.
        """
        name = digest(body)
        if name not in self._written:
            path = f"{FOLDER}/{name[:24]}{_ending(body)}"
            self._write(path.rpartition("/")[2], body)
            self._written[name] = path
        return self._written[name]

    def keep_picture(self, content: bytes, kind: str) -> str:
        """The path of a picture of the media type `kind` from the report's folder, "" for a type that is not shown."""
        if kind not in PICTURES:
            return ""
        name = f"{digest(content)[:24]}.{PICTURES[kind]}"
        self._write(name, content)
        return f"{FOLDER}/{name}"

    def _write(self, name: str, content: bytes) -> None:
        if not self._made:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._made = True
        (self._folder / name).write_bytes(content)


def _ending(body: bytes) -> str:
    if not is_text(body):
        return ".bin"
    return ".json" if body.lstrip()[:1] in (b"{", b"[") else ".txt"
