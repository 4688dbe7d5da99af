"""Draws the catalogue of workflows: what each is for, how it goes, what covers it. As one page, and as Markdown.

Knows no run: what is drawn is the use case library itself.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from markupsafe import Markup

from harness.language import gettext
from harness.openhie.actors import actor
from harness.openhie.coverage import Covered
from harness.openhie.stories import Step, Story
from harness.report import diagram
from harness.report.html_site import environment, words

WIDTH = 120
STYLE = Path(__file__).parent / "static" / "report.css"


def page(workflows: Sequence[Covered]) -> str:
    """The catalogue as one HTML page that needs nothing beside it: style inside, no script, no network."""
    template = environment().get_template("catalogue.html")
    return template.render(
        workflows=workflows, groups=_grouped(workflows), style=Markup(STYLE.read_text(encoding="utf-8")), drawn=drawn
    )


def drawn(story: Story) -> Markup:
    """The steps of a workflow as a sequence of messages."""
    sides = story.actors
    rows: list[diagram.Row] = []
    for step in story.steps:
        start, end = sides.index(step.asker), sides.index(step.asked)
        rows.append(diagram.Arrow(start, end, gettext(step.words), _kind(step, story)))
        if step.answer:
            rows.append(diagram.Arrow(end, start, gettext(step.answer), "answer"))
    told = gettext("; ").join(
        f"{words(step.asker)} → {words(step.asked)}{gettext(': ')}{gettext(step.words)}" for step in story.steps
    )
    return diagram.sequence(
        [diagram.Lifeline(words(side), actor(side).abbreviation) for side in sides], rows, described=told
    )


def _kind(step: Step, story: Story) -> str:
    """How a step is drawn: what goes back to who asked before is an answer."""
    before = story.steps[: story.steps.index(step)]
    open_ = any((one.asker, one.asked, one.answer) == (step.asked, step.asker, "") for one in before)
    return "answer" if open_ and not step.answer else "ask"


def markdown(workflows: Sequence[Covered]) -> str:
    """The catalogue as Markdown, with drawings in Mermaid."""
    return "\n".join(
        (*_head(workflows), *(line for group, each in _grouped(workflows) for line in _group(group, each)))
    )


def _head(workflows: Sequence[Covered]) -> Iterator[str]:
    played = [one for one in workflows if one.scenarios]
    yield "# The use case library"
    yield ""
    yield "<!-- Written by `harness catalogue --markdown scenarios/README.md`; a test compares it. -->"
    yield ""
    count = sum(len(one.scenarios) for one in workflows)
    yield from _paragraph(
        f"The workflows of OpenHIE: {len(played)} of {len(workflows)} are played, by {count} scenarios. A folder is a "
        "group of workflows, a file is a workflow, a function is one thing that happens. The same as a page: "
        "`harness catalogue --html`; each requirement with what judges and proves it: `harness catalogue`."
    )
    yield "| | Workflow | Who asks whom | By | Scenarios |"
    yield "|---|---|---|---|--:|"
    for one in workflows:
        told = one.workflow
        named = f"[{told.title}](#{_anchor(one)})"
        asked = ", ".join(map(_short, told.responders))
        by, played_by = ", ".join(told.transactions), str(len(one.scenarios) or "none yet")
        yield f"| {told.id} | {named} | {_short(told.initiator)} → {asked} | {by} | {played_by} |"
    yield ""


def _group(group: str, workflows: Sequence[Covered]) -> Iterator[str]:
    yield f"## {group.replace('_', ' ').capitalize()}"
    yield ""
    for one in workflows:
        yield from _workflow(one)


def _workflow(one: Covered) -> Iterator[str]:
    told = one.workflow
    yield f"### {_heading(one)}"
    yield ""
    yield from _paragraph(one.story.who)
    yield from _paragraph(f"**Needed.** {one.story.need}")
    yield from _paragraph(f"**On paper.** {one.story.paper}")
    yield "```mermaid"
    yield "sequenceDiagram"
    yield from _mermaid(one.story)
    yield "```"
    yield ""
    source = f" [Its page in the specification]({told.source})." if told.source else ""
    grown = f" {told.maturity}." if told.maturity else ""
    yield from _paragraph(f"Standards: {', '.join(told.transactions)}.{grown}{source}")
    for requirement in one.named:
        yield from _paragraph(f"**{requirement.requirement}** {requirement.sentence}")
    yield from _coverage(one)


def _coverage(one: Covered) -> Iterator[str]:
    if not one.scenarios:
        yield from _paragraph("**Not yet:** no scenario plays it.")
        return
    for file, scenarios in one.files.items():
        yield f"- [{file}]({file})"
        for each in scenarios:
            yield from textwrap.wrap(each.title, WIDTH, initial_indent="  - ", subsequent_indent="    ")
    yield ""
    yield from _paragraph(f"Judged: {', '.join(one.judged)}.")
    if one.missing:
        yield from _paragraph(f"**Not yet:** {', '.join(one.missing)}.")


def _mermaid(story: Story) -> Iterator[str]:
    for name in story.actors:
        yield f"    participant {_letters(name)} as {_title(name)}"
    for step in story.steps:
        arrow = "-->>" if _kind(step, story) == "answer" else "->>"
        yield f"    {_letters(step.asker)}{arrow}{_letters(step.asked)}: {_plain(step.words)}"
        if step.answer:
            yield f"    {_letters(step.asked)}-->>{_letters(step.asker)}: {_plain(step.answer)}"


def _plain(text: str) -> str:
    """`text` as Mermaid takes it: a semicolon or a hash would end or change it."""
    return text.replace("#", "#35;").replace(";", "#59;")


def _paragraph(text: str) -> Iterator[str]:
    yield from textwrap.wrap(text, WIDTH, break_long_words=False, break_on_hyphens=False)
    yield ""


def _heading(one: Covered) -> str:
    named = f" ({', '.join(one.workflow.spec_ids)})" if one.workflow.spec_ids else ""
    return f"{one.workflow.id} {one.workflow.title}{named}"


def _anchor(one: Covered) -> str:
    """What GitHub makes of the heading."""
    kept = (sign for sign in _heading(one).lower() if sign.isalnum() or sign in " -_")
    return "".join(kept).replace(" ", "-")


def _grouped(workflows: Sequence[Covered]) -> list[tuple[str, list[Covered]]]:
    return [(group, list(each)) for group, each in groupby(workflows, key=lambda one: one.workflow.group)]


def _title(name: str) -> str:
    return actor(name).title


def _short(name: str) -> str:
    return actor(name).abbreviation or actor(name).title


def _letters(name: str) -> str:
    """A name for Mermaid, which knows no spaces."""
    return actor(name).abbreviation or "".join(word.capitalize() for word in name.split("_"))
