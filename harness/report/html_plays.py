"""Writes the page of each play, its exchanges on it or, where they are long, on pages of their own."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from harness.language import gettext as _
from harness.report import links
from harness.report.as_json import as_indented_json
from harness.report.commands import harness_run
from harness.report.html_acts import on_play
from harness.report.html_drawing import drawing
from harness.report.html_exchange import ExchangeView, exchange_view, exchange_views
from harness.report.html_play import changes, players, script
from harness.report.html_site import Site
from harness.report.html_trouble import trouble_views
from harness.report.model import TO_MEND, Play
from harness.report.postman import collection, repeatable
from harness.report.strays import strays, told_to
from harness.report.transcript import transcript
from harness.report.troubles import Trouble, troubles_of
from harness.report.unchecked import gaps
from harness.report.worked import Worked, worked

GREAT = 2_000  # plays of a run
WORKED_OUT = 12  # troubles of a play that are shown beside a right message
LARGE = 60_000  # characters of one exchange; a longer one gets a page of its own
ROOM = 190_000  # characters of all exchanges on a play's page


class PlayPages:
    """The pages of all plays of a site.

    Where they are not to be `whole`, as those of a great run unless that is said, the messages of a play are one text
    beside its page, on which only those are laid out in which something is to be seen.
    """

    def __init__(self, site: Site, *, whole: bool | None = None) -> None:
        self.site = site
        self._whole = len(site.run.plays) < GREAT if whole is None else whole
        self._addresses = told_to(site.run.plays)

    def write_unexpected(self) -> None:
        """Write the page of what nobody waited for, where there was something."""
        if self.site.run.unexpected:
            self._unexpected()

    def write(self, play: Play) -> None:
        """Write the page of one play."""
        in_text = not self._whole and play.verdict in ("PASS", "FAIL") and not on_play(self.site.run, play)
        views = exchange_views(play, self.site.bodies.keep, in_brief=in_text)
        left_out = len(play.crossings) - len(views)
        numbers = {view.exchange.id: view.number for view in views}
        steps, unasked = script(play, numbers, self.site.requirements)
        found = strays(play, self.site.run.unexpected, self._addresses)
        troubles = troubles_of([play], self.site.requirements)
        self.site.page(
            links.play(play),
            "play.html",
            title=_(play.scenario.title),
            play=play,
            cast=players(play),
            steps=steps,
            unasked=unasked,
            troubles=trouble_views(troubles, on=play),
            worked=_worked(play, troubles),
            postman=self._postman(play),
            drawing=drawing(play, views, found) if views or found else "",
            strays=found,
            exchanges=self._placed(play, views),
            transcript=self._transcript(play, views, left_out) if in_text and views else "",
            changes=changes(play),
            gaps=gaps([play]) + gaps([play], of_mocks=True),
            left_out=left_out,
            commands={view.exchange.id: view.command for view in views if view.findings},
            again=harness_run(self.site.run.command, play.scenario.function),
        )

    def _postman(self, play: Play) -> str:
        """The path of the play's collection, "" where nothing is to be mended, or nothing in it went over HTTP."""
        if play.verdict not in TO_MEND or not play.played or not repeatable(play):
            return ""
        made = collection([play], name=play.scenario.title, keep=self.site.bodies.keep)
        self.site.write(links.postman(play), as_indented_json(made))
        return links.postman(play)

    def _transcript(self, play: Play, views: list[ExchangeView], left_out: int) -> str:
        """The path of the text with all messages of the play."""
        told = transcript(_(play.scenario.title), views, self.site.bodies.keep, left_out=left_out)
        self.site.write(links.transcript(play), told)
        return links.transcript(play)

    def _placed(self, play: Play, views: list[ExchangeView]) -> list[tuple[ExchangeView, Markup | None]]:
        """Each exchange with what the play's page shows of it, None where that is a line.

        It is there as a whole while there is room, the ones with findings first.
        """
        texts = {view.number: self._piece(view) for view in views if not view.in_brief}
        room, whole = ROOM, set()
        for view in sorted(views, key=lambda each: (not each.wrong, each.number)):
            length = len(texts.get(view.number, ""))
            if length <= min(room, LARGE) or (view.wrong and length <= room):
                room -= length
                whole.add(view.number)
        return [
            (view, texts.get(view.number) if view.number in whole else self._apart(play, view, texts[view.number]))
            for view in views
        ]

    def _piece(self, view: ExchangeView) -> Markup:
        return Markup(self.site.text("exchange.html", view=view, root="../", opened=view.wrong))

    def _apart(self, play: Play, view: ExchangeView, text: Markup) -> Markup:
        path = links.exchange(play, view.number)
        self.site.page(path, "exchange_page.html", title=view.said, play=play, piece=text, view=view)
        return Markup(self.site.text("exchange_line.html", view=view, link=path.rpartition("/")[2]))

    def _unexpected(self) -> None:
        views = [
            exchange_view(number, exchange, (), self.site.bodies.keep, casting={})
            for number, exchange in enumerate(self.site.run.unexpected[:100], 1)
        ]
        pieces = [Markup(self.site.text("exchange.html", view=view, root="", opened=False)) for view in views]
        room, shown = ROOM, []
        for piece in pieces:
            room -= len(piece)
            if room > 0:
                shown.append(piece)
        left_out = len(self.site.run.unexpected) - len(shown)
        page = f"{links.UNEXPECTED}.html"
        title = _("Messages that nobody waited for")
        self.site.page(page, "unexpected.html", title=title, pieces=shown, left_out=left_out)


def _worked(play: Play, troubles: Sequence[Trouble]) -> list[Worked | None]:
    """For each trouble the wrong message beside a right one, where there is one."""
    told = [each.finding if each.verdict in ("FAIL", "NOTED") else None for each in troubles]
    return [
        worked(finding, play.exchange(finding.exchange)) if finding and number < WORKED_OUT else None
        for number, finding in enumerate(told)
    ]
