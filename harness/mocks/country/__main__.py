"""``python -m harness.mocks.country [FOLDER]``: writes the made-up country anew, into `fixtures/country`."""

from __future__ import annotations

import sys
from pathlib import Path

from harness.folders import fixtures
from harness.mocks.country.writing import write


def main(arguments: list[str]) -> int:
    """Writes it, and says how big it is."""
    folder = Path(arguments[0]) if arguments else fixtures() / "country"
    print(f"{folder}: {write(folder) / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
