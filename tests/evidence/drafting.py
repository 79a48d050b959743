"""What tests of drafts start from: editors, a draft, and what a browser would send of its form."""

from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

from forum import clock
from forum.conditions.queries import get_condition
from forum.database import db, transaction
from forum.evidence.drafts import operations, queries
from forum.evidence.drafts.models import SummaryDraft
from forum.viewers import Viewer
from tests import factories

SLUG = "fibromyalgia"


def new_editor(*roles: str) -> int:
    """The key of a new member with these roles, an editor's unless told otherwise."""
    return factories.member(roles=roles or ("editor",)).id


def as_editor(member_id: int) -> Viewer:
    return Viewer(id=member_id, roles=frozenset({"editor"}))


def begun(member_id: int, slug: str = SLUG) -> str:
    """The public id of a draft that this editor began, stored."""
    with transaction():
        return operations.start_draft(get_condition(slug), viewer=as_editor(member_id)).public_id


def read(public_id: str) -> SummaryDraft:
    """The draft as it is stored."""
    db.session.expire_all()
    return queries.get_draft(public_id)


def day(days: int) -> str:
    """The day so many days from today."""
    return (clock.now().date() + timedelta(days=days)).isoformat()


def question(number: int = 0, **fields: Any) -> dict[str, Any]:
    """One question as the form sends it."""
    typed = {"question": "Does it help?", "direction": "too-little-research", "because": "Too few people.", **fields}
    typed = {"answer": "Nobody knows [@younger-2013-fm-rct].", **typed}
    return {f"questions-{number}-{name}": value for name, value in typed.items()}


def typed(version: int = 1, **fields: Any) -> dict[str, Any]:
    """A whole form: right as it is, where `fields` does not change it."""
    whole = {
        "version": str(version),
        "bottom_line": "One small trial looked at low-dose naltrexone (LDN).\nIt is too small to tell.",
        **question(),
        "chosen": ["younger-2013-fm-rct"],
        "not_shown": "Nobody knows what happens after a year.",
        "ongoing": "",
        "searched_on": day(-7),
        "searched_where": "PubMed.",
        "review_due": day(150),
        "change_note": "Shorter.",
    }
    return {**whole, **fields}


class FormReader(HTMLParser):
    """The fields of a form as a browser would send them, untouched."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self.within: str | None = None  # the name of the textarea or select that is open
        self.words = ""
        self.first: str | None = None  # the first choice of a select, which is sent where none is chosen
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        name, kind = has.get("name") or "", has.get("type")
        if tag == "input" and name and (kind not in ("checkbox", "radio") or "checked" in has):
            self.fields.setdefault(name, []).append(has.get("value") or "")
        elif tag in ("textarea", "select"):
            self.within, self.words, self.first = name, "", None
        elif tag == "option" and self.within:
            self.first = has.get("value") if self.first is None else self.first
            if "selected" in has:
                self.fields.setdefault(self.within, []).append(has.get("value") or "")

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.within:
            self.fields.setdefault(self.within, []).append(self.words.removeprefix("\n").removeprefix("\r\n"))
        elif tag == "select" and self.within:
            self.fields.setdefault(self.within, [self.first or ""])
        if tag in ("textarea", "select"):
            self.within = None
