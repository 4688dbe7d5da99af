"""What an interlinked registry learns by IHE CSD: entities as their directories wrote them. Asks nobody itself.

They answer questions by CSD, beside all that it keeps otherwise. A defect overrides one of its methods.
"""

from __future__ import annotations

import copy
import threading
from pathlib import Path

from lxml import etree
from starlette.responses import Response

from harness.messages import csd
from harness.mocks.directory.service import Directory


class Cache(Directory):
    """Keeps entities by their ids, in memory, the newest of each."""

    def __init__(self, data: Path | None = None) -> None:
        super().__init__(data)
        self.known: dict[str, etree._Element] = {}
        self._learning = threading.Lock()

    def remember(self, document: etree._Element) -> None:
        """Keep what a directory told of."""
        with self._learning:
            for one in csd.entities_in(document):
                if one.get("entityID"):
                    self.keep_entity(one)

    def keep_entity(self, entity: etree._Element) -> None:
        """Keep an entity, in place of what was known of it."""
        self.known[entity.get("entityID", "")] = copy.deepcopy(entity)

    def entities(self) -> list[etree._Element]:
        """All that it keeps; what a directory told by CSD stands as it was told."""
        with self._learning:
            learnt = dict(self.known)
        kept = {one.get("entityID", ""): one for one in super().entities()}
        return list({**kept, **learnt}.values())

    def refused(self, response: Response) -> Response:
        """A refusal of ITI-73 as it goes out, which is right."""
        return response
