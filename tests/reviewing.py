"""The real page of a run, and a mentor who fills in its forms as her browser would. Knows forms, not acts."""

from __future__ import annotations

import contextlib
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
from lxml import html

REVIEW = (sys.executable, "-m", "harness", "review")


class Reviewer:
    """Somebody with a link to the page of a run, who signs as `name`."""

    def __init__(self, link: str, name: str) -> None:
        self.name, self.link = name, link
        self._client = httpx.Client(base_url=link.partition("/review/")[0], follow_redirects=True)
        self._client.get(link)

    def attests(self, system: str, requirement: str, *, text: str) -> None:
        """Vouch for what no wire can show of `system`."""
        page = self._path("", rf'href="[^"]*(systems/[^"/]+)"[^>]*>\s*{re.escape(system)}<')
        self._fills(page, "", {"act": "attest", "requirement": requirement}, verdict="PASS", text=text)

    def overrides(self, system: str, *, text: str) -> str:
        """Call the first FAIL of `system` a PASS; the id of its requirement."""
        page = self._path("", rf'href="[^"]*(systems/[^"/]+)"[^>]*>\s*{re.escape(system)}<')
        play = self._path(page, r'v-fail.*?href="[^"]*(plays/[^"/]+)"')
        return self._fills(play, "t-fail", {"act": "override", "participant": system}, verdict="PASS", text=text)

    def close(self) -> None:
        """Leave the page."""
        self._client.close()

    def _path(self, page: str, pattern: str) -> str:
        text = self._client.get(f"/review/{page}").text
        found = re.search(pattern, text, re.DOTALL)
        if found is None:
            raise LookupError(f"the page {page or 'of the run'} has nothing like {pattern}")
        return found[1]

    def _fills(self, page: str, within: str, hidden: dict[str, str], **written: str) -> str:
        """Send the first form of `page`, in an element of the class `within`, that has these hidden fields.

        Returns the requirement that it was about.
        """
        forms = html.fromstring(self._client.get(f"/review/{page}").text).forms
        placed = (each for each in forms if not within or each.xpath(f"ancestor::*[contains(@class, '{within}')]"))
        form = next(each for each in placed if hidden.items() <= dict(each.fields).items())
        fields = {name: value for name, value in form.fields.items() if value is not None and name != "picture"}
        answer = self._client.post("/review/act", data=fields | written | {"by": self.name})
        answer.raise_for_status()
        return fields.get("requirement", "")


@contextlib.contextmanager
def reviewing(run: Path, name: str = "Wanjiru") -> Iterator[Reviewer]:
    """A mentor at the page of `run`, which is served until the block ends."""
    with subprocess.Popen([*REVIEW, str(run), "--port", "0"], stdout=subprocess.PIPE, text=True) as page:
        lines = iter(page.stdout or ())
        link = next(after for line, after in zip(lines, lines, strict=False) if line.strip() == "mentor")
        mentor = Reviewer(link.strip(), name)
        try:
            yield mentor
        finally:
            mentor.close()
            page.terminate()
