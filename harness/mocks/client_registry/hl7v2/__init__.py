"""The client registry's second tongue: HL7 v2 over the same records as FHIR (ITI-8, 9, 10, 21, 30). Knows no sockets.

Reading order: `tongue` (any message), `feeds` and `duplicates` (ITI-8, ITI-30), `cross_reference_queries` (ITI-9),
`demographics_queries` (ITI-21), `notifications` (ITI-10); `pid_read` and `pid_written` are the way from a PID to a
Patient and back.
"""
