"""FHIR packages: where they come from, how they are kept, and every definition in them. Judges nothing."""
