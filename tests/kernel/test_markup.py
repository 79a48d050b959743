"""Members' Markdown: what it may become, and what it may never become."""

import re
import time
from collections.abc import Iterator

import pytest
from flask import Flask

from forum import markup
from forum.extensions import babel

PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt&#58;alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "![x](https://example.org/track.gif)",
    "<iframe src=https://example.org></iframe>",
    "<style>body{display:none}</style>",
    "<p style='position:fixed'>x</p>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<form action=https://example.org><input name=q></form>",
    "[x](https://example.org 'onmouseover=alert(1)')",
    "`<script>`",
    "<<script>script>alert(1)<</script>/script>",
    "[<script>](https://example.org)",
    "<meta http-equiv=refresh content='0;url=https://example.org'>",
    "<base href=https://example.org/>",
]
ELEMENT = re.compile(r"<\s*/?\s*([a-z0-9]+)([^>]*)>", re.IGNORECASE)


def assert_harmless(html: str) -> None:
    for name, attributes in ELEMENT.findall(html):
        assert name.lower() in markup.TAGS
        assert not re.search(r"\bon\w+\s*=|style\s*=|src\s*=", attributes, re.IGNORECASE)
        for address in re.findall(r'href="([^"]*)"', attributes):
            assert address.startswith(("http://", "https://", "/", "#")) or ":" not in address


@pytest.fixture(autouse=True, scope="module")
def in_a_request() -> Iterator[None]:
    app = Flask(__name__)
    babel.init_app(app)
    with app.test_request_context():
        yield


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_becomes_active(payload: str) -> None:
    assert_harmless(markup.render(payload))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_each_wall_holds_alone(payload: str) -> None:
    assert_harmless(markup.wall_one(payload))
    assert_harmless(markup.wall_two(payload))


def test_no_picture_is_loaded_from_anywhere() -> None:
    assert "<img" not in markup.render("![a cat](https://example.org/cat.png)")


def test_common_marks_are_kept() -> None:
    html = markup.render("**bold** _soft_ ~~gone~~\n\n> said\n\n1. one\n2. two\n\n`code`\n\nwww.example.org")
    for part in ("<strong>bold</strong>", "<em>soft</em>", "<blockquote>", "<ol>", "<code>", 'href="http://www'):
        assert part in html


def test_a_heading_does_not_enter_the_pages_outline() -> None:
    assert markup.render("# Big") == "<p><strong>Big</strong></p>\n"


def test_a_link_carries_no_promise_and_no_referrer() -> None:
    assert 'rel="nofollow ugc noopener noreferrer"' in markup.render("https://example.org")


def test_a_text_with_a_null_byte_is_refused_with_a_sentence() -> None:
    assert markup.problem("a\x00b")
    with pytest.raises(ValueError, match="invisible"):
        markup.render("a\x00b")


def test_a_text_of_exactly_the_limit_is_kept_and_one_more_is_refused() -> None:
    assert markup.problem("a" * markup.LONGEST_BODY) is None
    assert "20,001" in (markup.problem("a" * (markup.LONGEST_BODY + 1)) or "")


@pytest.mark.parametrize("piece", ["[", "*a ", "> ", "![](", "<", "`a", "_a_", "- ", "www.a", "||", "\\", "[a](b"])
def test_no_text_takes_long(piece: str) -> None:
    text = (piece * markup.LONGEST_BODY)[: markup.LONGEST_BODY]
    started = time.monotonic()
    markup.render(text)
    assert time.monotonic() - started < 3


def test_an_excerpt_is_plain_and_cut_between_words() -> None:
    assert markup.excerpt("**One** [two](https://example.org) three four", 14) == "One two three…"
    assert markup.excerpt("short") == "short"


def test_a_quotation_renders_as_one_and_names_whom_it_quotes() -> None:
    html = markup.render(markup.quote("first\nsecond", name="quiet_heron*"))
    assert html.count("<blockquote>") == 1
    assert "quiet_heron*" in html
