"""FHIR search (FHIR R4 3.1.1) as data, values and SQL. Knows no HTTP and no actor."""
