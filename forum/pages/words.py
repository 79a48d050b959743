"""Sentences and addresses in templates, each looked up once: a page has fifty of one and twenty of the other."""

from collections.abc import Callable
from typing import Any

from flask import Flask, g
from flask_babel import get_locale, get_translations
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from forum import markup

__all__ = ["init_app"]

LONGEST_MEMORY = 5_000  # sentences that are kept; templates have far fewer


memory: dict[tuple[str, str], Markup] = {}


def language() -> str:
    """The reader's language, asked for once a request."""
    found: str | None = g.get("language")
    if found is None:
        found = g.language = str(get_locale())
    return found


@pass_eval_context
def gettext(context: EvalContext, sentence: str, /, **values: object) -> str:
    """A sentence in the reader's language, with values that are escaped where the template escapes."""
    key = (language(), sentence)
    if not values and context.autoescape and key in memory:
        return memory[key]
    text: str = get_translations().ugettext(sentence)
    if not context.autoescape:
        return text % values
    said = markup.trusted(text) % values
    if not values and len(memory) < LONGEST_MEMORY:
        memory[key] = said
    return said


@pass_eval_context
def ngettext(context: EvalContext, singular: str, plural: str, num: int, /, **values: object) -> str:
    """A sentence that depends on a number."""
    text: str = get_translations().ungettext(singular, plural, num)
    values.setdefault("num", num)
    return markup.trusted(text) % values if context.autoescape else text % values


def addresses(app: Flask) -> Callable[..., str]:
    """url_for for templates: an address that takes no values is built once."""
    known: dict[str, str] = {}

    def url_for(endpoint: str, **values: Any) -> str:  # Any: as Flask's own
        if values or endpoint.startswith("."):
            return app.url_for(endpoint, **values)
        if endpoint not in known:
            known[endpoint] = app.url_for(endpoint)
        return known[endpoint]

    return url_for


def init_app(app: Flask) -> None:
    """Let the templates say and find things so."""
    app.jinja_env.globals.update(_=gettext, gettext=gettext, ngettext=ngettext, url_for=addresses(app))
