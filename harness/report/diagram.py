"""Draws what crossed the wire as a sequence of messages, in SVG. Knows where lines go; judges nothing.

Positions across are percentages and positions down are pixels, so that the drawing fits a phone and a wide screen alike
and its letters keep their size. Labels are HTML inside the drawing, which a browser can cut off with an ellipsis.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from harness.language import gettext as _
from harness.report.visible import visible

STEP, ROW, FOOT = 36, 40, 14
HEAD, LINE, LETTERS, LINES = 24, 17, 16, 3
"""Above the first row: what stands around the names, a line of them, and on a phone how long it and how many are."""
CROWDED = 3


@dataclass(frozen=True, slots=True)
class Lifeline:
    """A side of the play: its title and who plays it."""

    title: str
    player: str


@dataclass(frozen=True, slots=True)
class Arrow:
    """A message between two lifelines, by their numbers. `word` is the verdict that it broke, "" when it broke none.

    `kind` is ``ask``, ``answer``, ``stray`` (nobody waited for it) or ``none`` (nothing came); `link` leads to the
    message's bytes.
    """

    sender: int
    receiver: int
    label: str
    kind: str = "ask"
    word: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Caption:
    """A sentence of the play, across the drawing."""

    keyword: str
    sentence: str


Row = Arrow | Caption


def sequence(lifelines: Sequence[Lifeline], rows: Sequence[Row], *, described: str) -> Markup:
    """The drawing; `described` says in words what it shows, for those who do not see it."""
    y = _head(lifelines)
    height = y + FOOT + sum(STEP if isinstance(row, Caption) else ROW for row in rows)
    across = _across(len(lifelines))
    parts = [_lifeline(each, x, (y, height), len(lifelines)) for each, x in zip(lifelines, across, strict=True)]
    for row in rows:
        parts.append(_caption(row, y) if isinstance(row, Caption) else _arrow(row, across, y))
        y += STEP if isinstance(row, Caption) else ROW
    crowded = " crowded" if len(lifelines) >= CROWDED else ""
    linked = any(isinstance(row, Arrow) and row.link for row in rows)
    role = "group" if linked else "img"  # what is in a picture is not told, and links have to be
    name = _safe(_("Sequence of messages"))
    return Markup(
        f'<div class="scroll" tabindex="0" role="region" aria-label="{name}">'
        f'<svg class="sequence{crowded}" width="100%" height="{height}" role="{role}" '
        f'aria-label="{_safe(described)}">{_MARKERS}{"".join(parts)}</svg></div>'
    )


def _safe(text: str) -> str:
    return str(escape(visible(text)))


_MARKER = (
    '<marker id="tip-{0}" class="tip-{0}" viewBox="0 0 10 10" refX="9.5" refY="5" markerUnits="userSpaceOnUse" '
    'markerWidth="12" markerHeight="12" orient="auto"><path d="M0 0 10 5 0 10z"/></marker>'
)
_MARKERS = Markup(f"<defs>{''.join(_MARKER.format(kind) for kind in ('ask', 'answer', 'stray', 'bad'))}</defs>")


def _across(count: int) -> list[float]:
    if count < 2:
        return [50.0] * count
    margin = max(50 / count * 0.6, 8.0) if count > 2 else 20.5
    return [margin + number * (100 - 2 * margin) / (count - 1) for number in range(count)]


def _head(lifelines: Sequence[Lifeline]) -> int:
    """Where the first row is: below the longest names, which take several lines on a phone."""
    return HEAD + LINE * max((_lines(each.title) + _lines(each.player) for each in lifelines), default=2)


def _lines(name: str) -> int:
    return min(max(-(-len(name) // LETTERS), 1), LINES)


def _lifeline(lifeline: Lifeline, x: float, down: tuple[int, int], count: int) -> str:
    width = min(100 / count - 2, 40.0)
    head, height = down
    left = min(max(x - width / 2, 0.0), 100 - width)
    return (
        f'<line class="life" x1="{x:.4g}%" y1="40" x2="{x:.4g}%" y2="{height - 4}"/>'
        f'<foreignObject x="{left:.4g}%" y="0" width="{width:.4g}%" height="{head - 10}"><div class="side">'
        f"<b>{_safe(lifeline.title)}</b><span>{_safe(lifeline.player)}</span></div></foreignObject>"
    )


def _caption(caption: Caption, y: int) -> str:
    said = f"<i>{_safe(caption.keyword)}</i> {_safe(caption.sentence)}"
    return f'<foreignObject x="0" y="{y + 8}" width="100%" height="26"><div class="said">{said}</div></foreignObject>'


def _arrow(arrow: Arrow, across: Sequence[float], y: int) -> str:
    start, end = across[arrow.sender], across[arrow.receiver]
    if arrow.kind == "none":
        end = start + (end - start) * 0.72
    left, width = min(start, end), abs(end - start)
    style = "bad" if arrow.word in ("FAIL", "ERROR") or arrow.kind == "none" else arrow.kind
    label = _safe(arrow.label)
    if arrow.link:
        label = f'<a href="{_safe(arrow.link)}">{label}</a>'
    return (
        f'<line class="{style}" x1="{start:.4g}%" y1="{y + 30}" x2="{end:.4g}%" y2="{y + 30}" '
        f'marker-end="url(#tip-{style})"/><foreignObject x="{left:.4g}%" y="{y + 7}" width="{width:.4g}%" '
        f'height="22"><div class="label">{_mark(arrow.word)}{label}</div></foreignObject>'
    )


def _mark(word: str) -> str:
    name = _safe(word.lower())
    shape = f'<svg aria-hidden="true"><use href="#v-{name}"/></svg>'
    return f'<span class="v v-{name}">{shape}{_safe(_(word))}</span> ' if word else ""
