"""Faults that our mocks can be told to have, by name. Knows what each breaks, never which scenario runs.

A defect is one that a product could really have. It is a class that overrides a few of a mock's own methods, so that
what it changes can be read in a few lines, and several can be had at once.
"""

from __future__ import annotations

from harness.mocks.defects.registry import Defect, all_of, behaviour, everything, named, snapshot

__all__ = ["Defect", "all_of", "behaviour", "everything", "named", "snapshot"]
