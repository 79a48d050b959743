"""Members' Markdown to safe HTML, once, when it is written.

markdown-it-py reads it (raw HTML off), bleach lets through what is on the list below, and nh3, an independent
sanitiser, does the same again: a hole in one is closed by the other.
"""

import re
import unicodedata
from collections.abc import Sequence

import bleach
import nh3
from flask_babel import gettext as _
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup

__all__ = ["LONGEST_BODY", "VERSION", "clean_newlines", "excerpt", "problem", "quote", "render", "trusted", "walled"]

VERSION = 1  # raise it when the rules below change; `flask maintenance render` then renders old posts again
LONGEST_BODY = 20_000  # characters
DEEPEST_NESTING = 20
ELLIPSIS = "…"

TAGS = frozenset(
    {"p", "br", "hr", "strong", "em", "del", "blockquote", "ul", "ol", "li", "code", "pre", "a"}
    | {"table", "thead", "tbody", "tr", "th", "td"}
)
ATTRIBUTES = {"a": ["href", "rel"], "ol": ["start"]}
PROTOCOLS = frozenset(["http", "https"])
LINK_REL = "nofollow ugc noopener noreferrer"


class Renderer(RendererHTML):
    """HTML that keeps the page's outline: a heading in a post is a bold line, not a heading."""

    def heading_open(self, *_parsed: object) -> str:
        """Open the bold line."""
        return "<p><strong>"

    def heading_close(self, *_parsed: object) -> str:
        """Close it."""
        return "</strong></p>\n"

    def link_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """A member's link tells the other site nothing and promises it nothing."""
        tokens[idx].attrs.pop("title", None)
        tokens[idx].attrSet("rel", LINK_REL)
        return self.renderToken(tokens, idx, options, env)


def make_parser() -> MarkdownIt:
    """CommonMark with struck-through words, tables and bare web addresses; no images, no HTML."""
    options = {"html": False, "linkify": True, "breaks": True, "maxNesting": DEEPEST_NESTING}
    parser = MarkdownIt("commonmark", options, renderer_cls=Renderer)
    parser.enable(["strikethrough", "table", "linkify"]).disable(["image", "html_inline", "html_block"])
    if parser.linkify is not None:
        parser.linkify.set({"fuzzy_email": False, "fuzzy_ip": False})
    return parser


PARSER = make_parser()
# bleach's cleaner keeps a parser with state, so that every call makes its own.


def clean_newlines(text: str) -> str:
    """The one change made to a text: line ends as LF, whatever the browser sent."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def problem(text: str, *, longest: int = LONGEST_BODY) -> str | None:
    """Why this text cannot be kept as it is: a sentence for its author, or None."""
    if len(text) > longest:
        return _(
            "This is %(length)s characters long; %(longest)s is the most. Could you make it shorter, or split it?",
            length=f"{len(text):,}",
            longest=f"{longest:,}",
        )
    if any(unicodedata.category(letter) in {"Cc", "Cs"} and letter not in "\n\t" for letter in text):
        return _("There are invisible control characters in it. Please type or paste it again as plain text.")
    return None


def wall_one(html: str) -> str:
    """Bleach's list."""
    return bleach.clean(html, tags=TAGS, attributes=ATTRIBUTES, protocols=PROTOCOLS, strip=False)


def wall_two(html: str) -> str:
    """The same list, by another program."""
    return nh3.clean(
        html,
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        url_schemes=set(PROTOCOLS),
        link_rel=None,
    )


def render(markdown: str) -> str:
    """Safe HTML of a text that `problem` finds nothing in. Raises ValueError otherwise."""
    reason = problem(markdown)
    if reason:
        raise ValueError(reason)
    return walled(PARSER.render(markdown))


def walled(html: str) -> str:
    """What both lists let through: also for stored HTML to which links were added when it is read."""
    return wall_two(wall_one(html))


def trusted(html: str) -> Markup:
    """HTML that `render` or `walled` made, for a template. The only place where text is declared safe."""
    return Markup(html)  # noqa: S704 - see above


def words_of(tokens: Sequence[Token]) -> list[str]:
    """The readable words of parsed Markdown, without marks."""
    found: list[str] = []
    for token in tokens:
        if token.type in {"text", "code_inline", "code_block", "fence"}:
            found.append(token.content)
        elif token.type in {"softbreak", "hardbreak", "paragraph_close", "heading_close"}:
            found.append(" ")
        if token.children:
            found.extend(words_of(token.children))
    return found


def excerpt(markdown: str, length: int = 160) -> str:
    """The beginning of a text as plain words, at most `length` characters, cut between words."""
    words = re.sub(r"\s+", " ", "".join(words_of(PARSER.parse(markdown[: length * 8])))).strip()
    if len(words) <= length:
        return words
    return words[:length].rsplit(" ", 1)[0] + ELLIPSIS


def quote(markdown: str, *, name: str) -> str:
    """A text as a Markdown quotation, said by `name`."""
    lines = "\n".join(f"> {line}".rstrip() for line in markdown.split("\n"))
    safe_name = re.sub(r"([\\`*_{}\[\]<>#|~])", r"\\\1", name)
    return f"{lines}\n>\n> \u2013 {safe_name}\n\n"
