"""No word of a member becomes anything but a word, on whatever page, for whatever reader (P01, P24)."""

import json
import re
import sqlite3
from html.parser import HTMLParser
from itertools import product
from urllib.parse import quote, urlsplit

import pytest
from werkzeug.test import TestResponse

from forum import markup
from tests.access.rows import REQUESTS
from tests.access.test_canary import addresses, words_of
from tests.access.world import ROLES
from tests.security.conftest import House

BREAKOUT = "\"'></textarea></title><hostile-tag onclick=alert(1) autofocus>{{ 7*7 }}<script>alert(1)</script><!--"
MARKDOWN = "\n\n".join(
    [
        BREAKOUT,
        "[a](javascript:alert(1)) [b](JaVa&#115;cript:alert(1)) [c](data:text/html,<hostile-tag>) [d](vbscript:x)",
        '[e](http://x.example/"onmouseover="alert(1)) [f](<http://x.example/" style="x>) <javascript:alert(1)>',
        "![g](http://x.example/pixel.png) ![h](javascript:x)[^1] <http://x.example/'onclick='x> http://x.example/\"><hostile-tag>",
        "`<hostile-tag>` ``` </code><hostile-tag>",
        '```"><hostile-tag>\n</code></pre><hostile-tag>\n```',
        "| <hostile-tag> | b |\n|:-:|--|\n| [x](javascript:y) | <img src=x onerror=y> |",
        "[ref]: javascript:alert(1) 'x\" onload=\"y'\n[ref] [ref][ref]",
        "<a href='java\tscript:x'>x</a> <svg/onload=x> &lt;script&gt; \u202e \ufeff <math><mtext></form><hostile-tag>",
        "[i](//x.example/) [j](\\\\x.example) [k](/account/sign-out) [l](mailto:a@b.example) [m](http:javascript:x)",
    ]
)
HTML = markup.render(MARKDOWN)
PLAIN = {
    "topic": ("title", "gist", "state_reason", "lock_reason"),
    "draft": ("title", "gist", "body_markdown"),
    "revision": ("title", "gist", "reason"),
    "experience": ("purpose", "other_changes", "state_reason"),
    "side_effect": ("words",),
    "check_in": ("line",),
    "appointment_question": ("words",),
    "flag": ("note", "seen_markdown"),
    "contact_message": ("about", "body", "reply_to"),
    "decision": ("message", "note"),
    "moderation_case": ("snapshot_title",),
    "member": ("name",),
    "voice": ("name",),
    "member_limit": ("reason",),
    "sign_in": ("device",),
    "post": ("state_reason",),
}
MARKED = {"post": ("body_markdown", "body_html"), "moderation_case": ("snapshot_markdown", "snapshot_html")}
OURS = re.compile(r"^(/|#|\?|https://forum\.example\.org/|mailto:|tel:)")
SHORT_FIELDS = ("title", "reason", "name", "email", "code", "next", "key", "note", "about")


class Looker(HTMLParser):
    """Finds what a reader's browser would run, load or send to somewhere else."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag.startswith("hostile") or tag in {"iframe", "object", "embed", "base", "style", "math", "applet"}:
            self.found.append(f"<{tag}>")
        if any(name.startswith("on") or name in {"style", "srcdoc", "autofocus"} for name in given):
            self.found.append(f"<{tag} {sorted(given)}>")
        is_data = given == {"type": "application/ld+json"}  # which no browser runs
        if tag == "script" and not is_data and not given.get("src", "").startswith("/static/"):
            self.found.append("a script of somebody else")
        for name in ("src", "action", "formaction", "poster", "data", "background"):
            if name in given and not re.match(r"^(/(?!/)|\?|$)", given[name]):
                self.found.append(f"<{tag} {name}={given[name]}>")
        if tag == "link" and not re.match(r"^(/(?!/)|https://forum\.example\.org/)", given.get("href", "/")):
            self.found.append(f"<link {given['href']}>")
        if tag == "meta" and given.get("http-equiv", "").lower() == "refresh":
            self.found.append("<meta refresh>")
        scheme = urlsplit(re.sub(r"[\x00-\x20]", "", given.get("href", ""))).scheme.lower()
        if scheme not in {"", "http", "https", "mailto", "tel"}:
            self.found.append(f"<{tag} href={given['href']}>")


def wrong_in(answer: TestResponse) -> list[str]:
    """What is not just words in this page."""
    if answer.mimetype == "application/json":
        json.loads(answer.text)
        return [] if answer.headers["X-Content-Type-Options"] == "nosniff" else ["nosniff"]
    if answer.mimetype == "application/xml":
        return ["a tag"] if "<hostile" in answer.text else []
    if answer.mimetype not in {"text/html", "application/xhtml+xml"}:
        return []
    looker = Looker()
    looker.feed(answer.text)
    found = looker.found
    if "49" in re.findall(r"autofocus&gt;(\S+)", answer.text):
        found.append("a template inside of words")
    return found


@pytest.fixture
def hostile(house: House) -> House:
    """The world, every word of which was written by somebody who wants to get out of the page."""
    with sqlite3.connect(house.file) as file:
        names = {row[0] for row in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        for table, columns in PLAIN.items():
            assert table in names, table
            known = {row[1] for row in file.execute(f"PRAGMA table_info({table})")}
            for column in columns:
                assert column in known, (table, column)
                unique = " || ' ' || rowid" if column == "name" else ""
                file.execute(f"UPDATE {table} SET {column} = ?{unique}", (BREAKOUT,))
        for table, (markdown, html) in MARKED.items():
            file.execute(f"UPDATE {table} SET {markdown} = ?, {html} = ?", (MARKDOWN, HTML))
        file.execute("UPDATE revision SET body_markdown = ?", (MARKDOWN,))
        file.execute(
            "INSERT INTO action (at, verb, target, reason, details) VALUES (?, ?, ?, ?, ?)",
            ("2026-01-01 00:00:00", "hide", BREAKOUT[:60], BREAKOUT, json.dumps({"what": BREAKOUT})),
        )
    file.close()
    return house


@pytest.mark.parametrize("role", ROLES)
def test_words_stay_words_on_every_page(role: str, hostile: House) -> None:
    client = hostile.client(role)
    wrong, seen = [], 0
    for address in addresses(hostile.world):
        answer = client.get(address, follow_redirects=address.startswith("/posts/"))
        assert answer.status_code < 500, address
        seen += "hostile-tag" in words_of(answer)
        wrong += [(address, each) for each in wrong_in(answer)]
    assert wrong == []
    assert seen >= (2 if role == "suspended" else 10)


def test_words_stay_words_in_forms_that_fail_and_in_previews(house: House) -> None:
    wrong = []
    token = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
    values = house.world.values()
    clients = {role: house.client(role) for role in ("visitor", "member", "author", "moderator", "admin")}
    tokens = {}
    for role, client in clients.items():
        found = token.search(client.get("/account/register" if role == "visitor" else "/account/settings").text)
        assert found is not None
        tokens[role] = found[1]
    changes = [ask for ask in REQUESTS if ask.method == "POST" and ask.endpoint != "accounts.sign_out"]
    for ask, (role, client) in product(changes, clients.items()):
        form = dict.fromkeys(ask.form, MARKDOWN) | dict.fromkeys(SHORT_FIELDS, BREAKOUT * 9)
        form |= {name: ask.form[name].format(**values) for name in ("place", "kind", "verb") if name in ask.form}
        for sent in (form, form | {"csrf_token": tokens[role]}):
            answer = client.post(ask.path.format(**values), data=sent)
            assert answer.status_code < 500, ask.endpoint
            wrong += [(ask.endpoint, role, each) for each in wrong_in(answer)]
    assert wrong == []


@pytest.mark.parametrize("words", [BREAKOUT, "</title><hostile-tag>", "javascript:alert(1)", "//x.example"])
def test_words_stay_words_in_addresses(words: str, house: House) -> None:
    wrong = []
    client = house.client("moderator")
    junk = quote(words, safe="")
    for path in (
        f"/search?q={junk}&in={junk}",
        f"/conditions?q={junk}",
        f"/conditions/fibromyalgia?kind={junk}&order={junk}&page={junk}",
        f"/account/sign-in?next={junk}",
        f"/account/register?next={junk}",
        f"/topics/{house.world.topics['open']}-{junk}?page={junk}&quote={junk}",
        f"/members/{junk}",
        f"/moderation?reason={junk}&condition={junk}",
        f"/moderation/log?member={junk}&case={junk}",
        f"/nowhere/{junk}",
        f"/posts/{house.world.posts['open']}/history?n={junk}",
    ):
        answer = client.get(path)
        wrong += [(path, each) for each in wrong_in(answer)]
        wrong += [(path, "Location")] if "hostile-tag>" in answer.headers.get("Location", "") else []
    assert wrong == []
