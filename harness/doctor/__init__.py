"""Can we talk at all: DNS, port, TLS, clock, credentials, /metadata, identifier domains. Judges nobody."""

from __future__ import annotations

from harness.doctor.examination import examine
from harness.doctor.printing import examine_and_print
from harness.doctor.rendering import render
from harness.doctor.symptom import Health, Symptom, health, snapshot

__all__ = ["Health", "Symptom", "examine", "examine_and_print", "health", "render", "snapshot"]
