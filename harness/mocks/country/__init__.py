"""The made-up country, Tamarinda: makes what `fixtures/country` holds, the same bytes each time. Knows no mock.

`python -m harness.mocks.country` writes it. It lies where there is nothing but sea, its people and places have made-up
names of the regions where OpenHIE is used, and nobody in it was ever born.
"""

from __future__ import annotations

__all__: list[str] = []
