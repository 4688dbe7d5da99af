"""ADX (IHE QRPH, QRPH-53): aggregate figures in XML, and the schema that a data structure definition gives them.

Knows bytes and figures. What a system makes of them is not known here.
"""

from harness.messages.adx.data_structure import DataStructure, Dimension, read_structure
from harness.messages.adx.forms import clinic_codes, malaria
from harness.messages.adx.reading import MEDIA_TYPE, NAMESPACE, Record, read, records
from harness.messages.adx.schema import Fault, Schema, schema_for
from harness.messages.adx.writing import write

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
