"""Pure functions on evidence: each returns nothing, or raises NonConformance(where, expected, found)."""
