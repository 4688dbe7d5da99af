"""The page on which a person lets an application in, or does not. Knows HTML, and grants nothing."""

from __future__ import annotations

from html import escape

ALLOW, REFUSE = "allow", "refuse"

_PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>May {name} come in?</title></head>
<body>
<main>
<h1>May {name} come in?</h1>
<p>It asks for: {scope}</p>
<form method="post">
<p><label>Who are you? <input name="person" value="somebody" required></label></p>
<p><button name="answer" value="allow">Allow</button> <button name="answer" value="refuse">Refuse</button></p>
</form>
</main>
</body>
</html>
"""


def page(name: str, scope: str) -> str:
    """What the person sees; the answer is sent to the same address."""
    return _PAGE.format(name=escape(name), scope=escape(scope))
