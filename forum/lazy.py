"""Sentences that are translated when they are shown, not when the module that holds them is loaded."""

from typing import cast

from flask_babel import lazy_gettext

__all__ = ["lazy"]


def lazy(sentence: str) -> str:
    """The sentence in the reader's language, once somebody reads it. Typed as the text that it is then."""
    return cast(str, lazy_gettext(sentence))
