"""``harness definitions``: get what the validator judges by, once, and tell what is there. Judges nothing."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from harness.conformance.packages import cache, fetching
from harness.conformance.packages.definitions import HOW_TO_GET
from harness.conformance.packages.index import Index

TOLD = ("StructureDefinition", "ValueSet", "CodeSystem")


def get(source: Path | None) -> int:
    """Keep the package at `source`; without one, the core of R4, which is fetched unless it is there already."""
    if source is None:
        known = fetching.core()
        click.echo(f"{'Nothing to fetch, it is all there' if known else 'This is done once'}: {cache.folder()}")
        index = known or fetching.fetch_core(click.echo)
    else:
        index = fetching.keep(source)
        click.echo(f"Kept in {cache.folder()}")
    click.echo(_said(index))
    if index.manifest.name == cache.CORE and index.sha256 != fetching.CORE_SHA256:
        click.echo(f"These are not the bytes that this harness was tested with (SHA-256 {fetching.CORE_SHA256}).")
    if fetching.core() is None:
        click.echo(f"Still missing: {HOW_TO_GET}.")
    return 0


def listing() -> int:
    """Print each package that a command can name, and where it lies."""
    found = list(cache.installed())
    for name, version, place in found:
        click.echo(f"{name}#{version}  {place}")
    if not found:
        click.echo(f"No FHIR package in {cache.folder()} or ~/.fhir/packages.")
    if fetching.core() is None:
        click.echo(f"{HOW_TO_GET[0].upper()}{HOW_TO_GET[1:]}.")
    return 0


def missing() -> str:
    """A line for whoever needs the definitions of R4, "" where they are there."""
    return "" if fetching.core() else HOW_TO_GET


def _said(index: Index) -> str:
    """One package in one line: what it is, what is in it, by which digest it is known."""
    kinds = Counter(entry.kind for entry in index.entries)
    holds = ", ".join(f"{kinds[kind]} {kind}s" for kind in TOLD if kinds[kind]) or f"{len(index.entries)} resources"
    return f"{index.manifest.name} {index.manifest.version}: {holds}. SHA-256 {index.sha256}"
