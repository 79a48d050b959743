"""Fragments of pages that are the same whenever the same values go in: made once, kept while they are wanted.

Nothing can go stale: a fragment is found by every value it is made of, by language and by time zone. It knows no
viewer and no request; a template that asks for either fails at once.
"""

from functools import lru_cache
from typing import Any

from flask import Flask
from markupsafe import Markup

from forum import markup, web
from forum.pages import words

__all__ = ["init_app"]

KEPT = 1_500  # fragments, of about three kilobytes; if all were of the longest texts, some hundred megabytes


def init_app(app: Flask) -> None:
    """Give templates fragment("a/_fragment.html", name=value, …); the values have to be hashable."""

    @lru_cache(maxsize=KEPT)
    def made(name: str, language: str, zone: str, values: tuple[tuple[str, Any], ...]) -> Markup:  # noqa: ARG001 - keys
        return markup.trusted(app.jinja_env.get_template(name).render(dict(values)))

    def fragment(name: str, /, **values: Any) -> Markup:  # Any: whatever the fragment prints
        return made(name, words.language(), web.viewer().timezone, tuple(values.items()))

    app.jinja_env.globals["fragment"] = fragment
