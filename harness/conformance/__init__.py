"""Is this FHIR resource valid? Judges a parsed resource by FHIR R4 (4.0.1) and by profiles. Fetches nothing."""
