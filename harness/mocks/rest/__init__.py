"""A FHIR R4 REST server over the store (FHIR R4 3.1.0). Knows resources of any type, and no actor's rules."""
