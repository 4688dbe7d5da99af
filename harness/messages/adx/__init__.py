"""ADX (IHE QRPH, QRPH-53): aggregate figures in XML, and the schema that a data structure definition gives them.

Knows bytes and figures. What a system makes of them is not known here. Names are fetched when they are first used
(PEP 562): whoever only speaks FHIR needs no lxml.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from harness.messages.adx.data_structure import DataStructure, Dimension, read_structure
    from harness.messages.adx.forms import clinic_codes, malaria
    from harness.messages.adx.names import MEDIA_TYPE, NAMESPACE
    from harness.messages.adx.reading import Record, read, records
    from harness.messages.adx.schema import Fault, Schema, schema_for
    from harness.messages.adx.writing import write

_HOMES = {
    "data_structure": ("DataStructure", "Dimension", "read_structure"),
    "forms": ("clinic_codes", "malaria"),
    "names": ("MEDIA_TYPE", "NAMESPACE"),
    "reading": ("Record", "read", "records"),
    "schema": ("Fault", "Schema", "schema_for"),
    "writing": ("write",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "MEDIA_TYPE",
    "NAMESPACE",
    "DataStructure",
    "Dimension",
    "Fault",
    "Record",
    "Schema",
    "clinic_codes",
    "malaria",
    "read",
    "read_structure",
    "records",
    "schema_for",
    "write",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
